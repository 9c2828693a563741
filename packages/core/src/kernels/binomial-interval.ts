import { betaQuantile } from "./beta-distribution.ts";
import { type Interval, tailOf } from "./poisson-interval.ts";

/**
 * Exact (Clopper and Pearson 1934) interval for a share, k successes of n: beta quantiles of shapes (k, n − k + 1) and
 * (k + 1, n − k). The lower end is 0 for k = 0 and the upper end 1 for k = n. Covers at least `level`.
 *
 * @param options.level default 0.95
 * @returns all NaN for n = 0
 * @throws RangeError when k and n are not whole numbers with 0 ≤ k ≤ n
 * @example
 * binomialInterval(2, 10) // { estimate: 0.2, lower: 0.025210726326833…, upper: 0.556095462307641… }
 */
export function binomialInterval(successes: number, trials: number, { level = 0.95 } = {}): Interval {
  const whole = Number.isSafeInteger(successes) && Number.isSafeInteger(trials);
  if (!whole || successes < 0 || successes > trials)
    throw new RangeError(
      `expected whole numbers with 0 <= successes <= trials, got ${successes} of ${trials}`,
    );
  const tail = tailOf(level);
  if (trials === 0) return { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  return {
    estimate: successes / trials,
    lower: successes === 0 ? 0 : betaQuantile(successes, trials - successes + 1, tail),
    // the upper end is the complement of the failures' lower end, where the small tail keeps its digits
    upper: successes === trials ? 1 : 1 - betaQuantile(trials - successes, successes + 1, tail),
  };
}
