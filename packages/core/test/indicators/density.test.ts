import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { three } from "../fixtures/flows/three.ts";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
beforeAll(async () => {
  scratch = await flowsWorkspace();
  await scratch.load(three);
});
afterAll(() => scratch.close());

describe("density", () => {
  it("is the part of a product's neighbourhood that the country makes", async () => {
    const { rows } = await scratch.workspace.run("density", { country: "RUS" });
    // φ(0101, 0201) = φ(0201, 0301) = ½, φ(0101, 0301) = 0; Russia makes 0101 alone
    const expected = [1 / 1.5, 0.5 / 2, 0 / 1.5];
    rows.forEach((r, i) => {
      expect(r.density).toBeCloseTo(expected[i] as number, 12);
      expect((r.density as number) + (r.distance as number)).toBeCloseTo(1, 12);
    });
    expect(rows.map((r) => r.made)).toEqual([true, false, false]);
    expect((await scratch.workspace.run("density", { country: "RUS", made: "no" })).rows).toHaveLength(2);
  });

  it("stays between 0 and 1 and has no row for a country without figures", async () => {
    for (const country of ["CHN", "DEU", "RUS"])
      for (const r of (await scratch.workspace.run("density", { country, digits: "6" })).rows) {
        expect(r.density).toBeGreaterThanOrEqual(0);
        expect(r.density).toBeLessThanOrEqual(1);
      }
    expect((await scratch.workspace.run("density", { country: "JPN" })).rows).toEqual([]);
  });
});
