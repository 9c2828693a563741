import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { three } from "../fixtures/flows/three.ts";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
beforeAll(async () => {
  scratch = await flowsWorkspace();
  await scratch.load(three);
});
afterAll(() => scratch.close());
const run = (name: string, parameters: object) => scratch.workspace.run(name, parameters as never);

describe("complexity-outlook", () => {
  it("adds up density times complexity over what a country does not make", async () => {
    const { rows } = await run("complexity-outlook", {});
    for (const country of ["CHN", "DEU", "RUS"]) {
      const absent = (await run("density", { country, made: "no" })).rows;
      const sum = absent.reduce((a, r) => a + (r.density as number) * (r.pci as number), 0);
      expect(rows.find((r) => r.country === country)?.outlook).toBeCloseTo(sum, 12);
    }
    expect(rows.map((r) => r.rank).sort()).toEqual([1, 2, 3]);
  });

  it("gives the gain from each product that a country does not make", async () => {
    const pci = Object.fromEntries((await run("pci", {})).rows.map((r) => [r.product, r.pci as number]));
    const { rows } = await run("complexity-outlook", { level: "products", country: "RUS" });
    // Σφ is 1.5, 2, 1.5. With 0201: ½·PCI(0301)/1.5 + 1·PCI(0201)/2, less density ¼ times PCI(0201)
    const gain = (0.5 * pci["0301"]!) / 1.5 + pci["0201"]! / 2 - 0.25 * pci["0201"]!;
    expect(rows.map((r) => r.product)).toEqual(["0201", "0301"]);
    expect(rows[0]?.outlook).toBeCloseTo(gain, 12);
    const other = await run("complexity-outlook", {
      level: "products",
      country: "RUS",
      convention: "economiccomplexity",
    });
    expect(other.rows[0]?.outlook).not.toBeCloseTo(gain, 3);
  });

  it("wants a country for products", async () => {
    await expect(run("complexity-outlook", { level: "products" })).rejects.toThrow(/needs a country/);
  });
});
