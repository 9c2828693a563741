import {
  asymmetry,
  exportSimilarity,
  hellinger,
  herfindahlHirschman,
  median,
  quantile,
  shares,
  totalVariation,
  tradeComplementarity,
  tradeIntensity,
  weightedMean,
  weightedMedian,
  weightedQuantile,
} from "@tightrope/core/kernels";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const amounts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 1e6 })), {
    minLength: 1,
    maxLength: 30,
  })
  .filter((xs) => xs.some(([a]) => a > 0) && xs.some(([, b]) => b > 0))
  .map((xs) => ({ p: xs.map(([a]) => a), q: xs.map(([, b]) => b) }));
const sum = (xs: Iterable<number>) => [...xs].reduce((a, b) => a + b, 0);

describe("distances between distributions", () => {
  it("has values found by hand", () => {
    expect(hellinger([1, 1], [1, 0]).distance).toBeCloseTo(Math.sqrt(1 - Math.SQRT1_2), 15);
    expect(hellinger([1, 0], [0, 1]).distance).toBe(1);
    const tv = totalVariation([60, 40], [30, 70]);
    expect(tv.distance).toBeCloseTo(0.3, 15);
    expect([...tv.contribution]).toEqual([expect.closeTo(0.5, 15), expect.closeTo(0.5, 15)]);
    // 0.5, 0.3, 0.2 to 0.2, 0.3, 0.5: half the squared root differences, twice (√0.5 − √0.2)²/2
    const h = hellinger([5, 3, 2], [2, 3, 5]);
    expect(h.distance).toBeCloseTo(Math.sqrt(0.5) - Math.sqrt(0.2), 15);
    expect([...h.contribution]).toEqual([expect.closeTo(0.5, 14), 0, expect.closeTo(0.5, 14)]);
  });

  it("is 0 for the same shares, symmetric, bounded, blind to units, and its contributions sum to one", () => {
    fc.assert(
      fc.property(amounts, ({ p, q }) => {
        for (const f of [hellinger, totalVariation]) {
          const { distance, contribution } = f(p, q);
          expect(distance).toBeGreaterThanOrEqual(0);
          expect(distance).toBeLessThanOrEqual(1);
          expect(f(q, p).distance).toBeCloseTo(distance, 14);
          expect(f(p, p).distance).toBe(0);
          expect(
            f(
              p.map((v) => v * 4),
              q,
            ).distance,
          ).toBe(distance);
          if (distance > 0) expect(sum(contribution)).toBeCloseTo(1, 12);
        }
        // the classical bounds H² ≤ TV ≤ √2 H
        const h = hellinger(p, q).distance;
        const tv = totalVariation(p, q).distance;
        expect(h * h).toBeLessThanOrEqual(tv + 1e-12);
        expect(tv).toBeLessThanOrEqual(Math.SQRT2 * h + 1e-12);
      }),
    );
  });

  it("has no value without a total, and refuses negative amounts and other lengths", () => {
    expect(hellinger([0, 0], [1, 1]).distance).toBeNaN();
    expect(totalVariation([], []).distance).toBeNaN();
    expect([...shares([Number.NaN, 2, 2])]).toEqual([0, 0.5, 0.5]);
    expect(() => shares([1, -2])).toThrow("amount 1 is -2, expected zero or more");
    expect(() => hellinger([1], [1, 2])).toThrow("1 and 2 elements");
  });
});

describe("concentration", () => {
  it("has values found by hand", () => {
    const h = herfindahlHirschman([50, 30, 20]);
    expect(h.index).toBeCloseTo(0.38, 15);
    expect(h.normalised).toBeCloseTo(0.07, 14);
    expect(h.n).toBe(3);
    expect(herfindahlHirschman([50, 30, 20, 0], { n: 4 }).normalised).toBeCloseTo((0.38 - 0.25) / 0.75, 14);
    expect(herfindahlHirschman([7]).index).toBe(1);
    expect(herfindahlHirschman([7]).normalised).toBeNaN();
    expect(herfindahlHirschman([0, 0]).index).toBeNaN();
    expect(() => herfindahlHirschman([1, 1, 1], { n: 2 })).toThrow("n is 2, but 3 amounts are above zero");
  });

  it("lies between 1/n and 1", () => {
    fc.assert(
      fc.property(amounts, ({ p }) => {
        const { index, n, equivalentNumber } = herfindahlHirschman(p);
        expect(index).toBeGreaterThanOrEqual(1 / n - 1e-12);
        expect(index).toBeLessThanOrEqual(1 + 1e-12);
        expect(equivalentNumber * index).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe("similarity, complementarity, intensity, asymmetry", () => {
  it("has values found by hand", () => {
    expect(exportSimilarity([60, 40], [30, 70])).toBeCloseTo(0.7, 15);
    expect(tradeComplementarity([60, 40], [30, 70])).toBeCloseTo(0.7, 15);
    const flows = { flow: 20, exports: 100, imports: 100, ownImports: 200, worldImports: 1000 };
    expect(tradeIntensity(flows)).toBeCloseTo(1.6, 15);
    expect(tradeIntensity(flows, "unadjusted")).toBeCloseTo(2, 15);
    expect(tradeIntensity({ ...flows, imports: 0 })).toBeNaN();
    const a = asymmetry({ aWithB: 20, aTotal: 100, bWithA: 20, bTotal: 400 });
    expect(a).toEqual({
      aOnB: 0.2,
      bOnA: 0.05,
      difference: expect.closeTo(0.15, 15),
      logRatio: expect.closeTo(Math.log(4), 14),
    });
    expect(asymmetry({ aWithB: 0, aTotal: 1, bWithA: 0, bTotal: 1 }).logRatio).toBeNaN();
    expect(asymmetry({ aWithB: 1, aTotal: 1, bWithA: 0, bTotal: 1 }).logRatio).toBe(Number.POSITIVE_INFINITY);
  });

  it("has similarity as the complement of total variation", () => {
    fc.assert(
      fc.property(amounts, ({ p, q }) => {
        expect(exportSimilarity(p, q)).toBeCloseTo(1 - totalVariation(p, q).distance, 12);
        expect(exportSimilarity(p, p)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("changes sign when the countries of an asymmetry are exchanged", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (x, y) => {
        const a = asymmetry({ aWithB: 10, aTotal: 10 + x, bWithA: 12, bTotal: 12 + y });
        const b = asymmetry({ aWithB: 12, aTotal: 12 + y, bWithA: 10, bTotal: 10 + x });
        expect(a.difference).toBe(-b.difference);
        expect(a.logRatio).toBeCloseTo(-b.logRatio, 12);
      }),
    );
  });
});

describe("quantiles", () => {
  it("interpolates like numpy's default", () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(quantile([5, Number.NaN, 1], 0.5)).toBe(3);
    expect(median([3, 1, 2, 10])).toBe(2.5);
    expect(quantile([], 0.5)).toBeNaN();
    expect(() => quantile([1], 1.5)).toThrow("quantile 1.5 is outside 0 to 1");
  });

  it("weighs", () => {
    expect(weightedQuantile([1, 2, 3], [1, 1, 4], 0.5)).toBe(3);
    expect(weightedMedian([1, 2, 3, 4], [1, 1, 1, 1])).toBe(2.5);
    expect(weightedMean([1, 2, Number.NaN], [3, 1, 9])).toBe(1.25);
    expect(weightedMean([1], [0])).toBeNaN();
    expect(() => weightedMedian([1], [])).toThrow("1 values have 0 weights");
  });

  it("agrees with the plain median for equal weights, and with repetition for whole ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 20 }),
        (xs) => {
          const values = xs.map(([v]) => v);
          const weights = xs.map(([, w]) => w);
          expect(
            weightedMedian(
              values,
              values.map(() => 0.1),
            ),
          ).toBeCloseTo(median(values), 6);
          expect(weightedMedian(values, weights)).toBeCloseTo(
            median(xs.flatMap(([v, w]) => Array(w).fill(v))),
            6,
          );
        },
      ),
    );
  });
});
