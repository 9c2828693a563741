import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  chartHintOf,
  indicatorsByName,
  MissingDataError,
  openDuckDb,
  openWorkspace,
  parseParameters,
  type Result,
  type Workspace,
} from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

/**
 * What every indicator owes, whoever wrote it: parameters that survive a receipt, the promised columns, a page, rows in
 * one order whatever the threads, and help with misspelt parameters. Each is asked its own example on a seeded world.
 */
let world: Awaited<ReturnType<typeof tinyWorkspace>>;
let single: Workspace;
const answers = new Map<string, Result | MissingDataError>();

beforeAll(async () => {
  world = await tinyWorkspace(
    { baci: seededWorld(), comtrade: bothReports() },
    ["CHN", "RUS", "USA", "DEU", "IND"].flatMap((country, i) =>
      [2021, 2022].map((year) => ({
        series: "NY.GDP.MKTP.CD",
        country,
        period: String(year),
        value: 100 * (i + 1),
      })),
    ),
  );
  single = await openWorkspace(world.workspace.folder, {
    engine: await openDuckDb({ threads: 1 }),
    readOnly: true,
  });
}, 120_000);

afterAll(async () => {
  await single?.close();
  await world?.close();
});

/** Both parties' reports of the last three years, the importer's dearer by freight: what mirrors are measured on. */
function bothReports(): TinyFlow[] {
  return seededWorld(1, 9)
    .filter((f) => Number(f.period) >= 2021)
    .flatMap((f) => [
      { ...f, reporter: "exporter" as const },
      { ...f, reporter: "importer" as const, value: Math.round(Number(f.value) * 1.07) },
    ]);
}

async function answer(name: string, workspace = world.workspace): Promise<Result | MissingDataError> {
  const example = indicatorsByName.get(name)?.example ?? {};
  try {
    return await workspace.run(name, example);
  } catch (error) {
    if (error instanceof MissingDataError) return error;
    throw error;
  }
}

describe.each([...indicatorsByName.values()].map((i) => [i.name, i] as const))("%s", (name, indicator) => {
  it("has a name that fits its file, a page and its definition", () => {
    expect(indicatorsByName.get(name)).toBe(indicator);
    const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
    expect(existsSync(at(`packages/core/src/indicators/${name}.ts`)), `file ${name}.ts`).toBe(true);
    const page = at(`docs/indicators/${name}.md`);
    expect(existsSync(page), `docs/indicators/${name}.md`).toBe(true);
    const text = readFileSync(page, "utf8");
    expect(text.startsWith(`# ${name}\n`), "the page begins with the name").toBe(true);
    // A few have a command of their own beside `run`.
    expect(text, "the page shows the command").toMatch(new RegExp(`tightrope (run ${name}|simulate|why)\\b`));
    expect(indicator.summary.length).toBeGreaterThan(20);
    expect(indicator.formula.length).toBeGreaterThan(0);
  });

  it("describes every parameter and column", () => {
    for (const [parameter, schema] of Object.entries(indicator.params.shape))
      expect(describedAs(schema) ?? "", parameter).not.toBe("");
    for (const [column, { description, type, unit }] of Object.entries(indicator.columns)) {
      expect(description, column).not.toBe("");
      if ((type === "double" || type === "decimal") && !("unit" in indicator.columns))
        expect(unit, `unit of ${column}`).toBeDefined();
    }
    const example = parseParameters(indicator, indicator.example);
    const by = indicator.params.shape.by as { unwrap?(): { options?: readonly string[] } } | undefined;
    // Rows by another category want another picture: each must name columns that there are.
    for (const category of by?.unwrap?.().options ?? [undefined]) {
      const chart = chartHintOf(indicator, category === undefined ? example : { ...example, by: category });
      for (const axis of [chart?.x, chart?.y, chart?.series, chart?.status, chart?.low, chart?.total?.[0]])
        if (axis !== undefined) expect(Object.keys(indicator.columns)).toContain(axis);
      // In trade `by` says how periods are added up; in research, which rows there are.
      if (category === "year" && indicator.group === "research")
        expect([chart?.x, chart?.y, chart?.series].some((c) => c === "year" || c === "period")).toBe(true);
    }
  });

  it("reads its example's parameters back from a receipt as they were", () => {
    const once = parseParameters(indicator, indicator.example);
    const again = parseParameters(indicator, JSON.parse(JSON.stringify(once)));
    expect(again).toEqual(once);
  });

  it("proposes the nearest name for a misspelt parameter", () => {
    const [first] = Object.keys(indicator.params.shape) as [string];
    const misspelt = `${first}x`;
    expect(() => parseParameters(indicator, { ...indicator.example, [misspelt]: "1" })).toThrow(
      /unknown parameter of .* \((did you mean|it takes)/,
    );
  });

  it("gives the promised columns, and the same content with one thread and with several", async () => {
    const result = await answer(name);
    answers.set(name, result);
    const other = await answer(name, single);
    if (result instanceof MissingDataError) {
      expect(other).toBeInstanceOf(MissingDataError);
      return;
    }
    expect(result.columns.map((c) => c.name)).toEqual(Object.keys(indicator.columns));
    for (const row of result.rows) expect(Object.keys(row)).toEqual(Object.keys(indicator.columns));
    expect((other as Result).receipt).toEqual(result.receipt);
    const again = await world.workspace.run(name, result.receipt.parameters);
    expect(again.receipt.contentHash).toBe(result.receipt.contentHash);
  });
});

describe("the seeded world", () => {
  it("answers every indicator that needs trade only, with rows", () => {
    const trade = [...indicatorsByName.values()].filter((i) => i.tables.every((t) => t === "trade"));
    expect(trade.length).toBeGreaterThan(15);
    for (const { name } of trade) {
      const result = answers.get(name);
      expect(result, name).not.toBeInstanceOf(MissingDataError);
      expect((result as Result).rows.length, `${name} has rows`).toBeGreaterThan(0);
    }
  });
});

describe("the finding", () => {
  it("is a sentence for the own example of every indicator on trade and products", async () => {
    const lacking: string[] = [];
    for (const { name, finding, group, params, example } of indicatorsByName.values()) {
      if (!["trade", "mirrors", "products", "profiles"].includes(group)) continue;
      // The seeded world has fewer countries than make a total by default.
      const few = "min_partners" in params.shape ? { min_partners: 2 } : {};
      const { rows, receipt } = await world.workspace.run(name, { ...example, ...few });
      const sentence = finding?.(rows, receipt.parameters as never) ?? "";
      if (!/^[A-Z0-9].{20,}/.test(sentence) || /undefined|null|NaN/.test(sentence))
        lacking.push(`${name}: ${sentence} (${rows.length} rows)`);
    }
    expect(lacking).toEqual([]);
  });
});

/** The description of a parameter, below its default and its being optional. */
function describedAs(schema: unknown): string | undefined {
  const { description, def } = schema as { description?: string; def?: { innerType?: unknown } };
  return description ?? (def?.innerType ? describedAs(def.innerType) : undefined);
}
