import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    comtrade: seededWorld(1000),
    imts: [
      { period: 2022, exporter: "FRA", importer: "GBR", value: 20 },
      { period: 2022, exporter: "FRA", importer: "ITA", value: 80 },
      { period: 2022, exporter: "ITA", importer: "GBR", value: 80 },
      { period: 2022, exporter: "GBR", importer: "FRA", value: 200 },
      { period: 2022, exporter: "GBR", importer: "ITA", value: 620 },
    ],
  });
});
afterAll(() => tiny?.close());

describe("trade-intensity", () => {
  it("is 1.6 against the market open to the exporter and 2 against the world", async () => {
    const { rows } = await tiny.workspace.run("trade-intensity", {
      exporter: "FRA",
      importer: "GBR",
      source: "imts",
      min_partners: 2,
    });
    expect(rows).toEqual([
      expect.objectContaining({
        flow_usd: 20,
        exports_usd: 100,
        imports_usd: 100,
        own_imports_usd: 200,
        world_usd: 1000,
      }),
    ]);
    expect(rows[0]?.adjusted).toBeCloseTo(1.6, 14);
    expect(rows[0]?.unadjusted).toBeCloseTo(2, 14);
  });

  it("equals pandas on the seeded world, in any unit of money", async () => {
    for (const source of ["baci", "comtrade"]) {
      const { rows } = await tiny.workspace.run("trade-intensity", {
        exporter: "CHN",
        importer: "RUS",
        source,
        min_partners: 2,
      });
      expect(rows).toHaveLength(6);
      rows.forEach((r, i) => {
        expect(r.adjusted).toBeCloseTo(reference.intensity.adjusted[i] as number, DIGITS);
        expect(r.unadjusted).toBeCloseTo(reference.intensity.unadjusted[i] as number, DIGITS);
      });
    }
  });

  it("is null where the world is not known", async () => {
    const { rows } = await tiny.workspace.run("trade-intensity", {
      exporter: "CHN",
      importer: "RUS",
      source: "baci",
    });
    expect(new Set(rows.map((r) => r.adjusted))).toEqual(new Set([null]));
  });
});
