import { PairCounter } from "./pair-counter.ts";
import { type Presence, transposed } from "./presence.ts";

/**
 * How many countries make both products, for every pair (M'M); row-major `columns * columns`, symmetric, with
 * ubiquity on the diagonal. For countries pass `transposed(m)`.
 */
export function coOccurrence(m: Presence): Uint16Array {
  const n = m.columns;
  const counts = new Uint16Array(n * n);
  const counter = new PairCounter(m);
  for (let p = 0; p < n; p++) counts.set(counter.row(p).subarray(p, n), p * n + p);
  mirror(counts, n);
  return counts;
}

/**
 * Proximity of products (Hidalgo, Klinger, Barabási, Hausmann 2007): φ_pp' = (M'M)_pp' / max(k_p, k_p'), the smaller of
 * the two conditional probabilities that a country making one also makes the other. Row-major `columns * columns`,
 * symmetric, 1 on the diagonal; NaN along a product that no country makes.
 *
 * 5,000 products take 200 MB: `density` and `complexityOutlook` do not need this matrix.
 *
 * @example
 * proximity(presence(new Float64Array([1, 1, 1, 0]), 2, 2)) // [1, 0.5, 0.5, 1]
 */
export function proximity(m: Presence): Float64Array {
  const n = m.columns;
  const k = m.ubiquity;
  const phi = new Float64Array(n * n);
  const counter = new PairCounter(m);
  for (let p = 0; p < n; p++) {
    const both = counter.row(p);
    const kp = k[p];
    for (let q = p, at = p * n + p; q < n; q++, at++) {
      const kq = k[q];
      phi[at] = kp === 0 || kq === 0 ? Number.NaN : both[q] / Math.max(kp, kq);
    }
  }
  mirror(phi, n);
  return phi;
}

/** Proximity of countries: shared products over the larger diversity; row-major `rows * rows`. */
export function countryProximity(m: Presence): Float64Array {
  return proximity(transposed(m));
}

/** Copies the upper triangle to the lower in square tiles, which keeps both sides in cache. */
function mirror(cells: Uint16Array | Float64Array, n: number): void {
  const tile = 32;
  for (let a = 0; a < n; a += tile) {
    const aEnd = Math.min(n, a + tile);
    for (let b = a; b < n; b += tile) {
      const bEnd = Math.min(n, b + tile);
      for (let j = b; j < bEnd; j++)
        for (let i = a, end = Math.min(aEnd, j); i < end; i++) cells[j * n + i] = cells[i * n + j];
    }
  }
}
