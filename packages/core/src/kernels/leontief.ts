import { type LuFactors, luFactor, luSolve, luSolveTransposed } from "./lu.ts";

/**
 * A world input-output table in numbers. Rows and columns run country by country, sector within country: index
 * `country * sectors + sector`. Money in one unit.
 */
export interface InputOutput {
  readonly countries: number;
  readonly sectors: number;
  /** Z: sales of row to column as input, `[size][size]`. */
  readonly intermediate: Float64Array;
  /** Y: sales of row to final users in each country, `[size][countries]`. */
  readonly final: Float64Array;
  /** x: output of each row, positive where it sells or buys anything. */
  readonly output: Float64Array;
}

/** (I - A), factored once; A is Z over the output of the column, columns without output hold nothing. */
export interface LeontiefSystem {
  readonly size: number;
  readonly factors: LuFactors;
}

/** Input coefficients A, row-major. */
export function inputCoefficients({ intermediate, output }: InputOutput): Float64Array {
  const size = output.length;
  const a = new Float64Array(size * size);
  const per = output.map((x) => (x > 0 ? 1 / x : 0));
  for (let r = 0; r < size; r++) {
    const row = r * size;
    for (let c = 0; c < size; c++) a[row + c] = intermediate[row + c] * per[c];
  }
  return a;
}

export function leontiefSystem(table: InputOutput): LeontiefSystem {
  const size = table.output.length;
  const a = inputCoefficients(table);
  for (let k = 0; k < a.length; k++) a[k] = -a[k];
  for (let r = 0; r < size; r++) a[r * size + r] += 1;
  return { size, factors: luFactor(a, size) };
}

/** L y: output needed, everywhere, for final demand y. Overwrites `y`. */
export function outputFor(system: LeontiefSystem, y: Float64Array): Float64Array {
  return luSolve(system.factors, y);
}

/** v L: what of v (per unit of output) is in a unit of final demand for each row's good. Overwrites `v`. */
export function embodied(system: LeontiefSystem, v: Float64Array): Float64Array {
  return luSolveTransposed(system.factors, v);
}

/**
 * Solves (I - A) x = y, or its transpose, by iteration when only one or two vectors are wanted: a factorisation
 * of 1,435 rows costs as much as hundreds of products. Jacobi on country blocks would do; plain products with
 * conjugate directions (BiCGSTAB) need about fifteen. Falls back on nothing: `converged` says.
 */
export function leontiefSolve(
  a: Float64Array,
  y: Float64Array,
  { transposed = false, tolerance = 1e-14, maxIterations = 500 } = {},
): { x: Float64Array; converged: boolean; iterations: number } {
  const size = y.length;
  const apply = (v: Float64Array, out: Float64Array) => {
    if (transposed) {
      out.set(v);
      for (let r = 0; r < size; r++) {
        const value = v[r];
        if (value !== 0) for (let c = 0, row = r * size; c < size; c++) out[c] -= a[row + c] * value;
      }
    } else
      for (let r = 0; r < size; r++) {
        const row = r * size;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        let c = 0;
        for (; c + 3 < size; c += 4) {
          s0 += a[row + c] * v[c];
          s1 += a[row + c + 1] * v[c + 1];
          s2 += a[row + c + 2] * v[c + 2];
          s3 += a[row + c + 3] * v[c + 3];
        }
        for (; c < size; c++) s0 += a[row + c] * v[c];
        out[r] = v[r] - (s0 + s1 + (s2 + s3));
      }
  };
  const norm = (v: Float64Array) => Math.sqrt(product(v, v));
  const x = y.slice();
  const r = new Float64Array(size);
  const p = new Float64Array(size);
  const v = new Float64Array(size);
  const t = new Float64Array(size);
  apply(x, r);
  for (let k = 0; k < size; k++) r[k] = y[k] - r[k];
  const shadow = r.slice();
  const goal = tolerance * norm(y);
  let rho = 1;
  let alpha = 1;
  let omega = 1;
  let iterations = 0;
  while (norm(r) > goal && iterations < maxIterations) {
    iterations++;
    const rhoNext = product(shadow, r);
    const beta = (rhoNext / rho) * (alpha / omega);
    rho = rhoNext;
    for (let k = 0; k < size; k++) p[k] = r[k] + beta * (p[k] - omega * v[k]);
    apply(p, v);
    alpha = rho / product(shadow, v);
    for (let k = 0; k < size; k++) r[k] -= alpha * v[k];
    apply(r, t);
    const tt = product(t, t);
    omega = tt > 0 ? product(t, r) / tt : 0;
    for (let k = 0; k < size; k++) {
      x[k] += alpha * p[k] + omega * r[k];
      r[k] -= omega * t[k];
    }
    if (omega === 0 || !Number.isFinite(alpha)) break;
  }
  return { x, converged: norm(r) <= goal * 10, iterations };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
