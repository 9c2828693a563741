import { shares } from "./distances.ts";

export interface Concentration {
  /** Σ s², between 1/n and 1. */
  readonly index: number;
  /** (H − 1/n) / (1 − 1/n), between 0 and 1; NaN when n is 1, where it is not defined. */
  readonly normalised: number;
  /** The number of elements used for the normalised form. */
  readonly n: number;
  /** 1/H: as many equal partners would be as concentrated. */
  readonly equivalentNumber: number;
}

/**
 * Herfindahl-Hirschman concentration of amounts over partners or products. NaN counts as 0; all NaN when the total is not
 * positive. By default n counts the amounts above zero (partners traded with); give `n` to count possible partners too,
 * and state it, since the normalised value depends on it.
 *
 * @example
 * herfindahlHirschman([50, 30, 20]) // { index: 0.38, normalised: 0.07, n: 3, equivalentNumber: 2.63… }
 */
export function herfindahlHirschman(
  amounts: ArrayLike<number>,
  options: { readonly n?: number } = {},
): Concentration {
  const s = shares(amounts);
  let index = 0;
  let positive = 0;
  for (let i = 0; i < s.length; i++) {
    index += s[i] * s[i];
    if (s[i] > 0) positive++;
  }
  const n = options.n ?? positive;
  if (n < positive) throw new RangeError(`n is ${n}, but ${positive} amounts are above zero`);
  if (positive === 0) return { index: Number.NaN, normalised: Number.NaN, n, equivalentNumber: Number.NaN };
  return {
    index,
    normalised: n === 1 ? Number.NaN : (index - 1 / n) / (1 - 1 / n),
    n,
    equivalentNumber: 1 / index,
  };
}
