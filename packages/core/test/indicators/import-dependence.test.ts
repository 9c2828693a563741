import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld, WORLD } from "../fixtures/trade/world.ts";

const flow = (exporter: string, product: string, value: number): TinyFlow => ({
  period: 2021,
  exporter,
  importer: "GBR",
  product,
  value,
  reporter: "reconciled",
});
const britain = [
  flow("CHN", "854231", 60),
  flow("DEU", "854231", 40),
  flow("DEU", "847150", 100),
  flow("CHN", "010121", 50),
  flow("FRA", "270900", 150),
];

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({ baci: [...seededWorld(), ...britain] });
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("import-dependence", {
    reporter: "GBR",
    partner: "CHN",
    min_partners: 2,
    ...parameters,
  });

describe("import-dependence", () => {
  it("gives the share in each section the country buys from, with the section's weight", async () => {
    const { rows } = await of({});
    expect(rows.map((r) => [r.group, r.value_usd, r.total_usd, r.share, r.group_share])).toEqual([
      ["I", 50, 50, 1, 0.125],
      ["V", 0, 150, 0, 0.375],
      ["XVI", 60, 200, 0.3, 0.5],
    ]);
  });

  it("goes down to chapters, headings and products, and up to one figure", async () => {
    expect((await of({ group: "chapter" })).rows.map((r) => [r.group, r.share])).toEqual([
      ["01", 1],
      ["27", 0],
      ["84", 0],
      ["85", 0.6],
    ]);
    expect((await of({ group: "heading", product: "85" })).rows.map((r) => [r.group, r.share])).toEqual([
      ["8542", 0.6],
    ]);
    expect((await of({ group: "product", product: "8542" })).rows.map((r) => r.group)).toEqual(["854231"]);
    expect((await of({ group: "none" })).rows).toEqual([
      expect.objectContaining({ share: 0.275, group: "" }),
    ]);
  });

  it("takes blocs by date and end uses by name, but not both end use and goods", async () => {
    expect((await of({ partner: undefined, bloc: "eu", group: "none" })).rows[0]?.share).toBeCloseTo(
      290 / 400,
      14,
    );
    const uses = (await of({ group: "end-use" })).rows;
    expect(uses.reduce((sum, r) => sum + (r.group_share ?? 0), 0)).toBeCloseTo(1, 12);
    expect(uses.find((r) => r.group === "capital")?.share).toBeGreaterThan(0);
    await expect(of({ group: "end-use", product: "85" })).rejects.toThrow(
      "end use and a selection of goods do not go together: 85",
    );
    await expect(of({ partner: undefined })).rejects.toThrow("import-dependence needs --partner or --bloc");
  });

  it("is bounded, adds up over partners, and averages to the whole by weight", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WORLD),
        fc.constantFrom("section", "chapter"),
        async (reporter, group) => {
          const asked = { reporter, group, from: 2020, to: 2020, min_partners: 2 };
          const others = WORLD.filter((c) => c !== reporter);
          const each: Awaited<ReturnType<typeof of>>["rows"][] = [];
          for (const partner of others)
            each.push((await tiny.workspace.run("import-dependence", { ...asked, partner })).rows);
          const first = each[0] ?? [];
          first.forEach((r, i) => {
            const shares = each.map((rows) => rows[i]?.share as number);
            expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
            // Britain sells nothing here, so the seven others are all the partners there are.
            expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
            expect(r.group_share).toBeGreaterThan(0);
          });
          const whole = await tiny.workspace.run("import-dependence", {
            ...asked,
            group: "none",
            partner: others[0] as string,
          });
          const weighted = first.reduce((sum, r) => sum + (r.share as number) * (r.group_share as number), 0);
          expect(whole.rows[0]?.share).toBeCloseTo(weighted, 12);
        },
      ),
      { numRuns: 4, seed: 7 },
    );
  });
});
