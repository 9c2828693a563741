import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
beforeAll(async () => {
  scratch = await flowsWorkspace();
});
afterAll(() => scratch.close());
const run = (parameters: object) => scratch.workspace.run("product-conversion", parameters);

describe("product-conversion", () => {
  it("says where a code goes, in the UN's direction and backwards", async () => {
    const back = await run({ from: "HS2022", to: "HS2017", code: "854800" });
    expect(back.rows.map((r) => [r.to, r.weight, r.low, r.high, r.direction])).toEqual([
      ["854890", 1, 1, 1, "published"],
    ]);
    const { rows, coverage } = await run({ from: "HS2017", to: "HS2022", code: "854890" });
    expect(rows.some((r) => r.to === "854800")).toBe(true);
    expect(rows.every((r) => r.direction === "inverted")).toBe(true);
    expect(coverage.notes.map((n) => n.text).join()).toContain("read backwards");
  });

  it("gives weights of a code that add up to 1 and lie within their bounds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("HS1992", "HS2007", "HS2017", "HS2022"),
        fc.constantFrom("HS2002", "HS2012", "SITC4", "BEC4"),
        fc.constantFrom("same-code", "equal"),
        fc.constantFrom("01", "29", "85", "87"),
        async (from, to, weighting, code) => {
          const { rows } = await run({ from, to, weighting, code });
          const sums = new Map<string, [number, number]>();
          for (const r of rows) {
            if (r.to === null) continue;
            const [a, b] = sums.get(String(r.from)) ?? [0, 0];
            sums.set(String(r.from), [a + (r.weight as number), b + (r.weight_equal as number)]);
            expect(r.weight).toBeGreaterThanOrEqual(r.low as number);
            expect(r.weight).toBeLessThanOrEqual(r.high as number);
          }
          for (const [a, b] of sums.values()) {
            expect(a).toBeCloseTo(1, 9);
            expect(b).toBeCloseTo(1, 9);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it("refuses classifications nobody knows, with the nearest", async () => {
    await expect(run({ from: "HS2018" })).rejects.toThrow(/unknown classification: HS2018/);
  });
});
