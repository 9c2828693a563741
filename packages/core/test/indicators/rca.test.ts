import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { three } from "../fixtures/flows/three.ts";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
beforeAll(async () => {
  scratch = await flowsWorkspace();
  await scratch.load(three);
});
afterAll(() => scratch.close());

describe("rca", () => {
  it("is the share in the country's exports over the share in the world's", async () => {
    const { rows } = await scratch.workspace.run("rca", { country: "CHN" });
    // 15 of 37 dollars are China's; 23, 9 and 5 of the three headings
    expect(rows.map((r) => [r.product, r.value_usd])).toEqual([
      ["0101", 5],
      ["0201", 5],
      ["0301", 5],
    ]);
    [5 / 15 / (23 / 37), 5 / 15 / (9 / 37), 5 / 15 / (5 / 37)].forEach((v, i) => {
      expect(rows[i]?.rca).toBeCloseTo(v, 12);
    });
    expect(rows[2]?.share_of_world).toBe(1);
  });

  it("averages to 1 over countries, weighted by their exports, and shares of the world add up to 1", async () => {
    const { rows } = await scratch.workspace.run("rca", { code: "0101" });
    const size: Record<string, number> = { CHN: 15, DEU: 13, RUS: 9 };
    expect(
      rows.reduce((a, r) => a + (r.rca as number) * (size[r.country as string] as number), 0) / 37,
    ).toBeCloseTo(1, 12);
    expect(rows.reduce((a, r) => a + (r.share_of_world as number), 0)).toBeCloseTo(1, 12);
  });

  it("gives 0 for what a country does not export, and nothing below the minimum", async () => {
    expect((await scratch.workspace.run("rca", { country: "RUS", code: "03" })).rows[0]?.rca).toBe(0);
    expect(
      (await scratch.workspace.run("rca", { country: "CHN", min: 1 })).rows.map((r) => r.product),
    ).toEqual(["0201", "0301"]);
  });

  it("wants a country or a code", async () => {
    await expect(scratch.workspace.run("rca", {})).rejects.toThrow(/rca needs a country or a code/);
  });
});
