import { type LuFactors, luFactor } from "./lu.ts";
import type { TradeEconomy } from "./trade-economy.ts";

/** Sales below this share of a country's labour income are left out of the slope matrix. */
const NEGLIGIBLE = 1e-4;

/**
 * Newton's matrix for the labour market, near enough to steer by: how the log gap between labour demand and
 * labour income in i answers to the log wage in m, once prices and spending have followed.
 *
 * e_i^j (`costPerWage`) is the own wage's part in a unit of i's good j, through all home inputs; by the same
 * algebra it is the home value added a unit sold of it generates. So a sale lost abroad costs e of labour income:
 *
 *     Σ_j Σ_n e_i^j sales_in^j / (w_i L_i) θ_j (e_i^j [i = m] - π_nm^j e_m^j)      substitution
 *     - Σ_j e_i^j demand_im^j / (w_i L_i)                                          demand moves with the wage
 *     + [i = m]
 *
 * where demand is sales abroad and final sales at home. What of a cost is not the own wage is taken to follow
 * world wages, which makes every row sum to zero (only relative wages matter); adding income shares then pins
 * the level. Small flows are skipped: with 160 countries that is the difference between a quarter of a second
 * and a few milliseconds.
 */
export function wageStepMatrix(
  economy: TradeEconomy,
  weight: Float64Array,
  costPerWage: Float64Array,
): LuFactors {
  const { countries: N, sectors: J, theta, expenditure, finalShare, wageBill, deficit, revenue } = economy;
  const matrix = new Float64Array(N * N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      let total = 0;
      for (let i = 0; i < N; i++) total += weight[row + i];
      if (!(total > 0)) continue;
      const unit = 1 / total;
      const spent = expenditure[j * N + n] * unit;
      for (let i = 0; i < N; i++) {
        const part = (costPerWage[j * N + i] * weight[row + i] * spent) / wageBill[i];
        if (!(part > NEGLIGIBLE)) continue;
        const pull = part * theta[j];
        const at = i * N;
        for (let m = 0; m < N; m++) matrix[at + m] -= pull * unit * weight[row + m] * costPerWage[j * N + m];
        matrix[at + i] += pull * costPerWage[j * N + i];
        const final =
          finalShare[j * N + n] * (wageBill[n] + deficit[n] + revenue[n]) * unit * weight[row + n];
        const demand = n === i ? (costPerWage[j * N + i] * final) / wageBill[i] : part;
        matrix[at + n] -= demand;
      }
    }
  let world = 0;
  for (let n = 0; n < N; n++) world += wageBill[n];
  for (let i = 0; i < N; i++) {
    const at = i * N;
    matrix[at + i] += 1;
    let rowSum = 0;
    for (let m = 0; m < N; m++) rowSum += matrix[at + m];
    for (let m = 0; m < N; m++) matrix[at + m] += ((1 - rowSum) * wageBill[m]) / world;
  }
  return luFactor(matrix, N);
}
