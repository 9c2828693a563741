import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { three } from "../fixtures/flows/three.ts";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
beforeAll(async () => {
  scratch = await flowsWorkspace();
  await scratch.load(three);
});
afterAll(() => scratch.close());
const run = (name: string, parameters: object = {}) => scratch.workspace.run(name, parameters as never);

describe("pci", () => {
  it("ranks products by who makes them, with the text of the code", async () => {
    const { rows } = await run("pci");
    // means of the country vector (1, −0.382, −1.236) over exporters: 0101 −0.809, 0201 0.309, 0301 1
    const raw = [(-0.3819660112501051 - 1.2360679774997896) / 2, (1 - 0.3819660112501051) / 2, 1];
    const mean = (raw[0]! + raw[1]! + raw[2]!) / 3;
    const sd = Math.sqrt(raw.reduce((a, v) => a + (v - mean) ** 2, 0) / 3);
    rows.forEach((r, i) => {
      expect(r.pci).toBeCloseTo((raw[i]! - mean) / sd, 12);
    });
    expect(rows.map((r) => [r.product, r.rank, r.ubiquity, r.exports_usd])).toEqual([
      ["0101", 3, 2, 23],
      ["0201", 2, 2, 9],
      ["0301", 1, 1, 5],
    ]);
    expect(rows[2]?.name).toMatch(/fish/i);
    expect((await run("pci", { code: "03" })).rows).toHaveLength(1);
  });

  it("makes ECI the mean PCI of a country's products under py-ecomplexity", async () => {
    const products = (await run("pci", { convention: "py-ecomplexity" })).rows;
    const countries = (await run("eci", { convention: "py-ecomplexity" })).rows;
    const of = (code: string) => products.find((p) => p.product === code)?.pci as number;
    expect(countries[0]?.eci).toBeCloseTo((of("0201") + of("0301")) / 2, 12);
    expect(countries[1]?.eci).toBeCloseTo((of("0101") + of("0201")) / 2, 12);
    expect(countries[2]?.eci).toBeCloseTo(of("0101"), 12);
  });

  it("works at two, four and six digits", async () => {
    expect((await run("pci", { digits: "2" })).rows.map((r) => r.product)).toEqual(["01", "02", "03"]);
    expect((await run("pci", { digits: "6" })).rows).toHaveLength(6);
  });
});
