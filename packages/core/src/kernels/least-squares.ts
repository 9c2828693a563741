export interface LeastSquares {
  /** Length `columns`. */
  readonly coefficients: Float64Array;
  /** Classical standard errors, √(s² (XᵀWX)⁻¹_kk). */
  readonly standardErrors: Float64Array;
  /** y − X b, unweighted; length `rows`. */
  readonly residuals: Float64Array;
  /** 1 − weighted residual squares over those around the weighted mean. */
  readonly rSquared: number;
  /** s, the root of weighted residual squares over rows − columns. */
  readonly residualDeviation: number;
}

/**
 * Ordinary or weighted least squares by Householder QR of √W X (Golub and Van Loan 5.3.2), which squares no condition number. Sums run
 * in row order.
 *
 * @param x row-major `rows * columns`; put a column of ones for the intercept
 * @param weights positive, default 1
 * @throws RangeError when there are no more rows than columns, or a column depends on those before it
 * @example
 * leastSquares(new Float64Array([1, 0, 1, 1, 1, 2]), new Float64Array([1, 3, 5]), 2).coefficients // [1, 2]
 */
export function leastSquares(
  x: Float64Array,
  y: ArrayLike<number>,
  columns: number,
  weights?: ArrayLike<number>,
): LeastSquares {
  const rows = y.length;
  if (x.length !== rows * columns)
    throw new RangeError(`x has ${x.length} cells, expected ${rows} x ${columns} = ${rows * columns}`);
  if (rows <= columns)
    throw new RangeError(`${rows} rows cannot fit ${columns} coefficients, expected more rows`);
  // columns first, so that reflections run along memory
  const a = new Float64Array(rows * columns);
  const b = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const root = weights === undefined ? 1 : Math.sqrt(weights[i]);
    for (let k = 0; k < columns; k++) a[k * rows + i] = root * x[i * columns + k];
    b[i] = root * y[i];
  }
  const diagonal = triangularise(a, b, rows, columns);

  const coefficients = new Float64Array(columns);
  for (let k = columns - 1; k >= 0; k--) {
    let v = b[k];
    for (let j = k + 1; j < columns; j++) v -= a[j * rows + k] * coefficients[j];
    coefficients[k] = v / diagonal[k];
  }
  const residuals = new Float64Array(rows);
  let weight = 0;
  let mean = 0;
  for (let i = 0; i < rows; i++) {
    let fit = 0;
    for (let k = 0; k < columns; k++) fit += x[i * columns + k] * coefficients[k];
    residuals[i] = y[i] - fit;
    const w = weights === undefined ? 1 : weights[i];
    weight += w;
    mean += w * y[i];
  }
  mean /= weight;
  let left = 0;
  let around = 0;
  for (let i = 0; i < rows; i++) {
    const w = weights === undefined ? 1 : weights[i];
    left += w * residuals[i] * residuals[i];
    around += w * (y[i] - mean) ** 2;
  }
  const variance = left / (rows - columns);
  return {
    coefficients,
    standardErrors: errorsOf(a, diagonal, rows, columns, variance),
    residuals,
    rSquared: around > 0 ? 1 - left / around : Number.NaN,
    residualDeviation: Math.sqrt(variance),
  };
}

/** Leaves R above the diagonal of `a`, Qᵀb in `b`, and returns the diagonal of R. */
function triangularise(a: Float64Array, b: Float64Array, rows: number, columns: number): Float64Array {
  const diagonal = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const column = k * rows;
    let whole = 0;
    for (let i = 0; i < rows; i++) whole += a[column + i] ** 2;
    let below = 0;
    for (let i = k; i < rows; i++) below += a[column + i] ** 2;
    if (!(below > 1e-22 * whole))
      throw new RangeError(`column ${k} depends on the columns before it, expected independent ones`);
    const alpha = a[column + k] > 0 ? -Math.sqrt(below) : Math.sqrt(below);
    a[column + k] -= alpha;
    const half = below - alpha * (a[column + k] + alpha);
    const reflect = (target: Float64Array, from: number) => {
      let dot = 0;
      for (let i = k; i < rows; i++) dot += a[column + i] * target[from + i];
      dot /= half;
      for (let i = k; i < rows; i++) target[from + i] -= dot * a[column + i];
    };
    for (let j = k + 1; j < columns; j++) reflect(a, j * rows);
    reflect(b, 0);
    diagonal[k] = alpha;
  }
  return diagonal;
}

/** Row norms of R⁻¹ times s. */
function errorsOf(a: Float64Array, diagonal: Float64Array, rows: number, columns: number, variance: number) {
  const squares = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    const e = new Float64Array(columns);
    for (let k = c; k >= 0; k--) {
      let v = k === c ? 1 : 0;
      for (let j = k + 1; j <= c; j++) v -= a[j * rows + k] * e[j];
      e[k] = v / diagonal[k];
      squares[k] += e[k] * e[k];
    }
  }
  return squares.map((s) => Math.sqrt(s * variance));
}
