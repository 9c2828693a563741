import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  betaQuantile,
  binomialInterval,
  devianceTerm,
  gammaQuantile,
  gammaUpperQuantile,
  poissonInterval,
  poissonRate,
  regularisedBeta,
  regularisedGamma,
  solveMonotone,
  stirlingError,
} from "@tightrope/core/kernels";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const scipy = JSON.parse(
  readFileSync(fileURLToPath(new URL("../fixtures/intervals/intervals.json", import.meta.url)), "utf8"),
) as Record<string, number[][]>;

/** Rows whose last value is missed by more than the relative tolerance. */
const missed = (rows: number[][], value: (...args: number[]) => number, tolerance: number) =>
  rows
    .map((row) => ({ row, mine: value(...row.slice(0, -1)) }))
    .filter(({ row, mine }) => !(Math.abs(mine - row.at(-1)!) <= tolerance * Math.abs(row.at(-1)!)));

describe("gamma and beta distributions, against scipy (relative 1e-10)", () => {
  it("has the gamma quantiles from either tail", () => {
    expect(missed(scipy.gamma_quantile!, (a, p) => gammaQuantile(a!, p!), 1e-10)).toEqual([]);
    expect(missed(scipy.gamma_upper!, (a, q) => gammaUpperQuantile(a!, q!), 1e-10)).toEqual([]);
  });

  it("has both gamma tails", () => {
    const lower = scipy.gamma_tail!.map(([a, x, p]) => [a!, x!, p!]).filter((r) => r[2]! > 1e-300);
    const upper = scipy.gamma_tail!.map(([a, x, , q]) => [a!, x!, q!]).filter((r) => r[2]! > 1e-300);
    expect(missed(lower, (a, x) => regularisedGamma(a!, x!).lower, 1e-10)).toEqual([]);
    // where the upper tail is the large one it is 1 − lower, and the other way round
    expect(missed(upper, (a, x) => regularisedGamma(a!, x!).upper, 1e-10)).toEqual([]);
  });

  it("has the beta quantiles", () => {
    expect(missed(scipy.beta_quantile!, (a, b, p) => betaQuantile(a!, b!, p!), 1e-10)).toEqual([]);
  });

  it("holds far out at a shape of a million, where scipy itself is off by 7e-6", () => {
    // the series summed with 60 decimals: P(10⁶, 995253.7719775002) = 1.00000000000000050076e-6
    expect(regularisedGamma(1e6, 995253.7719775002).lower / 1e-6 - 1).toBeCloseTo(0, 11);
    expect(gammaQuantile(1e6, 1e-6) / 995253.7719775002 - 1).toBeCloseTo(0, 13);
  });

  it("has tails known in closed form", () => {
    expect(regularisedGamma(1, 2).upper).toBeCloseTo(Math.exp(-2), 15);
    expect(regularisedBeta(2, 3, 0.5).lower).toBeCloseTo(0.6875, 15);
    expect(stirlingError(1)).toBeCloseTo(1 - 0.5 * Math.log(2 * Math.PI), 15);
    expect(devianceTerm(2, 1)).toBeCloseTo(2 * Math.log(2) - 1, 15);
    expect(devianceTerm(1.01, 1)).toBeCloseTo(1.01 * Math.log(1.01) - 0.01, 15);
    expect(solveMonotone((x) => ({ gap: x * x - 2, slope: 2 * x }), 1, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
  });

  it("inverts the distribution it computes", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 5000, noNaN: true }),
        fc.double({ min: 1, max: 5000, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (a, b, p) => {
          expect(regularisedGamma(a, gammaQuantile(a, p)).lower).toBeCloseTo(p, 11);
          expect(regularisedBeta(a, b, betaQuantile(a, b, p)).lower).toBeCloseTo(p, 11);
        },
      ),
    );
  });

  it("refuses arguments outside the definition", () => {
    expect(() => regularisedGamma(0, 1)).toThrow("needs a > 0");
    expect(() => betaQuantile(1, 1, 2)).toThrow("needs a probability, got 2");
  });
});

describe("exact intervals", () => {
  it("equals scipy's for a Poisson count", () => {
    for (const [k, level, lower, upper] of scipy.poisson!) {
      const mine = poissonInterval(k!, { level: level! });
      expect(Math.abs(mine.lower - lower!)).toBeLessThanOrEqual(1e-10 * lower!);
      expect(Math.abs(mine.upper - upper!)).toBeLessThanOrEqual(1e-10 * upper!);
    }
  });

  it("equals scipy's Clopper-Pearson", () => {
    for (const [k, n, level, lower, upper] of scipy.binomial!) {
      const mine = binomialInterval(k!, n!, { level: level! });
      expect(Math.abs(mine.lower - lower!)).toBeLessThanOrEqual(1e-10 * lower!);
      expect(Math.abs(mine.upper - upper!)).toBeLessThanOrEqual(1e-10 * upper!);
    }
  });

  it("is known for zero: the upper end solves e^-m = 0.025", () => {
    expect(poissonInterval(0)).toEqual({
      estimate: 0,
      lower: 0,
      upper: expect.closeTo(-Math.log(0.025), 12),
    });
    expect(binomialInterval(0, 10).upper).toBeCloseTo(1 - 0.025 ** 0.1, 13);
    expect(binomialInterval(0, 0).estimate).toBeNaN();
  });

  it("divides by the exposure for a rate", () => {
    const { estimate, lower, upper } = poissonRate(5, 10);
    expect([estimate, lower, upper].map((v) => v * 10)).toEqual([
      5,
      expect.closeTo(1.6234863901184, 10),
      expect.closeTo(11.668332079322, 10),
    ]);
    expect(poissonRate(5, 0).upper).toBeNaN();
  });

  it("holds the estimate, widens with the level and covers at least what it says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }), (k, more) => {
        const a = poissonInterval(k);
        const b = poissonInterval(k, { level: 0.99 });
        expect(b.lower <= a.lower && a.lower <= k && k <= a.upper && a.upper <= b.upper).toBe(true);
        const s = binomialInterval(k, k + more);
        if (k + more > 0) expect(s.lower <= s.estimate && s.estimate <= s.upper).toBe(true);
      }),
    );
    for (const mean of [0.3, 1, 2.7, 8, 15]) {
      let covered = 0;
      let probability = Math.exp(-mean);
      for (let k = 0; k < 100; probability *= mean / ++k) {
        const { lower, upper } = poissonInterval(k);
        if (lower <= mean && mean <= upper) covered += probability;
      }
      expect(covered).toBeGreaterThanOrEqual(0.95);
    }
  });

  it("refuses counts that are not whole", () => {
    expect(() => poissonInterval(2.5)).toThrow("count must be a whole number of zero or more, got 2.5");
    expect(() => binomialInterval(3, 2)).toThrow("got 3 of 2");
    expect(() => poissonInterval(2, { level: 95 })).toThrow("level must be between 0 and 1, got 95");
  });
});
