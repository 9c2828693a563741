import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

const load = async (pairs: readonly (readonly [number, string, string, number])[], name = "pairs.csv") => {
  const text = `year,country1_iso2,country2_iso2,works\n${pairs.map((p) => p.join(",")).join("\n")}\n`;
  await scratch.workspace.load("coauthorship", [await scratch.file(name, text)], {}, { replace: true });
};
const share = (parameters: object) =>
  scratch.workspace.run("collaboration-share", { country: "CHN", from: 2020, to: 2021, ...parameters });

describe("collaboration-share", () => {
  it("is joint works over all ties of the country, by year", async () => {
    await load([
      [2020, "CN", "RU", 5],
      [2020, "CN", "US", 15],
      [2020, "DE", "US", 100],
      [2021, "CN", "US", 4],
    ]);
    const { rows } = await share({ partner: "RUS" });
    expect(rows.map((r) => [r.year, r.works, r.ties, r.partners, r.share])).toEqual([
      [2020, 5, 20, 2, 0.25],
      [2021, 0, 4, 1, 0],
    ]);
    // Clopper-Pearson for 5 of 20 and 0 of 4, from scipy.stats.binomtest(...).proportion_ci(method="exact")
    expect(rows[0]?.low).toBeCloseTo(0.08657146910143461, 12);
    expect(rows[0]?.high).toBeCloseTo(0.49104587170795744, 12);
    expect(rows[1]?.low).toBe(0);
    expect(rows[1]?.high).toBeCloseTo(0.6023646356164746, 12);
  });

  it("adds several partners, and wants a partner or a bloc", async () => {
    await load([
      [2020, "CN", "RU", 5],
      [2020, "CN", "US", 15],
      [2020, "CN", "DE", 20],
    ]);
    expect((await share({ partner: "RUS,DEU" })).rows[0]).toMatchObject({ partner: "RUS+DEU", share: 0.625 });
    await expect(share({})).rejects.toThrow(/needs either --partner or --bloc/);
    await expect(share({ partner: "RUS", bloc: "eu" })).rejects.toThrow(/needs either --partner or --bloc/);
  });

  it("adds up to one over all partners, and never leaves its bounds", async () => {
    let n = 0;
    const partners = ["RU", "US", "DE", "FR", "JP"];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 }), async (works) => {
        fc.pre(works.some((w) => w > 0));
        await load(
          partners.map((p, i) => [2020, "CN", p, works[i] as number] as const),
          `pairs-${n++}.csv`,
        );
        let sum = 0;
        for (const partner of ["RUS", "USA", "DEU", "FRA", "JPN"]) {
          const row = (await share({ partner })).rows[0];
          expect(row?.low).toBeLessThanOrEqual(row?.share as number);
          expect(row?.high).toBeGreaterThanOrEqual(row?.share as number);
          sum += row?.share ?? Number.NaN;
        }
        expect(sum).toBeCloseTo(1, 12);
      }),
      { numRuns: 8 },
    );
  });
});
