import { applyBlocks } from "./country-blocks.ts";
import { luSolve } from "./lu.ts";
import { addRows, rowsTimes } from "./rows-times.ts";
import { type Steering, steering } from "./steering.ts";
import type { TradeEconomy, TradeShock } from "./trade-economy.ts";

/** A row sum below this has underflowed or nearly so, and is done again on its own scale. */
const TINY = 1e-250;

/** Working arrays of one solve. */
export interface Round {
  /** π κ̂^{−θ}: what is left of each share before prices move. */
  readonly weight: Float64Array;
  /** The same over 1 + τ'; the very same array when there are no tariffs. */
  readonly netWeight: Float64Array;
  readonly hasTariff: boolean;
  readonly deficit: Float64Array;
  /** Base spending per country: the unit in which spending is iterated. */
  readonly scale: Float64Array;
  readonly steering: Steering;
  /** α w L / scale: spending per log wage, in units of scale. */
  readonly spendingPerWage: Float64Array;
  readonly logCost: Float64Array;
  readonly output: Float64Array;
  readonly revenue: Float64Array;
  readonly power: Float64Array;
  readonly sold: Float64Array;
  /** Of one sector, per importer: Σ weight × power, the same net of tariffs, and spending over the first. */
  readonly sum: Float64Array;
  readonly netSum: Float64Array;
  readonly perUnit: Float64Array;
  /** One country's sectors, twice. */
  readonly buffer: Float64Array;
  readonly second: Float64Array;
}

export function prepare(economy: TradeEconomy, shock: TradeShock): Round {
  const { countries: N, sectors: J, share, theta, expenditure, finalShare, wageBill } = economy;
  const cost = shock.costHat ?? null;
  const oldTariff = economy.tariff;
  const newTariff = shock.tariff ?? oldTariff;
  const hasTariff = newTariff !== null;
  // Read only from here on, so without a change the shares themselves will do.
  let weight = share;
  if (cost !== null || newTariff !== oldTariff) {
    weight = share.slice();
    for (let j = 0; j < J; j++)
      for (let a = j * N * N; a < (j + 1) * N * N; a++) {
        let kappa = cost === null ? 1 : cost[a];
        if (newTariff !== oldTariff)
          kappa *= (1 + (newTariff ? newTariff[a] : 0)) / (1 + (oldTariff ? oldTariff[a] : 0));
        if (kappa !== 1) weight[a] *= kappa ** -theta[j];
      }
  }
  let netWeight = weight;
  if (hasTariff) {
    netWeight = new Float64Array(weight.length);
    for (let a = 0; a < weight.length; a++) netWeight[a] = weight[a] / (1 + newTariff[a]);
  }
  const scale = new Float64Array(N);
  for (let j = 0; j < J; j++) for (let n = 0; n < N; n++) scale[n] += expenditure[j * N + n];
  const spendingPerWage = new Float64Array(N * J);
  for (let a = 0; a < N * J; a++) spendingPerWage[a] = (finalShare[a] * wageBill[a % N]) / scale[a % N];
  return {
    weight,
    netWeight,
    hasTariff,
    deficit: shock.deficit ?? economy.deficit,
    scale,
    steering: steering(economy),
    spendingPerWage,
    logCost: new Float64Array(N * J),
    output: new Float64Array(N * J),
    revenue: new Float64Array(N),
    power: new Float64Array(N),
    sold: new Float64Array(N),
    sum: new Float64Array(N),
    netSum: new Float64Array(N),
    perUnit: new Float64Array(N),
    buffer: new Float64Array(J),
    second: new Float64Array(J),
  };
}

/**
 * One round at x = [ln ŵ | ln P̂ | X'/scale]: writes g(x) - x to `f` and returns its largest entry (the labour
 * market gap before damping). Powers are taken relative to the sector's cheapest cost, so that they cannot overflow.
 */
export function evaluate(economy: TradeEconomy, round: Round, x: Float64Array, f: Float64Array): number {
  const { countries: N, sectors: J, theta, valueAddedShare, inputShare, finalShare, wageBill } = economy;
  const { weight, netWeight, hasTariff, logCost, output, power, sold, buffer, second, scale, deficit } =
    round;
  const { sum, netSum, perUnit } = round;
  const { blocks, wageStep } = round.steering;
  const P = N;
  const X = N + N * J;
  let worst = 0;

  unitCosts(economy, round, x);
  const revenueNew = round.revenue;
  revenueNew.fill(0);
  output.fill(0);
  for (let j = 0; j < J; j++) {
    const at = j * N;
    const th = theta[j];
    const low = powers(logCost, at, N, th, power);
    rowsTimes(weight, at * N, N, N, power, sum);
    if (hasTariff) rowsTimes(netWeight, at * N, N, N, power, netSum);
    for (let n = 0; n < N; n++) {
      let price: number;
      if (sum[n] > TINY) {
        price = low - Math.log(sum[n]) / th;
        perUnit[n] = (x[X + at + n] * scale[n]) / sum[n];
        if (hasTariff) revenueNew[n] += perUnit[n] * (sum[n] - netSum[n]);
      } else {
        price = farRow(economy, round, j, n, x[X + at + n] * scale[n]);
        perUnit[n] = 0;
      }
      const change = price - x[P + at + n];
      f[P + at + n] = change;
      if (!(Math.abs(change) <= worst)) worst = Math.abs(change);
    }
    sold.fill(0);
    addRows(netWeight, at * N, N, N, perUnit, 0, sold);
    for (let i = 0; i < N; i++) output[at + i] += sold[i] * power[i];
  }

  let level = 0;
  let wages = 0;
  for (let n = 0; n < N; n++) {
    let labour = 0;
    for (let j = 0; j < J; j++) {
      const y = output[j * N + n];
      second[j] = y;
      labour += valueAddedShare[j * N + n] * y;
      buffer[j] = 0;
    }
    addRows(inputShare, n * J * J, J, J, second, 0, buffer);
    const wageIncome = Math.exp(x[n]) * wageBill[n];
    const income = wageIncome + revenueNew[n] + deficit[n];
    let pending = 0;
    for (let k = 0; k < J; k++) {
      const change = (buffer[k] + finalShare[k * N + n] * income) / scale[n] - x[X + k * N + n];
      f[X + k * N + n] = change;
      pending += blocks.pricePerWage[k * N + n] * change;
      if (!(Math.abs(change) <= worst)) worst = Math.abs(change);
    }
    const gap = Math.log(labour / wageIncome);
    if (!(Math.abs(gap) <= worst)) worst = Math.abs(gap);
    // Spending still on its way counts: a wage set on stale demand overshoots and comes back.
    f[n] = gap + (pending * scale[n]) / wageIncome;
    level += wageBill[n] + economy.revenue[n] - revenueNew[n] - wageIncome;
    wages += wageIncome;
  }
  // World income is the numeraire: wages must add up to it less tariff revenue.
  level /= wages;
  for (let n = 0; n < N; n++) f[n] += level;
  if (!(Math.abs(level) <= worst)) worst = Math.abs(level);
  luSolve(wageStep, f.subarray(0, N));
  applyBlocks(blocks, f, N, J, round.spendingPerWage, buffer, second);
  return worst;
}

/** Equation 1: log unit costs from log wages and prices. */
function unitCosts(economy: TradeEconomy, round: Round, x: Float64Array): void {
  const { countries: N, sectors: J, valueAddedShare, inputShare } = economy;
  const { buffer, second, logCost } = round;
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < J; k++) buffer[k] = x[N + k * N + n];
    rowsTimes(inputShare, n * J * J, J, J, buffer, second);
    for (let j = 0; j < J; j++) logCost[j * N + n] = valueAddedShare[j * N + n] * x[n] + second[j];
  }
}

/** (ĉ / lowest ĉ)^{−θ} of a sector's suppliers; returns the lowest log cost. */
function powers(logCost: Float64Array, at: number, size: number, theta: number, out: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < size; i++) if (logCost[at + i] < low) low = logCost[at + i];
  for (let i = 0; i < size; i++) out[i] = Math.exp(-theta * (logCost[at + i] - low));
  return low;
}

/**
 * A row whose remaining suppliers are all so much dearer than the sector's cheapest that their powers underflow:
 * the same sums, relative to its own cheapest. Returns the log price and adds its purchases.
 */
function farRow(economy: TradeEconomy, round: Round, j: number, n: number, spending: number): number {
  const { countries: N, theta } = economy;
  const { weight, netWeight, logCost, output, revenue } = round;
  const at = j * N;
  const row = (at + n) * N;
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < N; i++)
    if (weight[row + i] > 0) low = Math.min(low, logCost[at + i] - Math.log(weight[row + i]) / theta[j]);
  let sum = 0;
  const term = (i: number, a: Float64Array) =>
    weight[row + i] > 0
      ? (a[row + i] / weight[row + i]) *
        Math.exp(Math.log(weight[row + i]) - theta[j] * (logCost[at + i] - low))
      : 0;
  for (let i = 0; i < N; i++) sum += term(i, weight);
  let paid = 0;
  for (let i = 0; i < N; i++) {
    const flow = (spending * term(i, netWeight)) / sum;
    output[at + i] += flow;
    paid += flow;
  }
  if (round.hasTariff) revenue[n] += spending - paid;
  return low - Math.log(sum) / theta[j];
}
