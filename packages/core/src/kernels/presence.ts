/**
 * Which country makes which product, as sorted index lists in both directions (M is binary and mostly zero, and
 * every complexity measure walks along its ones).
 *
 * The products of country r are `productOf[countryStart[r]] … productOf[countryStart[r + 1] - 1]`, ascending;
 * the countries of product p are `countryOf[productStart[p]] … countryOf[productStart[p + 1] - 1]`, ascending.
 */
export interface Presence {
  readonly rows: number;
  readonly columns: number;
  readonly countryStart: Int32Array;
  readonly productOf: Int32Array;
  readonly productStart: Int32Array;
  readonly countryOf: Int32Array;
  /** k_c, products of each country; length `rows`. */
  readonly diversity: Int32Array;
  /** k_p, countries of each product; length `columns`. */
  readonly ubiquity: Int32Array;
}

/**
 * M_cp = 1 where `cells` (RCA, or any measure of presence) is at least `threshold`, else 0. NaN is 0.
 *
 * @param cells row-major, `rows * columns`
 * @param threshold default 1, the usual cut for RCA
 * @example
 * presence(new Float64Array([2, 0, 0.7, 1.3]), 2, 2).ubiquity // [1, 1]
 */
export function presence(cells: Float64Array, rows: number, columns: number, threshold = 1): Presence {
  if (cells.length !== rows * columns)
    throw new RangeError(
      `cells have ${cells.length} entries, expected ${rows} x ${columns} = ${rows * columns}`,
    );
  const diversity = new Int32Array(rows);
  const ubiquity = new Int32Array(columns);
  let ones = 0;
  for (let r = 0, k = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, k++) {
      if (cells[k] >= threshold) {
        diversity[r]++;
        ubiquity[c]++;
        ones++;
      }
    }
  }
  const countryStart = starts(diversity);
  const productStart = starts(ubiquity);
  const productOf = new Int32Array(ones);
  const countryOf = new Int32Array(ones);
  const next = productStart.slice();
  for (let r = 0, k = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, k++) {
      if (cells[k] >= threshold) {
        productOf[at++] = c;
        countryOf[next[c]++] = r;
      }
    }
  }
  return { rows, columns, countryStart, productOf, productStart, countryOf, diversity, ubiquity };
}

/** The same relation with countries and products exchanged; shares the arrays. */
export function transposed(m: Presence): Presence {
  return {
    rows: m.columns,
    columns: m.rows,
    countryStart: m.productStart,
    productOf: m.countryOf,
    productStart: m.countryStart,
    countryOf: m.productOf,
    diversity: m.ubiquity,
    ubiquity: m.diversity,
  };
}

function starts(counts: Int32Array): Int32Array {
  const out = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) out[i + 1] = out[i] + counts[i];
  return out;
}
