import type { TradeEquilibrium } from "./caliendo-parro.ts";
import type { TradeEconomy, TradeShock } from "./trade-economy.ts";
import { costChanges, type TradeFlows, tradeFlows } from "./trade-flows.ts";

/** Largest relative breach of each condition, computed afresh from flows, not from the solver's last round. */
export interface TradeResiduals {
  /** Ln P̂ against its suppliers' costs (equation 2). */
  readonly price: number;
  /** Shares of each good in each country sum to 1 (equation 3). */
  readonly shares: number;
  /** Spending against use as input and final demand (equation 4), relative to the country's spending. */
  readonly goodsMarket: number;
  /** Imports less exports against the deficit, tariffs excluded (equation 5), relative to income. */
  readonly tradeBalance: number;
  /** Labour income against the value added in sales, relative to it. */
  readonly labourMarket: number;
  /** Income against final spending, relative to it. */
  readonly budget: number;
  /** World income against its base value: the numeraire. Walras' law makes the last balance follow. */
  readonly worldIncome: number;
}

export function tradeResiduals(
  economy: TradeEconomy,
  shock: TradeShock,
  equilibrium: TradeEquilibrium,
  flows: TradeFlows = tradeFlows(economy, shock, equilibrium),
): TradeResiduals {
  const { countries: N, sectors: J, theta, valueAddedShare, inputShare, finalShare, wageBill } = economy;
  const { wageHat, priceHat, expenditure, deficit } = equilibrium;
  const { share, flow } = flows;
  const change = costChanges(economy, shock);
  const tariff = shock.tariff ?? economy.tariff;
  const sales = new Float64Array(J * N);
  const revenue = new Float64Array(N);
  const imports = new Float64Array(N);
  const exports = new Float64Array(N);
  let price = 0;
  let shares = 0;
  const power = new Float64Array(N);
  for (let j = 0; j < J; j++) {
    const th = theta[j];
    let low = Number.POSITIVE_INFINITY;
    for (let i = 0; i < N; i++) low = Math.min(low, equilibrium.costHat[j * N + i]);
    for (let i = 0; i < N; i++) power[i] = (equilibrium.costHat[j * N + i] / low) ** -th;
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      let sum = 0;
      // Σ π (κ̂ ĉ / lowest ĉ)^{−θ}: the price index before its scale is put back.
      let index = 0;
      for (let i = 0; i < N; i++) {
        sum += share[row + i];
        sales[j * N + i] += flow[row + i];
        imports[n] += flow[row + i];
        exports[i] += flow[row + i];
        if (tariff) revenue[n] += flow[row + i] * tariff[row + i];
        let weight = economy.share[row + i] * power[i];
        if (change !== null && change[row + i] !== 1) weight *= change[row + i] ** -th;
        index += weight;
      }
      shares = Math.max(shares, Math.abs(sum - 1));
      const gap =
        index > 1e-250
          ? Math.log(index) / th + Math.log(priceHat[j * N + n] / low)
          : farPrice(economy, change, equilibrium, j, n);
      price = Math.max(price, Math.abs(gap));
    }
  }
  let goodsMarket = 0;
  let tradeBalance = 0;
  let labourMarket = 0;
  let budget = 0;
  let world = 0;
  let worldBase = 0;
  for (let n = 0; n < N; n++) {
    const income = wageHat[n] * wageBill[n] + revenue[n] + deficit[n];
    let labour = 0;
    let spending = 0;
    let inputs = 0;
    const use = new Float64Array(J);
    for (let j = 0; j < J; j++) {
      const y = sales[j * N + n];
      labour += valueAddedShare[j * N + n] * y;
      spending += expenditure[j * N + n];
      for (let k = 0; k < J; k++) {
        use[k] += inputShare[(n * J + j) * J + k] * y;
        inputs += inputShare[(n * J + j) * J + k] * y;
      }
    }
    for (let k = 0; k < J; k++) {
      const gap = use[k] + finalShare[k * N + n] * income - expenditure[k * N + n];
      goodsMarket = Math.max(goodsMarket, Math.abs(gap) / spending);
    }
    tradeBalance = Math.max(tradeBalance, Math.abs(imports[n] - exports[n] - deficit[n]) / income);
    labourMarket = Math.max(labourMarket, Math.abs(labour / (wageHat[n] * wageBill[n]) - 1));
    budget = Math.max(budget, Math.abs((spending - inputs) / income - 1));
    world += wageHat[n] * wageBill[n] + revenue[n];
    worldBase += wageBill[n] + economy.revenue[n];
  }
  return {
    price,
    shares,
    goodsMarket,
    tradeBalance,
    labourMarket,
    budget,
    worldIncome: Math.abs(world / worldBase - 1),
  };
}

/** The same gap for a row whose suppliers' powers underflow: each cost relative to the price. */
function farPrice(
  economy: TradeEconomy,
  change: Float64Array | null,
  { costHat, priceHat }: TradeEquilibrium,
  j: number,
  n: number,
): number {
  const { countries: N, theta, share } = economy;
  const row = (j * N + n) * N;
  let index = 0;
  for (let i = 0; i < N; i++) {
    if (share[row + i] === 0) continue;
    const kappa = change === null ? 1 : change[row + i];
    index += share[row + i] * ((kappa * costHat[j * N + i]) / priceHat[j * N + n]) ** -theta[j];
  }
  return Math.log(index) / theta[j];
}
