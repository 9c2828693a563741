import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { reconciled, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld, WORLD } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    comtrade: [
      reconciled(2022, "FRA", "ITA", "854231", 60),
      reconciled(2022, "FRA", "ITA", "270900", 40),
      reconciled(2022, "ITA", "GBR", "854231", 30),
      reconciled(2022, "ITA", "GBR", "270900", 70),
    ],
  });
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("trade-complementarity", {
    exporter: "CHN",
    importer: "RUS",
    source: "baci",
    min_partners: 2,
    ...parameters,
  });

describe("trade-complementarity", () => {
  it("is 0.7 for baskets of 60/40 and 30/70", async () => {
    const { rows } = await of({ exporter: "FRA", importer: "GBR", source: "comtrade", min_partners: 1 });
    expect(rows[0]?.complementarity).toBeCloseTo(0.7, 14);
    expect(rows[0]?.goods).toBe(2);
  });

  it("equals pandas on the seeded world", async () => {
    const { rows } = await of({});
    expect(rows).toHaveLength(6);
    rows.forEach((r, i) => {
      expect(r.complementarity).toBeCloseTo(reference.complementarity[i] as number, DIGITS);
    });
  });

  it("lies between 0 and 1 and rises as goods are taken together", async () => {
    for (const importer of WORLD.slice(1)) {
      const [fine] = (await of({ importer, level: "product", from: 2019, to: 2019 })).rows;
      const [coarse] = (await of({ importer, level: "section", from: 2019, to: 2019 })).rows;
      expect(fine?.complementarity).toBeGreaterThanOrEqual(0);
      expect(coarse?.complementarity).toBeLessThanOrEqual(1);
      expect(coarse?.complementarity as number).toBeGreaterThanOrEqual(
        (fine?.complementarity as number) - 1e-12,
      );
    }
  });

  it("is null for a country that sells nothing", async () => {
    expect((await of({ exporter: "GBR" })).rows.map((r) => r.complementarity)).toEqual(Array(6).fill(null));
  });
});
