import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { reconciled, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld, WORLD } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    comtrade: [
      reconciled(2022, "FRA", "GBR", "854231", 60),
      reconciled(2022, "FRA", "GBR", "270900", 40),
      reconciled(2022, "ITA", "GBR", "854231", 3),
      reconciled(2022, "ITA", "GBR", "270900", 7),
      reconciled(2022, "ITA", "ESP", "870323", 10),
    ],
  });
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("export-similarity", {
    country: "CHN",
    partner: "DEU",
    source: "baci",
    min_partners: 2,
    ...parameters,
  });

describe("export-similarity", () => {
  it("is 0.7 in one market and less in the world, where one sells more kinds of goods", async () => {
    const pair = { country: "FRA", partner: "ITA", source: "comtrade" };
    expect((await of({ ...pair, market: "GBR" })).rows[0]?.similarity).toBeCloseTo(0.7, 14);
    expect((await of(pair)).rows[0]?.similarity).toBeCloseTo(0.15 + 0.35, 14);
  });

  it("equals pandas on the seeded world", async () => {
    const { rows } = await of({});
    expect(rows).toHaveLength(6);
    rows.forEach((r, i) => {
      expect(r.similarity).toBeCloseTo(reference.similarity[i] as number, DIGITS);
    });
  });

  it("is symmetric, 1 with itself, and between 0 and 1", async () => {
    for (const partner of WORLD) {
      const [one] = (await of({ partner, to: 2018 })).rows;
      const [other] = (await of({ country: partner, partner: "CHN", to: 2018 })).rows;
      expect(one?.similarity).toBeCloseTo(other?.similarity as number, 14);
      expect(one?.similarity).toBeGreaterThanOrEqual(0);
      if (partner === "CHN") expect(one?.similarity).toBeCloseTo(1, 12);
    }
  });
});
