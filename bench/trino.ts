/**
 * The same trade rows and questions on DuckDB in this process and on Trino clusters of one and of two workers on this
 * machine. Both read the same Parquet files, and a line is given only when their answers have the same content hash.
 *
 * Sizes are millions of rows, smallest first: TIGHTROPE_BENCH_ROWS=10,100,250 (the default is 10,100; 250 takes 4 GB of
 * disk). Below 50 million each question is asked once unmeasured, to warm compilers and files up, then
 * TIGHTROPE_BENCH_REPEATS times (default 3, the median counts); above, once, since what was warmed stays warm and the
 * start of a query no longer weighs. TIGHTROPE_BENCH_WORKERS names the clusters (default 1,2; 0 for DuckDB alone), TIGHTROPE_BENCH_DIR
 * keeps the made files for the next run. Needs the server, `node scripts/trino.mjs fetch`, and Java 24 or newer.
 */
import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  type AttachedSnapshot,
  allTables,
  contentHash,
  EngineError,
  openDuckDb,
  openEngine,
  sha256,
  type TableFiles,
} from "@tightrope/core";
import { date, type Sql, sql } from "../packages/core/src/sql.ts";
import { findJava, findTrino, startTrino, TRINO_VERSION, type TrinoCluster } from "../scripts/trino.mjs";
import type { BenchLine } from "./bench-line.ts";

const REPEATS = Number(process.env.TIGHTROPE_BENCH_REPEATS ?? 3);
const CLUSTERS = (process.env.TIGHTROPE_BENCH_WORKERS ?? "1,2")
  .split(",")
  .map(Number)
  .filter((n) => n > 0);
const HEAP = "2G";
/** A question that takes a cluster longer is given up, and that is the result. */
const LIMIT = "4m";
const LARGE = 50;
const YEARS = 20;
const COUNTRIES = 200;
const FILES = 4;

const questions: Readonly<Record<string, (on: AttachedSnapshot) => Sql>> = {
  "one country's suppliers, one year": (on) => sql`
    select exporter, cast(sum(value_usd) as decimal(38,3)) as value_usd, count(*) as flows from ${on.table("trade")}
    where importer = ${"DFX"} and period = ${date("2012-01-01")} group by exporter order by value_usd desc, exporter`,
  "all pairs, all years": (on) => sql`
    select period, exporter, importer, cast(sum(value_usd) as decimal(38,3)) as value_usd from ${on.table("trade")}
    group by period, exporter, importer order by value_usd desc, period, exporter, importer limit 1000`,
  "concentration of suppliers, every importer and product": (on) => sql`
    with flows as (select importer, product, exporter, sum(value_usd) as v from ${on.table("trade")} group by importer, product, exporter),
      totals as (select importer, product, sum(v) as total, max(v) as largest, count(*) as suppliers from flows group by importer, product)
    select importer, count(*) as products, cast(sum(largest) as double) / nullif(cast(sum(total) as double), 0) as largest_share
    from totals where suppliers > ${1} group by importer order by importer`,
};

export default async function* trino(): AsyncGenerator<BenchLine> {
  const sizes = (process.env.TIGHTROPE_BENCH_ROWS ?? "10,100").split(",").map(Number);
  const folder = process.env.TIGHTROPE_BENCH_DIR ?? (await mkdtemp(join(tmpdir(), "tightrope-bench-")));
  await mkdir(folder, { recursive: true });
  if (!existsSync(join(folder, "datapackage.json"))) await writeFile(join(folder, "datapackage.json"), "{}");
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  try {
    const tables: { readonly rows: number; readonly table: TableFiles }[] = [];
    for (const millions of sizes) {
      const table = await makeTrade(folder, millions);
      tables.push({ rows: table.files.reduce((sum, file) => sum + file.rows, 0) / 1e6, table });
    }

    const ours = new Map<string, { seconds: number; processor: number; hash: string }>();
    const engine = await openDuckDb({ memoryLimit: "4GB", spillFolder: join(folder, "spill") });
    for (const { rows, table } of tables) {
      const on = await engine.attach(snapshotOf(table), [table]);
      for (const [name, question] of Object.entries(questions))
        ours.set(`${name} ${rows}`, await time(on, question, rows, ownSeconds));
    }
    await engine.close();
    const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);
    const line = (
      name: string,
      rows: number,
      theirs: string,
      theirs_s: number | null,
      note = "",
    ): BenchLine => {
      const { seconds, processor } = ours.get(`${name} ${rows}`) as { seconds: number; processor: number };
      const what = `${name}, ${rows} M trade rows, ${machine}; processor seconds: ours ${processor.toFixed(2)}${note}`;
      const ratio = theirs_s === null ? null : theirs_s / seconds;
      return { what, ours_s: seconds, theirs, theirs_s, ratio, peak_mb };
    };

    for (const workers of CLUSTERS) {
      const theirs = `Trino ${TRINO_VERSION}, coordinator and ${workers} worker${workers > 1 ? "s" : ""}, ${HEAP} heaps`;
      if (!findTrino() || !findJava()) {
        for (const { rows } of tables)
          for (const name of Object.keys(questions)) yield line(name, rows, `${theirs}: not here`, null);
        continue;
      }
      const cluster = await startTrino({ workers, heap: HEAP, quick: false });
      const there = await openEngine(`${cluster.url}?session.query_max_execution_time=${LIMIT}`, {
        trino: { secrets: {} },
      });
      try {
        for (const { rows, table } of tables) {
          const on = await there.attach(snapshotOf(table), [table]);
          for (const [name, question] of Object.entries(questions)) {
            let answer: Awaited<ReturnType<typeof time>>;
            try {
              answer = await time(on, question, rows, () => clusterSeconds(cluster, workers));
            } catch (error) {
              // Too little memory is a result as well.
              if (!(error instanceof EngineError)) throw error;
              yield line(name, rows, `${theirs}: ${error.message}`, null);
              continue;
            }
            if (answer.hash !== ours.get(`${name} ${rows}`)?.hash)
              throw new Error(`${theirs} answers otherwise: ${name}, ${rows} M`);
            const resident = await residentMb(cluster, workers);
            const note = `, theirs ${answer.processor.toFixed(2)}; cluster ${resident} MB`;
            yield line(name, rows, theirs, answer.seconds, note);
          }
        }
      } finally {
        await there.close();
        await cluster.stop();
      }
    }
  } finally {
    if (!process.env.TIGHTROPE_BENCH_DIR) await rm(folder, { recursive: true, force: true });
  }
}

/** Median of the repeats; of a small size, after one run that warms files and compilers up. */
async function time(
  on: AttachedSnapshot,
  question: (on: AttachedSnapshot) => Sql,
  rows: number,
  processorSeconds: () => Promise<number>,
) {
  const seconds: number[] = [];
  const processor: number[] = [];
  let hash = "";
  const repeats = rows < LARGE ? REPEATS : 1;
  for (let n = rows < LARGE ? 0 : 1; n <= repeats; n++) {
    const before = await processorSeconds();
    const start = process.hrtime.bigint();
    const frame = await on.query(question(on));
    if (n > 0) seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    if (n > 0) processor.push((await processorSeconds()) - before);
    if (frame.length === 0) throw new Error("a question without rows measures nothing");
    hash = contentHash(frame);
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(repeats / 2)] as number;
  return { seconds: median(seconds), processor: median(processor), hash };
}

/** Trade rows in the order of their key, the same on every run: every pair of countries trades in every year. */
async function makeTrade(folder: string, millions: number): Promise<TableFiles> {
  const definition = allTables.find(({ name }) => name === "trade");
  if (!definition) throw new Error("there is no table trade");
  const perPair = Math.round((millions * 1e6) / (YEARS * COUNTRIES * COUNTRIES));
  const step = Math.floor(9999 / perPair);
  const area = (n: string) => `chr((65 + ${n} // 26)::int) || chr((65 + ${n} % 26)::int) || 'X'`;
  await mkdir(join(folder, "tables"), { recursive: true });
  const files: { path: string; rows: number; bytes: number }[] = [];
  let connection: Awaited<ReturnType<DuckDBInstance["connect"]>> | undefined;
  const rows = (YEARS / FILES) * COUNTRIES * COUNTRIES * perPair;
  for (let part = 0; part < FILES; part++) {
    const path = join(folder, "tables", `trade-${millions}-${part}.parquet`);
    if (!existsSync(path)) {
      connection ??= await (await DuckDBInstance.create(":memory:", { memory_limit: "4GB" })).connect();
      await connection.run(
        `copy (select 'baci' as source, make_date((2000 + y)::int, 1, 1) as period, 'A' as frequency, ${area("e")} as exporter,
           ${area("m")} as importer, lpad((p * ${step})::varchar, 6, '0') as product, 'HS2012' as classification,
           'reconciled' as reporter, ((hash(i) % 1000000000)::decimal(18,3) / 8)::decimal(18,3) as value_usd, 'FOB' as valuation,
           case when i % 11 = 0 then null else (hash(i + 1) % 1000000)::decimal(18,3) end as quantity_kg, 'reported' as status
         from (select i, i // ${COUNTRIES * COUNTRIES * perPair} as y, (i // ${COUNTRIES * perPair}) % ${COUNTRIES} as e,
           (i // ${perPair}) % ${COUNTRIES} as m, i % ${perPair} as p from range(${part * rows}, ${(part + 1) * rows}) r(i)))
         to '${path}.part' (format parquet, compression zstd)`,
      );
      await rename(`${path}.part`, path);
    }
    files.push({ path, rows, bytes: statSync(path).size });
  }
  connection?.closeSync();
  const columns = Object.fromEntries(
    Object.entries(definition.columns).map(([name, { type }]) => [name, type]),
  );
  return { name: "trade", columns, files };
}

const snapshotOf = ({ files }: TableFiles) => sha256(files.map(({ path }) => path).join("\n"));

/** Processor time of this process. On a machine that does other work too it says more than the clock. */
async function ownSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Processor time of all nodes so far, where the system tells it in ticks of 10 ms (Linux), else NaN. */
async function clusterSeconds(cluster: TrinoCluster, workers: number): Promise<number> {
  let ticks = 0;
  for (const pid of pidsOf(cluster, workers)) {
    const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}

async function residentMb(cluster: TrinoCluster, workers: number): Promise<number> {
  const pids = pidsOf(cluster, workers);
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", pids.join(",")]);
  return Math.round(stdout.split("\n").reduce((sum, text) => sum + Number(text), 0) / 1024);
}

function pidsOf(cluster: TrinoCluster, workers: number): number[] {
  const nodes = ["coordinator", ...Array.from({ length: workers }, (_, n) => `worker-${n + 1}`)];
  return nodes.flatMap((node) => cluster.pid(node) ?? []);
}
