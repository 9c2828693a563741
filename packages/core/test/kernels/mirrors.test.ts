import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  cifFobMargin,
  fitCifFob,
  leastSquares,
  mirrorReliability,
  RECONCILED_STATUS,
  random,
  reconcile,
} from "@tightrope/core/kernels";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const numpy = JSON.parse(
  readFileSync(fileURLToPath(new URL("../fixtures/mirrors/mirrors.json", import.meta.url)), "utf8"),
);
const close = (mine: ArrayLike<number>, theirs: ArrayLike<number>, tolerance: number) => {
  expect(mine.length).toBe(theirs.length);
  for (let i = 0; i < theirs.length; i++)
    expect(Math.abs(mine[i]! - theirs[i]!)).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(theirs[i]!)),
    );
};
const flowsOf = (list: readonly (readonly [number, number, number, number])[]) => ({
  exporter: Int32Array.from(list, (f) => f[0]),
  importer: Int32Array.from(list, (f) => f[1]),
  exportReport: Float64Array.from(list, (f) => f[2]),
  importReport: Float64Array.from(list, (f) => f[3]),
});

describe("least squares", () => {
  it("finds a line through points on it, and the one by hand through points that are not", () => {
    const exact = leastSquares(new Float64Array([1, 0, 1, 1, 1, 2]), [1, 3, 5], 2);
    close(exact.coefficients, [1, 2], 1e-14);
    expect(exact.rSquared).toBeCloseTo(1, 14);
    // 0, 1, 3 over 0, 1, 2: slope 3/2, intercept −1/6, residuals 1/6, −1/3, 1/6, s² = 1/6, se of slope √(1/12)
    const line = leastSquares(new Float64Array([1, 0, 1, 1, 1, 2]), [0, 1, 3], 2);
    close(line.coefficients, [-1 / 6, 1.5], 1e-14);
    close(line.residuals, [1 / 6, -1 / 3, 1 / 6], 1e-14);
    expect(line.standardErrors[1]).toBeCloseTo(Math.sqrt(1 / 12), 14);
  });

  it("treats a weight of two like a row twice", () => {
    const a = leastSquares(new Float64Array([1, 0, 1, 1, 1, 2]), [0, 1, 3], 2, [1, 2, 1]);
    const b = leastSquares(new Float64Array([1, 0, 1, 1, 1, 1, 1, 2]), [0, 1, 1, 3], 2);
    close(a.coefficients, b.coefficients, 1e-14);
  });

  it("refuses columns that depend on each other, and too few rows", () => {
    expect(() => leastSquares(new Float64Array([1, 2, 1, 2, 1, 2]), [0, 1, 3], 2)).toThrow(
      "column 1 depends on the columns before it",
    );
    expect(() => leastSquares(new Float64Array([1, 2]), [0], 2)).toThrow("1 rows cannot fit 2 coefficients");
  });

  it("leaves residuals orthogonal to every column", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const r = random(seed);
        const x = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : r.normal()));
        const y = Float64Array.from({ length: 20 }, () => r.normal());
        const { residuals } = leastSquares(x, y, 3);
        for (let k = 0; k < 3; k++) {
          let dot = 0;
          for (let i = 0; i < 20; i++) dot += x[i * 3 + k]! * residuals[i]!;
          expect(Math.abs(dot)).toBeLessThan(1e-11);
        }
      }),
    );
  });
});

describe("CIF/FOB margin", () => {
  const c = numpy.cif;
  const covariates = {
    distance: c.distance,
    contiguous: c.contiguous,
    landlockedExporter: c.landlocked_exporter,
    landlockedImporter: c.landlocked_importer,
    unitValue: c.unit_value,
  };

  it("equals numpy's weighted fit with and without outliers", () => {
    const all = fitCifFob(c.ratio, covariates, {
      weights: c.weight,
      outlierDeviations: Number.POSITIVE_INFINITY,
    });
    close(all.coefficients, c.all.coefficients, 1e-9);
    close(all.standardErrors, c.all.se, 1e-9);
    expect(all.rSquared).toBeCloseTo(c.all.r2, 10);
    const trimmed = fitCifFob(c.ratio, covariates, { weights: c.weight });
    close(trimmed.coefficients, c.trimmed.coefficients, 1e-9);
    close(trimmed.standardErrors, c.trimmed.se, 1e-9);
    expect(trimmed.used).toBe(c.trimmed.used);
    expect(trimmed.outliers).toBeGreaterThanOrEqual(4);
  });

  it("gives a margin of at least one, and none where a covariate is missing", () => {
    const fit = fitCifFob(c.ratio, covariates, { weights: c.weight, squaredDistance: false });
    expect(fit.terms).toEqual([
      "intercept",
      "logDistance",
      "contiguous",
      "landlockedExporter",
      "landlockedImporter",
      "logUnitValue",
    ]);
    const margin = cifFobMargin(fit, {
      distance: [10000, 10000, 300, Number.NaN],
      contiguous: [0, 0, 1, 0],
      landlockedExporter: [0, 1, 0, 0],
      landlockedImporter: [0, 0, 0, 0],
      unitValue: [1, 1, 1e6, 1],
    });
    const [b0, b1, , b3] = fit.coefficients;
    expect(margin[0]).toBeCloseTo(Math.exp(b0! + b1! * Math.log(10000)), 12);
    expect(margin[1]! / margin[0]!).toBeCloseTo(Math.exp(b3!), 12);
    expect(margin[2]).toBe(1);
    expect(margin[3]).toBeNaN();
  });
});

describe("reliability of reporters", () => {
  it("recovers exact effects from a table made by hand", () => {
    // log ratios 0.1 0.3 / 0.3 0.5: exporters 0.2 and 0.4, importers 0.2 and 0.4
    const e = Math.exp;
    const r = mirrorReliability(
      flowsOf([
        [0, 2, e(0.1), 1],
        [0, 3, 1, e(0.3)],
        [1, 2, e(0.3), 1],
        [1, 3, 1, e(0.5)],
      ]),
      4,
    );
    close(r.asExporter.subarray(0, 2), [0.2, 0.4], 1e-14);
    close(r.asImporter.subarray(2), [0.2, 0.4], 1e-14);
    expect(r.asExporter[2]).toBeNaN();
    expect(r.asImporter[0]).toBeNaN();
    expect([r.flows, r.groups]).toEqual([4, 1]);
  });

  it("equals numpy's dummy regression on a seeded unbalanced set", () => {
    const r = mirrorReliability(
      {
        exporter: Int32Array.from(numpy.exporter),
        importer: Int32Array.from(numpy.importer),
        exportReport: Float64Array.from(numpy.x),
        importReport: Float64Array.from(numpy.m),
        weight: Float64Array.from(numpy.w),
      },
      numpy.n,
    );
    close(r.asExporter, numpy.as_exporter, 1e-11);
    close(r.asImporter, numpy.as_importer, 1e-11);
  });

  it("compares within groups that share no flow, and leaves flows with one report out", () => {
    const r = mirrorReliability(
      flowsOf([
        [0, 1, 2, 1],
        [2, 3, 1, 1],
        [0, 3, Number.NaN, 5],
        [2, 1, 5, 0],
      ]),
      4,
    );
    expect([r.flows, r.groups]).toEqual([2, 2]);
    expect(r.asExporter[0]).toBeCloseTo(Math.LN2, 14);
    expect(r.asExporter[2]).toBe(0);
  });

  it("does not depend on the currency or on which report is the larger", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const g = random(seed);
        const list = Array.from(
          { length: 30 },
          () => [g.integer(4), 4 + g.integer(3), 1 + g.integer(100), 1 + g.integer(100)] as const,
        );
        const a = mirrorReliability(flowsOf(list), 7);
        const b = mirrorReliability(flowsOf(list.map(([i, j, x, m]) => [i, j, m * 8, x * 8])), 7);
        for (let i = 0; i < 7; i++)
          if (!Number.isNaN(a.asExporter[i])) expect(b.asExporter[i]).toBeCloseTo(a.asExporter[i]!, 10);
      }),
    );
  });

  it("finds the careless reporter", () => {
    const g = random(7);
    const noise = [0.02, 0.02, 0.6, 0.02, 0.02, 0.02];
    const list: [number, number, number, number][] = [];
    for (let k = 0; k < 20; k++)
      for (let i = 0; i < 6; i++)
        for (let j = 0; j < 6; j++)
          if (i !== j) list.push([i, j, Math.exp(noise[i]! * g.normal()), Math.exp(noise[j]! * g.normal())]);
    const r = mirrorReliability(flowsOf(list), 6);
    for (const i of [0, 1, 3, 4, 5]) expect(r.asExporter[2]!).toBeGreaterThan(2 * r.asExporter[i]!);
    const one = reconcile(flowsOf([[2, 0, 200, 100]]), r);
    expect(one.exporterWeight[0]).toBeLessThan(0.2);
  });
});

describe("reconciliation", () => {
  const reliability = {
    asExporter: Float64Array.of(0.1, Number.NaN),
    asImporter: Float64Array.of(Number.NaN, 0.2),
  };

  it("weighs by inverse variance, keeps a single report and says where each value comes from", () => {
    const nan = Number.NaN;
    const r = reconcile(
      flowsOf([
        [0, 1, 100, 120],
        [0, 1, 100, nan],
        [0, 1, nan, 120],
        [0, 1, nan, nan],
        [1, 1, 100, 120],
      ]),
      reliability,
    );
    close(r.value.subarray(0, 3), [104, 100, 120], 1e-14);
    expect(r.value[3]).toBeNaN();
    expect(r.value[4]).toBe(110);
    expect([...r.status]).toEqual([
      RECONCILED_STATUS.both,
      RECONCILED_STATUS.exporterOnly,
      RECONCILED_STATUS.importerOnly,
      RECONCILED_STATUS.none,
      RECONCILED_STATUS.both,
    ]);
    close(r.exporterWeight.subarray(0, 3), [0.8, 1, 0], 1e-14);
    const geometric = reconcile(flowsOf([[0, 1, 100, 120]]), reliability, { mean: "geometric" });
    expect(geometric.value[0]).toBeCloseTo(100 ** 0.8 * 120 ** 0.2, 10);
  });

  it("lies between the two reports", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.constantFrom("arithmetic", "geometric"),
        (x, m, mean) => {
          const { value } = reconcile(flowsOf([[0, 1, x, m]]), reliability, { mean: mean as "arithmetic" });
          expect(value[0]).toBeGreaterThanOrEqual(Math.min(x, m) * (1 - 1e-12));
          expect(value[0]).toBeLessThanOrEqual(Math.max(x, m) * (1 + 1e-12));
        },
      ),
    );
  });
});
