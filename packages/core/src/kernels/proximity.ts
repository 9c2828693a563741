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

/**
 * Counts, for one product after the other, the countries it shares with each later product. Presence is kept as bits,
 * 32 products to a word; the words of a product's countries are added up in eight bit planes (plane i holds bit i of
 * 32 counters at once), so a word costs a few operations whatever its number of ones. A counter holds 255, so longer
 * lists go in several rounds.
 */
class PairCounter {
  readonly #m: Presence;
  readonly #words: number;
  readonly #bits: Int32Array;
  readonly #counts: Uint16Array;

  constructor(m: Presence) {
    this.#m = m;
    this.#words = (m.columns + 31) >>> 5;
    this.#bits = new Int32Array(m.rows * this.#words);
    for (let c = 0; c < m.rows; c++) {
      for (let x = m.countryStart[c]; x < m.countryStart[c + 1]; x++) {
        const p = m.productOf[x];
        this.#bits[c * this.#words + (p >>> 5)] |= 1 << (p & 31);
      }
    }
    this.#counts = new Uint16Array(this.#words * 32);
  }

  /** Counts with product p, valid from index p on; the array is used again by the next call. */
  row(p: number): Uint16Array {
    const { productStart } = this.#m;
    const counts = this.#counts;
    counts.fill(0, (p >>> 5) << 5);
    for (let from = productStart[p]; from < productStart[p + 1]; from += 255)
      this.#add(p, from, Math.min(from + 255, productStart[p + 1]));
    return counts;
  }

  #add(p: number, from: number, to: number): void {
    const bits = this.#bits;
    const words = this.#words;
    const counts = this.#counts;
    const { countryOf } = this.#m;
    for (let w = p >>> 5; w < words; w++) {
      let [b0, b1, b2, b3, b4, b5, b6, b7] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let x = from; x < to; x++) {
        const v = bits[countryOf[x] * words + w];
        const c0 = b0 & v;
        b0 ^= v;
        const c1 = b1 & c0;
        b1 ^= c0;
        const c2 = b2 & c1;
        b2 ^= c1;
        const c3 = b3 & c2;
        b3 ^= c2;
        const c4 = b4 & c3;
        b4 ^= c3;
        const c5 = b5 & c4;
        b5 ^= c4;
        b7 ^= b6 & c5;
        b6 ^= c5;
      }
      const base = w << 5;
      for (let i = 0; i < 32; i++) {
        counts[base + i] +=
          ((b0 >>> i) & 1) |
          (((b1 >>> i) & 1) << 1) |
          (((b2 >>> i) & 1) << 2) |
          (((b3 >>> i) & 1) << 3) |
          (((b4 >>> i) & 1) << 4) |
          (((b5 >>> i) & 1) << 5) |
          (((b6 >>> i) & 1) << 6) |
          (((b7 >>> i) & 1) << 7);
      }
    }
  }
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
