import { execFileSync } from "node:child_process";
import { createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTrino, type TrinoCluster, whyNoTrino } from "../../../../../scripts/trino.mjs";
import { openDuckDb } from "../../../src/engines/duckdb/duckdb.ts";
import type { AttachedSnapshot, Engine } from "../../../src/engines/engine.ts";
import { createTrinoEngine, type PublishingEngine } from "../../../src/engines/trino/trino.ts";
import { CancelledError } from "../../../src/errors.ts";
import { numbers, texts, toRows } from "../../../src/frame.ts";
import { contentHash } from "../../../src/hash.ts";
import { empty, join as joinSql, type Sql, sql } from "../../../src/sql.ts";
import { startFolder, tableOf } from "./workspace.ts";

// A real cluster: a coordinator and two workers on the loopback. Tests run in order, the destructive ones last.
const reason = whyNoTrino();
if (reason) console.warn(reason);

const columns = {
  k: "varchar",
  v: "decimal(18,3)",
  small: "decimal(9,2)",
  large: "decimal(38,6)",
  d: "date",
  b: "bigint",
  n: "integer",
  x: "double",
  f: "boolean",
  names: "array(varchar)",
  parts: "array(decimal(18,3))",
};
const everyType = `
  select i::varchar || ' ö''"?' || chr(10) as k,
         case when i = 1 then null else (9007199254740.993 - i)::decimal(18,3) end as v,
         (i * 0.07)::decimal(9,2) as small,
         (12345678901234567890.123456::decimal(38,6) * (1 - 2 * (i % 2))) as large,
         date '1899-12-31' + (i * 20000)::integer as d,
         9007199254740991 - i as b,
         (-2147483648 + i)::integer as n,
         case when i = 2 then null else 1.0::double / (i + 3) end as x,
         case when i = 3 then null else i % 2 = 0 end as f,
         case when i = 4 then null when i = 3 then [] else [i::varchar, null, 'ü'] end as names,
         [0.125::decimal(18,3), i::decimal(18,3)] as parts
  from range(6) r(i)`;

describe.skipIf(reason)("a real Trino", () => {
  let cluster: TrinoCluster;
  let folder: Awaited<ReturnType<typeof startFolder>>;
  let trino: PublishingEngine;
  let duckdb: Engine;
  let onTrino: AttachedSnapshot;
  let onDuckDb: AttachedSnapshot;
  let secure: string;

  beforeAll(async () => {
    secure = mkdtempSync(join(tmpdir(), "tightrope-secure-"));
    folder = await startFolder();
    cluster = await startTrino({ workers: 2, secure: makeSecrets(secure) });
    trino = createTrinoEngine(cluster.url, { secrets: {}, patience: 120_000, retryPause: 500 });
    duckdb = await openDuckDb();
    const tables = [
      tableOf("types", columns, [
        await folder.file("types", everyType),
        await folder.file("types", everyType.replace("range(6)", "range(6, 9)")),
      ]),
      tableOf("nothing", columns),
      tableOf("numbers", { g: "bigint", v: "decimal(18,3)" }, [
        await folder.file(
          "numbers",
          "select i % 97 as g, (i / 8.0)::decimal(18,3) as v from range(2000000) r(i)",
        ),
      ]),
    ];
    onTrino = await trino.attach("0123456789abcdef0123456789abcdef", tables);
    onDuckDb = await duckdb.attach("0123456789abcdef0123456789abcdef", tables);
  }, 300_000);

  afterAll(async () => {
    await trino?.close();
    await duckdb?.close();
    await cluster?.stop();
    await folder?.remove();
    rmSync(secure, { recursive: true, force: true });
  });

  /** The same question on both engines. */
  async function both(query: (on: AttachedSnapshot, engine: Engine) => Sql) {
    const [here, there] = await Promise.all([
      onDuckDb.query(query(onDuckDb, duckdb)),
      onTrino.query(query(onTrino, trino)),
    ]);
    return { here, there };
  }

  test("every column type DuckDB writes is read the same, in the same Parquet file", async () => {
    const { here, there } = await both((on) => sql`select * from ${on.table("types")} order by k`);
    expect(there).toEqual(here);
    expect(contentHash(there)).toBe(contentHash(here));
    expect(there.columns.map(({ type }) => type)).toEqual([
      "text",
      "decimal",
      "decimal",
      "decimal",
      "date",
      "integer",
      "integer",
      "double",
      "boolean",
      "json",
      "json",
    ]);
    expect(toRows(there)[0]).toEqual({
      k: "0 ö'\"?\n",
      v: Number("9007199254740.993"),
      small: 0,
      large: Number("12345678901234567890.123456"),
      d: "1899-12-31",
      b: 9007199254740991,
      n: -2147483648,
      x: 1 / 3,
      f: true,
      names: ["0", null, "ü"],
      parts: [0.125, 0],
    });
  });

  test("digits that no double holds are carried as text by both", async () => {
    const { here, there } = await both(
      (on) => sql`select large, b + ${7} as b from ${on.table("types")} order by k`,
    );
    expect(there).toEqual(here);
    expect(here.columns[0]?.exact?.get(0)).toBe("12345678901234567890.123456");
    expect(here.columns[0]?.exact?.get(1)).toBe("-12345678901234567890.123456");
    expect(here.columns[1]?.exact?.get(0)).toBe("9007199254740998");
  });

  test("a table without files has its columns and no row", async () => {
    const { here, there } = await both((on) => sql`select * from ${on.table("nothing")} where x > ${1}`);
    expect(there).toEqual(here);
    expect(there.length).toBe(0);
  });

  test("types that tables do not have come as text or JSON, and doubles keep NaN and infinity", async () => {
    const frame = await onTrino.query(sql`select * from (values (
      timestamp '2022-02-24 05:00:00.123456', cast(row(1, 'x') as row(a integer, b varchar)),
      map(array['k'], array[cast(1.5 as decimal(5,2))]), nan(), -infinity(), real '0.1', json '{"a":[1]}',
      uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59', cast('x' as char(3)), null
    )) as t (a, b, c, d, e, f, g, h, i, j)`);
    expect(frame.columns.map(({ type, values }) => [type, values[0]])).toEqual([
      ["text", "2022-02-24 05:00:00.123456"],
      ["json", { a: 1, b: "x" }],
      ["json", { k: 1.5 }],
      ["double", Number.NaN],
      ["double", Number.NEGATIVE_INFINITY],
      ["double", Math.fround(0.1)],
      ["json", { a: [1] }],
      ["text", "12151fd2-7586-11e9-8f9e-2a86e4085a59"],
      ["text", "x  "],
      ["text", null],
    ]);
  });

  test("columns are found whatever their case, and an alias keeps its own", async () => {
    const frame = await onTrino.query(
      sql`select "K" as "MyKey", V from ${onTrino.table("types")} limit ${1}`,
    );
    expect(frame.columns.map(({ name }) => name.replace("V", "v"))).toEqual(["MyKey", "v"]);
  });

  test("sums, orders and groups agree, across workers", async () => {
    const { here, there } = await both(
      (
        on,
      ) => sql`select g, sum(v) as total, count(*) as n, cast(sum(v) as double) / nullif(count(*), 0) as mean
                  from ${on.table("numbers")} where v > ${0.5} group by g order by total desc, g`,
    );
    expect(there).toEqual(here);
    expect(there.length).toBe(97);
  });

  test("the stream gives the same rows in pieces", async () => {
    const query = sql`select g, v from ${onTrino.table("numbers")} where g < ${5}`;
    let pieces = 0;
    let rows = 0;
    let sum = 0;
    for await (const frame of onTrino.stream(query)) {
      pieces++;
      rows += frame.length;
      sum += numbers(frame, "v").reduce((a, b) => a + b, 0);
    }
    const { there } = await both(
      (on) => sql`select count(*) as n, sum(v) as v from ${on.table("numbers")} where g < ${5}`,
    );
    expect(pieces).toBeGreaterThan(1);
    expect([rows, sum]).toEqual([numbers(there, "n")[0], numbers(there, "v")[0]]);
  });

  test("parameters of every kind come back as they went", async () => {
    const { there, here } = await both(
      () => sql`select ${"x"} as t, ${null} as nil, ${12} as n, ${-1.25e-7} as d, cast(${"2022-02-24"} as date) as day,
                cast(${12.5} as decimal(18,3)) as dec, ${2 ** 40} as big`,
    );
    expect(toRows(there)).toEqual([
      { t: "x", nil: null, n: 12, d: -1.25e-7, day: "2022-02-24", dec: 12.5, big: 2 ** 40 },
    ]);
    expect(toRows(here)).toEqual(toRows(there));
  });

  test("no text, number or date breaks out of its place", async () => {
    const attempts = [
      "'; drop schema tightrope cascade; --",
      "' or '1' = '1",
      "\\' union select 1 --",
      "''''",
      "?",
      "/* ? */ -- \n;",
      "\u0000\u{1F600}\u2028'",
      '" ` $1 {{x}} %s :y @z',
    ];
    const frame = await onTrino.query(
      sql`select ordinality as at, t from unnest(array[${joinSql(attempts)}]) with ordinality as u (t, ordinality) order by 1`,
    );
    expect(texts(frame, "t")).toEqual(attempts);

    const values = fc.sample(
      fc.oneof(fc.string({ unit: "binary" }), fc.double({ noNaN: true }), fc.maxSafeInteger()),
      {
        numRuns: 200,
        seed: 8,
      },
    );
    const answer = await onTrino.query(sql`select ${joinSql(values.map((v) => sql`${v}`))}${empty}`);
    expect(answer.columns.map(({ values: [v] }) => v)).toEqual(
      values.map((v) => (v === 0 ? 0 : wellFormed(v))),
    );
  });

  test("the functions that differ between engines agree on their answers", async () => {
    const days = [
      "2019-12-31",
      "2020-01-31",
      "2020-02-28",
      "2020-02-29",
      "2020-03-01",
      "2021-02-28",
      "2022-11-15",
    ];
    const table = sql`(values ${joinSql(days.flatMap((a) => days.map((b) => sql`(cast(${a} as date), cast(${b} as date))`)))}) as t (a, b)`;
    for (const unit of ["month", "quarter", "year"] as const) {
      const { here, there } = await both(
        (_, { dialect }) =>
          sql`select a, b, ${dialect.truncate(unit, sql`a`)} as first from ${table} order by a, b`,
      );
      expect(there).toEqual(here);
    }
    const unnested = await both(
      (on, { dialect }) =>
        sql`select t.k, u.name from ${on.table("types")} t cross join ${dialect.unnest(sql`t.names`, "u", "name")} order by t.k, u.name`,
    );
    expect(unnested.there).toEqual(unnested.here);
    expect(unnested.there.length).toBe(21);
    const contains = await both(
      (on, { dialect }) =>
        sql`select k, ${dialect.arrayContains(sql`names`, sql`${"ü"}`)} as held, ${dialect.arrayContains(sql`names`, sql`${"no"}`)} as other
            from ${on.table("types")} order by k`,
    );
    expect(contains.there).toEqual(contains.here);
    // False, not null, for an empty list, no list and a list with nulls.
    expect(toRows(contains.there).map(({ held, other }) => [held, other])).toEqual(
      [true, true, true, false, false, true, true, true, true].map((held) => [held, false]),
    );
    const months = await both(
      (_, { dialect }) =>
        sql`select a, b, ${dialect.monthsBetween(sql`a`, sql`b`)} as months from ${table} order by a, b`,
    );
    expect(months.there).toEqual(months.here);
  });

  test("a refused query says why", async () => {
    await expect(onTrino.query(sql`select nope from ${onTrino.table("types")}`)).rejects.toThrow(
      /trino refused the query: .*Column 'nope' cannot be resolved \(COLUMN_NOT_FOUND, query \w+\)/,
    );
    expect(() => onTrino.table("other")).toThrow("table other is not part of the attached snapshot");
  });

  test("an error after rows have come rejects the query, and the stream", async () => {
    const late = sql`select 1 / (g - ${96}) as x from ${onTrino.table("numbers")}`;
    await expect(onTrino.query(late)).rejects.toThrow(/Division by zero/);
    const read = async () => {
      for await (const _ of onTrino.stream(late));
    };
    await expect(read()).rejects.toThrow(/Division by zero/);
  });

  test("aborting stops the query in the cluster", async () => {
    const abort = new AbortController();
    const answer = onTrino.query(slow(onTrino, 101), { signal: abort.signal });
    await until(async () => (await stateOf("101")) === "RUNNING");
    abort.abort();
    await expect(answer).rejects.toBeInstanceOf(CancelledError);
    await until(async () => (await stateOf("101")) === "FAILED");
  });

  test("a snapshot is a schema of its own, seen by others only whole; an older one stays as it was", async () => {
    const first = await folder.file("t", "select 1 as n");
    const second = await folder.file("t", "select 2 as n");
    const one = await trino.publish("aa11", [tableOf("t", { n: "integer" }, [first])]);
    const two = await trino.publish("bb22", [tableOf("t", { n: "integer" }, [first, second])]);
    expect(one.schema).toMatch(/^tightrope_aa11_[0-9a-f]{8}$/);
    expect([one.copied, two.copied]).toEqual([0, 0]);
    expect(two.tables).toEqual([{ name: "t", rows: 2 }]);
    expect(await trino.published()).toEqual(expect.arrayContaining([one.schema, two.schema]));

    // Another process attaches the same snapshots: nothing is made anew.
    const other = createTrinoEngine(cluster.url, { secrets: {} });
    const [again, also] = await Promise.all([
      other.attach("aa11", [tableOf("t", { n: "integer" }, [first])]),
      other.attach("bb22", [tableOf("t", { n: "integer" }, [first, second])]),
    ]);
    const count = async (on: AttachedSnapshot) =>
      numbers(await on.query(sql`select count(*) as n from ${on.table("t")}`), "n")[0];
    expect([await count(again), await count(also)]).toEqual([1, 2]);

    // Pruning keeps what it is told to, drops the rest of this workspace, and touches no data.
    const dropped = await other.prune(two);
    expect(dropped).toContain(one.schema);
    expect(dropped).not.toContain(two.schema);
    expect(readdirSync(join(folder.folder, "tables/t")).length).toBe(2);
    await other.close();
  });

  test("a snapshot that was dropped in the cluster is registered again when it is asked", async () => {
    const frame = await onTrino.query(sql`select count(*) as n from ${onTrino.table("types")}`);
    expect([...numbers(frame, "n")]).toEqual([9]);
  });

  test("files the cluster cannot see are an error, not fewer rows", async () => {
    const file = await folder.file("u", "select 1 as n");
    const elsewhere = mkdtempSync(join(tmpdir(), "tightrope-elsewhere-"));
    mkdirSync(join(elsewhere, "links/cc33/u"), { recursive: true });
    const links = encodeURIComponent(join(folder.folder, "links"));
    const url = `${cluster.url}?layout=${links}&files=${encodeURIComponent(folder.folder)}&location=local://${elsewhere}`;
    const lost = createTrinoEngine(url, { secrets: {} });
    await expect(lost.attach("cc33", [tableOf("u", { n: "integer" }, [file])])).rejects.toThrow(
      /trino sees 0 rows of table u, the workspace has 1: does local:.*\/links\/cc33\/u on every node hold what .* holds here/,
    );
    // And a folder that is not there at all.
    await expect(lost.attach("cc44", [tableOf("u", { n: "integer" }, [file])])).rejects.toThrow(
      /trino cannot register table u: local:.*\/links\/cc44\/u must hold there what .*\/links\/cc44\/u holds here: /,
    );
    await lost.close();
    rmSync(elsewhere, { recursive: true });
  });

  test("links that somebody removed are an error, and are made anew by the next process", async () => {
    const file = await folder.file("w", "select 1 as n");
    const tables = [tableOf("w", { n: "integer" }, [file])];
    const here = await trino.attach("ee55", tables);
    const count = (on: AttachedSnapshot) => on.query(sql`select count(*) as n from ${on.table("w")}`);
    expect([...numbers(await count(here), "n")]).toEqual([1]);
    rmSync(join(folder.folder, ".tightrope/trino/ee55/w"), { recursive: true });
    await expect(count(here)).rejects.toThrow(/trino failed: .*does not exist/);
    const next = createTrinoEngine(cluster.url, { secrets: {} });
    expect([...numbers(await count(await next.attach("ee55", tables)), "n")]).toEqual([1]);
    await next.close();
  });

  test("TLS with a password or a token", async () => {
    const ca = encodeURIComponent(join(secure, "cert.pem"));
    const at = (who: string) => `trino://${who}127.0.0.1:${cluster.securePort}/tightrope?ssl=true&ca=${ca}`;
    const whoami = async (url: string, secrets = {}) => {
      const engine = createTrinoEngine(url, { secrets });
      try {
        const on = await engine.attach("dd44", []);
        return texts(await on.query(sql`select current_user as who`), "who")[0];
      } finally {
        await engine.close();
      }
    };
    expect(await whoami(at("ana:s%C3%A9cret@"))).toBe("ana");
    await expect(whoami(at("ana:wrong@"))).rejects.toThrow("trino refused the credentials (401)");
    const token = makeToken(readFileSync(join(secure, "jwt.key"), "utf8"), "bob");
    expect(await whoami(at(""), { TIGHTROPE_TRINO_TOKEN: token })).toBe("bob");
    await expect(whoami(at(""), { TIGHTROPE_TRINO_TOKEN: `${token}x` })).rejects.toThrow(
      "refused the credentials",
    );
  });

  test("a worker that dies under a stream: the rest of the rows or an error, never an early end", async () => {
    const rows = onTrino.stream(
      sql`select g, v, v + ${1} as w, cast(v as varchar) as t from ${onTrino.table("numbers")}`,
    );
    let seen = 0;
    const read = async () => {
      for await (const frame of rows) {
        // Trino holds back a reader who takes its time, so most rows are still in the workers when one dies.
        if (seen === 0) await cluster.killWorker(1);
        seen += frame.length;
      }
    };
    const error = await read().catch((e: Error) => e);
    if (error === undefined) expect(seen).toBe(2_000_000);
    else expect(error.message).toMatch(/^(trino failed|cannot reach trino|trino no longer knows)/);
    await cluster.startWorker(1);
    await cluster.ready(2);
  }, 240_000);

  test("a worker that dies in mid-query: the whole answer after a retry, or an error, never a part", async () => {
    const answer = onTrino.query(slow(onTrino, 103)).then(
      (frame) => ({ n: numbers(frame, "n")[0], error: undefined }),
      (error: Error) => ({ n: undefined, error }),
    );
    await until(async () => (await stateOf("103")) === "RUNNING");
    await cluster.killWorker(2);
    const { n, error } = await answer;
    if (error) expect(error.message).toMatch(/^(trino failed|cannot reach trino|trino no longer knows)/);
    else expect(n).toBe(SLOW_ANSWER);
    // And the one worker left answers whatever happened.
    const after = await onTrino.query(sql`select count(*) as n from ${onTrino.table("numbers")}`);
    expect([...numbers(after, "n")]).toEqual([2_000_000]);
  }, 180_000);

  test("a coordinator that restarts: the query under way is asked again, and the engine goes on", async () => {
    const answer = onTrino.query(slow(onTrino, 107));
    answer.catch(() => undefined);
    await until(async () => (await stateOf("107")) === "RUNNING");
    await cluster.killCoordinator();
    await cluster.startCoordinator();
    expect([...numbers(await answer, "n")]).toEqual([SLOW_ANSWER]);
    const after = await onTrino.query(sql`select count(*) as n from ${onTrino.table("types")}`);
    expect([...numbers(after, "n")]).toEqual([9]);
  }, 240_000);

  async function stateOf(mark: string): Promise<string | undefined> {
    const frame = await onTrino.query(
      sql`select state from system.runtime.queries where query like ${`%using%, ${mark}`} and query not like ${"%runtime%"} order by created desc limit 1`,
    );
    return texts(frame, "state")[0] ?? undefined;
  }
});

/** Pairs that `slow` counts: every row of the table with the 24 smallest. */
const SLOW_ANSWER = 2_000_000 * 24;

/** A question of several seconds, told from others in the list of queries by its number (97 or more: no group). */
function slow(on: AttachedSnapshot, mark: number): Sql {
  const all = on.table("numbers");
  return sql`select count(*) as n from ${all} a cross join (select v from ${all} where v < ${3}) b where a.v + b.v >= ${0} and a.g <> ${mark}`;
}

async function until(is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await is()) return;
    await new Promise((wait) => setTimeout(wait, 50));
  }
  throw new Error("waited a minute in vain");
}

const wellFormed = (value: string | number) =>
  typeof value === "string" ? Buffer.from(value, "utf8").toString("utf8") : value;

function makeSecrets(folder: string) {
  const at = (name: string) => join(folder, name);
  const options = [
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
  ];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-keyout", at("key.pem"), "-out", at("cert.pem"), ...options].concat([
      "-addext",
      "subjectAltName=IP:127.0.0.1",
    ]),
    { stdio: "ignore" },
  );
  writeFileSync(at("both.pem"), readFileSync(at("key.pem"), "utf8") + readFileSync(at("cert.pem"), "utf8"));
  const salt = randomBytes(16);
  const hash = pbkdf2Sync("sécret", salt, 1000, 32, "sha1");
  writeFileSync(at("passwords"), `ana:1000:${salt.toString("hex")}:${hash.toString("hex")}\n`);
  writeFileSync(at("jwt.key"), randomBytes(48).toString("base64"));
  return { pem: at("both.pem"), passwords: at("passwords"), jwtKey: at("jwt.key") };
}

function makeToken(key: string, subject: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: subject, exp: Math.floor(Date.now() / 1000) + 600 })}`;
  return `${body}.${createHmac("sha256", Buffer.from(key, "base64")).update(body).digest("base64url")}`;
}
