import { drawMultinomial } from "./binomial-draw.ts";
import { type Interval, tailOf } from "./poisson-interval.ts";
import { quantile } from "./quantile.ts";
import { random } from "./random.ts";

export interface BootstrapOptions {
  /** Whole number; the same seed gives the same interval. */
  readonly seed: number;
  /** Draws, default 1,000. */
  readonly replicates?: number;
  /** Default 0.95. */
  readonly level?: number;
}

export interface BootstrapInterval extends Interval {
  readonly standardError: number;
  /** Replicates in which the statistic had a value; the interval rests on these. */
  readonly used: number;
}

/**
 * Percentile bootstrap of a statistic of counts (Efron 1979). The counts are cells that divide N units, such as works by pair of
 * countries; each replicate draws N units anew with the observed shares (a multinomial draw), which is a resampling of the works
 * themselves when each work is in one cell. Cells of 0 stay 0: for an empty cell use `poissonInterval`.
 *
 * @param counts whole numbers, zero or more
 * @param statistic of counts of the same length; it must not keep the array, which is used again
 * @example
 * bootstrapCounts([40, 60], (n) => n[0] / (n[0] + n[1]), { seed: 1 }) // 0.4, from 0.31 to 0.49
 */
export function bootstrapCounts(
  counts: ArrayLike<number>,
  statistic: (counts: Float64Array) => number,
  { seed, replicates = 1000, level = 0.95 }: BootstrapOptions,
): BootstrapInterval {
  const observed = Float64Array.from(counts);
  let total = 0;
  for (let i = 0; i < observed.length; i++) {
    if (!Number.isSafeInteger(observed[i]) || observed[i] < 0)
      throw new RangeError(`count ${i} must be a whole number of zero or more, got ${observed[i]}`);
    total += observed[i];
  }
  const tail = tailOf(level);
  const source = random(seed);
  const draw = new Float64Array(observed.length);
  const values = new Float64Array(replicates);
  for (let r = 0; r < replicates; r++) values[r] = statistic(drawMultinomial(source, total, observed, draw));
  const seen = values.filter((v) => !Number.isNaN(v));
  let mean = 0;
  for (let i = 0; i < seen.length; i++) mean += seen[i] / seen.length;
  let squares = 0;
  for (let i = 0; i < seen.length; i++) squares += (seen[i] - mean) ** 2;
  return {
    estimate: statistic(observed),
    lower: quantile(seen, tail),
    upper: quantile(seen, 1 - tail),
    standardError: Math.sqrt(squares / (seen.length - 1)),
    used: seen.length,
  };
}
