import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { three } from "../fixtures/flows/three.ts";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
beforeAll(async () => {
  scratch = await flowsWorkspace();
  await scratch.load(three);
});
afterAll(() => scratch.close());
const proximity = (parameters: object) =>
  scratch.workspace.run("proximity", { min_ubiquity: 1, min: 0, ...parameters });

describe("proximity", () => {
  it("is shared exporters over the larger number of exporters", async () => {
    const { rows } = await proximity({ code: "0201" });
    // DEU makes 0101 and 0201, CHN makes 0201 and 0301; ubiquity 2, 2, 1
    expect(
      rows.map((r) => [r.product, r.neighbour, r.both, r.ubiquity, r.neighbour_ubiquity, r.proximity]),
    ).toEqual([
      ["0201", "0101", 1, 2, 2, 0.5],
      ["0201", "0301", 1, 2, 1, 0.5],
    ]);
  });

  it("gives the strongest pairs, each once, and says how many there were", async () => {
    const { rows, coverage } = await proximity({ limit: 1 });
    expect(rows.map((r) => [r.product, r.neighbour])).toEqual([["0101", "0201"]]);
    expect(coverage.notes.map((n) => n.text).join()).toContain("the 1 strongest of 3 links");
    expect((await proximity({ min: 0.5 })).rows).toHaveLength(2);
  });

  it("is symmetric", async () => {
    const all = new Map<string, number>();
    for (const code of ["0101", "0201", "0301"])
      for (const r of (await proximity({ code })).rows)
        all.set(`${r.product} ${r.neighbour}`, r.proximity as number);
    for (const [pair, value] of all) expect(all.get(pair.split(" ").reverse().join(" "))).toBe(value);
  });

  it("leaves out products that few countries make", async () => {
    expect((await proximity({ code: "0201", min_ubiquity: 2 })).rows.map((r) => r.neighbour)).toEqual([
      "0101",
    ]);
    expect((await proximity({ code: "9999" })).rows).toEqual([]);
  });
});
