import type { Random } from "./random.ts";
import { stirlingError } from "./saddle-point.ts";

/**
 * A draw from the binomial distribution: by inversion when few successes are expected, else by Hörmann's transformed rejection
 * (BTRS; Hörmann 1993, The generation of binomial random variates), whose cost does not grow with n.
 *
 * @example
 * drawBinomial(random(1), 1000, 0.25) // a whole number near 250
 */
export function drawBinomial(source: Random, n: number, p: number): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(source, n, 1 - p);
  return n * p < 10 ? byInversion(source, n, p) : byRejection(source, n, p);
}

/**
 * A multinomial draw: `total` balls into cells with the given probabilities (which need not sum to 1), filled into `out` by one
 * binomial draw for each cell in turn.
 */
export function drawMultinomial(
  source: Random,
  total: number,
  weights: ArrayLike<number>,
  out: Float64Array,
): Float64Array {
  // what is left is summed from the end, so that the last cell with weight takes all that remains, exactly
  const rest = new Float64Array(weights.length + 1);
  for (let i = weights.length - 1; i >= 0; i--) rest[i] = rest[i + 1] + weights[i];
  let left = total;
  for (let i = 0; i < weights.length; i++) {
    out[i] = left === 0 || weights[i] === 0 ? 0 : drawBinomial(source, left, weights[i] / rest[i]);
    left -= out[i];
  }
  return out;
}

function byInversion(source: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  for (;;) {
    let u = source.next();
    let probability = Math.exp(n * Math.log1p(-p));
    // expected successes are below 10, so 200 is never reached except by rounding in the last tail
    for (let k = 0; k <= Math.min(n, 200); k++) {
      if (u < probability) return k;
      u -= probability;
      probability *= (odds * (n - k)) / (k + 1);
    }
  }
}

function byRejection(source: Random, n: number, p: number): number {
  const q = 1 - p;
  const spread = Math.sqrt(n * p * q);
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  for (;;) {
    const u = source.next() - 0.5;
    const v = 1 - source.next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= squeeze) return k;
    if (!(k >= 0 && k <= n)) continue;
    const bound = atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * Math.log(p / q);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

function logFactorial(k: number): number {
  return k < 2 ? 0 : (k + 0.5) * Math.log(k) - k + 0.9189385332046727 + stirlingError(k);
}
