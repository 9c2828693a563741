import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { initWorkspace, openWorkspace, type Workspace } from "@tightrope/core";
import { writeBaci } from "./baci-generator.ts";
import type { Figure } from "./run.ts";
import complexityAgainstPython from "./trade-complexity.ts";

const FIRST = 1998;
const COUNTRIES = ["RUS", "CHN", "USA", "DEU", "KAZ", "IND", "TUR", "ARE", "KOR", "BRA", "NOR", "VNM"];
const PAIRS = ["8542", "2709", "8703", "3004", "8471", "8517", "1001", "7108"];

/**
 * Questions about trade on generated BACI years of real size (`--years 3`, `--rows 11000000`), warm, through
 * `workspace.run`: each time is the median and, in the note, the 95th percentile over different countries or goods.
 * Beside them bare DuckDB on the workspace's own sorted Parquet, and pandas and polars with the data in memory where
 * `TIGHTROPE_PYTHON` names a Python that has them. Complexity against py-ecomplexity unless `--no-complexity`.
 */
export default async function* trade(options: readonly string[]): AsyncGenerator<Figure> {
  const option = (name: string, otherwise: number) =>
    options.includes(name) ? Number(options[options.indexOf(name) + 1]) : otherwise;
  const years = option("--years", 3);
  const rows = option("--rows", 11_000_000);
  const last = FIRST + years - 1;
  const scratch = await mkdtemp(join(tmpdir(), "tightrope-trade-"));
  try {
    const folder = join(scratch, "ws");
    const spillFolder = join(scratch, "spill");
    const workspace = await initWorkspace(folder, { duckdb: { spillFolder } });
    for (let year = FIRST; year <= last; year++) {
      const path = join(scratch, `BACI_HS92_Y${year}_V202501.csv`);
      await writeBaci(path, { year, rows });
      await workspace.load("baci", [path], {});
      await rm(path);
    }
    const size = `${years} years x ${rows / 1e6} M rows`;
    const bare = await bareDuckDb(workspace);
    const frames = await pythonFrames(bare.parquet);
    try {
      // Warm: tables asked for often have moved into memory, which waits for a moment without questions.
      for (let round = 0; round < 4; round++)
        for (const flow of ["imports", "exports"] as const)
          for (const reporter of COUNTRIES.slice(0, 2))
            await workspace.run("partner-share", { reporter, partner: "FRA", flow });
      await setTimeout(10_000);
      for (const flow of ["imports", "exports"] as const) {
        const ours = await times(COUNTRIES, 3, (reporter, i) =>
          workspace.run("partner-share", {
            reporter,
            partner: COUNTRIES[(i + 1) % COUNTRIES.length] as string,
            flow,
          }),
        );
        const theirs = await times(COUNTRIES, 1, (reporter) => bare.shares(reporter, flow));
        const what = `partner share of one country's ${flow}, all years, ${size}`;
        yield figure(what, ours, "bare DuckDB, sorted Parquet", theirs.p50);
        for (const f of frames)
          yield figure(
            what,
            ours,
            `${f.kind}, data in memory, measured on one year and multiplied (read in ${f.read.toFixed(1)} s, ${Math.round(f.peak_mb)} MB)`,
            f[flow],
          );
      }
      const pair = await times(PAIRS, 3, (product) =>
        workspace.run("reconciled-trade", { exporter: "CHN", importer: "RUS", product }),
      );
      const pairBare = await times(PAIRS, 1, (product) => bare.pair(product));
      yield figure(
        `goods of one pair, all years, ${size}`,
        pair,
        "bare DuckDB, sorted Parquet",
        pairBare.p50,
      );

      const dependence = await times(["RUS", "DEU", "CHN"], 1, (reporter) =>
        workspace.run("product-dependence", { reporter, from: last, to: last }),
      );
      const dependenceBare = await times(["RUS", "DEU", "CHN"], 1, (reporter) =>
        bare.byProduct(reporter, last),
      );
      yield figure(
        `product-dependence, all HS6 of one country and year, ${size}`,
        dependence,
        "bare DuckDB: imports by product and partner only",
        dependenceBare.p50,
      );

      const eci = await times(["all"], 2, () => workspace.run("eci", { digits: "6" }));
      const matrix = await times(["all"], 2, () => bare.matrix());
      yield figure(
        `eci over all ${years} years, HS6, ${size}`,
        eci,
        "bare DuckDB: sums by year, exporter and product only",
        matrix.p50,
      );
      const outlook = await times(["all"], 1, () =>
        workspace.run("complexity-outlook", { digits: "6", from: last, to: last }),
      );
      yield figure(`complexity-outlook of one year, HS6, ${size}`, outlook, "no peer", Number.NaN);

      yield await spilling(folder, join(scratch, "spill-1gb"), workspace, last, size);
    } finally {
      await bare.close();
      await workspace.close();
    }
    if (!options.includes("--no-complexity")) yield* complexityAgainstPython();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly runs: number;
}

/** One warm-up each, then `rounds` timed runs of every question. */
async function times(
  items: readonly string[],
  rounds: number,
  work: (item: string, i: number) => Promise<unknown>,
): Promise<Times> {
  const found: number[] = [];
  for (const [i, item] of items.entries()) {
    await work(item, i);
    for (let r = 0; r < rounds; r++) {
      const start = performance.now();
      await work(item, i);
      found.push((performance.now() - start) / 1000);
    }
  }
  found.sort((a, b) => a - b);
  const at = (q: number) => found[Math.min(found.length - 1, Math.ceil(q * found.length) - 1)] as number;
  return { p50: at(0.5), p95: at(0.95), runs: found.length };
}

function figure(what: string, ours: Times, theirs: string, theirs_s: number): Figure {
  return {
    what,
    ours_s: round(ours.p50),
    theirs,
    theirs_s: round(theirs_s),
    ratio: round(theirs_s / ours.p50),
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    note: `p95 ${round(ours.p95)} s over ${ours.runs} runs`,
  };
}

const round = (n: number) => Math.round(n * 10_000) / 10_000;

/** The questions asked of the Parquet files of the base table, by hand, without checks, choice of source or notes. */
async function bareDuckDb(workspace: Workspace) {
  const state = await workspace.state();
  const files = (state.tables.trade ?? []).map((f) => join(workspace.folder, f.path));
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "4GB" });
  const connection = await instance.connect();
  await connection.run(
    `create view trade as select * from read_parquet([${files.map((f) => `'${f}'`).join(", ")}])`,
  );
  const ask = async (text: string) => (await connection.runAndReadAll(text)).currentRowCount;
  return {
    parquet: files,
    shares(country: string, flow: "imports" | "exports") {
      const [own, other] = flow === "imports" ? ["importer", "exporter"] : ["exporter", "importer"];
      return ask(`select period, ${other}, sum(value_usd) / sum(sum(value_usd)) over (partition by period) as share
        from trade where ${own} = '${country}' group by period, ${other} order by period, ${other}`);
    },
    pair: (product: string) =>
      ask(`select period, sum(value_usd) from trade where exporter = 'CHN' and importer = 'RUS'
        and product >= '${product}' and product < '${product}~' group by period order by period`),
    byProduct: (reporter: string, year: number) =>
      ask(`select product, exporter, sum(value_usd) from trade where importer = '${reporter}' and period = date '${year}-01-01'
        group by product, exporter order by product, exporter`),
    matrix: () =>
      ask("select period, exporter, product, sum(value_usd) from trade group by period, exporter, product"),
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

interface Frames {
  readonly kind: string;
  readonly imports: number;
  readonly exports: number;
  readonly read: number;
  readonly peak_mb: number;
}

/** pandas and polars in processes of their own; what cannot be run is left out with a remark. */
async function pythonFrames(parquet: readonly string[]): Promise<Frames[]> {
  const python = process.env.TIGHTROPE_PYTHON;
  if (!python) return [];
  const script = fileURLToPath(new URL("trade-frames.py", import.meta.url));
  const found: Frames[] = [];
  for (const kind of ["pandas", "polars"])
    try {
      // All years at once would not fit in memory: one year is measured, and its times are multiplied.
      const { stdout } = await promisify(execFile)(python, [script, kind, parquet[0] as string, "RUS", "5"]);
      const one = JSON.parse(stdout) as Omit<Frames, "kind">;
      const n = parquet.length;
      found.push({
        kind,
        imports: one.imports * n,
        exports: one.exports * n,
        read: one.read * n,
        peak_mb: one.peak_mb * n,
      });
    } catch (cause) {
      console.error(`${kind} could not be run: ${String(cause).split("\n")[0]}`);
    }
  return found;
}

/** The heaviest questions again at 1 GB of engine memory: the same content, slower, with what was spilt. */
async function spilling(
  folder: string,
  spillFolder: string,
  usual: Workspace,
  last: number,
  size: string,
): Promise<Figure> {
  const small = await openWorkspace(folder, { readOnly: true, duckdb: { memoryLimit: "1GB", spillFolder } });
  let spilt = 0;
  const watch = setInterval(async () => {
    const files = await readdir(spillFolder, { recursive: true }).catch(() => []);
    spilt = Math.max(spilt, files.length);
  }, 20);
  try {
    const questions = [
      ["eci", { digits: "6", from: last, to: last }],
      ["product-dependence", { reporter: "CHN", from: last, to: last }],
    ] as const;
    const seconds: number[] = [];
    for (const w of [usual, small]) {
      const start = performance.now();
      const hashes = [];
      for (const [name, parameters] of questions)
        hashes.push((await w.run(name as string, parameters)).receipt.contentHash);
      seconds.push((performance.now() - start) / 1000);
      if (w === small) {
        const again = [];
        for (const [name, parameters] of questions)
          again.push((await usual.run(name as string, parameters)).receipt.contentHash);
        if (hashes.join() !== again.join()) throw new Error("answers at 1 GB differ from those at 4 GB");
      }
    }
    const [ample, tight] = seconds as [number, number];
    return {
      what: `eci and product-dependence of one year at 1 GB of engine memory, ${size}`,
      ours_s: round(tight),
      theirs: "the same at 4 GB, same content hash",
      theirs_s: round(ample),
      ratio: round(ample / tight),
      peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
      note: `${spilt} spill files seen`,
    };
  } finally {
    clearInterval(watch);
    await small.close();
  }
}
