import { type LuFactors, luFactor } from "./lu.ts";
import type { TradeEconomy } from "./trade-economy.ts";

/** Sales worth less than this share of a country's labour income are taken to compete with the world as a whole. */
const NEGLIGIBLE = 1e-3;

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
 * the level. Most flows are small and are not followed to each competitor: with 160
 * countries that is the difference between a quarter of a second and a few milliseconds.
 */
export function wageStepMatrix(economy: TradeEconomy, costPerWage: Float64Array): LuFactors {
  const {
    countries: N,
    sectors: J,
    share,
    theta,
    expenditure,
    finalShare,
    wageBill,
    deficit,
    revenue,
  } = economy;
  const matrix = new Float64Array(N * N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      const spent = expenditure[j * N + n];
      const final = finalShare[j * N + n] * (wageBill[n] + deficit[n] + revenue[n]);
      for (let i = 0; i < N; i++) {
        if (share[row + i] === 0) continue;
        const worth = (costPerWage[j * N + i] * share[row + i]) / wageBill[i];
        const at = i * N;
        matrix[at + n] -= n === i ? worth * final : worth * spent;
        const pull = worth * spent * theta[j];
        matrix[at + i] += pull * costPerWage[j * N + i];
        if (worth * spent > NEGLIGIBLE)
          for (let m = 0; m < N; m++) matrix[at + m] -= pull * share[row + m] * costPerWage[j * N + m];
        else matrix[at + i] -= pull * share[row + i] * costPerWage[j * N + i];
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
