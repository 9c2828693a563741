import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  type AttachedSnapshot,
  CancelledError,
  type Engine,
  EngineError,
  type Frame,
  openDuckDb,
} from "@tightrope/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { numbers, texts } from "../../../src/frame.ts";
import { sql } from "../../../src/sql.ts";

const ROWS = 30_000;
let folder: string;
const engines: Engine[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tightrope-resident-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const [n, name] of ["a", "b", "gone"].entries())
    await connection.run(
      `copy (select 'C' || (r % 200) as who, date '2001-01-01' + (r % 25)::integer as period,
        ((hash(r + ${n}) % 1000000000)::bigint / 1000)::decimal(18,3) as value_usd from range(${ROWS}) t(r))
        to '${join(folder, `${name}.parquet`)}' (format parquet)`,
    );
  await connection.run(
    `copy (select 'E' || (r % 31) as exporter, 'I' || (r % 7) as importer, (hash(r) % 1000)::decimal(18,3) as value_usd
      from range(${ROWS}) t(r)) to '${join(folder, "flows.parquet")}' (format parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function attached(
  options: Parameters<typeof openDuckDb>[0] = {},
  names = ["a", "b"],
): Promise<AttachedSnapshot> {
  const engine = await openDuckDb({ threads: 2, ...options });
  engines.push(engine);
  return engine.attach(
    "0123456789abcdef0123456789abcdef",
    names.map((name) => ({
      name,
      columns: { who: "varchar", period: "date", value_usd: "decimal(18,3)" },
      files: [{ path: join(folder, `${name}.parquet`), rows: ROWS, bytes: 1 }],
    })),
  );
}

const sums = (s: AttachedSnapshot, name: string) =>
  sql`select who, period, sum(value_usd) as v, count(*) as n from ${s.table(name)}
    where who in (${"C7"}, ${"C8"}) group by who, period order by who, period`;

async function copies(s: AttachedSnapshot): Promise<number> {
  const f = await s.query(sql`select count(*) as n from duckdb_tables() where database_name = 'resident'`);
  return numbers(f, "n")[0] as number;
}

/** Asks until there is a copy of the table beside those there were, or it is plain that none comes. */
async function askOften(s: AttachedSnapshot, name: string): Promise<void> {
  for (let i = 0; i < 8; i++) await s.query(sums(s, name));
}

async function until(s: AttachedSnapshot, condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`still ${await copies(s)} copies after ten seconds`);
}

describe("tables in memory", () => {
  test("a table asked for often answers the same from its copy, even when its file has gone", async () => {
    const s = await attached({}, ["gone"]);
    const before = await s.query(sums(s, "gone"));
    await askOften(s, "gone");
    await until(s, async () => (await copies(s)) === 1);
    await rm(join(folder, "gone.parquet"));
    await until(s, async () =>
      s
        .query(sums(s, "gone"))
        .then(() => true)
        .catch(() => false),
    );
    expect(await s.query(sums(s, "gone"))).toEqual(before);
  });

  test("a table asked for by one column has a copy sorted by it, with the same rows", async () => {
    const engine = await openDuckDb({ threads: 2 });
    engines.push(engine);
    const table = {
      name: "a",
      columns: { exporter: "varchar", importer: "varchar", value_usd: "decimal(18,3)" },
      files: [{ path: join(folder, "flows.parquet"), rows: ROWS, bytes: 1 }],
    };
    const s = await engine.attach("fedcba9876543210fedcba9876543210", [table]);
    const sorted = (
      by?: string,
    ) => sql`select importer, exporter, sum(value_usd) as v from ${s.table("a", by)}
      where importer = ${"I3"} group by importer, exporter order by exporter`;
    const before = await s.query(sorted());
    expect(before.length).toBeGreaterThan(0);
    expect(await s.query(sorted("importer"))).toEqual(before);
    expect(await s.query(sorted("nothing"))).toEqual(before);
    for (let i = 0; i < 8; i++) await s.query(sorted("importer"));
    await until(s, async () => (await copies(s)) === 1);
    expect(await s.query(sorted("importer"))).toEqual(before);
    const copy = await s.query(sql`select importer from resident.r1`);
    const order = texts(copy, "importer") as string[];
    expect(order.length).toBe(ROWS);
    expect(order).toEqual(order.toSorted());
  });

  test("no copy is made when there is no room for one, and a table asked for seldom has none", async () => {
    const none = await attached({ resident: 0 });
    await askOften(none, "a");
    expect(await copies(none)).toBe(0);
    const seldom = await attached();
    await seldom.query(sums(seldom, "a"));
    expect(await copies(seldom)).toBe(0);
  });

  test("the copy used longest ago makes room, and its table answers as before", async () => {
    const s = await attached({ resident: ROWS * 40 });
    const before = await s.query(sums(s, "a"));
    await askOften(s, "a");
    await until(s, async () => (await copies(s)) === 1);
    const during: Promise<unknown>[] = [];
    for (let i = 0; i < 8; i++) during.push(s.query(sums(s, "a")), s.query(sums(s, "b")));
    await Promise.all(during);
    await until(s, async () => (await copies(s)) === 1);
    expect(await s.query(sums(s, "a"))).toEqual(before);
  });

  test("an engine closes while a copy is being made", async () => {
    const s = await attached();
    for (let i = 0; i < 6; i++) s.table("a");
    await engines.pop()?.close();
  });
});

describe("kept relations", () => {
  const rows = (s: AttachedSnapshot, least: number) =>
    sql`select who, sum(value_usd) as v from ${s.table("a")} where value_usd > ${least} group by who`;
  const total = (s: AttachedSnapshot) => (relation: ReturnType<typeof sql>) =>
    s.query(sql`select count(*) as n, sum(v) as v from ${relation} k`);

  test("are computed once for all who ask, apart for other parameters", async () => {
    const s = await attached();
    const plain = await total(s)(sql`(${rows(s, 5)})`);
    const answers = await Promise.all([1, 2, 3].map(() => s.keep?.(rows(s, 5), total(s))));
    for (const answer of answers) expect(answer).toEqual(plain);
    expect(await copies(s)).toBe(1);
    expect(await s.keep?.(rows(s, 900), total(s))).not.toEqual(plain);
    expect(await copies(s)).toBe(2);
  });

  test("are not kept where they do not fit, and answer all the same", async () => {
    const s = await attached({ resident: 1000 });
    const plain = await total(s)(sql`(${rows(s, 5)})`);
    expect(await s.keep?.(rows(s, 5), total(s))).toEqual(plain);
    expect(await copies(s)).toBe(0);
    const none = await attached({ resident: 0 });
    expect(await none.keep?.(rows(none, 5), total(none))).toEqual(plain);
  });

  test("survive whoever asked first and left", async () => {
    const s = await attached();
    const leaving = new AbortController();
    const slow = sql`select who, sum(value_usd) as v from ${s.table("a")}, range(8000) group by who`;
    const first = s.keep?.(slow, total(s), { signal: leaving.signal });
    const second = s.keep?.(
      sql`select who, sum(value_usd) as v from ${s.table("a")}, range(8000) group by who`,
      total(s),
    );
    setTimeout(() => leaving.abort(), 5);
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect(numbers((await second) as Frame, "n")[0]).toBe(200);
  });

  test("an error in one is the asker's, and is not kept", async () => {
    const s = await attached();
    await expect(s.keep?.(sql`select nothing from ${s.table("a")}`, total(s))).rejects.toBeInstanceOf(
      EngineError,
    );
    expect(await s.keep?.(rows(s, 5), total(s))).toBeDefined();
  });
});

test.each([0, 1, 5])("a question whose asker leaves after %i ms ends, however far it is", async (delay) => {
  const s = await attached();
  const leaving = new AbortController();
  const asked = s.query(
    sql`select count(*) as n from range(300000) a, range(300000) b where a.range + b.range = 7`,
    {
      signal: leaving.signal,
    },
  );
  setTimeout(() => leaving.abort(), delay);
  await expect(asked).rejects.toBeInstanceOf(CancelledError);
});

test("a question larger than memory spills where there is a folder for it, and says so where there is none", async () => {
  const question = (s: AttachedSnapshot) =>
    s.query(sql`select count(*) as n, min(l) as l from (
      select lag(t) over (order by h) as l from (
        select hash(r) as h, repeat(cast(r as varchar), 8) as t from range(1500000) x(r)))`);
  const small = { memoryLimit: "60MB", threads: 1 };
  await expect(question(await attached({ ...small, spillFolder: "" }))).rejects.toThrow(/not enough memory/);
  for (const more of [{}, { spillFolder: join(folder, "spill") }]) {
    const spilled = await question(await attached({ ...small, ...more }));
    expect(numbers(spilled, "n")[0]).toBe(1500000);
    expect(texts(spilled, "l")[0]).toBe("00000000");
  }
}, 60_000);
