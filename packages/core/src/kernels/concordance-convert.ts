/** Lines of a concordance: `from[k]` of the old classification goes to `to[k]` of the new with `weight[k]`, all by index. */
export interface Concordance {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Share of the old code's value; the weights of one old code sum to 1. */
  readonly weight: Float64Array;
  readonly fromSize: number;
  readonly toSize: number;
}

export interface Converted {
  /** Values in the new classification, length `toSize`. */
  readonly values: Float64Array;
  /** The least each can be under any weights: old codes with no other target. */
  readonly lowest: Float64Array;
  /** The most each can be: every old code that may go there. */
  readonly highest: Float64Array;
  /** Value of old codes without a line: it is in no new code. values + unmapped add up to the input. */
  readonly unmapped: number;
}

/**
 * Converts values from one classification to another, such as HS2012 to HS2017. Where an old code splits, its value is divided by the
 * weights, which are somebody's estimate; `lowest` and `highest` say how far the result depends on them. NaN counts as 0. Lines of weight
 * 0 are possible targets: they widen the range and carry nothing.
 *
 * @throws RangeError when the weights of a code with lines do not sum to 1 (within 1e-9), or an index is out of bounds
 * @example
 * // old 0 stays 0; old 1 splits 70 : 30 over 0 and 1
 * convert([10, 100], { from: Int32Array.of(0, 1, 1), to: Int32Array.of(0, 0, 1), weight: Float64Array.of(1, 0.7, 0.3), fromSize: 2, toSize: 2 })
 * // values [80, 30], lowest [10, 0], highest [110, 100], unmapped 0
 */
export function convert(values: ArrayLike<number>, c: Concordance): Converted {
  if (values.length !== c.fromSize)
    throw new RangeError(`${values.length} values for a concordance from ${c.fromSize} codes`);
  const total = new Float64Array(c.fromSize);
  const lines = new Int32Array(c.fromSize);
  for (let k = 0; k < c.from.length; k++) {
    if (!(c.from[k] >= 0 && c.from[k] < c.fromSize && c.to[k] >= 0 && c.to[k] < c.toSize))
      throw new RangeError(
        `line ${k} joins ${c.from[k]} to ${c.to[k]}, outside ${c.fromSize} x ${c.toSize} codes`,
      );
    if (!(c.weight[k] >= 0))
      throw new RangeError(`weight of line ${k} is ${c.weight[k]}, expected zero or more`);
    total[c.from[k]] += c.weight[k];
    lines[c.from[k]]++;
  }
  for (let f = 0; f < c.fromSize; f++)
    if (lines[f] > 0 && Math.abs(total[f] - 1) > 1e-9)
      throw new RangeError(`weights of code ${f} sum to ${total[f]}, expected 1`);
  const out = new Float64Array(c.toSize);
  const lowest = new Float64Array(c.toSize);
  const highest = new Float64Array(c.toSize);
  for (let k = 0; k < c.from.length; k++) {
    const v = values[c.from[k]];
    if (Number.isNaN(v)) continue;
    out[c.to[k]] += c.weight[k] * v;
    highest[c.to[k]] += v;
    if (lines[c.from[k]] === 1) lowest[c.to[k]] += v;
  }
  let unmapped = 0;
  for (let f = 0; f < c.fromSize; f++) if (lines[f] === 0 && !Number.isNaN(values[f])) unmapped += values[f];
  return { values: out, lowest, highest, unmapped };
}
