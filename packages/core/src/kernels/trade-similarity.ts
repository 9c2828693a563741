import { shares, totalVariation } from "./distances.ts";

/**
 * Export similarity (Finger and Kreinin 1979): Σ_k min(s_ik, s_jk) over product shares of two exporters, 1 for the same
 * composition and 0 for none in common; it equals 1 − total variation. Amounts over the same products; NaN counts as 0;
 * NaN when a total is not positive.
 *
 * @example
 * exportSimilarity([60, 40], [30, 70]) // 0.7
 */
export function exportSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(`the exporters have ${a.length} and ${b.length} products, expected as many in both`);
  const x = shares(a);
  const y = shares(b);
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += Math.min(x[k], y[k]);
  return x.length === 0 ? Number.NaN : sum;
}

/**
 * Trade complementarity (Michaely 1996): 1 − ½ Σ_k |m_jk − x_ik|, the product composition of what j imports (from anyone)
 * against what i exports (to anyone). 1 when they match, 0 when disjoint. Not symmetric in the countries.
 *
 * @example
 * tradeComplementarity([60, 40], [30, 70]) // 0.7
 */
export function tradeComplementarity(exports: ArrayLike<number>, imports: ArrayLike<number>): number {
  return 1 - totalVariation(imports, exports).distance;
}
