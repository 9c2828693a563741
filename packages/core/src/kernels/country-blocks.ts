import { addRows, rowsTimes } from "./rows-times.ts";
import type { TradeEconomy } from "./trade-economy.ts";

/**
 * The part of the model that stays inside a country, solved exactly: what makes the iteration short.
 *
 * A country's prices depend mostly on its own costs, and its spending mostly on its own sales. With d the share
 * bought at home, own prices follow own costs by P = d (γ w + Γ P) and spending follows Γᵀ d X, so residuals of
 * both are multiplied by (I - dΓ)⁻¹ and its transpose before they are used as steps. What is left to iterate is
 * what crosses borders.
 *
 * The inverses are kept, not the factors: they are applied twice a round, and a product with rows runs several
 * times faster than a triangular solve, whose steps wait for each other.
 */
export interface CountryBlocks {
  /** (I - dΓ)⁻¹ of each country, one after the other. */
  readonly inverse: Float64Array;
  /** Own log prices per own log wage, `[j][n]`, wages elsewhere fixed. */
  readonly pricePerWage: Float64Array;
  /** Own log costs per own log wage, `[j][n]`, likewise. */
  readonly costPerWage: Float64Array;
}

export function countryBlocks(economy: TradeEconomy): CountryBlocks {
  const { countries: N, sectors: J, share, inputShare, valueAddedShare } = economy;
  const inverse = new Float64Array(N * J * J);
  const pricePerWage = new Float64Array(N * J);
  const costPerWage = new Float64Array(N * J);
  const price = new Float64Array(J);
  const own = new Float64Array(J);
  for (let n = 0; n < N; n++) {
    const at = n * J * J;
    for (let j = 0; j < J; j++) {
      const home = share[(j * N + n) * N + n];
      for (let k = 0; k < J; k++)
        inverse[at + j * J + k] = (j === k ? 1 : 0) - home * inputShare[at + j * J + k];
      own[j] = home * valueAddedShare[j * N + n];
    }
    invert(inverse, at, J);
    rowsTimes(inverse, at, J, J, own, price);
    rowsTimes(inputShare, at, J, J, price, own);
    for (let j = 0; j < J; j++) {
      pricePerWage[j * N + n] = price[j];
      costPerWage[j * N + n] = valueAddedShare[j * N + n] + own[j];
    }
  }
  return { inverse, pricePerWage, costPerWage };
}

/** Turns a residual [wages | prices | spending] into a step, in place. `spendingPerWage` is α w L / scale, `[j][n]`. */
export function applyBlocks(
  blocks: CountryBlocks,
  f: Float64Array,
  countries: number,
  sectors: number,
  spendingPerWage: Float64Array,
  buffer: Float64Array,
  second: Float64Array,
): void {
  const N = countries;
  const J = sectors;
  const { inverse, pricePerWage } = blocks;
  const P = N;
  const X = N + N * J;
  for (let n = 0; n < N; n++) {
    const wage = f[n];
    const at = n * J * J;
    for (let j = 0; j < J; j++) buffer[j] = f[P + j * N + n];
    rowsTimes(inverse, at, J, J, buffer, second);
    for (let j = 0; j < J; j++) f[P + j * N + n] = second[j] + pricePerWage[j * N + n] * wage;
    for (let j = 0; j < J; j++) buffer[j] = f[X + j * N + n] + spendingPerWage[j * N + n] * wage;
    second.fill(0);
    addRows(inverse, at, J, J, buffer, 0, second);
    for (let j = 0; j < J; j++) f[X + j * N + n] = second[j];
  }
}

/**
 * Inverts I - dΓ in place (Gauss and Jordan, two rows at a time). Inputs cost less than output is worth, so every
 * pivot is positive and the largest of its row to come: none has to be looked for. One that vanishes all the same,
 * in a sector without value added that buys only at home, is held off zero: this steers, it does not decide.
 */
function invert(a: Float64Array, start: number, size: number): void {
  for (let k = 0; k < size; k++) {
    const top = start + k * size;
    const pivot = Math.max(a[top + k], 1e-9);
    a[top + k] = 1;
    for (let c = 0; c < size; c++) a[top + c] /= pivot;
    for (let r = 0; r < size; r += 2) {
      // Rows r and r + 1, without row k.
      const first = r === k ? r + 1 : r;
      if (first >= size) continue;
      const p = start + first * size;
      const q = start + (r + 1) * size;
      const f = a[p + k];
      a[p + k] = 0;
      if (first === r && r + 1 < size && r + 1 !== k) {
        const g = a[q + k];
        a[q + k] = 0;
        for (let c = 0; c < size; c++) {
          const value = a[top + c];
          a[p + c] -= f * value;
          a[q + c] -= g * value;
        }
      } else for (let c = 0; c < size; c++) a[p + c] -= f * a[top + c];
    }
  }
}
