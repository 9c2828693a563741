import { luFactor, luInverse, luSolve } from "./lu.ts";
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
  for (let n = 0; n < N; n++) {
    const at = n * J * J;
    const block = new Float64Array(J * J);
    for (let j = 0; j < J; j++) {
      const home = share[(j * N + n) * N + n];
      for (let k = 0; k < J; k++) block[j * J + k] = (j === k ? 1 : 0) - home * inputShare[at + j * J + k];
      price[j] = home * valueAddedShare[j * N + n];
    }
    const factored = luFactor(block, J);
    inverse.set(luInverse(factored), at);
    luSolve(factored, price);
    for (let j = 0; j < J; j++) {
      let cost = valueAddedShare[j * N + n];
      for (let k = 0; k < J; k++) cost += inputShare[at + j * J + k] * price[k];
      pricePerWage[j * N + n] = price[j];
      costPerWage[j * N + n] = cost;
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
