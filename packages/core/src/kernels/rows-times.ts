/**
 * Products of consecutive rows of `a` with `b`, into `out`: four rows at a time, so that each entry of `b` is read
 * once for four products. Sums run in a fixed order.
 */
export function rowsTimes(
  a: Float64Array,
  start: number,
  rows: number,
  size: number,
  b: Float64Array,
  out: Float64Array,
  to = 0,
): void {
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    const p = start + r * size;
    const q = p + size;
    const u = q + size;
    const v = u + size;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < size; c++) {
      const x = b[c];
      s0 += a[p + c] * x;
      s1 += a[q + c] * x;
      s2 += a[u + c] * x;
      s3 += a[v + c] * x;
    }
    out[to + r] = s0;
    out[to + r + 1] = s1;
    out[to + r + 2] = s2;
    out[to + r + 3] = s3;
  }
  for (; r < rows; r++) {
    const p = start + r * size;
    let s0 = 0;
    let s1 = 0;
    let c = 0;
    for (; c + 1 < size; c += 2) {
      s0 += a[p + c] * b[c];
      s1 += a[p + c + 1] * b[c + 1];
    }
    if (c < size) s0 += a[p + c] * b[c];
    out[to + r] = s0 + s1;
  }
}

/** Adds Σ_r factor_r × row_r of `a` to `out`, four rows at a time: the product with the transpose. */
export function addRows(
  a: Float64Array,
  start: number,
  rows: number,
  size: number,
  factor: Float64Array,
  from: number,
  out: Float64Array,
): void {
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    const p = start + r * size;
    const q = p + size;
    const u = q + size;
    const v = u + size;
    const f0 = factor[from + r];
    const f1 = factor[from + r + 1];
    const f2 = factor[from + r + 2];
    const f3 = factor[from + r + 3];
    for (let c = 0; c < size; c++) out[c] += f0 * a[p + c] + f1 * a[q + c] + (f2 * a[u + c] + f3 * a[v + c]);
  }
  for (; r < rows; r++) {
    const p = start + r * size;
    const f0 = factor[from + r];
    for (let c = 0; c < size; c++) out[c] += f0 * a[p + c];
  }
}
