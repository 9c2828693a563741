import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { initWorkspace, toRows, type Workspace } from "../packages/core/src/index.ts";
import { writeCollaborations } from "../packages/core/src/sources/openalex/collaborations.ts";
import { WORK_COLUMNS } from "../packages/core/src/sources/openalex/shape.ts";
import type { Loader } from "../packages/core/src/sources/source.ts";
import { type Sql, sql } from "../packages/core/src/sql.ts";
import type { Figure } from "./run.ts";

/**
 * `WORKS` (default 1,000,000) to load, in four files, or the files that `WORKS_FILES` names (separated by colons), and
 * `COUNTED` (default 10,000,000) to count pairs of. `TIGHTROPE_PYTHON` is a Python with pandas, pyarrow and pyalex.
 */
const WORKS = Number(process.env.WORKS ?? 1_000_000);
const GIVEN = process.env.WORKS_FILES?.split(":");
const COUNTED = Number(process.env.COUNTED ?? 10_000_000);
const PYTHON = process.env.TIGHTROPE_PYTHON ?? process.env.PYTHON ?? "python3";
const HERE = fileURLToPath(import.meta.url);
const TSX = ["--conditions=source", "--import", "tsx"];
const run = promisify(execFile);

/** Memory limits: the usual one of a load, and one so small that the works do not fit and the sort must spill. */
const USUAL = "3GB";
const TIGHT = "512MB";

interface Cost {
  readonly s: number;
  readonly cpu: number;
  readonly peak_mb: number;
  /** Works read, joint works of the field `all`, and what counting them took, where the contender says so. */
  readonly works?: number;
  readonly joint?: number;
  readonly pairs?: { readonly s: number; readonly cpu: number };
  readonly tool?: string;
}

/**
 * Loading OpenAlex-layout gzip JSON lines into a workspace (checked, newest version first, sorted, joint works
 * counted) beside a bare DuckDB `read_json` of the same columns to Parquet and beside the pandas/pyalex way; the peak memory of a
 * quarter, half and all of the works; then joint works of many works. Every contender runs in a process of its own, one
 * after the other.
 */
export default async function* openalex(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), "tightrope-bench-openalex-"));
  try {
    const files = GIVEN ?? (await makeWorks(folder));
    const rounds = { ours: [] as Cost[], bare: [] as Cost[] };
    for (let i = 0; i < 3; i++) {
      rounds.bare.push(await child("bare", folder, USUAL, files));
      rounds.ours.push(await child("ours", folder, USUAL, files));
    }
    const [we, they] = [least(rounds.ours), least(rounds.bare)];
    const load = `load ${we.works} OpenAlex works (gzip JSON lines, ${files.length} ${files.length === 1 ? "file" : "files"})`;
    yield {
      ...line(load, we.s, "duckdb read_json of the same columns to parquet", they.s, we.peak_mb),
      note: `best of three runs each, in turns; CPU seconds ${round(we.cpu)} against ${round(they.cpu)}: ${round(we.cpu / they.cpu)} times the bare read (aim 1.2); the bare read peaks at ${they.peak_mb} MB`,
    };
    yield* besidePandas(files, folder, load, we);
    if (GIVEN) return;
    let quarter: Cost | undefined;
    for (const part of [1, 2, 4]) {
      const some = files.slice(0, (files.length * part) / 4);
      const cost = await child("ours", folder, TIGHT, some);
      quarter ??= cost;
      yield {
        ...line(
          `peak memory of loading ${(WORKS * part) / 4} works with a memory limit of ${TIGHT}`,
          cost.s,
          `${WORKS / 4} works`,
          quarter.s,
          cost.peak_mb,
        ),
        note: `peak ${cost.peak_mb} MB, ${round(cost.peak_mb / quarter.peak_mb)} times that of ${WORKS / 4} works; what does not fit spills to disk; ${round(cost.cpu)} CPU s (aim: under 4096 MB with the usual ${USUAL})`,
      };
    }
    const counted = await child("count", folder, USUAL, []);
    yield {
      ...line(
        `joint works of ${COUNTED} works by year, field and technology`,
        counted.s,
        "target 60 s for 10,000,000",
        (60 * COUNTED) / 1e7,
        counted.peak_mb,
      ),
      note: `${round(counted.cpu)} CPU s`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The smallest clock, processor time and peak of several runs: what the machine does to a run only adds. */
function least(costs: readonly Cost[]): Cost {
  const of = (key: "s" | "cpu" | "peak_mb") => Math.min(...costs.map((c) => c[key]));
  return { ...(costs[0] as Cost), s: of("s"), cpu: of("cpu"), peak_mb: of("peak_mb") };
}

/** What a user of pandas and pyalex does with the same works; the joint works of both must be the same. */
async function* besidePandas(
  files: readonly string[],
  folder: string,
  load: string,
  we: Cost,
): AsyncGenerator<Figure> {
  const python = await pandasWay(files, folder);
  if (python === undefined) return;
  if (python.joint !== we.joint || python.works !== we.works)
    throw new Error(
      `${python.tool} counts ${python.joint} joint works of ${python.works}, not ${we.joint} of ${we.works}`,
    );
  const both = { s: python.s + (python.pairs?.s ?? 0), cpu: python.cpu + (python.pairs?.cpu ?? 0) };
  yield {
    ...line(
      `${load} and count their pairs`,
      we.s,
      `${python.tool}: works and pairs to parquet`,
      both.s,
      we.peak_mb,
    ),
    note: `CPU seconds ${round(we.cpu)} against ${round(both.cpu)}; the same joint works; it peaks at ${python.peak_mb} MB, counts no technologies and checks nothing`,
  };
  const ours = we.pairs as { s: number; cpu: number };
  yield {
    ...line(
      `joint works of ${we.works} loaded works by year and field`,
      ours.s,
      `${python.tool}: explode, merge, group`,
      python.pairs?.s ?? 0,
      we.peak_mb,
    ),
    note: `CPU seconds ${round(ours.cpu)} against ${round(python.pairs?.cpu ?? 0)}; ours by technology too`,
  };
}

async function child(mode: string, folder: string, memory: string, files: readonly string[]): Promise<Cost> {
  const { stdout } = await run(process.execPath, [...TSX, HERE, mode, folder, memory, ...files], {
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Cost;
}

/** In the child process: one contender, and the peak of the whole process. */
async function contend(
  mode: string,
  folder: string,
  memory: string,
  files: readonly string[],
): Promise<void> {
  const scratch = await mkdtemp(join(folder, `${mode}-`));
  let took: Omit<Cost, "peak_mb">;
  let pairs: Cost["pairs"];
  if (mode === "bare") took = await cost(() => bareRead(files, join(scratch, "bare.parquet"), memory));
  else if (mode === "count") took = await countPairs(scratch, memory);
  else {
    const workspace = await initWorkspace(join(scratch, "ws"), { duckdb: { memoryLimit: memory } });
    let counting: { readonly s: number; readonly cpu: NodeJS.CpuUsage } | undefined;
    const loaded = await cost(() =>
      workspace.load(
        "openalex",
        files,
        {},
        {
          progress: (_, doing) => {
            if (doing === "counting joint works")
              counting = { s: performance.now(), cpu: process.cpuUsage() };
            if (doing === "committing" && counting) {
              const { user, system } = process.cpuUsage(counting.cpu);
              pairs = { s: (performance.now() - counting.s) / 1e3, cpu: (user + system) / 1e6 };
            }
          },
        },
      ),
    );
    took = { ...loaded, ...(await contents(workspace)), ...(pairs ? { pairs } : {}) };
    await workspace.close();
  }
  await rm(scratch, { recursive: true, force: true });
  console.log(JSON.stringify({ ...took, peak_mb: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

function line(what: string, ours_s: number, theirs: string, theirs_s: number, peak_mb: number): Figure {
  return {
    what,
    ours_s: round(ours_s),
    theirs,
    theirs_s: round(theirs_s),
    ratio: round(theirs_s / ours_s),
    peak_mb,
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

/** Seconds on the clock, and of processor: only these compare on a busy machine. */
async function cost(work: () => Promise<unknown>): Promise<{ s: number; cpu: number }> {
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { s: Number(process.hrtime.bigint() - start) / 1e9, cpu: (user + system) / 1e6 };
}

const COUNTRIES = [
  "CN",
  "US",
  "GB",
  "DE",
  "JP",
  "IN",
  "FR",
  "IT",
  "KR",
  "CA",
  "BR",
  "ES",
  "AU",
  "RU",
  "NL",
  "IR",
  "TR",
  "PL",
  "TW",
  "CH",
];

/**
 * Seeded works in the layout of the snapshot, with what no table asks for and most of a line is: names of authors and
 * institutions, an inverted abstract. 3.3 kB a line and 1 kB compressed, as `jsonl.py` among the peers writes them; a
 * line of the snapshot is larger still.
 */
async function makeWorks(folder: string): Promise<string[]> {
  let state = 20261123;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const below = (n: number) => Math.floor(n * next());
  const country = () => COUNTRIES[Math.floor(COUNTRIES.length * next() ** 2)] as string;
  const letters = "eeeettttaaaooiinnsshhrrdlcumwfgypbvk";
  const spelt = (length: number) =>
    Array.from({ length }, () => letters[below(letters.length)] as string).join("");
  const words = Array.from({ length: 20_000 }, () => spelt(3 + below(8)));
  // Common words come far more often than rare ones.
  const word = () => words[Math.floor(words.length ** next()) - 1] as string;
  const phrase = (least: number, more: number) => Array.from({ length: least + below(more) }, word).join(" ");
  const abstracts = Array.from({ length: 3000 }, () => {
    const at: Record<string, number[]> = {};
    for (let i = 0, size = 0; size < 1500; i++) {
      const one = word();
      size += one in at ? 4 : one.length + 8;
      at[one] = [...(at[one] ?? []), i];
    }
    return JSON.stringify(at);
  });
  const titles = Array.from({ length: 20_000 }, () => phrase(6, 10));
  const people = Array.from({ length: 20_000 }, () => phrase(2, 1));
  const institutions = Array.from({ length: 30_000 }, (_, i) => ({
    code: country(),
    text: `"id":"https://openalex.org/I${10_000_000 + i}","display_name":"${titles[i % 20_000]?.slice(0, 40)}","ror":"https://ror.org/0${i.toString(16).padStart(8, "0")}"`,
  }));
  const rooms = new Map(COUNTRIES.map((code) => [code, institutions.filter((i) => i.code === code)]));
  await mkdir(folder, { recursive: true });
  const files = [0, 1, 2, 3].map((n) => join(folder, `part_00${n}.gz`));
  for (const [part, file] of files.entries()) {
    const gzip = createGzip({ level: 4 });
    const sink = gzip.pipe(createWriteStream(file));
    for (let n = part; n < WORKS; n += files.length) {
      const lead = country();
      const authors = Math.min(30, 1 + Math.floor(Math.log(1 - next()) / Math.log(0.7)));
      const authorships = Array.from({ length: authors }, (_, i) => {
        const code = i === 0 || next() < 0.78 ? lead : country();
        const of = rooms.get(code) ?? institutions;
        const places = Array.from({ length: next() < 0.14 ? 2 : 1 }, () => of[below(of.length)]?.text);
        const id = below(1e9);
        return `{"author_position":"${i === 0 ? "first" : "middle"}","author":{"id":"https://openalex.org/A${5e9 + id}","display_name":"${people[id % 20_000]}"},"countries":["${code}"],"institutions":[${places.map((text) => `{${text},"country_code":"${code}","type":"education"}`).join(",")}],"is_corresponding":${i === 0}}`;
      });
      const topic = below(4500);
      const text = `{"id":"https://openalex.org/W${2e9 + n}","doi":"https://doi.org/10.1234/w${n}","title":"${titles[below(20_000)]}","publication_year":${1990 + (n % 35)},"type":"article","authorships":[${authorships.join(",")}],"primary_topic":{"id":"https://openalex.org/T${10000 + topic}","display_name":"${titles[topic]?.slice(0, 50)}","subfield":{"id":"https://openalex.org/subfields/${1700 + (topic % 13)}"},"field":{"id":"https://openalex.org/fields/${11 + (topic % 26)}","display_name":"Field ${topic % 26}"}},"cited_by_count":${Math.floor(-Math.log(1 - next()) * 9)},"fwci":${next().toFixed(4)},"is_retracted":false,"abstract_inverted_index":${abstracts[below(3000)]},"updated_date":"2026-0${1 + (n % 9)}-01"}\n`;
      if (!gzip.write(text)) await once(gzip, "drain");
    }
    gzip.end();
    await finished(sink);
  }
  return files;
}

async function bareRead(files: readonly string[], out: string, memory: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: memory });
  const connection = await instance.connect();
  await connection.run(
    `copy (select * from read_json([${files.map((f) => `'${f}'`).join(", ")}], format = 'newline_delimited', columns = ${WORK_COLUMNS}))
     to '${out}' (format parquet, compression zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
}

/** Works of a workspace and their joint works, all fields together. */
async function contents(workspace: Workspace): Promise<Pick<Cost, "works" | "joint">> {
  const attached = await workspace.attach(await workspace.state());
  const one = async (query: Sql) => Number(toRows(await attached.query(query))[0]?.n);
  return {
    works: await one(sql`select count(*) as n from ${attached.table("publications")}`),
    joint: await one(
      sql`select cast(sum(works_full) as bigint) as n from ${attached.table("collaborations")} where field = ${"all"}`,
    ),
  };
}

async function pandasWay(files: readonly string[], folder: string): Promise<Cost | undefined> {
  const script = fileURLToPath(new URL("openalex-frames.py", import.meta.url));
  try {
    const { stdout } = await run(PYTHON, [script, folder, ...files]);
    const { load_s, load_cpu, pairs_s, pairs_cpu, peak_mb, ...rest } = JSON.parse(stdout) as Record<
      string,
      number
    >;
    const pairs = { s: pairs_s as number, cpu: pairs_cpu as number };
    return {
      ...rest,
      s: load_s as number,
      cpu: load_cpu as number,
      pairs,
      peak_mb: Math.round(peak_mb as number),
    };
  } catch (cause) {
    console.error(`pandas could not be run: ${String(cause).split("\n").at(-2) ?? cause}`);
    return undefined;
  }
}

/** Counts the pairs of a staged table of made-up works, the step that a load ends with. */
async function countPairs(folder: string, memory: string): Promise<{ s: number; cpu: number }> {
  const spill = join(folder, "spill");
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: memory, temp_directory: spill });
  const connection = await instance.connect();
  const list = `[${COUNTRIES.map((c) => `'${c}'`).join(", ")}]`;
  await connection.run(
    `create temp table works as select cast(1990 + i % 35 as integer) as "year", cast(11 + t % 26 as varchar) as field,
       cast(1700 + t % 13 as varchar) as subfield, 'T' || t as topic, 'Topic ' || t as topic_name, countries
     from (select i, hash(i) % 4500 as t, list_sort(list_distinct(list_transform(range(cast(case when hash(i, 1) % 10 < 7 then 1 else 1 + hash(i, 2) % 4 end as bigint)),
       lambda k: ${list}[1 + cast(floor(20 * pow((hash(i, k, 3) % 100000) / 100000, 2)) as integer)]))) as countries from range(${COUNTED}) as r(i))`,
  );
  const loader = {
    sql: async (text: string) => void (await connection.run(text)),
    rows: async (text: string) => (await connection.runAndReadAll(text)).getRowObjectsJson(),
    write: async (table: string, select: string) => {
      await connection.run(
        `copy (${select}) to '${join(folder, `${table}.parquet`)}' (format parquet, compression zstd)`,
      );
    },
  } as unknown as Loader;
  const took = await cost(() => writeCollaborations("openalex", loader));
  connection.closeSync();
  instance.closeSync();
  if (!existsSync(join(folder, "collaborations.parquet"))) throw new Error("no joint works were written");
  return took;
}

const [mode, folder, memory, ...files] = process.argv.slice(2);
if (process.argv[1] === HERE && mode && folder && memory) await contend(mode, folder, memory, files);
