/**
 * Revealed comparative advantage (Balassa 1965): how much larger a product is in a country's exports than in
 * the world's, `RCA_cp = (x_cp / x_c) / (x_p / x)`.
 *
 * `values` holds exports with a row for each country and a column for each product (row-major,
 * `rows * columns`), in any one currency: the result does not depend on the unit. NaN counts as zero. A cell of
 * a country or product whose total is zero is NaN (no share to compare); a zero flow elsewhere is 0.
 * Sums run in index order.
 *
 * @example
 * revealedComparativeAdvantage(new Float64Array([10, 0, 10, 20]), 2, 2) // [2, 0, 0.666…, 1.333…]
 */
export function revealedComparativeAdvantage(
  values: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  if (values.length !== rows * columns)
    throw new RangeError(
      `values have ${values.length} cells, expected ${rows} x ${columns} = ${rows * columns}`,
    );
  const rowTotal = new Float64Array(rows);
  const columnTotal = new Float64Array(columns);
  for (let r = 0, k = 0; r < rows; r++) {
    let sum = 0;
    for (let c = 0; c < columns; c++, k++) {
      const v = values[k];
      if (!Number.isNaN(v)) {
        sum += v;
        columnTotal[c] += v;
      }
    }
    rowTotal[r] = sum;
  }
  let total = 0;
  for (let c = 0; c < columns; c++) total += columnTotal[c];

  const worldShare = new Float64Array(columns);
  for (let c = 0; c < columns; c++) worldShare[c] = columnTotal[c] / total;
  const rca = new Float64Array(rows * columns);
  for (let r = 0, k = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, k++) {
      const v = values[k];
      rca[k] =
        rowTotal[r] === 0 || worldShare[c] === 0
          ? Number.NaN
          : (!Number.isNaN(v) ? v / rowTotal[r] : 0) / worldShare[c];
    }
  }
  return rca;
}
