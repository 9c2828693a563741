import type { Presence } from "./presence.ts";

/**
 * Σ_p' φ_pp' for each product: the denominator of density. Length `columns`; NaN for a product no country makes.
 * `weights` (length `columns`, default 1) multiplies each neighbour's proximity; a NaN weight counts as 0.
 */
export function proximitySum(m: Presence, weights?: Float64Array): Float64Array {
  const out = new Float64Array(m.columns);
  const order = byUbiquity(m.ubiquity);
  const run = new Float64Array(m.rows);
  sweep(order, false, (p) => {
    const w = weightOf(weights, p);
    let sum = 0;
    for (let x = m.productStart[p]; x < m.productStart[p + 1]; x++) sum += run[m.countryOf[x]] += w;
    out[p] = sum / m.ubiquity[p];
  });
  run.fill(0);
  sweep(order, true, (p) => {
    const w = weightOf(weights, p) / m.ubiquity[p];
    let sum = 0;
    for (let x = m.productStart[p]; x < m.productStart[p + 1]; x++) {
      sum += run[m.countryOf[x]];
      run[m.countryOf[x]] += w;
    }
    out[p] += sum;
  });
  return out;
}

/**
 * Σ_p' M_cp' w_p' φ_pp' for every country and product, row-major `rows * columns`, without forming φ.
 *
 * Visit products from the least to the most common. Since φ_pp' = Σ_c' M_c'p M_c'p' / max(k_p, k_p'), the neighbours
 * not more common than p contribute Σ_{c' makes p} A_cc' / k_p, where A_cc' counts the products met so far that both
 * make; the others contribute Σ_{c' makes p} B_cc', B_cc' being the same count with each product divided by its own
 * ubiquity, gathered from the other end. Work: columns × rows × mean ubiquity, some twenty times less than
 * multiplying M by φ when there are twenty times more products than countries. Every sum only adds, in a fixed order.
 */
export function proximityWeightedSum(m: Presence, weights?: Float64Array): Float64Array {
  const { rows, columns } = m;
  // product-major while working, so that the innermost loop runs along memory
  const byProduct = new Float64Array(rows * columns);
  const order = byUbiquity(m.ubiquity);
  const pairs = new Float64Array(rows * rows);
  const acc = new Float64Array(rows);
  sweep(order, false, (p) => {
    addPairs(m, pairs, p, weightOf(weights, p));
    gather(m, pairs, p, acc);
    const k = m.ubiquity[p];
    for (let c = 0, at = p * rows; c < rows; c++, at++) byProduct[at] = acc[c] / k;
  });
  pairs.fill(0);
  sweep(order, true, (p) => {
    gather(m, pairs, p, acc);
    for (let c = 0, at = p * rows; c < rows; c++, at++) byProduct[at] += acc[c];
    addPairs(m, pairs, p, weightOf(weights, p) / m.ubiquity[p]);
  });
  return toRows(byProduct, rows, columns);
}

/**
 * Density (Hidalgo, Klinger, Barabási, Hausmann 2007): ω_cp = Σ_p' M_cp' φ_pp' / Σ_p' φ_pp', the share of a product's
 * neighbourhood that the country already makes. Row-major `rows * columns`, between 0 and 1; NaN for a product that no
 * country makes, 0 for a country without products. One minus density is the Atlas's distance.
 *
 * @example
 * density(presence(new Float64Array([1, 1, 1, 0]), 2, 2)) // [1, 1, 0.666…, 0.333…]
 */
export function density(m: Presence): Float64Array {
  const out = proximityWeightedSum(m);
  const total = proximitySum(m);
  for (let c = 0, at = 0; c < m.rows; c++) for (let p = 0; p < m.columns; p++, at++) out[at] /= total[p];
  return out;
}

function weightOf(weights: Float64Array | undefined, p: number): number {
  if (weights === undefined) return 1;
  const w = weights[p];
  return !Number.isNaN(w) ? w : 0;
}

function byUbiquity(ubiquity: Int32Array): Int32Array {
  return Int32Array.from(ubiquity, (_, p) => p).sort((a, b) => ubiquity[a] - ubiquity[b] || a - b);
}

function sweep(order: Int32Array, backwards: boolean, visit: (p: number) => void): void {
  if (backwards) for (let i = order.length - 1; i >= 0; i--) visit(order[i]);
  else for (let i = 0; i < order.length; i++) visit(order[i]);
}

function addPairs(m: Presence, pairs: Float64Array, p: number, w: number): void {
  const from = m.productStart[p];
  const to = m.productStart[p + 1];
  for (let x = from; x < to; x++) {
    const row = m.countryOf[x] * m.rows;
    for (let y = from; y < to; y++) pairs[row + m.countryOf[y]] += w;
  }
}

/** acc_c = Σ over the countries c' that make p of pairs_c'c, in ascending c', four rows at a time. */
function gather(m: Presence, pairs: Float64Array, p: number, acc: Float64Array): void {
  const n = m.rows;
  const to = m.productStart[p + 1];
  acc.fill(0);
  let x = m.productStart[p];
  for (; x + 3 < to; x += 4) {
    const r0 = m.countryOf[x] * n;
    const r1 = m.countryOf[x + 1] * n;
    const r2 = m.countryOf[x + 2] * n;
    const r3 = m.countryOf[x + 3] * n;
    for (let c = 0; c < n; c++) acc[c] += pairs[r0 + c] + pairs[r1 + c] + (pairs[r2 + c] + pairs[r3 + c]);
  }
  for (; x < to; x++) {
    const r0 = m.countryOf[x] * n;
    for (let c = 0; c < n; c++) acc[c] += pairs[r0 + c];
  }
}

function toRows(byProduct: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  const tile = 32;
  for (let p0 = 0; p0 < columns; p0 += tile) {
    const p1 = Math.min(columns, p0 + tile);
    for (let c = 0; c < rows; c++)
      for (let p = p0; p < p1; p++) out[c * columns + p] = byProduct[p * rows + c];
  }
  return out;
}
