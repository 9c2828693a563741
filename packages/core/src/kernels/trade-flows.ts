import type { TradeEquilibrium } from "./caliendo-parro.ts";
import { shareSteering } from "./steering.ts";
import type { TradeEconomy, TradeShock } from "./trade-economy.ts";

export interface TradeFlows {
  /** π': shares of spending, tariffs included, `[j][n][i]`. */
  readonly share: Float64Array;
  /** M': what importer n pays exporter i for good j before tariffs, money, `[j][n][i]`. */
  readonly flow: Float64Array;
}

/** Trade shares and flows of a solved equilibrium (equation 3). */
export function tradeFlows(
  economy: TradeEconomy,
  shock: TradeShock,
  equilibrium: TradeEquilibrium,
): TradeFlows {
  const { countries: N, sectors: J } = economy;
  const { expenditure } = equilibrium;
  const share = tradeShares(economy, shock, equilibrium);
  const flow = new Float64Array(J * N * N);
  const tariff = shock.tariff ?? economy.tariff;
  for (let r = 0; r < J * N; r++) {
    const spent = expenditure[r];
    const row = r * N;
    if (tariff) for (let a = row; a < row + N; a++) flow[a] = (share[a] * spent) / (1 + tariff[a]);
    else for (let a = row; a < row + N; a++) flow[a] = share[a] * spent;
  }
  return { share, flow };
}

/** π' alone. */
function tradeShares(economy: TradeEconomy, shock: TradeShock, equilibrium: TradeEquilibrium): Float64Array {
  const { countries: N, sectors: J, theta } = economy;
  const share = new Float64Array(J * N * N);
  const change = costChanges(economy, shock);
  const logCost = equilibrium.costHat.map(Math.log);
  const power = new Float64Array(N);
  for (let j = 0; j < J; j++) {
    const th = theta[j];
    let low = Number.POSITIVE_INFINITY;
    for (let i = 0; i < N; i++) if (logCost[j * N + i] < low) low = logCost[j * N + i];
    for (let i = 0; i < N; i++) power[i] = Math.exp(-th * (logCost[j * N + i] - low));
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      let sum = 0;
      if (change === null)
        for (let i = 0; i < N; i++) {
          const weight = economy.share[row + i] * power[i];
          share[row + i] = weight;
          sum += weight;
        }
      else
        for (let i = 0; i < N; i++) {
          let weight = economy.share[row + i] * power[i];
          if (change[row + i] !== 1) weight *= change[row + i] ** -th;
          share[row + i] = weight;
          sum += weight;
        }
      if (!(sum > 1e-250)) sum = farShares(economy, change, logCost, j, n, share);
      for (let i = 0; i < N; i++) share[row + i] /= sum;
    }
  }
  return share;
}

/** κ̂: what a shock does to the price paid for each flow, tariffs included; null when nothing changes. */
export function costChanges(economy: TradeEconomy, shock: TradeShock): Float64Array | null {
  const cost = shock.costHat ?? null;
  const oldTariff = economy.tariff;
  const newTariff = shock.tariff ?? oldTariff;
  if (newTariff === oldTariff) return cost;
  const change = cost ? cost.slice() : new Float64Array(economy.share.length).fill(1);
  for (let a = 0; a < change.length; a++)
    change[a] *= (1 + (newTariff ? newTariff[a] : 0)) / (1 + (oldTariff ? oldTariff[a] : 0));
  return change;
}

/** A row all of whose suppliers are so much dearer than the sector's cheapest that their powers underflow: by logs. */
function farShares(
  economy: TradeEconomy,
  change: Float64Array | null,
  logCost: Float64Array,
  j: number,
  n: number,
  share: Float64Array,
): number {
  const N = economy.countries;
  const row = (j * N + n) * N;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < N; i++) {
    const kappa = change === null ? 1 : change[row + i];
    share[row + i] =
      economy.share[row + i] > 0 && kappa < Number.POSITIVE_INFINITY
        ? Math.log(economy.share[row + i]) - economy.theta[j] * (Math.log(kappa) + logCost[j * N + i])
        : Number.NEGATIVE_INFINITY;
    if (share[row + i] > top) top = share[row + i];
  }
  let sum = 0;
  for (let i = 0; i < N; i++) {
    share[row + i] = Math.exp(share[row + i] - top);
    sum += share[row + i];
  }
  return sum;
}

/** The equilibrium as a new base: its shares, tariffs, spending, wages; elasticities and technology unchanged. */
export function rebase(
  economy: TradeEconomy,
  shock: TradeShock,
  equilibrium: TradeEquilibrium,
): TradeEconomy {
  const { wageHat, expenditure, revenue, deficit } = equilibrium;
  const based: TradeEconomy = {
    ...economy,
    share: tradeShares(economy, shock, equilibrium),
    tariff: shock.tariff ?? economy.tariff,
    wageBill: economy.wageBill.map((wage, n) => wage * wageHat[n]),
    expenditure: expenditure.slice(),
    revenue: revenue.slice(),
    deficit: deficit.slice(),
  };
  shareSteering(economy, based);
  return based;
}
