import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { initWorkspace } from "../packages/core/src/index.ts";
import { writeCollaborations } from "../packages/core/src/sources/openalex/collaborations.ts";
import { WORK_COLUMNS } from "../packages/core/src/sources/openalex/shape.ts";
import type { Loader } from "../packages/core/src/sources/source.ts";
import type { Figure } from "./run.ts";

/** `WORKS` (default 200,000) to load and `COUNTED` (default 10,000,000) to count pairs of. */
const WORKS = Number(process.env.WORKS ?? 200_000);
const COUNTED = Number(process.env.COUNTED ?? 10_000_000);
const PYTHON = process.env.PYTHON ?? "python3";

/**
 * Loading OpenAlex-layout gzip JSON lines into a workspace (checked, newest version first, sorted, joint works
 * counted) beside a bare DuckDB `read_json` of the same columns to Parquet and beside a Python loop over the lines;
 * then joint works of many works. Everything runs in one process, one after the other.
 */
export default async function* openalex(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), "tightrope-bench-openalex-"));
  try {
    const files = await makeWorks(folder);
    const workspace = await initWorkspace(join(folder, "ws"), { duckdb: { memoryLimit: "3GB" } });
    const ours = await cost(() => workspace.load("openalex", files));
    await workspace.close();
    const peak = peakMb();
    const bare = await cost(() => bareRead(files, join(folder, "bare.parquet")));
    const what = `load ${WORKS} OpenAlex works (gzip JSON lines, 2 files)`;
    yield {
      ...line(what, ours.s, "duckdb read_json of the same columns to parquet", bare.s, peak),
      note: `CPU seconds ${round(ours.cpu)} against ${round(bare.cpu)}: ${round(ours.cpu / bare.cpu)} times the bare read (aim 1.2)`,
    };
    const python = pythonLoop(files);
    if (python !== undefined) yield line(what, ours.s, "python json loop, pairs counted", python, peak);
    const counted = await countPairs(folder);
    yield line(
      `joint works of ${COUNTED} works by year, field and technology`,
      counted.s,
      "target 60 s for 10,000,000",
      (60 * COUNTED) / 1e7,
      peakMb(),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

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

/** Seeded works of about 3 kB, with an abstract nobody asks for, as most of a real line is. */
async function makeWorks(folder: string): Promise<string[]> {
  let state = 20261123;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const pick = () => COUNTRIES[Math.floor(COUNTRIES.length * next() ** 2)] as string;
  const abstracts = Array.from({ length: 500 }, () =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: 90 }, (_, i) => [Math.floor(next() * 1e12).toString(36), [i]])),
    ),
  );
  await mkdir(folder, { recursive: true });
  const files = [0, 1].map((n) => join(folder, `part_00${n}.gz`));
  for (const [part, file] of files.entries()) {
    const gzip = createGzip({ level: 4 });
    const sink = gzip.pipe(createWriteStream(file));
    for (let n = part; n < WORKS; n += 2) {
      const lead = pick();
      const authors = 1 + Math.floor(-Math.log(1 - next()) * 2.5);
      const authorships = Array.from({ length: Math.min(authors, 20) }, (_, i) => {
        const code = i === 0 || next() < 0.8 ? lead : pick();
        const id = Math.floor(next() * 2e6);
        return `{"author_position":"${i === 0 ? "first" : "middle"}","author":{"id":"https://openalex.org/A5${id}","display_name":"Author ${id}"},"institutions":[{"id":"https://openalex.org/I${id % 30000}","display_name":"Institution ${id % 30000}","country_code":"${code}","type":"education"}],"countries":["${code}"],"is_corresponding":${i === 0}}`;
      });
      const topic = Math.floor(next() * 4500);
      const text = `{"id":"https://openalex.org/W${2e9 + n}","title":"Work ${n}","publication_year":${1990 + (n % 35)},"authorships":[${authorships.join(",")}],"primary_topic":{"id":"https://openalex.org/T${10000 + topic}","display_name":"Topic ${topic}","subfield":{"id":"https://openalex.org/subfields/${1700 + (topic % 13)}"},"field":{"id":"https://openalex.org/fields/${11 + (topic % 26)}"}},"cited_by_count":${Math.floor(-Math.log(1 - next()) * 9)},"fwci":1.2,"is_retracted":false,"abstract_inverted_index":${abstracts[n % 500]},"updated_date":"2026-0${1 + (n % 9)}-01"}\n`;
      if (!gzip.write(text)) await once(gzip, "drain");
    }
    gzip.end();
    await finished(sink);
  }
  return files;
}

async function bareRead(files: readonly string[], out: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "3GB" });
  const connection = await instance.connect();
  await connection.run(
    `copy (select * from read_json([${files.map((f) => `'${f}'`).join(", ")}], format = 'newline_delimited', columns = ${WORK_COLUMNS}))
     to '${out}' (format parquet, compression zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
}

const LOOP = `
import gzip, json, sys, time, collections, itertools
start = time.perf_counter()
pairs = collections.Counter()
for path in sys.argv[1:]:
    with gzip.open(path, "rb") as lines:
        for line in lines:
            work = json.loads(line)
            countries = sorted({c for a in work["authorships"] for c in a["countries"]})
            field = (work["primary_topic"] or {}).get("field", {}).get("id")
            for pair in itertools.combinations_with_replacement(countries, 2):
                pairs[work["publication_year"], field, pair] += 1
print(time.perf_counter() - start)
`;

function pythonLoop(files: readonly string[]): number | undefined {
  const ran = spawnSync(PYTHON, ["-c", LOOP, ...files], { encoding: "utf8" });
  return ran.status === 0 ? Number(ran.stdout) : undefined;
}

/** Counts the pairs of a staged table of made-up works, the step that a load ends with. */
async function countPairs(folder: string): Promise<{ s: number; cpu: number }> {
  const spill = join(folder, "spill");
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "3GB", temp_directory: spill });
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
