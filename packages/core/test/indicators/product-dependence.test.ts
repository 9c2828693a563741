import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { reconciled, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    comtrade: [
      // France and Italy buy chips from China (80) and Japan (20), 25 from each other, and sell 50 outside.
      reconciled(2022, "CHN", "FRA", "854231", 60),
      reconciled(2022, "CHN", "ITA", "854231", 20),
      reconciled(2022, "JPN", "FRA", "854231", 20),
      reconciled(2022, "ITA", "FRA", "854231", 25),
      reconciled(2022, "FRA", "GBR", "854231", 50),
      reconciled(2022, "CHN", "GBR", "854231", 120),
      reconciled(2022, "JPN", "GBR", "854231", 40),
      reconciled(2022, "TUR", "GBR", "854231", 10),
      // Cars are made at home: little comes from outside.
      reconciled(2022, "JPN", "FRA", "870323", 10),
      reconciled(2022, "ITA", "FRA", "870323", 90),
      reconciled(2022, "FRA", "GBR", "870323", 100),
      // As much as all oil there is, so that squares are large.
      { ...reconciled(2022, "SAU", "FRA", "270900", 1_700_000_000_000.125), period: 2020 },
      { ...reconciled(2022, "NOR", "ITA", "270900", 300_000_000_000), period: 2020 },
    ],
  });
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("product-dependence", {
    members: "FRA,ITA",
    source: "comtrade",
    min_partners: 2,
    from: 2022,
    ...parameters,
  });

describe("product-dependence", () => {
  it("tests a bloc by its trade with the outside only", async () => {
    const { rows } = await of({});
    expect(rows.map((r) => r.product)).toEqual(["854231", "870323"]);
    const [chips, cars] = rows as [(typeof rows)[number], (typeof rows)[number]];
    expect(chips).toMatchObject({
      imports_usd: 100,
      exports_usd: 50,
      cdi3: 2,
      suppliers: 2,
      top_supplier: "CHN",
      top_supplier_share: 0.8,
      dependent: true,
    });
    expect(chips.cdi1).toBeCloseTo(0.68, 14);
    expect(chips.cdi2).toBeCloseTo(0.8, 14);
    expect(cars).toMatchObject({ cdi1: 1, cdi2: 0.1, cdi3: 0.1, dependent: false });
    expect(chips.description).toMatch(/processor/i);
  });

  it("squares the largest figures exactly", async () => {
    const [oil] = (await of({ from: 2020, to: 2020 })).rows;
    expect(oil?.cdi1).toBeCloseTo(
      (1_700_000_000_000.125 ** 2 + 300_000_000_000 ** 2) / 2_000_000_000_000.125 ** 2,
      14,
    );
  });

  it("says who else could supply, and whether one country is a single point of failure", async () => {
    const [chips] = (await of({})).rows;
    // Outside: China sells 200, Japan 60, Turkey 10; others than China sell 50 to third countries, for 80 from China.
    expect(chips).toMatchObject({ world_top: "CHN", single_point_of_failure: true, alternatives: 1 });
    expect(chips?.world_top_share).toBeCloseTo(200 / 270, 14);
    expect(chips?.substitutability).toBeCloseTo(50 / 80, 14);
  });

  it("takes thresholds, keeps the dependent and the largest", async () => {
    expect((await of({ dependent_only: true })).rows.map((r) => r.product)).toEqual(["854231"]);
    expect((await of({ cdi1: 0.7 })).rows.map((r) => r.dependent)).toEqual([false, false]);
    expect((await of({ top: 1 })).rows.map((r) => r.product)).toEqual(["854231"]);
    expect((await of({ product: "87" })).rows.map((r) => r.product)).toEqual(["870323"]);
    await expect(of({ members: undefined })).rejects.toThrow(
      "product-dependence needs --reporter, --bloc or --members",
    );
  });

  it.each(["RUS", "RUS+KAZ"])("equals pandas on the seeded world for %s", async (who) => {
    const { rows } = await tiny.workspace.run("product-dependence", {
      members: who.split("+"),
      source: "baci",
      from: 2021,
      to: 2021,
      min_partners: 2,
    });
    const expected = reference.dependence[who] as (typeof reference.dependence)[string];
    expect(rows.map((r) => r.product)).toEqual(expected.map(([product]) => product));
    rows.forEach((r, i) => {
      const [, cdi1, cdi2, cdi3, top, worldTop, worldShare, cover] = expected[i] as (typeof expected)[number];
      expect(r.cdi1).toBeCloseTo(cdi1, DIGITS);
      expect(r.cdi2).toBeCloseTo(cdi2, DIGITS);
      if (cdi3 === null) expect(r.cdi3).toBeNull();
      else expect((r.cdi3 as number) / cdi3).toBeCloseTo(1, DIGITS);
      expect([r.top_supplier, r.world_top]).toEqual([top, worldTop]);
      expect(r.world_top_share).toBeCloseTo(worldShare, DIGITS);
      expect((r.substitutability as number) / cover).toBeCloseTo(1, DIGITS);
    });
  });
});
