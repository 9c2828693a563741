import type { Presence } from "./presence.ts";

/** A list longer than this would overflow a counter of one byte, so it is added in rounds. */
const ROUND = 255;

/**
 * Counts, for one product after the other, the countries it shares with each later product.
 *
 * Presence is kept as bits, 32 products to a word. The words of a product's countries are added up in bit planes (plane i
 * holds bit i of 32 counters at once), four at a time through carry-save adders, and the planes are then spread into bytes,
 * four counters to a multiplication. The cost of a word is a few operations whatever its number of ones.
 */
export class PairCounter {
  readonly #m: Presence;
  readonly #words: number;
  readonly #bits: Int32Array;
  readonly #planes = new Int32Array(8);
  /** One round's counters, one byte each, written four at a time. */
  readonly #bytes: Uint8Array;
  readonly #quads: Uint32Array;
  readonly #sums: Uint16Array;

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
    const buffer = new ArrayBuffer(this.#words * 32);
    this.#bytes = new Uint8Array(buffer);
    this.#quads = new Uint32Array(buffer);
    this.#sums = new Uint16Array(this.#words * 32);
  }

  /** Counts with product p, valid from index p on; the array is used again by the next call. */
  row(p: number): Uint8Array | Uint16Array {
    const from = this.#m.productStart[p];
    const to = this.#m.productStart[p + 1];
    this.#count(p, from, Math.min(from + ROUND, to));
    if (to - from <= ROUND) return this.#bytes;
    this.#sums.set(this.#bytes);
    for (let next = from + ROUND; next < to; next += ROUND) {
      this.#count(p, next, Math.min(next + ROUND, to));
      for (let q = p; q < this.#bytes.length; q++) this.#sums[q] += this.#bytes[q];
    }
    return this.#sums;
  }

  #count(p: number, from: number, to: number): void {
    const planes = this.#planes;
    const quads = this.#quads;
    const height = 32 - Math.clz32(to - from);
    for (let w = p >>> 5; w < this.#words; w++) {
      addWords(this.#bits, this.#words, w, this.#m.countryOf, from, to, planes);
      for (let nibble = 0, at = w * 8; nibble < 32; nibble += 4, at++) {
        let four = 0;
        // four bits to the lowest bits of four bytes (the byte order of every platform with typed arrays in use is little-endian)
        for (let i = 0; i < height; i++)
          four |= (Math.imul((planes[i] >>> nibble) & 15, 0x204081) & 0x01010101) << i;
        quads[at] = four;
      }
    }
  }
}

/** Leaves in `planes` the bitwise sum of word w of the countries `countryOf[from … to - 1]`. */
function addWords(
  bits: Int32Array,
  words: number,
  w: number,
  countryOf: Int32Array,
  from: number,
  to: number,
  planes: Int32Array,
): void {
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  let b4 = 0;
  let b5 = 0;
  let b6 = 0;
  let b7 = 0;
  let x = from;
  for (; x + 3 < to; x += 4) {
    const v0 = bits[countryOf[x] * words + w];
    const v1 = bits[countryOf[x + 1] * words + w];
    const v2 = bits[countryOf[x + 2] * words + w];
    const v3 = bits[countryOf[x + 3] * words + w];
    const u0 = b0 ^ v0;
    const twoA = (b0 & v0) | (u0 & v1);
    const low = u0 ^ v1;
    const u1 = low ^ v2;
    const twoB = (low & v2) | (u1 & v3);
    b0 = u1 ^ v3;
    const u2 = b1 ^ twoA;
    const four = (b1 & twoA) | (u2 & twoB);
    b1 = u2 ^ twoB;
    const c2 = b2 & four;
    b2 ^= four;
    const c3 = b3 & c2;
    b3 ^= c2;
    const c4 = b4 & c3;
    b4 ^= c3;
    const c5 = b5 & c4;
    b5 ^= c4;
    b7 ^= b6 & c5;
    b6 ^= c5;
  }
  for (; x < to; x++) {
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
  planes[0] = b0;
  planes[1] = b1;
  planes[2] = b2;
  planes[3] = b3;
  planes[4] = b4;
  planes[5] = b5;
  planes[6] = b6;
  planes[7] = b7;
}
