import { gammaQuantile, gammaUpperQuantile } from "./gamma-distribution.ts";

export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Exact (Garwood 1936) interval for the mean of a Poisson count: the means under which a count this high, or this low, has
 * probability of at least (1 − level)/2. Lower end: gamma quantile of shape k; upper end: of shape k + 1. For k = 0 the lower
 * end is 0. It covers at least `level`, usually more.
 *
 * @param count a whole number, zero or more (fractional counts have no exact interval: use `bootstrapCounts`)
 * @param options.level default 0.95
 * @throws RangeError for other counts or levels
 * @example
 * poissonInterval(5) // { estimate: 5, lower: 1.6234863901184…, upper: 11.668332079322… }
 */
export function poissonInterval(count: number, { level = 0.95 } = {}): Interval {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`count must be a whole number of zero or more, got ${count}`);
  const tail = tailOf(level);
  return {
    estimate: count,
    lower: count === 0 ? 0 : gammaQuantile(count, tail),
    upper: gammaUpperQuantile(count + 1, tail),
  };
}

/**
 * Exact interval for a rate, count over exposure (works per thousand researchers, alerts per month): `poissonInterval` over
 * the exposure, which is taken as known. NaN when the exposure is not positive.
 *
 * @example
 * poissonRate(5, 10) // { estimate: 0.5, lower: 0.16234863901184…, upper: 1.1668332079322… }
 */
export function poissonRate(count: number, exposure: number, options: { level?: number } = {}): Interval {
  const { estimate, lower, upper } = poissonInterval(count, options);
  if (!(exposure > 0)) return { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  return { estimate: estimate / exposure, lower: lower / exposure, upper: upper / exposure };
}

/** (1 − level) / 2, for a level strictly between 0 and 1. */
export function tailOf(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`level must be between 0 and 1, got ${level}`);
  return (1 - level) / 2;
}
