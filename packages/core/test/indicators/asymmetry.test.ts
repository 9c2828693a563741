import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

const flow = (exporter: string, importer: string, value: number, product = "854231"): TinyFlow => ({
  period: 2022,
  exporter,
  importer,
  product,
  value,
  reporter: "reconciled",
});

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: [
      ...seededWorld(),
      flow("FRA", "GBR", 30),
      flow("ITA", "GBR", 70),
      flow("GBR", "FRA", 10),
      flow("ITA", "FRA", 190, "870323"),
      flow("GBR", "ITA", 5),
      flow("FRA", "ITA", 5),
    ],
  });
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("asymmetry", {
    country: "GBR",
    partner: "FRA",
    min_partners: 2,
    from: 2022,
    to: 2022,
    ...parameters,
  });

describe("asymmetry", () => {
  it("sets A's dependence beside B's, with difference and log-ratio", async () => {
    const [row] = (await of({ flow: "imports", group: "none" })).rows;
    expect(row).toMatchObject({ a_on_b: 0.3, b_on_a: 0.05, a_value_usd: 30, b_value_usd: 10 });
    expect(row?.difference).toBeCloseTo(0.25, 14);
    expect(row?.log_ratio).toBeCloseTo(Math.log(6), 14);
  });

  it("adds both sides before dividing", async () => {
    // 40 of Britain's 115, and of France's 235.
    const [row] = (await of({ flow: "both", group: "none" })).rows;
    expect(row?.a_on_b).toBeCloseTo(40 / 115, 14);
    expect(row?.b_on_a).toBeCloseTo(40 / 235, 14);
  });

  it("is null where one does not trade the goods, and has no log-ratio where a share is 0", async () => {
    const { rows } = await of({ flow: "imports", group: "section" });
    const vehicles = rows.find((r) => r.group === "XVII");
    expect(vehicles).toMatchObject({ a_on_b: null, b_on_a: 0, difference: null, log_ratio: null });
    expect(rows.find((r) => r.group === "XVI")).toMatchObject({ a_on_b: 0.3, b_on_a: 1 });
  });

  it("changes sign when the two change places", async () => {
    const one = (await of({ country: "RUS", partner: "CHN", from: 2018, to: 2023 })).rows;
    const other = (await of({ country: "CHN", partner: "RUS", from: 2018, to: 2023 })).rows;
    expect(one.length).toBeGreaterThan(20);
    one.forEach((r, i) => {
      expect(other[i]).toMatchObject({
        period: r.period,
        group: r.group,
        a_on_b: r.b_on_a,
        b_on_a: r.a_on_b,
      });
      if (r.difference !== null) expect(other[i]?.difference).toBeCloseTo(-(r.difference as number), 14);
      if (r.log_ratio !== null) expect(other[i]?.log_ratio).toBeCloseTo(-(r.log_ratio as number), 12);
    });
  });
});
