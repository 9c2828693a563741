import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

const flow = (
  period: number,
  exporter: string,
  value: number,
  kg = value / 2,
  more: Partial<TinyFlow> = {},
): TinyFlow => ({
  period,
  exporter,
  importer: "RUS",
  product: "854231",
  value,
  kg,
  reporter: "reconciled",
  ...more,
});
const mirror = (period: number, exporter: string, value: number) =>
  flow(period, exporter, value, value, { reporter: "exporter", importer: "BLR" });

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    comtrade: [
      // A mean of 100 from Germany falls to 20; China rises from 10 to 50 and Turkey from nothing to 10.
      flow(2020, "DEU", 80),
      flow(2021, "DEU", 120),
      flow(2020, "CHN", 10),
      flow(2021, "CHN", 10),
      flow(2022, "DEU", 20),
      flow(2022, "CHN", 50, 20),
      flow(2022, "TUR", 10),
      mirror(2021, "DEU", 100),
      mirror(2021, "KAZ", 40),
      mirror(2022, "DEU", 20),
    ],
  });
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("substitution", {
    reporter: "RUS",
    members: "DEU",
    source: "comtrade",
    product: "8542",
    min_partners: 1,
    ...parameters,
  });

describe("substitution", () => {
  it("divides what others sell more by what the coalition sells less, per period", async () => {
    const { rows } = await of({});
    expect(rows[0]).toMatchObject({
      supplier: null,
      coalition_before_usd: 100,
      coalition_after_usd: 20,
      others_before_usd: 10,
      others_after_usd: 60,
      rate: 0.625,
      low: 0.625,
      high: 0.625,
      before: "2020-01-01 to 2021-01-01",
      after: "2022-01-01 to 2022-01-01",
    });
    expect(rows.slice(1).map((r) => [r.supplier, r.part])).toEqual([
      ["CHN", 0.5],
      ["TUR", 0.125],
    ]);
    // Others after: 60 USD on 25 kg; the coalition before: 2 USD a kg.
    expect(rows[0]?.unit_value_ratio).toBeCloseTo(60 / 25 / 2, 14);
    expect(rows[1]?.unit_value_ratio).toBeCloseTo(50 / 20 / 2, 14);
  });

  it("bounds the rate where a partner fell silent and only mirrors exist", async () => {
    const { rows, coverage } = await of({ reporter: "BLR" });
    // Kazakhstan's 40 may be gone or going on: (0 − 40) / 80 to (40 − 40) / 80.
    expect(rows[0]).toMatchObject({ rate: -0.5, low: -0.5, high: 0, basis: "mirrored" });
    expect(coverage.notes.map((n) => n.kind)).toContain("mirrored");
  });

  it("has no rate where the coalition sells no less", async () => {
    expect((await of({ members: "CHN" })).rows[0]).toMatchObject({ rate: null, low: null, high: null });
  });

  it("equals pandas on the seeded world", async () => {
    const { rows } = await tiny.workspace.run("substitution", {
      reporter: "RUS",
      members: "DEU,JPN,USA",
      source: "baci",
      product: "section:XVI",
      split: 2021,
      min_partners: 2,
    });
    const { gap, rise, unit_value_ratio } = reference.substitution;
    expect(rows[0]?.rate).toBeCloseTo(rise / gap, DIGITS);
    expect(rows[0]?.unit_value_ratio).toBeCloseTo(unit_value_ratio, DIGITS);
  });

  it("says when figures are on one side only, and needs a coalition", async () => {
    expect((await of({ split: 2030 })).coverage.notes.map((n) => n.text).join()).toContain(
      "on one side of 2030-01-01 only",
    );
    await expect(of({ members: undefined })).rejects.toThrow("substitution needs --bloc or --members");
  });
});
