import { execFile } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type RowOrder, writeBaci } from "./baci-generator.ts";
import type { Figure } from "./run.ts";

const run = promisify(execFile);
const HERE = fileURLToPath(import.meta.url);
const RUNS = 3;
const TSX = ["--conditions=source", "--import", "tsx"];

interface Timing {
  readonly seconds: number;
  readonly cpu: number;
  readonly peak_mb: number;
}

/**
 * Loading one year of BACI (one and five with `--full`; `--rows N` for smaller files) beside a bare DuckDB
 * `COPY (… ORDER BY t, i, j, k) TO parquet` of the same file with the same compression, and beside pandas and polars
 * where a Python that has them is named in `TIGHTROPE_PYTHON`. One year is measured in both orders that a file may have.
 * Every contender runs in a process of its own, in turns, so that what else the machine does meets all of them; the
 * median of three runs counts, of five years too.
 */
export default async function* load(options: readonly string[]): AsyncGenerator<Figure> {
  const rows = Number(
    options[options.indexOf("--rows") + 1] && options.includes("--rows")
      ? options[options.indexOf("--rows") + 1]
      : 11_000_000,
  );
  const folder = await mkdtemp(join(tmpdir(), "tightrope-bench-"));
  try {
    const sizes: [number, RowOrder][] = [
      [1, "k, i, j"],
      [1, "i, j, k"],
    ];
    if (options.includes("--full")) sizes.push([5, "i, j, k"]);
    for (const [years, order] of sizes) {
      const files: string[] = [];
      await mkdir(join(folder, order), { recursive: true });
      for (let year = 2023 - years; year < 2023; year++) {
        const path = join(folder, order, `BACI_HS17_Y${year}_V202501.csv`);
        if (!existsSync(path)) await writeBaci(path, { year, rows, order });
        files.push(path);
      }
      const what = `load ${years} x ${rows} BACI rows, in the files by ${order}`;
      // Once over, so that the files are in the page cache for all contenders alike.
      for (const f of files) for await (const _ of createReadStream(f));
      const contenders = ["ours", "duckdb", ...(process.env.TIGHTROPE_PYTHON ? ["pandas", "polars"] : [])];
      const timings = new Map<string, Timing[]>(contenders.map((name) => [name, []]));
      for (let turn = 0; turn < RUNS; turn++)
        for (const [name, of] of timings)
          of.push(
            name === "ours" || name === "duckdb"
              ? await child(name, folder, files)
              : await python(name, folder, files),
          );
      const ours = median(timings.get("ours") as Timing[]);
      for (const theirs of contenders.slice(1)) {
        const t = median(timings.get(theirs) as Timing[]);
        yield {
          what,
          ours_s: round(ours.seconds),
          theirs:
            theirs === "duckdb"
              ? "DuckDB COPY (ORDER BY t, i, j, k) TO parquet, zstd, no checks"
              : `${theirs}: read, sort, write parquet (zstd), no checks`,
          theirs_s: round(t.seconds),
          ratio: round(ours.seconds / t.seconds),
          peak_mb: Math.round(ours.peak_mb),
          note: `ours ${round(ours.cpu)} CPU s, theirs ${round(t.cpu)} CPU s and ${Math.round(t.peak_mb)} MB: ${round(ours.cpu / t.cpu)} times the CPU; theirs writes the file's six columns, ours the table's twelve, with sums by pair and chapter`,
        };
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const round = (n: number) => Math.round(n * 100) / 100;

/** The run in the middle by the clock. */
function median(timings: readonly Timing[]): Timing {
  return [...timings].sort((a, b) => a.seconds - b.seconds)[Math.floor(timings.length / 2)] as Timing;
}

async function child(mode: "ours" | "duckdb", folder: string, files: readonly string[]): Promise<Timing> {
  const { stdout } = await run(process.execPath, [...TSX, HERE, mode, folder, ...files], {
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Timing;
}

const PYTHON = `
import sys, time, resource, json
kind, out, files = sys.argv[1], sys.argv[2], sys.argv[3:]
start = time.time()
for f in files:
    if kind == "pandas":
        import pandas as pd
        d = pd.read_csv(f, dtype={"k": str}, na_values=["NA", "           NA"])
        d.sort_values(["t", "i", "j", "k"]).to_parquet(out, compression="zstd", index=False)
    else:
        import polars as pl
        d = pl.read_csv(f, schema_overrides={"k": pl.String}, null_values=["NA", "           NA"])
        d.sort(["t", "i", "j", "k"]).write_parquet(out, compression="zstd")
u = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": time.time() - start, "cpu": u.ru_utime + u.ru_stime, "peak_mb": u.ru_maxrss / 1024}))
`;

async function python(kind: string, folder: string, files: readonly string[]): Promise<Timing> {
  const out = join(folder, "peer.parquet");
  const { stdout } = await run(process.env.TIGHTROPE_PYTHON as string, ["-c", PYTHON, kind, out, ...files]);
  return JSON.parse(stdout) as Timing;
}

/** In the child process: one contender, timed from the first byte read to the last written. */
async function contend(mode: string, folder: string, files: readonly string[]): Promise<void> {
  const target = await mkdtemp(join(folder, `${mode}-`));
  const work = mode === "ours" ? await ours(target, files) : await bare(target, files);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  console.log(
    JSON.stringify({
      seconds,
      cpu: (used.user + used.system) / 1e6,
      peak_mb: process.resourceUsage().maxRSS / 1024,
    }),
  );
  await rm(target, { recursive: true, force: true });
}

async function ours(target: string, files: readonly string[]) {
  const { initWorkspace } = await import("@tightrope/core");
  const workspace = await initWorkspace(join(target, "ws"));
  return async () => {
    const reports = await workspace.load("baci", files);
    if (reports.some((r) => r.rows.quarantined > 0))
      throw new Error("the generator wrote rows that BACI does not have");
    await workspace.close();
  };
}

async function bare(target: string, files: readonly string[]) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "3GB",
    temp_directory: join(target, "spill"),
  });
  const connection = await instance.connect();
  return async () => {
    for (const [n, file] of files.entries())
      await connection.run(
        `copy (select * from read_csv('${file}', header = true, auto_detect = false, delim = ',', nullstr = ['NA', '           NA'],
           columns = {t: 'SMALLINT', i: 'SMALLINT', j: 'SMALLINT', k: 'VARCHAR', v: 'DECIMAL(18,3)', q: 'DECIMAL(18,3)'}) order by t, i, j, k)
         to '${join(target, `${n}.parquet`)}' (format parquet, compression zstd)`,
      );
    connection.closeSync();
  };
}

if (process.argv[1] === HERE) {
  const [mode, folder, ...files] = process.argv.slice(2) as [string, string, ...string[]];
  await contend(mode, folder, files);
}
