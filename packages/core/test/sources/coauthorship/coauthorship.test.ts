import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../../fixtures/openalex/workspace.ts";
import { realFile } from "../../fixtures/real-data.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

const load = async (text: string) =>
  (await scratch.workspace.load("coauthorship", [await scratch.file("pairs.csv", text)]))[0];

describe("coauthorship", () => {
  it("keeps pairs once, leaves the diagonal out openly, and quarantines what it cannot read", async () => {
    const report = await load(
      "year,country1_iso2,country2_iso2,works\n2020,CN,CN,999\n2020,RU,CN,5\n2020,cn,US,7\n2020,CN,QQ,1\n2020,CN,DE,many\nyear?,CN,FR,2\n",
    );
    expect(report?.rows).toMatchObject({ read: 6, kept: 2, quarantined: 3 });
    expect(Object.values(report?.rows.skipped ?? {})).toEqual([1]);
    const { rows } = await scratch.workspace.run("collaboration-rank", {
      country: "CHN",
      from: 2020,
      to: 2020,
    });
    expect(rows.map((r) => [r.partner, r.works])).toEqual([
      ["USA", 7],
      ["RUS", 5],
    ]);
  });

  it("refuses another file in one sentence", async () => {
    await expect(load("a,b\n1,2\n")).rejects.toThrow(
      /coauthorship expects: expected a CSV file with the columns/,
    );
  });

  const real = realFile("research/openalex_country_coauthorship_1990_2023.csv.gz");
  it.skipIf(!real)("accounts for every row of the real file", async () => {
    const [report] = await scratch.workspace.load("coauthorship", [real as string]);
    expect(report?.rows).toMatchObject({ read: 273_016, kept: 265_281, quarantined: 0 });
    expect(report?.vintage).toBe("1990-2023");
    const again = await scratch.workspace.load("coauthorship", [real as string]);
    expect(again[0]?.already).toBe(true);
    const run = scratch.workspace.run.bind(scratch.workspace);
    const rank = await run("collaboration-rank", { country: "CHN", partner: "RUS", from: 2022, to: 2023 });
    expect(rank.rows.map((r) => [r.year, r.works, r.rank])).toEqual([
      [2022, 4768, 19],
      [2023, 4596, 21],
    ]);
    const us = await run("collaboration-share", { country: "China", partner: "USA", from: 2022, to: 2022 });
    expect(us.rows[0]).toMatchObject({ works: 77_370, ties: 363_487, source: "coauthorship" });
    const ru = await run("collaboration-share", { country: "CHN", partner: "RUS", from: 2022, to: 2023 });
    for (const row of ru.rows) {
      expect(row.share).toBeGreaterThan(0.012);
      expect(row.share).toBeLessThan(0.014);
      expect(row.low).toBeLessThan(row.share as number);
      expect(row.high).toBeGreaterThan(row.share as number);
    }
    expect(ru.coverage.sources.map((s) => [s.source, s.vintage])).toEqual([["coauthorship", "1990-2023"]]);
  });
});
