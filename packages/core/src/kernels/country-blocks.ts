import type { TradeEconomy } from "./trade-economy.ts";

/**
 * The part of the model that stays inside a country, solved exactly: what makes the iteration short.
 *
 * A country's prices depend mostly on its own costs, and its spending mostly on its own sales. With d the share
 * bought at home, own prices follow own costs by P = d (γ w + Γ P) and spending follows Γᵀ d X, so residuals of
 * both are multiplied by (I - dΓ)⁻¹ and its transpose before they are used as steps. What is left to iterate is
 * what crosses borders.
 */
export interface CountryBlocks {
  /** (I - dΓ)⁻¹ of each country, `[n][j][k]`. */
  readonly inverse: Float64Array;
  /** Own log prices per own log wage, `[j][n]`, wages elsewhere fixed. */
  readonly pricePerWage: Float64Array;
  /** Own log costs per own log wage, `[j][n]`, likewise. */
  readonly costPerWage: Float64Array;
}

/** @param weight shares after the shock and before prices move, `[j][n][i]`, not normalised. */
export function countryBlocks(economy: TradeEconomy, weight: Float64Array): CountryBlocks {
  const { countries: N, sectors: J, inputShare, valueAddedShare } = economy;
  const atHome = new Float64Array(N * J);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      let total = 0;
      for (let i = 0; i < N; i++) total += weight[row + i];
      if (!(total > 0)) continue;
      atHome[j * N + n] = weight[row + n] / total;
    }

  const inverse = new Float64Array(N * J * J);
  const pricePerWage = new Float64Array(N * J);
  const costPerWage = new Float64Array(N * J);
  const block = new Float64Array(J * J);
  const price = new Float64Array(J);
  for (let n = 0; n < N; n++) {
    const at = n * J * J;
    for (let j = 0; j < J; j++) {
      const home = atHome[j * N + n];
      for (let k = 0; k < J; k++) block[j * J + k] = (j === k ? 1 : 0) - home * inputShare[at + j * J + k];
    }
    invertDominant(block, J);
    inverse.set(block, at);
    for (let j = 0; j < J; j++) {
      let sum = 0;
      for (let k = 0; k < J; k++) sum += block[j * J + k] * atHome[k * N + n] * valueAddedShare[k * N + n];
      price[j] = sum;
      pricePerWage[j * N + n] = sum;
    }
    for (let j = 0; j < J; j++) {
      let cost = valueAddedShare[j * N + n];
      for (let k = 0; k < J; k++) cost += inputShare[at + j * J + k] * price[k];
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
): void {
  const N = countries;
  const J = sectors;
  const { inverse, pricePerWage } = blocks;
  const P = N;
  const X = N + N * J;
  for (let n = 0; n < N; n++) {
    for (let j = 0; j < J; j++) buffer[j] = f[P + j * N + n];
    for (let j = 0; j < J; j++) {
      const row = (n * J + j) * J;
      let s0 = 0;
      let s1 = 0;
      let k = 0;
      for (; k + 1 < J; k += 2) {
        s0 += inverse[row + k] * buffer[k];
        s1 += inverse[row + k + 1] * buffer[k + 1];
      }
      if (k < J) s0 += inverse[row + k] * buffer[k];
      f[P + j * N + n] = s0 + s1 + pricePerWage[j * N + n] * f[n];
    }
  }
  for (let n = 0; n < N; n++) {
    const wage = f[n];
    for (let k = 0; k < J; k++) buffer[k] = 0;
    for (let j = 0; j < J; j++) {
      const gap = f[X + j * N + n] + spendingPerWage[j * N + n] * wage;
      const row = (n * J + j) * J;
      for (let k = 0; k < J; k++) buffer[k] += inverse[row + k] * gap;
    }
    for (let k = 0; k < J; k++) f[X + k * N + n] = buffer[k];
  }
}

/** Inverts a matrix whose diagonal dominates its rows, in place: Gauss-Jordan needs no pivoting there. */
function invertDominant(a: Float64Array, size: number): void {
  for (let p = 0; p < size; p++) {
    const pivot = 1 / a[p * size + p];
    a[p * size + p] = 1;
    for (let k = 0; k < size; k++) a[p * size + k] *= pivot;
    for (let r = 0; r < size; r++) {
      if (r === p) continue;
      const factor = a[r * size + p];
      if (factor === 0) continue;
      a[r * size + p] = 0;
      for (let k = 0; k < size; k++) a[r * size + k] -= factor * a[p * size + k];
    }
  }
}
