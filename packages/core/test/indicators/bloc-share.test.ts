import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realFile } from "../fixtures/real-data.ts";
import { mirrorsOfChina } from "../fixtures/trade/mirrors-of-china.ts";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld, WORLD } from "../fixtures/trade/world.ts";

const both = (period: number, a: string, b: string, aToB: number, bToA: number): TinyFlow[] => [
  { period, exporter: a, importer: b, value: aToB, reporter: "reconciled", product: "854231" },
  { period, exporter: b, importer: a, value: bToA, reporter: "reconciled", product: "854231" },
];
const baci = [2019, 2021].flatMap((year) => [
  ...both(year, "CHN", "GBR", 100, 50),
  ...both(year, "CHN", "DEU", 200, 150),
  ...both(year, "CHN", "KAZ", 700, 300),
]);

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: [...baci, ...seededWorld().filter((f) => f.importer !== "CHN" && f.exporter !== "CHN")],
  });
});
afterAll(() => tiny?.close());

const share = (parameters: object) =>
  tiny.workspace.run("bloc-share", { reporter: "CHN", min_partners: 2, ...parameters });

describe("bloc-share", () => {
  it("follows the dates of membership: the United Kingdom left in 2020", async () => {
    const { rows } = await share({ bloc: "eu", flow: "exports" });
    expect(rows.map((r) => [r.period, r.value_usd, r.share, r.members_with_figures])).toEqual([
      ["2019-01-01", 300, 0.3, 2],
      ["2021-01-01", 200, 0.2, 1],
    ]);
    expect(rows.map((r) => r.members)).toEqual([28, 27]);
  });

  it("freezes membership on a day when asked", async () => {
    const { rows } = await share({ bloc: "eu", flow: "exports", at: "2019" });
    expect(rows.map((r) => r.share)).toEqual([0.3, 0.3]);
  });

  it("adds both directions before dividing", async () => {
    const { rows } = await share({ members: "DEU,GBR", flow: "both", from: 2021 });
    expect(rows[0]).toMatchObject({ value_usd: 500, total_usd: 1500, bloc: "DEU+GBR" });
    expect(rows[0]?.share).toBeCloseTo(1 / 3, 14);
  });

  it("adds years up with each year's members", async () => {
    const { rows } = await share({ bloc: "eu", flow: "exports", by: "range" });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ value_usd: 500, total_usd: 2000, share: 0.25 });
  });

  it("needs a bloc or a list, and knows its blocs", async () => {
    await expect(share({})).rejects.toThrow("bloc-share needs --bloc or --members");
    await expect(share({ bloc: "euu" })).rejects.toThrow("unknown bloc: euu (did you mean");
  });

  it("is 0 for nobody's trade, 1 for everybody's, and adds up over disjoint lists", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WORLD.filter((c) => c !== "CHN")),
        fc.subarray([...WORLD], { minLength: 1, maxLength: 7 }),
        async (reporter, members) => {
          const of = async (list: readonly string[]) =>
            list.length === 0
              ? [0]
              : (
                  await tiny.workspace.run("bloc-share", {
                    reporter,
                    members: [...list],
                    flow: "both",
                    min_partners: 2,
                    from: 2018,
                    to: 2018,
                  })
                ).rows.map((r) => r.share as number);
          const rest = WORLD.filter((c) => !members.includes(c));
          const [[a], [b]] = [await of(members), await of(rest)];
          expect((a as number) + (b as number)).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: 10, seed: 5 },
    );
  });
});

describe("bloc-share on partners' reports of their trade with China", () => {
  const file = realFile("trade/comtrade_partners_trade_with_china_usa_annual.csv.gz");
  it.skipIf(!file)("gives 39 aligned economies 59.3 % of reported imports from China in 2022", async () => {
    const real = await mirrorsOfChina(file as string);
    try {
      const { rows } = await real.workspace.run("bloc-share", {
        reporter: "CHN",
        bloc: "us-aligned-39",
        flow: "exports",
        basis: "partner",
        from: 2021,
        to: 2023,
      });
      expect(rows.map((r) => Math.round((r.share as number) * 1000) / 10)).toEqual([57.2, 59.3, 56.1]);
    } finally {
      await real.close();
    }
  });
});
