import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Engine,
  type Frame,
  indicatorsByName,
  initWorkspace,
  MissingDataError,
  openCase,
  openDuckDb,
  openEngine,
  openWorkspace,
  type Result,
  type Workspace,
} from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTrino, type TrinoCluster, whyNoTrino } from "../../../../scripts/trino.mjs";
import { loadSeeded } from "../fixtures/engines/seeded.ts";

/**
 * Every indicator gives the same result on every engine: rows, order, notes, and the receipt byte for byte. Each is
 * asked with the example of its definition, over the case that ships and over seeded figures loaded by real sources.
 */
const cases = fileURLToPath(new URL("../../../../cases/", import.meta.url));
const reason = whyNoTrino();
if (reason) console.warn(reason);

const names = [...indicatorsByName.keys()];
let scratch: string;
const workspaces: Record<string, string> = {};
/** What DuckDB with its usual settings answers, which all others are held against. */
const answers = new Map<string, Promise<Result | MissingDataError>>();
const open: Workspace[] = [];
let cluster: TrinoCluster | undefined;

const data = ["seeded", ...(existsSync(join(cases, "china-russia", "case.yaml")) ? ["china-russia"] : [])];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "tightrope-engines-"));
  const started = reason ? undefined : startTrino({ workers: 2 });
  started?.catch(() => undefined);
  for (const name of data) {
    const folder = join(scratch, name);
    const workspace = await initWorkspace(folder);
    if (name === "seeded") await loadSeeded(workspace, scratch);
    else
      for (const { source, files, options, retrieved } of (await openCase(cases, name)).load)
        await workspace.load(source, files, options, { retrieved });
    workspaces[name] = folder;
    open.push(workspace);
  }
  cluster = await started;
}, 300_000);

afterAll(async () => {
  for (const workspace of open) await workspace.close();
  await cluster?.stop();
  await rm(scratch, { recursive: true, force: true });
});

const engines: Record<string, { skip: boolean; atOnce: number; open(): Promise<Engine> }> = {
  "DuckDB with one thread": { skip: false, atOnce: 1, open: () => openDuckDb({ threads: 1 }) },
  "DuckDB with four threads and little memory": {
    skip: false,
    atOnce: 1,
    open: () => openDuckDb({ threads: 4, memoryLimit: "600MB" }),
  },
  "DuckDB, rows backwards where no order is asked for": {
    skip: false,
    atOnce: 1,
    open: async () => backwards(await openDuckDb()),
  },
  "Trino with two workers": {
    skip: reason !== undefined,
    atOnce: 3,
    open: async () => askingOnce(await openEngine((cluster as TrinoCluster).url, { trino: { secrets: {} } })),
  },
};

test("every indicator has rows to compare on the seeded workspace", async () => {
  const empty: string[] = [];
  for (const name of names) {
    const result = await reference("seeded", name);
    if (result instanceof MissingDataError || result.rows.length === 0) empty.push(name);
  }
  expect(empty).toEqual([]);
}, 300_000);

describe.each(data)("on the %s workspace", (workspaceName) => {
  test("DuckDB answers every indicator whose tables hold something, and some at all", async () => {
    const filled = new Set((await subject(workspaceName).tables()).map(({ name }) => name));
    const due = [...indicatorsByName.values()].filter(({ tables }) => tables.every((t) => filled.has(t)));
    expect(due.length).toBeGreaterThan(0);
    for (const { name } of due) expect(await reference(workspaceName, name), name).not.toBeInstanceOf(Error);
  }, 300_000);

  for (const [engineName, { skip, atOnce, open: openIt }] of Object.entries(engines))
    describe.skipIf(skip)(engineName, () => {
      let other: Workspace;
      beforeAll(async () => {
        other = await openWorkspace(workspaces[workspaceName] as string, { engine: await openIt() });
      }, 120_000);
      afterAll(() => other?.close());

      // Asked ahead, a few at a time: a cluster answers several small questions in little more than the time of one.
      const asked = new Map<string, Promise<Result | MissingDataError>>();
      const ask = (name: string) => {
        const known = asked.get(name) ?? attempt(other, name, indicatorsByName.get(name)?.example ?? {});
        asked.set(name, known);
        return known;
      };
      beforeAll(() => {
        const waiting = [...names];
        const next = async (): Promise<void> => {
          const name = waiting.shift();
          if (name === undefined) return;
          await ask(name).catch(() => undefined);
          return next();
        };
        for (let i = 0; i < atOnce; i++) void next();
      });

      test.each(names)(
        "%s is equal",
        async (name) => {
          const here = await reference(workspaceName, name);
          const there = await ask(name);
          if (here instanceof MissingDataError) {
            expect(there).toBeInstanceOf(MissingDataError);
            expect((there as MissingDataError).message).toBe(here.message);
            return;
          }
          if (there instanceof MissingDataError) throw there;
          expect(there.rows).toEqual(here.rows.map((row) => rounded(row, here.columns)));
          expect(JSON.stringify(there.receipt)).toBe(JSON.stringify(here.receipt));
          expect(there.coverage).toEqual(here.coverage);
          expect(there.columns).toEqual(here.columns);
        },
        300_000,
      );

      test("receipts verify across", async () => {
        let verified = 0;
        for (const name of names) {
          const there = await ask(name);
          if (there instanceof MissingDataError) continue;
          expect((await subject(workspaceName).verify(there.receipt)).same, name).toBe(true);
          // Asking a cluster everything twice would double the run; equal receipts were compared above.
          if (verified++ >= 3) continue;
          const here = (await reference(workspaceName, name)) as Result;
          anew = true;
          expect((await other.verify(here.receipt)).same, name).toBe(true);
          anew = false;
        }
        expect(verified).toBeGreaterThan(0);
      }, 300_000);
    });
});

/** The workspace on DuckDB with its usual settings. */
const subject = (name: string) => open[data.indexOf(name)] as Workspace;

function reference(workspaceName: string, indicator: string): Promise<Result | MissingDataError> {
  const key = `${workspaceName} ${indicator}`;
  const known =
    answers.get(key) ??
    attempt(subject(workspaceName), indicator, indicatorsByName.get(indicator)?.example ?? {});
  answers.set(key, known);
  return known;
}

/** The result, or that a table is empty; any other error is one. */
async function attempt(workspace: Workspace, name: string, parameters: Readonly<Record<string, unknown>>) {
  try {
    return await workspace.run(name, parameters);
  } catch (error) {
    if (error instanceof MissingDataError) return error;
    throw error;
  }
}

/**
 * The engine, asked each question once: indicators share many, and a cluster takes most of a second for each. What
 * `verify` asks under `anew` goes to the engine again.
 */
function askingOnce(engine: Engine): Engine {
  const answers = new Map<string, Promise<Frame>>();
  return {
    ...engine,
    async attach(snapshot, tables) {
      const on = await engine.attach(snapshot, tables);
      return {
        ...on,
        query(sql, options) {
          const key = `${sql.sql} ${JSON.stringify(sql.values)}`;
          const answer = (anew ? undefined : answers.get(key)) ?? on.query(sql, options);
          answers.set(key, answer);
          return answer;
        },
      };
    },
  };
}
let anew = false;

/** A cluster gives rows of a select without `order by` in any order. So does this, on every run and without a cluster. */
function backwards(engine: Engine): Engine {
  return {
    ...engine,
    async attach(snapshot, tables) {
      const on = await engine.attach(snapshot, tables);
      return {
        ...on,
        table: (name) => on.table(name),
        async query(sql, options) {
          const { length, columns } = await on.query(sql, options);
          if (hasOrder(sql.sql)) return { length, columns };
          return { length, columns: columns.map((c) => ({ ...c, values: c.values.slice().reverse() })) };
        },
      };
    },
  };
}

/** Whether the outermost select asks for an order. */
function hasOrder(text: string): boolean {
  let depth = 0;
  let outside = "";
  for (const letter of text) {
    if (letter === ")") depth--;
    if (depth === 0) outside += letter;
    if (letter === "(") depth++;
  }
  return /\border\s+by\b/i.test(outside);
}

/** Doubles are held to the 15 digits that the receipt hashes; integers and decimals to every digit. */
function rounded(row: Readonly<Record<string, unknown>>, columns: Result["columns"]) {
  const doubles = new Set(columns.filter((c) => c.type === "double").map((c) => c.name));
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" && doubles.has(name) ? near(value) : value,
    ]),
  );
}

function near(value: number) {
  return Number.isInteger(value)
    ? value
    : {
        asymmetricMatch: (other: unknown) =>
          typeof other === "number" && Number(other.toPrecision(15)) === Number(value.toPrecision(15)),
        toString: () => `about ${value}`,
      };
}
