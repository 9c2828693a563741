import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { three } from "../fixtures/flows/three.ts";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
beforeEach(async () => {
  scratch = await flowsWorkspace();
});
afterEach(() => scratch.close());
const eci = (parameters: object = {}) => scratch.workspace.run("eci", parameters);

describe("eci", () => {
  it("is the standardised second eigenvector, computed by hand for three countries", async () => {
    await scratch.load(three);
    const { rows, coverage } = await eci();
    // λ = (3 ± √5)/8 and v = (1, −0.382, −1.236) from the 3 × 3 matrix (¾ ¼ 0; ¼ ½ ¼; 0 ½ ½)
    expect(rows.map((r) => [r.country, r.rank, r.diversity, r.average_ubiquity, r.exports_usd])).toEqual([
      ["CHN", 1, 2, 1.5, 15],
      ["DEU", 2, 2, 2, 13],
      ["RUS", 3, 1, 2, 9],
    ]);
    [1.3090169943749475, -0.19098300562505255, -1.118033988749895].forEach((v, i) => {
      expect(rows[i]?.eci).toBeCloseTo(v, 12);
    });
    expect(rows[0]?.lambda2).toBeCloseTo((3 + Math.sqrt(5)) / 8, 12);
    expect(rows[0]?.lambda3).toBeCloseTo((3 - Math.sqrt(5)) / 8, 12);
    const texts = coverage.notes.map((n) => n.text).join("\n");
    expect(texts).toContain("no minimum size is set: up to 3 countries");
    expect(texts).toContain("2021: fewer than 30 exporters");
    expect(coverage.sources.map((s) => s.source)).toEqual(["flows:a"]);
  });

  it("measures each period by itself, whatever stands before or after it", async () => {
    await scratch.load([...three, ...three.map((r) => ({ ...r, period: 2022, value: r.value * 3 }))]);
    const { rows } = await eci();
    expect(rows).toHaveLength(6);
    for (let i = 0; i < 3; i++) expect(rows[i + 3]?.eci).toBeCloseTo(rows[i]?.eci as number, 12);
    expect((await eci({ from: 2022, country: "CHN" })).rows).toHaveLength(1);
  });

  it("leaves out areas, small countries and countries of unknown population, and says which", async () => {
    await scratch.load([...three, { exporter: "XAN", importer: "USA", product: "010110", value: 100 }]);
    expect((await eci()).rows.map((r) => r.country)).toEqual(["CHN", "DEU", "RUS"]);
    expect((await eci({ areas: true })).rows.map((r) => r.country)).toContain("XAN");
    const few = await eci({ min_exports: 10 });
    expect(few.rows.map((r) => r.country)).toEqual(["CHN", "DEU"]);
    expect(few.coverage.notes.map((n) => n.text).join()).toContain(
      "countries that export less than 10 dollars (RUS)",
    );
    const nobody = await eci({ min_population: 1 });
    expect(nobody.rows).toEqual([]);
    expect(nobody.coverage.notes.map((n) => n.text).join()).toContain("population is not known");
  });

  it("does not depend on the currency unit, and is standardised", async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 20, maxLength: 20 }),
        async (xs) => {
          const cells = ["CHN", "DEU", "RUS", "JPN"].flatMap((exporter, c) =>
            ["0101", "0201", "0301", "0401", "0501"].map((h, p) => ({
              exporter,
              importer: "USA",
              product: `${h}10`,
              value: (xs[c * 5 + p] as number) / 1000,
            })),
          );
          const source = `s${n++}`;
          await scratch.load(cells.map((r) => ({ ...r, source })));
          await scratch.load(cells.map((r) => ({ ...r, source: `${source}-x`, value: r.value * 1024 })));
          const [one, other] = [
            await eci({ source: `flows:${source}` }),
            await eci({ source: `flows:${source}-x` }),
          ];
          const values = one.rows.flatMap((r) => (r.eci === null ? [] : [r.eci]));
          const scaled = other.rows.flatMap((r) => (r.eci === null ? [] : [r.eci]));
          expect(scaled.length).toBe(values.length);
          values.forEach((v, i) => {
            expect(scaled[i]).toBeCloseTo(v, 9);
          });
          if (values.length > 0) {
            expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 9);
            expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 9);
          }
        },
      ),
      { numRuns: 6 },
    );
  });
});
