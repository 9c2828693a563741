import { type Interval, poissonInterval } from "./poisson-interval.ts";

/** Counts of a pair of countries within a whole. */
export interface PairCounts {
  /** Works (or links) of both, n_ij. */
  readonly both: number;
  /** All of the first, n_i. */
  readonly first: number;
  /** All of the second, n_j. */
  readonly second: number;
  /** All of the whole, n. */
  readonly total: number;
}

/**
 * Observed over expected, n_ij n / (n_i n_j): 1 when two countries meet as often as chance would have it, given their sizes; 2 when
 * twice as often. The interval is the exact Poisson interval of n_ij over the expected count, with the margins taken as known, which
 * is close while the pair is a small part of both; NaN ends for a fractional n_ij (use `bootstrapCounts`). All NaN when a margin is not
 * positive.
 *
 * @example
 * observedOverExpected({ both: 10, first: 100, second: 50, total: 1000 }) // { estimate: 2, lower: 0.959…, upper: 3.678… }
 */
export function observedOverExpected(
  { both, first, second, total }: PairCounts,
  options: { readonly level?: number } = {},
): Interval {
  const expected = (first * second) / total;
  if (!(expected > 0)) return { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  if (!Number.isSafeInteger(both)) return { estimate: both / expected, lower: Number.NaN, upper: Number.NaN };
  const { lower, upper } = poissonInterval(both, options);
  return { estimate: both / expected, lower: lower / expected, upper: upper / expected };
}

/**
 * Salton's cosine, n_ij / √(n_i n_j), between 0 and 1. It rises with the size of both partners, which observed/expected removes.
 * NaN when a margin is not positive.
 *
 * @example
 * salton({ both: 10, first: 100, second: 25 }) // 0.2
 */
export function salton({ both, first, second }: Omit<PairCounts, "total">): number {
  return first > 0 && second > 0 ? both / Math.sqrt(first * second) : Number.NaN;
}

/**
 * Jaccard index, n_ij / (n_i + n_j − n_ij): the works of both over the works of either. NaN when neither has any.
 *
 * @example
 * jaccard({ both: 10, first: 100, second: 35 }) // 0.08
 */
export function jaccard({ both, first, second }: Omit<PairCounts, "total">): number {
  const either = first + second - both;
  return either > 0 ? both / either : Number.NaN;
}

/**
 * Relative intensity of collaboration (Fuchs, Sivertsen, Rousseau 2021): the second country's share in the links of the first, over
 * its share in everybody else's links, RIC = (C_ij / C_i) / ((C_j − C_ij) / (T − C_i)). `first` and `second` are all bilateral links of
 * a country and `total` all links of the network, each pair of countries on a work counted once. Rises with C_ij; not symmetric.
 * Infinite when the second works with the first alone; NaN when the first has no links or is part of all of them.
 *
 * @example
 * relativeIntensity({ both: 10, first: 100, second: 50, total: 1000 }) // 2.25
 */
export function relativeIntensity({ both, first, second, total }: PairCounts): number {
  if (!(first > 0) || !(total > first) || !(second > 0)) return Number.NaN;
  return both / first / ((second - both) / (total - first));
}

/**
 * Probabilistic affinity of every pair, n_ij n / (n_i n_j), from a symmetric matrix (Zitt, Bassecoulard, Okubo 2000).
 *
 * "included" uses the whole matrix; the diagonal then must hold a country's work with itself, and the margins and n contain it.
 * "excluded" (default) sets the diagonal aside, so margins and n hold links between countries only, and the diagonal of the result is
 * NaN. A large country then cannot reach 1 with everyone, because its own share of n is not open to it; compare within one variant.
 * A pair with an empty margin is NaN.
 *
 * @param counts row-major `size * size`, symmetric
 * @example
 * probabilisticAffinity(new Float64Array([0, 2, 1, 2, 0, 1, 1, 1, 0]), 3) // [NaN, 1.777…, 1.333…, …]
 */
export function probabilisticAffinity(
  counts: Float64Array,
  size: number,
  { diagonal = "excluded" as "included" | "excluded" } = {},
): Float64Array {
  if (counts.length !== size * size)
    throw new RangeError(`counts have ${counts.length} cells, expected ${size} x ${size} = ${size * size}`);
  const margin = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) if (i !== j || diagonal === "included") margin[i] += counts[i * size + j];
    total += margin[i];
  }
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const expected = (margin[i] * margin[j]) / total;
      const skip = (i === j && diagonal === "excluded") || !(expected > 0);
      out[i * size + j] = skip ? Number.NaN : counts[i * size + j] / expected;
    }
  }
  return out;
}
