export interface Distance {
  /** Between 0 (the same) and 1 (nothing in common); NaN when either side has no total. */
  readonly distance: number;
  /** Share of the result due to each element, summing to 1 (all 0 when the distance is 0); length of the inputs. */
  readonly contribution: Float64Array;
}

/**
 * Hellinger distance of two distributions, √(½ Σ (√p − √q)²). `p` and `q` are non-negative amounts over the same elements
 * (a partner that trades in one period only is 0 in the other) and are divided by their totals first. NaN counts as 0.
 * The contribution of an element is its part of the squared distance, ½ (√p − √q)², over the whole.
 *
 * Against total variation it gives weight to partners that appear or vanish.
 *
 * @example
 * hellinger([1, 0], [0, 1]).distance // 1
 * hellinger([1, 1], [1, 0]).distance // 0.5411961001461969, √(1 − √½)
 */
export function hellinger(p: ArrayLike<number>, q: ArrayLike<number>): Distance {
  return distanceOf(
    p,
    q,
    (a, b) => {
      const d = Math.sqrt(a) - Math.sqrt(b);
      return 0.5 * d * d;
    },
    Math.sqrt,
  );
}

/**
 * Total variation distance, ½ Σ |p − q|: the share of trade that would have to move to turn one distribution into the
 * other. Inputs as for `hellinger`; the contribution of an element is ½ |p − q| over the whole.
 *
 * @example
 * totalVariation([60, 40], [30, 70]).distance // 0.3
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): Distance {
  return distanceOf(
    p,
    q,
    (a, b) => 0.5 * Math.abs(a - b),
    (x) => x,
  );
}

/**
 * Amounts over their sum, in index order; NaN counts as 0. All NaN when the sum is not positive.
 *
 * @throws RangeError when an amount is negative
 * @example
 * shares([1, 3]) // [0.25, 0.75]
 */
export function shares(amounts: ArrayLike<number>): Float64Array {
  const out = new Float64Array(amounts.length);
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    const v = amounts[i];
    if (v < 0) throw new RangeError(`amount ${i} is ${v}, expected zero or more`);
    out[i] = Number.isNaN(v) ? 0 : v;
    sum += out[i];
  }
  for (let i = 0; i < out.length; i++) out[i] = sum > 0 ? out[i] / sum : Number.NaN;
  return out;
}

function distanceOf(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  term: (a: number, b: number) => number,
  finish: (sum: number) => number,
): Distance {
  if (p.length !== q.length)
    throw new RangeError(
      `the distributions have ${p.length} and ${q.length} elements, expected as many in both`,
    );
  const a = shares(p);
  const b = shares(q);
  const contribution = new Float64Array(a.length);
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    contribution[i] = term(a[i], b[i]);
    sum += contribution[i];
  }
  if (a.length === 0) sum = Number.NaN;
  for (let i = 0; i < a.length; i++) contribution[i] = sum === 0 ? 0 : contribution[i] / sum;
  return { distance: finish(Math.min(sum, 1)), contribution };
}
