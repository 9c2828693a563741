export interface Random {
  /** A uniform number in [0, 1), with 53 random bits. */
  next(): number;
  /** A uniform whole number in [0, below). */
  integer(below: number): number;
  /** A normal number with mean 0 and deviation 1 (Box and Muller; one per call, so that the stream has one order). */
  normal(): number;
}

/**
 * Seeded random numbers, the same on every machine: xoshiro128** (Blackman and Vigna 2018), its state filled from the seed by
 * splitmix32. Not for secrets.
 *
 * @param seed a whole number from 0 to 2³² − 1
 * @example
 * const r = random(42); r.next() // the first number of stream 42, always the same
 */
export function random(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new RangeError(`seed must be a whole number from 0 to 4294967295, got ${seed}`);
  let fill = seed | 0;
  const word = () => {
    fill = (fill + 0x9e3779b9) | 0;
    let z = fill;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let a = word();
  let b = word();
  let c = word();
  let d = word();
  const bits = () => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  const next = () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
