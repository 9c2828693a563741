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
  readonly #dx: Float64Array[] = [];
  readonly #df: Float64Array[] = [];
  readonly #gram: Float64Array;
  readonly #lastX: Float64Array;
  readonly #lastF: Float64Array;
  #held = 0;
  #slot = 0;
  #started = false;

  constructor(size: number, { memory = 8, mixing = 1 }: AndersonOptions = {}) {
    this.#size = size;
    this.#memory = memory;
    this.#mixing = mixing;
    for (let m = 0; m < memory; m++) {
      this.#dx.push(new Float64Array(size));
      this.#df.push(new Float64Array(size));
    }
    this.#gram = new Float64Array(memory * memory);
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
    if (this.#started && memory > 0) {
      const dx = this.#dx[this.#slot];
      const df = this.#df[this.#slot];
      for (let a = 0; a < size; a++) {
        dx[a] = x[a] - this.#lastX[a];
        df[a] = f[a] - this.#lastF[a];
      }
      this.#held = Math.min(this.#held + 1, memory);
      for (let m = 0; m < this.#held; m++) {
        const product = dot(df, this.#df[m], size);
        this.#gram[this.#slot * memory + m] = product;
        this.#gram[m * memory + this.#slot] = product;
      }
      this.#slot = (this.#slot + 1) % memory;
    }
    this.#lastX.set(x);
    this.#lastF.set(f);
    this.#started = true;

    const weights = this.#weights(f);
    const beta = this.#mixing;
    for (let a = 0; a < size; a++) x[a] += beta * f[a];
    for (let m = 0; m < this.#held; m++) {
      const weight = weights[m];
      if (weight === 0) continue;
      const dx = this.#dx[m];
      const df = this.#df[m];
      for (let a = 0; a < size; a++) x[a] -= weight * (dx[a] + beta * df[a]);
    }
  }

  /** Least-squares weights of the held differences: Cholesky of the scaled, ridged Gram matrix. */
  #weights(f: Float64Array): Float64Array {
    const held = this.#held;
    const memory = this.#memory;
    const weights = new Float64Array(held);
    if (held === 0) return weights;
    const scale = new Float64Array(held);
    for (let m = 0; m < held; m++) scale[m] = 1 / Math.sqrt(this.#gram[m * memory + m] || 1);
    for (let m = 0; m < held; m++) weights[m] = scale[m] * dot(f, this.#df[m], this.#size);
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

/** Sum of products in a fixed order, four partial sums wide. */
function dot(a: Float64Array, b: Float64Array, size: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const even = size - (size % 4);
  for (let i = 0; i < even; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (let i = even; i < size; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}
