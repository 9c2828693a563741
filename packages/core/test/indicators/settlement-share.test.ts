import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allTables } from "@tightrope/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({});
  const header = Object.keys(allTables.find((t) => t.name === "observations")?.columns ?? {}).join(",");
  const row = (period: string, item: string, value: number, series = "settlement-imports") =>
    `wdi,${series},RUS,,${item},${period},M,${value},current US dollars,reported`;
  const path = join(tiny.folder, "settlement.csv");
  const rows = [
    row("2022-01-01", "CNY", 1),
    row("2022-01-01", "USD", 7),
    row("2022-01-01", "OTHER", 2),
    row("2022-12-01", "CNY", 30),
    row("2022-12-01", "USD", 70),
    row("2022-12-01", "CNY", 5, "settlement-exports"),
    row("2023-01-01", "CNY", 0),
  ];
  await writeFile(path, `${[header, ...rows].join("\n")}\n`);
  await tiny.workspace.load("wdi", [path]);
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("settlement-share", { country: "RUS", flow: "imports", ...parameters });

it("divides by every currency the source publishes, its OTHER included", async () => {
  expect(
    (await of({ currency: "CNY", to: "2022-12" })).rows.map((r) => [r.period, r.share, r.total_usd]),
  ).toEqual([
    ["2022-01-01", 0.1, 10],
    ["2022-12-01", 0.3, 100],
  ]);
});

it("has shares that add up to 1 in each month", async () => {
  const { rows } = await of({ to: "2022-12" });
  for (const period of new Set(rows.map((r) => r.period)))
    expect(
      rows.filter((r) => r.period === period).reduce((sum, r) => sum + (r.share as number), 0),
    ).toBeCloseTo(1, 14);
});

it("keeps imports and exports apart, and is null where nothing was paid", async () => {
  expect((await of({ flow: "exports" })).rows.map((r) => r.share)).toEqual([1]);
  expect((await of({ from: "2023-01" })).rows.map((r) => r.share)).toEqual([null]);
});
