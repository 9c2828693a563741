/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default of R and numpy).
 * NaN values are left out; NaN when none is left.
 *
 * @param at between 0 and 1
 * @example
 * quantile([4, 1, 3, 2], 0.25) // 1.75
 */
export function quantile(values: ArrayLike<number>, at: number): number {
  if (!(at >= 0 && at <= 1)) throw new RangeError(`quantile ${at} is outside 0 to 1`);
  const sorted = Float64Array.from(values)
    .filter((v) => !Number.isNaN(v))
    .sort();
  if (sorted.length === 0) return Number.NaN;
  const place = at * (sorted.length - 1);
  const below = Math.floor(place);
  const part = place - below;
  return part === 0 ? sorted[below] : sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

/** The middle value, or the mean of the two middle ones: `median([3, 1, 2, 10]) // 2.5`. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Weighted quantile: the smallest value at which the weights so far reach `at` of all of them, and the mean of it and the
 * next one when they reach it exactly (so equal weights give the usual median). Values are taken in ascending order, ties
 * in index order, so the sum of weights has one order. Pairs with a NaN value or a weight that is not positive are left out.
 *
 * @example
 * weightedQuantile([1, 2, 3], [1, 1, 4], 0.5) // 3
 */
export function weightedQuantile(values: ArrayLike<number>, weights: ArrayLike<number>, at: number): number {
  if (!(at >= 0 && at <= 1)) throw new RangeError(`quantile ${at} is outside 0 to 1`);
  const order = used(values, weights);
  let total = 0;
  for (const i of order) total += weights[i];
  const goal = at * total;
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    sum += weights[order[k]];
    // sums of shares seldom meet the goal to the last bit, so a hair's breadth counts as meeting it
    if (Math.abs(sum - goal) <= 1e-12 * total && k + 1 < order.length)
      return (values[order[k]] + values[order[k + 1]]) / 2;
    if (sum >= goal) return values[order[k]];
  }
  return order.length === 0 ? Number.NaN : values[order[order.length - 1]];
}

/** `weightedQuantile` at one half. */
export function weightedMedian(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  return weightedQuantile(values, weights, 0.5);
}

/**
 * Σ w x / Σ w in index order, over pairs with a value that is not NaN and a positive weight; NaN when there is none.
 *
 * @example
 * weightedMean([1, 2], [3, 1]) // 1.25
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]) || !(weights[i] > 0)) continue;
    sum += weights[i] * values[i];
    total += weights[i];
  }
  return total > 0 ? sum / total : Number.NaN;
}

function used(values: ArrayLike<number>, weights: ArrayLike<number>): number[] {
  if (values.length !== weights.length)
    throw new RangeError(`${values.length} values have ${weights.length} weights, expected as many`);
  const order: number[] = [];
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]) && weights[i] > 0) order.push(i);
  return order.sort((a, b) => values[a] - values[b] || a - b);
}
