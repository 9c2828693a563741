import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import {
  type ComplexityConvention,
  complexity,
  complexityIndices,
  complexityWithOutlook,
  coOccurrence,
  countryProximity,
  density,
  fitness,
  presence,
  proximity,
  proximityWeightedSum,
  random,
  reflections,
  revealedComparativeAdvantage,
  symmetricEigen,
} from "@tightrope/core/kernels";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { realData } from "../fixtures/real-data.ts";

const fixture = (name: string) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../fixtures/complexity/${name}`, import.meta.url)), "utf8"));
const matrixFile = `${realData}/trade/world_trade_country_product_avg_1998_2000.csv.gz`;
const present = existsSync(matrixFile);
if (!present) console.warn(`skipped: ${matrixFile} is absent, so the published matrix is not checked`);

/** Relative to the size of the expected value, with values under one compared absolutely. */
const worst = (mine: ArrayLike<number>, theirs: ArrayLike<number>) => {
  let most = 0;
  for (let i = 0; i < theirs.length; i++) {
    const gap = Math.abs(mine[i]! - theirs[i]!) / Math.max(1, Math.abs(theirs[i]!));
    if (!(gap <= most)) most = gap;
  }
  return most;
};

const binary = (maxRows = 8, maxColumns = 12) =>
  fc
    .tuple(fc.integer({ min: 2, max: maxRows }), fc.integer({ min: 2, max: maxColumns }))
    .chain(([rows, columns]) =>
      fc
        .array(fc.integer({ min: 0, max: 1 }), { minLength: rows * columns, maxLength: rows * columns })
        .map((cells) => ({ rows, columns, cells: Float64Array.from(cells) })),
    );

describe("revealed comparative advantage", () => {
  it("is the share in the country's exports over the share in the world's", () => {
    expect([...revealedComparativeAdvantage(new Float64Array([10, 0, 10, 20]), 2, 2)]).toEqual([
      2,
      0,
      1 / 3 / 0.5,
      2 / 3 / 0.5,
    ]);
  });

  it("has no value where a country or product has no trade, and 0 where one flow is missing", () => {
    const rca = revealedComparativeAdvantage(new Float64Array([1, 0, 0, 0, 0, 0, Number.NaN, 0, 4]), 3, 3);
    expect([...rca]).toEqual([5, Number.NaN, 0, Number.NaN, Number.NaN, Number.NaN, 0, Number.NaN, 1.25]);
  });

  it("does not depend on the currency unit and averages to one with world shares", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 20, maxLength: 20 }), (xs) => {
        const rca = revealedComparativeAdvantage(Float64Array.from(xs), 4, 5);
        const scaled = revealedComparativeAdvantage(
          Float64Array.from(xs, (x) => x * 1024),
          4,
          5,
        );
        expect([...scaled]).toEqual([...rca]);
        const total = xs.reduce((a, b) => a + b, 0);
        for (let p = 0; p < 5; p++) {
          let mean = 0;
          let any = 0;
          for (let c = 0; c < 4; c++) {
            const size = xs.slice(c * 5, c * 5 + 5).reduce((a, b) => a + b, 0);
            any += xs[c * 5 + p]!;
            if (size > 0) mean += (rca[c * 5 + p]! * size) / total;
          }
          if (any > 0) expect(mean).toBeCloseTo(1, 10);
        }
      }),
    );
  });

  it("refuses a matrix of another size", () => {
    expect(() => revealedComparativeAdvantage(new Float64Array(5), 2, 3)).toThrow(
      "values have 5 cells, expected 2 x 3 = 6",
    );
  });
});

describe("symmetric eigenproblem", () => {
  it("solves a 3 x 3 known by hand", () => {
    // path graph of three nodes: eigenvalues -√2, 0, √2
    const { values, vectors } = symmetricEigen(new Float64Array([0, 1, 0, 1, 0, 1, 0, 1, 0]), 3);
    expect(worst(values, [-Math.SQRT2, 0, Math.SQRT2])).toBeLessThan(1e-15 * 4);
    expect(Math.abs(vectors[2]!)).toBeCloseTo(0.5, 14);
    expect(Math.abs(vectors[5]!)).toBeCloseTo(Math.SQRT1_2, 14);
  });

  it("settles where entries are of wildly different size", () => {
    const a = new Float64Array(36);
    a[2 * 6] = -4.4e-81;
    a[3 * 6 + 5] = a[5 * 6 + 3] = -1.1e-219;
    a[4 * 6 + 1] = -3.54;
    a[5 * 6 + 4] = 2.1e-110;
    const { values } = symmetricEigen(a, 6);
    expect(worst(values, [-3.54, 0, 0, 0, 0, 3.54])).toBeLessThan(1e-15 * 4);
  });

  it("gives orthonormal vectors with A v = λ v", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 12 })
          .chain((n) =>
            fc.tuple(
              fc.constant(n),
              fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * n, maxLength: n * n }),
            ),
          ),
        ([n, cells]) => {
          const a = new Float64Array(n * n);
          for (let i = 0; i < n; i++)
            for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = cells[i * n + j]!;
          const { values, vectors } = symmetricEigen(a, n);
          for (let k = 0; k < n; k++) {
            for (let i = 0; i < n; i++) {
              let av = 0;
              let dot = 0;
              for (let j = 0; j < n; j++) {
                av += a[i * n + j]! * vectors[j * n + k]!;
                dot += vectors[j * n + k]! * vectors[j * n + i]!;
              }
              expect(Math.abs(av - values[k]! * vectors[i * n + k]!)).toBeLessThan(1e-12 * 100);
              expect(Math.abs(dot - (i === k ? 1 : 0))).toBeLessThan(1e-13 * 10);
            }
          }
        },
      ),
    );
  });
});

describe("complexity on a triangle", () => {
  // country 0 makes all three products, 1 makes two, 2 makes one
  const m = presence(new Float64Array([1, 1, 1, 1, 1, 0, 1, 0, 0]), 3, 3);

  it("has the eigenvector found by hand", () => {
    // M̃ = [[11/18,5/18,1/9],[5/12,5/12,1/6],[1/3,1/3,1/3]]: trace 49/36, determinant 1/36, so λ₂, λ₃ = (13 ± √(169−144))/72
    const { secondEigenvalue, thirdEigenvalue, eci, pci } = complexityIndices(m, "atlas");
    expect(secondEigenvalue).toBeCloseTo(0.25, 14);
    expect(thirdEigenvalue).toBeCloseTo(1 / 9, 14);
    // (M̃ − ¼) v = 0 gives v = (2, −1, −4): standardised 3, 0, −3 over √6
    expect(worst(eci, [Math.sqrt(1.5), 0, -Math.sqrt(1.5)])).toBeLessThan(1e-13);
    // products average v over exporters: −1, ½, 2
    expect(worst(pci, [-Math.sqrt(1.5), 0, Math.sqrt(1.5)])).toBeLessThan(1e-13);
  });

  it("follows each convention's standardisation", () => {
    expect(worst(complexityIndices(m, "economiccomplexity").eci, [1, 0, -1])).toBeLessThan(1e-13);
    const py = complexityIndices(m, "py-ecomplexity");
    // ECI is the mean PCI of what a country makes
    expect((py.pci[0]! + py.pci[1]!) / 2).toBeCloseTo(py.eci[1]!, 13);
    expect(py.pci[0]!).toBeCloseTo(py.eci[2]!, 13);
  });

  it("has proximities and densities found by hand", () => {
    expect(worst(proximity(m), [1, 2 / 3, 1 / 3, 2 / 3, 1, 1 / 2, 1 / 3, 1 / 2, 1])).toBe(0);
    expect(worst(countryProximity(m), [1, 2 / 3, 1 / 3, 2 / 3, 1, 1 / 2, 1 / 3, 1 / 2, 1])).toBe(0);
    const row = [10 / 12, 10 / 13, 5 / 11];
    expect(worst(density(m), [1, 1, 1, ...row, 1 / 2, 4 / 13, 2 / 11])).toBeLessThan(1e-15);
  });

  it("has the first fitness step found by hand", () => {
    const one = fitness(m, { updates: 1 });
    expect(worst(one.fitness, [1.5, 1, 0.5])).toBeLessThan(1e-15);
    // 1/3, 1/2, 1 over their mean 11/18
    expect(worst(one.complexity, [6 / 11, 9 / 11, 18 / 11])).toBeLessThan(1e-15);
  });
});

describe("complexity, whatever the matrix", () => {
  it("drops empty countries and products by index and keeps the shape", () => {
    const cells = new Float64Array([1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1]);
    const { droppedCountries, droppedProducts, eci, pci } = complexityIndices(presence(cells, 4, 4), "atlas");
    expect([...droppedCountries]).toEqual([1]);
    expect([...droppedProducts]).toEqual([1]);
    expect(eci.length).toBe(4);
    expect(Number.isNaN(pci[1]!)).toBe(true);
    const none = complexityIndices(presence(new Float64Array(4), 2, 2));
    expect([...none.droppedCountries]).toEqual([0, 1]);
    expect([...none.eci]).toEqual([Number.NaN, Number.NaN]);
  });

  it("does not change when an empty country and product are added", () => {
    const full = fixture("py_ecomplexity_generated.json");
    const { rows, columns } = full;
    const wide = new Float64Array((rows + 1) * (columns + 1));
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) wide[(r + 1) * (columns + 1) + c] = full.values[r * columns + c];
    const a = complexityWithOutlook(Float64Array.from(full.values), rows, columns);
    const b = complexityWithOutlook(wide, rows + 1, columns + 1);
    expect([...b.droppedCountries]).toEqual([0]);
    expect([...b.droppedProducts]).toEqual([columns]);
    expect(worst(b.eci.subarray(1), a.eci)).toBeLessThan(1e-12);
    expect(worst(b.pci.subarray(0, columns), a.pci)).toBeLessThan(1e-12);
    expect(worst(b.outlookIndex.subarray(1), a.outlookIndex)).toBeLessThan(1e-11);
    expect(Number.isNaN(b.outlookIndex[0]!)).toBe(true);
  });

  it("has symmetric proximities between 0 and 1 that count co-occurrence", () => {
    fc.assert(
      fc.property(binary(), ({ rows, columns, cells }) => {
        const m = presence(cells, rows, columns);
        const counts = coOccurrence(m);
        const phi = proximity(m);
        for (let p = 0; p < columns; p++) {
          for (let q = 0; q < columns; q++) {
            let both = 0;
            for (let c = 0; c < rows; c++) both += cells[c * columns + p]! * cells[c * columns + q]!;
            expect(counts[p * columns + q]).toBe(both);
            const most = Math.max(m.ubiquity[p]!, m.ubiquity[q]!);
            if (m.ubiquity[p] === 0 || m.ubiquity[q] === 0) expect(phi[p * columns + q]).toBeNaN();
            else expect(phi[p * columns + q]).toBe(both / most);
          }
        }
      }),
    );
  });

  it("counts pairs over more countries than a byte holds, and over products that fill no word", () => {
    const source = random(3);
    for (const [rows, columns] of [
      [700, 37],
      [255, 33],
      [256, 5],
    ] as const) {
      const cells = Float64Array.from({ length: rows * columns }, () => (source.next() < 0.9 ? 1 : 0));
      const counts = coOccurrence(presence(cells, rows, columns));
      for (let p = 0; p < columns; p++) {
        for (let q = 0; q < columns; q++) {
          let both = 0;
          for (let c = 0; c < rows; c++) both += cells[c * columns + p]! * cells[c * columns + q]!;
          expect(counts[p * columns + q]).toBe(both);
        }
      }
    }
  });

  it("has the same weighted sums and densities as the product with the proximity matrix", () => {
    fc.assert(
      fc.property(binary(), fc.infiniteStream(fc.double({ min: -2, max: 2, noNaN: true })), (x, stream) => {
        const { rows, columns, cells } = x;
        const m = presence(cells, rows, columns);
        const phi = proximity(m).map((v) => (!Number.isNaN(v) ? v : 0));
        const w = Float64Array.from({ length: columns }, () => stream.next().value!);
        const sums = proximityWeightedSum(m, w);
        const omega = density(m);
        for (let c = 0; c < rows; c++) {
          for (let p = 0; p < columns; p++) {
            if (m.ubiquity[p] === 0) {
              expect(omega[c * columns + p]).toBeNaN();
              continue;
            }
            let weighted = 0;
            let near = 0;
            let all = 0;
            for (let q = 0; q < columns; q++) {
              weighted += cells[c * columns + q]! * phi[p * columns + q]! * w[q]!;
              near += cells[c * columns + q]! * phi[p * columns + q]!;
              all += phi[p * columns + q]!;
            }
            expect(Math.abs(sums[c * columns + p]! - weighted)).toBeLessThan(1e-12);
            expect(Math.abs(omega[c * columns + p]! - near / all)).toBeLessThan(1e-13);
          }
        }
      }),
    );
  });

  it("has standardised indices that permute with countries and products", () => {
    const full = fixture("py_ecomplexity_generated.json");
    const { rows, columns } = full;
    const values = Float64Array.from(full.values as number[]);
    const flipped = Float64Array.from(values).reverse();
    for (const convention of ["atlas", "economiccomplexity", "py-ecomplexity"] as ComplexityConvention[]) {
      const a = complexity(values, rows, columns, { convention });
      const b = complexity(flipped, rows, columns, { convention });
      expect(worst(b.eci.reverse(), a.eci)).toBeLessThan(1e-11);
      expect(worst(b.pci.reverse(), a.pci)).toBeLessThan(1e-11);
      const mean = a.eci.reduce((s, v) => s + v, 0) / rows;
      const n = convention === "economiccomplexity" ? rows - 1 : rows;
      expect(Math.abs(mean)).toBeLessThan(1e-13);
      expect(a.eci.reduce((s, v) => s + v * v, 0) / n).toBeCloseTo(1, 12);
    }
  });

  it("tends from reflections to the eigenvector", () => {
    const full = fixture("py_ecomplexity_generated.json");
    const a = complexity(Float64Array.from(full.values), full.rows, full.columns, {
      convention: "economiccomplexity",
    });
    const r = reflections(a.presence, { iterations: 40 });
    expect(worst(r.eci, a.eci)).toBeLessThan(1e-4);
    expect(worst(r.pci, a.pci)).toBeLessThan(1e-4);
  });

  it("has the second reflection found by hand", () => {
    // diversity 2, 1; its means over exporters 1.5, 2; the means of those over products 1.75, 1.5; and again 1.625, 1.75
    const { countries, products } = reflections(presence(new Float64Array([1, 1, 1, 0]), 2, 2), {
      iterations: 4,
    });
    expect(worst(countries, [1.75, 1.5])).toBeLessThan(1e-15);
    expect(worst(products, [1.625, 1.75])).toBeLessThan(1e-15);
    expect(() => reflections(presence(new Float64Array(4), 2, 2), { iterations: 5 })).toThrow(
      "even whole number",
    );
  });

  it("says whether fitness converged", () => {
    const full = fixture("py_ecomplexity_generated.json");
    const { presence: m } = complexity(Float64Array.from(full.values), full.rows, full.columns);
    const settled = fitness(m, { tolerance: 1e-9, maxUpdates: 20000 });
    expect(settled.converged).toBe(true);
    const again = fitness(m, { updates: settled.updates + 50 });
    expect(worst(again.fitness, settled.fitness)).toBeLessThan(1e-6);
    expect(fitness(m, { maxUpdates: 2 }).converged).toBe(false);
  });

  it("subtracts the product's own term from the gain in the Atlas convention only", () => {
    const full = fixture("py_ecomplexity_generated.json");
    const { rows, columns } = full;
    const values = Float64Array.from(full.values as number[]);
    const a = complexityWithOutlook(values, rows, columns, { convention: "atlas" });
    const phi = proximity(a.presence);
    const made = (c: number, p: number) => (a.rca[c * columns + p]! >= 1 ? 1 : 0);
    for (const [c, p] of [
      [0, 3],
      [7, 11],
      [17, 49],
    ] as const) {
      let gain = 0;
      for (let q = 0; q < columns; q++) {
        let all = 0;
        for (let s = 0; s < columns; s++) all += phi[q * columns + s]!;
        gain += ((1 - made(c, q)) * phi[p * columns + q]! * a.pci[q]!) / all;
      }
      const expected = (1 - made(c, p)) * (gain - a.density[c * columns + p]! * a.pci[p]!);
      expect(a.outlookGain[c * columns + p]).toBeCloseTo(expected, 12);
    }
  });
});

describe("py-ecomplexity 0.5.3", () => {
  it("is matched within 1e-8 on a generated matrix (18 x 50)", () => {
    const ref = fixture("py_ecomplexity_generated.json");
    const mine = complexityWithOutlook(Float64Array.from(ref.values), ref.rows, ref.columns, {
      convention: "py-ecomplexity",
    });
    expect(worst(mine.rca, ref.rca)).toBeLessThan(1e-13);
    expect(worst(mine.eci, ref.eci)).toBeLessThan(1e-8);
    expect(worst(mine.pci, ref.pci)).toBeLessThan(1e-8);
    expect(worst(mine.density, ref.density)).toBeLessThan(1e-8);
    expect(worst(mine.outlookIndex, ref.coi)).toBeLessThan(1e-8);
    expect(worst(mine.outlookGain, ref.cog)).toBeLessThan(1e-8);
  });
});

describe.skipIf(!present)("world trade 1998-2000, 226 x 785", () => {
  const countries: string[] = [];
  const products: string[] = [];
  let values = new Float64Array(0);
  if (present) {
    const rows = gunzipSync(readFileSync(matrixFile))
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.replaceAll('"', "").split(","));
    countries.push(...[...new Set(rows.map((r) => r[0]!))].sort());
    products.push(...[...new Set(rows.map((r) => r[1]!))].sort());
    const c = new Map(countries.map((x, i) => [x, i]));
    const p = new Map(products.map((x, i) => [x, i]));
    values = new Float64Array(countries.length * products.length);
    for (const [a, b, v] of rows) values[c.get(a!)! * products.length + p.get(b!)!] = Number(v);
  }
  const at = (list: string[], id: string) => {
    const i = list.indexOf(id);
    if (i < 0) throw new Error(`not in the matrix: ${id}`);
    return i;
  };

  it("matches the R package economiccomplexity within 1e-9 relative (its file holds 12 digits)", () => {
    const mine = complexity(values, countries.length, products.length, { convention: "economiccomplexity" });
    const m = mine.presence;
    const reflected = reflections(m);
    const fit = fitness(m, { convention: "economiccomplexity" });
    const phi = proximity(m);
    const lambda = countryProximity(m);
    const omega = density(m);
    const n = products.length;
    const found: Record<string, (id1: string, id2: string) => number> = {
      "country diversity": (id) => m.diversity[at(countries, id)]!,
      "product ubiquity": (id) => m.ubiquity[at(products, id)]!,
      "country eigenvalues": (id) => mine.eci[at(countries, id)]!,
      "product eigenvalues": (id) => mine.pci[at(products, id)]!,
      "country reflections_20": (id) => reflected.eci[at(countries, id)]!,
      "product reflections_20": (id) => reflected.pci[at(products, id)]!,
      "country fitness_20": (id) => fit.fitness[at(countries, id)]!,
      "product fitness_20": (id) => fit.complexity[at(products, id)]!,
      "proximity_product rca>=1": (a, b) => phi[at(products, a) * n + at(products, b)]!,
      "proximity_country rca>=1": (a, b) => lambda[at(countries, a) * countries.length + at(countries, b)]!,
      "density rca>=1": (a, b) => omega[at(countries, a) * n + at(products, b)]!,
    };
    const lines = readFileSync(`${realData}/trade/economiccomplexity_reference.csv`, "utf8")
      .trimEnd()
      .split("\n")
      .slice(1);
    expect(lines.length).toBe(190);
    const off: string[] = [];
    for (const line of lines) {
      const [kind, method, id1, id2, expected] = line.split(",") as [string, string, string, string, string];
      const value = found[`${kind} ${method}`]!(id1, id2);
      // the file's reflections were computed in doubles, where the method loses its last eight digits: see the next test
      const tolerance = method === "reflections_20" ? 5e-6 : 1e-9;
      if (!(Math.abs(value - Number(expected)) <= tolerance * Math.abs(Number(expected))))
        off.push(`${line} is ${value}`);
    }
    expect(off).toEqual([]);
  });

  it("matches reflections computed in 80-bit floats within 1e-10", () => {
    const ref = fixture("py_ecomplexity_world.json");
    const { presence: m } = complexity(values, countries.length, products.length);
    const mine = reflections(m, { iterations: 20 });
    expect(worst(mine.eci, ref.reflections_eci)).toBeLessThan(1e-10);
    expect(worst(mine.pci, ref.reflections_pci)).toBeLessThan(1e-10);
  });

  it("matches py-ecomplexity within 1e-8", () => {
    const ref = fixture("py_ecomplexity_world.json");
    const mine = complexityWithOutlook(values, countries.length, products.length, {
      convention: "py-ecomplexity",
    });
    expect(Object.keys(ref.eci)).toEqual(countries);
    expect(Object.keys(ref.pci).sort()).toEqual(products);
    expect(worst(mine.eci, Object.values(ref.eci))).toBeLessThan(1e-8);
    expect(
      worst(
        mine.pci,
        products.map((p) => ref.pci[p]),
      ),
    ).toBeLessThan(1e-8);
    expect(worst(mine.outlookIndex, Object.values(ref.coi))).toBeLessThan(1e-8);
    const sample = (x: Float64Array) => x.filter((_, i) => i % ref.step === 0);
    expect(worst(sample(mine.density), ref.density_every_211)).toBeLessThan(1e-8);
    expect(worst(sample(mine.outlookGain), ref.cog_every_211)).toBeLessThan(1e-8);
  });

  it("says how well the vector is defined", () => {
    const { secondEigenvalue, thirdEigenvalue } = complexity(values, countries.length, products.length);
    expect(secondEigenvalue).toBeLessThan(1);
    expect(thirdEigenvalue).toBeLessThan(secondEigenvalue);
  });
});
