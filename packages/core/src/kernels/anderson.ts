export interface AndersonOptions {
  /** How many past steps to combine; more is not always better. Default 8. */
  readonly memory?: number;
  /** Share of the residual added to the combined point, in (0, 1]. Default 1. */
  readonly mixing?: number;
}

/**
 * Anderson acceleration of a fixed point x = g(x): the next point combines the last few so that the combined
 * residual g(x) - x is smallest in least squares (Anderson 1965; Walker and Ni 2011, type II).
 *
 * The normal equations are solved with a small ridge: near the solution the differences become parallel, and an
 * ill-conditioned combination must fade into a plain step, not explode.
 */
export class Anderson {
  readonly #size: number;
  readonly #memory: number;
  readonly #mixing: number;
  /** Past changes of the residual f, and of the damped next point x + β f. */
  readonly #df: Float64Array[] = [];
  readonly #dg: Float64Array[] = [];
  readonly #gram: Float64Array;
  readonly #right: Float64Array;
  readonly #lastX: Float64Array;
  readonly #lastF: Float64Array;
  #held = 0;
  #slot = 0;
  #started = false;

  constructor(size: number, { memory = 8, mixing = 1 }: AndersonOptions = {}) {
    this.#size = size;
    this.#memory = memory;
    this.#mixing = mixing;
    this.#gram = new Float64Array(memory * memory);
    this.#right = new Float64Array(memory);
    this.#lastX = new Float64Array(size);
    this.#lastF = new Float64Array(size);
  }

  /** Forget the past; the next step is a plain one. */
  restart(): void {
    this.#held = 0;
    this.#slot = 0;
    this.#started = false;
  }

  /** Replaces `x` by the next point, given `f` = g(x) - x. */
  step(x: Float64Array, f: Float64Array): void {
    const size = this.#size;
    const memory = this.#memory;
    const beta = this.#mixing;
    const right = this.#right;
    if (this.#started && memory > 0) {
      const slot = this.#slot;
      // Rings of arrays grow as they are needed: many solves end before the memory is full.
      if (this.#df.length <= slot) {
        this.#df.push(new Float64Array(size));
        this.#dg.push(new Float64Array(size));
      }
      const df = this.#df[slot];
      const dg = this.#dg[slot];
      const lastX = this.#lastX;
      const lastF = this.#lastF;
      for (let a = 0; a < size; a++) {
        const change = f[a] - lastF[a];
        df[a] = change;
        dg[a] = x[a] - lastX[a] + beta * change;
      }
      this.#held = Math.min(this.#held + 1, memory);
      for (let m = 0; m < this.#held; m++) {
        const product = dots(this.#df[m], df, f, size, right, m);
        this.#gram[slot * memory + m] = product;
        this.#gram[m * memory + slot] = product;
      }
      this.#slot = (slot + 1) % memory;
    }
    this.#lastX.set(x);
    this.#lastF.set(f);
    this.#started = true;

    const weights = this.#weights();
    const held = this.#held;
    for (let a = 0; a < size; a++) x[a] += beta * f[a];
    let m = 0;
    for (; m + 1 < held; m += 2)
      subtractTwo(x, weights[m], this.#dg[m], weights[m + 1], this.#dg[m + 1], size);
    if (m < held) subtractTwo(x, weights[m], this.#dg[m], 0, this.#dg[m], size);
  }

  /** Least-squares weights of the held differences: Cholesky of the scaled, ridged Gram matrix. */
  #weights(): Float64Array {
    const held = this.#held;
    const memory = this.#memory;
    const weights = new Float64Array(held);
    if (held === 0) return weights;
    const scale = new Float64Array(held);
    for (let m = 0; m < held; m++) scale[m] = 1 / Math.sqrt(this.#gram[m * memory + m] || 1);
    for (let m = 0; m < held; m++) weights[m] = scale[m] * this.#right[m];
    const l = new Float64Array(held * held);
    for (let a = 0; a < held; a++)
      for (let b = 0; b <= a; b++) {
        let sum = this.#gram[a * memory + b] * scale[a] * scale[b];
        if (a === b) sum += 1e-16;
        for (let c = 0; c < b; c++) sum -= l[a * held + c] * l[b * held + c];
        if (a === b) {
          if (!(sum > 1e-18)) return weights.fill(0);
          l[a * held + a] = Math.sqrt(sum);
        } else l[a * held + b] = sum / l[b * held + b];
      }
    for (let a = 0; a < held; a++) {
      for (let c = 0; c < a; c++) weights[a] -= l[a * held + c] * weights[c];
      weights[a] /= l[a * held + a];
    }
    for (let a = held - 1; a >= 0; a--) {
      for (let c = a + 1; c < held; c++) weights[a] -= l[c * held + a] * weights[c];
      weights[a] /= l[a * held + a];
    }
    for (let m = 0; m < held; m++) weights[m] *= scale[m];
    return weights;
  }
}

/** a · b as the answer and a · c into `out[at]`, in one pass and a fixed order. */
function dots(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  size: number,
  out: Float64Array,
  at: number,
): number {
  let b0 = 0;
  let b1 = 0;
  let c0 = 0;
  let c1 = 0;
  let k = 0;
  for (; k + 1 < size; k += 2) {
    const p = a[k];
    const q = a[k + 1];
    b0 += p * b[k];
    b1 += q * b[k + 1];
    c0 += p * c[k];
    c1 += q * c[k + 1];
  }
  if (k < size) {
    b0 += a[k] * b[k];
    c0 += a[k] * c[k];
  }
  out[at] = c0 + c1;
  return b0 + b1;
}

function subtractTwo(
  x: Float64Array,
  p: number,
  a: Float64Array,
  q: number,
  b: Float64Array,
  size: number,
): void {
  for (let k = 0; k < size; k++) x[k] -= p * a[k] + q * b[k];
}
