export interface SymmetricEigen {
  /** Ascending, length n. */
  readonly values: Float64Array;
  /** Row-major n × n; column k is the unit eigenvector of `values[k]`. Its sign is arbitrary but reproducible. */
  readonly vectors: Float64Array;
}

/**
 * Every eigenvalue and eigenvector of a real symmetric matrix, by Householder reduction to tridiagonal form and
 * the implicit QL iteration (Golub and Van Loan, Matrix Computations, 8.3). No randomness, no start vector: the
 * same input gives the same bits. Cost about 9 n³ operations, so made for n up to a thousand.
 *
 * @param matrix row-major n × n; only the lower triangle is read
 * @example
 * symmetricEigen(new Float64Array([2, 1, 1, 2]), 2).values // [1, 3]
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  // to about one by a power of two, which is exact, so that no product over- or underflows
  let largest = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(matrix[i * n + j]));
  const scale = largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = matrix[i * n + j] / scale;
  const { diagonal, off, basis } = tridiagonal(a, n);
  implicitQl(diagonal, off, basis, n);

  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => diagonal[x] - diagonal[y] || x - y);
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    values[to] = diagonal[from] * scale;
    for (let i = 0; i < n; i++) vectors[i * n + to] = basis[from * n + i];
  });
  return { values, vectors };
}

/**
 * A = Qᵀ-form reduction. `basis` keeps one row per (later) eigenvector, so that the rotations of the QL step run
 * along rows, which are contiguous in memory.
 */
function tridiagonal(a: Float64Array, n: number) {
  const basis = new Float64Array(n * n);
  for (let i = 0; i < n; i++) basis[i * n + i] = 1;
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    let scale = 0;
    for (let i = k + 1; i < n; i++) scale = Math.max(scale, Math.abs(a[i * n + k]));
    let below = 0;
    for (let i = k + 2; i < n; i++) below = Math.max(below, Math.abs(a[i * n + k]));
    if (below === 0) continue;
    let norm2 = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k] / scale;
      norm2 += v[i] * v[i];
    }
    const alpha = v[k + 1] > 0 ? -Math.sqrt(norm2) : Math.sqrt(norm2);
    const h = norm2 - alpha * v[k + 1];
    v[k + 1] -= alpha;
    // A <- (I - v vᵀ/h) A (I - v vᵀ/h), by the rank-two update with p = A v / h and q = p - v (vᵀp)/(2h)
    let vp = 0;
    for (let i = k; i < n; i++) {
      let sum = 0;
      const row = i * n;
      for (let j = k + 1; j < n; j++) sum += a[row + j] * v[j];
      p[i] = sum / h;
      if (i > k) vp += v[i] * p[i];
    }
    const half = vp / (2 * h);
    for (let i = k + 1; i < n; i++) p[i] -= half * v[i];
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      for (let j = k + 1; j < n; j++) a[row + j] -= v[i] * p[j] + p[i] * v[j];
    }
    a[(k + 1) * n + k] = a[k * n + k + 1] = alpha * scale;
    for (let i = k + 2; i < n; i++) a[i * n + k] = a[k * n + i] = 0;
    // basis rows are the columns of Q: row r of Qᵀ picks up the reflection from the left
    p.fill(0);
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      for (let j = 0; j < n; j++) p[j] += v[i] * basis[row + j];
    }
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const f = v[i] / h;
      for (let j = 0; j < n; j++) basis[row + j] -= f * p[j];
    }
  }
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    diagonal[i] = a[i * n + i];
    if (i + 1 < n) off[i] = a[(i + 1) * n + i];
  }
  return { diagonal, off, basis };
}

function implicitQl(d: Float64Array, e: Float64Array, basis: Float64Array, n: number): void {
  // an entry off the diagonal is done when it is rounding beside the whole matrix: beside its neighbours alone would never end
  // where they are zero
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]) + Math.abs(e[i]));
  const negligible = Number.EPSILON * norm;
  for (let l = 0; l < n; l++) {
    for (let round = 0; ; round++) {
      let m = l;
      for (; m < n - 1; m++) {
        if (Math.abs(e[m]) <= negligible) break;
      }
      if (m === l) break;
      if (round === 100) throw new Error("eigenvalue iteration did not settle after 100 rounds");
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.hypot(g, 1);
      g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
      let s = 1;
      let c = 1;
      let shift = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= shift;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - shift;
        r = (d[i] - g) * s + 2 * c * b;
        shift = s * r;
        d[i + 1] = g + shift;
        g = c * r - b;
        rotateRows(basis, n, i, c, s);
      }
      if (r === 0 && i >= l) continue;
      d[l] -= shift;
      e[l] = g;
      e[m] = 0;
    }
  }
}

function rotateRows(basis: Float64Array, n: number, i: number, c: number, s: number): void {
  const upper = i * n;
  const lower = upper + n;
  for (let j = 0; j < n; j++) {
    const f = basis[lower + j];
    const b = basis[upper + j];
    basis[lower + j] = s * b + c * f;
    basis[upper + j] = c * b - s * f;
  }
}
