import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Anderson,
  inputCoefficients,
  leontiefSolve,
  leontiefSystem,
  luFactor,
  luInverse,
  luSolve,
  luSolveTransposed,
  outputFor,
  random,
  supplyChainExposure,
  valueAddedOf,
  valueAddedTrade,
} from "../../src/kernels/index.ts";

function matrix(size: number, seed: number): Float64Array {
  const source = random(seed);
  return Float64Array.from({ length: size * size }, () => source.normal());
}

const times = (a: Float64Array, x: Float64Array) =>
  x.map((_, r) => x.reduce((sum, v, c) => sum + (a[r * x.length + c] as number) * v, 0));

const transposeTimes = (a: Float64Array, x: Float64Array) =>
  x.map((_, c) => x.reduce((sum, v, r) => sum + (a[r * x.length + c] as number) * v, 0));

/** Two countries, two sectors, by hand: Z, Y and output balance. */
const table = {
  countries: 2,
  sectors: 2,
  intermediate: Float64Array.of(10, 20, 5, 5, 10, 10, 0, 10, 5, 0, 20, 10, 5, 20, 15, 30),
  final: Float64Array.of(50, 10, 60, 10, 5, 60, 10, 120),
  output: Float64Array.of(100, 100, 100, 200),
};

describe("linear solves", () => {
  it("solve a matrix and its transpose, across block edges and with pivoting", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 1e6 }), (size, seed) => {
        const a = matrix(size, seed);
        a[0] = 0;
        const x = matrix(size, seed + 1).slice(0, size);
        const factors = luFactor(a.slice(), size);
        fc.pre(factors.regular);
        const forward = luSolve(factors, times(a, x));
        const backward = luSolveTransposed(factors, transposeTimes(a, x));
        const error = Math.max(...x.map((v, k) => Math.abs(v - (forward[k] as number))));
        const errorT = Math.max(...x.map((v, k) => Math.abs(v - (backward[k] as number))));
        expect(error).toBeLessThan(1e-6);
        expect(errorT).toBeLessThan(1e-6);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it("say when a matrix is singular", () => {
    expect(luFactor(Float64Array.of(1, 2, 2, 4), 2).regular).toBe(false);
  });

  it("give the inverse by hand", () => {
    const inverse = luInverse(luFactor(Float64Array.of(4, 7, 2, 6), 2));
    [0.6, -0.7, -0.2, 0.4].forEach((value, k) => {
      expect(inverse[k] as number).toBeCloseTo(value, 14);
    });
  });

  it("agree whether factored or iterated, on input coefficients", () => {
    const a = inputCoefficients(table);
    const y = Float64Array.of(1, 2, 3, 4);
    const direct = outputFor(leontiefSystem(table), y.slice());
    const iterated = leontiefSolve(a, y);
    expect(iterated.converged).toBe(true);
    direct.forEach((value, k) => {
      expect(iterated.x[k] as number).toBeCloseTo(value, 12);
    });
  });
});

describe("value added", () => {
  it("adds up to each country's value added and final demand", () => {
    const { matrix: m, valueAddedGap, finalDemandGap } = valueAddedTrade(table);
    expect(valueAddedGap).toBeLessThan(1e-12);
    expect(finalDemandGap).toBeLessThan(1e-12);
    // Final demand: 50 + 60 + 5 + 10 and 10 + 10 + 60 + 120.
    expect((m[0] as number) + (m[2] as number)).toBeCloseTo(125, 10);
    expect((m[1] as number) + (m[3] as number)).toBeCloseTo(200, 10);
  });

  it("gives one country's row of the matrix for the price of one solve", () => {
    const { matrix } = valueAddedTrade(table);
    for (const s of [0, 1])
      valueAddedOf(table, s).forEach((paid, d) => {
        expect(paid).toBeCloseTo(matrix[s * 2 + d] as number, 10);
      });
  });

  it("counts first-tier inputs as bought and the rest through the chain", () => {
    const exposure = supplyChainExposure(table, 0);
    // Country 0 buys 10 + 20 + 10 + 10 from itself and 5 + 0 + 5 + 20 from country 1.
    expect(exposure.direct[0] as number).toBeCloseTo(50 / 80, 14);
    expect(exposure.directPerOutput[1] as number).toBeCloseTo(30 / 200, 14);
    expect(exposure.indirectPerOutput[1] as number).toBeGreaterThan(0);
    expect((exposure.lookThrough[0] as number) + (exposure.lookThrough[1] as number)).toBeCloseTo(1, 14);
  });
});

describe("Anderson acceleration", () => {
  it("finds a linear fixed point in as many steps as it has unknowns, where plain steps need hundreds", () => {
    const rate = [0.99, 0.9, -0.8, 0.5];
    const x = new Float64Array(4);
    const f = new Float64Array(4);
    const anderson = new Anderson(4, { memory: 5 });
    let steps = 0;
    for (; steps < 100; steps++) {
      rate.forEach((r, k) => {
        f[k] = r * (x[k] as number) + 1 - (x[k] as number);
      });
      if (Math.max(...f.map(Math.abs)) < 1e-10) break;
      anderson.step(x, f);
    }
    expect(steps).toBeLessThan(12);
    expect(x[0] as number).toBeCloseTo(100, 6);
  });
});
