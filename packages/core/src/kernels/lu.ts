/** A = P⁻¹ L U with unit lower L, both in one row-major array, and the row taken at each step. */
export interface LuFactors {
  readonly size: number;
  readonly lu: Float64Array;
  readonly pivots: Int32Array;
  /** False when a pivot vanished: A is singular to working precision and solves would divide by zero. */
  readonly regular: boolean;
}

const BLOCK = 32;

/**
 * LU factors with partial pivoting, right-looking and blocked: the trailing update, where nearly all the time
 * goes, works on two rows and four columns of L at once so that rows stay in cache. Overwrites `a` (row-major).
 */
export function luFactor(a: Float64Array, size: number): LuFactors {
  const pivots = new Int32Array(size);
  let regular = true;
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(start + BLOCK, size);
    for (let k = start; k < end; k++) {
      let best = k;
      for (let r = k + 1; r < size; r++)
        if (Math.abs(a[r * size + k]) > Math.abs(a[best * size + k])) best = r;
      pivots[k] = best;
      if (best !== k) swapRows(a, size, k, best);
      const pivot = a[k * size + k];
      if (pivot === 0 || Number.isNaN(pivot)) {
        regular = false;
        continue;
      }
      for (let r = k + 1; r < size; r++) {
        const factor = a[r * size + k] / pivot;
        a[r * size + k] = factor;
        if (factor !== 0) for (let c = k + 1; c < end; c++) a[r * size + c] -= factor * a[k * size + c];
      }
    }
    if (end === size) break;
    for (let k = start; k < end; k++)
      for (let r = k + 1; r < end; r++) {
        const factor = a[r * size + k];
        if (factor !== 0) for (let c = end; c < size; c++) a[r * size + c] -= factor * a[k * size + c];
      }
    let r = end;
    for (; r + 1 < size; r += 2) updateTwoRows(a, size, r, start, end);
    if (r < size)
      for (let k = start; k < end; k++) {
        const factor = a[r * size + k];
        if (factor !== 0) for (let c = end; c < size; c++) a[r * size + c] -= factor * a[k * size + c];
      }
  }
  return { size, lu: a, pivots, regular };
}

/** Solves A x = b in place. */
export function luSolve({ size, lu, pivots }: LuFactors, b: Float64Array): Float64Array {
  for (let k = 0; k < size; k++) {
    const other = pivots[k];
    if (other !== k) {
      const held = b[k];
      b[k] = b[other];
      b[other] = held;
    }
  }
  for (let r = 1; r < size; r++) b[r] -= rowPart(lu, r * size, b, 0, r);
  for (let r = size - 1; r >= 0; r--)
    b[r] = (b[r] - rowPart(lu, r * size, b, r + 1, size)) / lu[r * size + r];
  return b;
}

function rowPart(a: Float64Array, row: number, b: Float64Array, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let c = from;
  for (; c + 3 < to; c += 4) {
    s0 += a[row + c] * b[c];
    s1 += a[row + c + 1] * b[c + 1];
    s2 += a[row + c + 2] * b[c + 2];
    s3 += a[row + c + 3] * b[c + 3];
  }
  for (; c < to; c++) s0 += a[row + c] * b[c];
  return s0 + s1 + (s2 + s3);
}

/** Solves xᵀ A = bᵀ in place, that is Aᵀ x = b. */
export function luSolveTransposed({ size, lu, pivots }: LuFactors, b: Float64Array): Float64Array {
  for (let r = 0; r < size; r++) {
    b[r] /= lu[r * size + r];
    const value = b[r];
    if (value !== 0) for (let c = r + 1; c < size; c++) b[c] -= value * lu[r * size + c];
  }
  for (let r = size - 1; r > 0; r--) {
    const value = b[r];
    if (value !== 0) for (let c = 0; c < r; c++) b[c] -= value * lu[r * size + c];
  }
  for (let k = size - 1; k >= 0; k--) {
    const other = pivots[k];
    if (other !== k) {
      const held = b[k];
      b[k] = b[other];
      b[other] = held;
    }
  }
  return b;
}

/** A⁻¹, row-major: only for those who ask for all of it, since solving for a few vectors is far less work. */
export function luInverse(factors: LuFactors): Float64Array {
  const { size } = factors;
  const inverse = new Float64Array(size * size);
  const row = new Float64Array(size);
  for (let r = 0; r < size; r++) {
    row.fill(0);
    row[r] = 1;
    inverse.set(luSolveTransposed(factors, row), r * size);
  }
  return inverse;
}

function swapRows(a: Float64Array, size: number, r: number, s: number): void {
  for (let c = 0; c < size; c++) {
    const held = a[r * size + c];
    a[r * size + c] = a[s * size + c];
    a[s * size + c] = held;
  }
}

function updateTwoRows(a: Float64Array, size: number, r: number, start: number, end: number): void {
  const p = r * size;
  const q = p + size;
  let k = start;
  for (; k + 3 < end; k += 4) {
    const u0 = k * size;
    const u1 = u0 + size;
    const u2 = u1 + size;
    const u3 = u2 + size;
    const p0 = a[p + k];
    const p1 = a[p + k + 1];
    const p2 = a[p + k + 2];
    const p3 = a[p + k + 3];
    const q0 = a[q + k];
    const q1 = a[q + k + 1];
    const q2 = a[q + k + 2];
    const q3 = a[q + k + 3];
    for (let c = end; c < size; c++) {
      const v0 = a[u0 + c];
      const v1 = a[u1 + c];
      const v2 = a[u2 + c];
      const v3 = a[u3 + c];
      a[p + c] -= p0 * v0 + p1 * v1 + (p2 * v2 + p3 * v3);
      a[q + c] -= q0 * v0 + q1 * v1 + (q2 * v2 + q3 * v3);
    }
  }
  for (; k < end; k++) {
    const pk = a[p + k];
    const qk = a[q + k];
    for (let c = end; c < size; c++) {
      a[p + c] -= pk * a[k * size + c];
      a[q + c] -= qk * a[k * size + c];
    }
  }
}
