import type { TradeEquilibrium } from "./caliendo-parro.ts";
import type { TradeEconomy } from "./trade-economy.ts";
import type { TradeFlows } from "./trade-flows.ts";

/** Changes as fractions: 0.01 is one percent. Every array is per country. */
export interface WelfareChange {
  /** Î / P̂ - 1: the exact change of real income. */
  readonly welfare: Float64Array;
  /** ŵ / P̂ - 1. */
  readonly realWage: Float64Array;
  /** P̂: the consumer price index, in units of unchanged world income. */
  readonly priceIndexHat: Float64Array;
}

/** The exact effect: real income after over before, from `economy` (an equilibrium) to `equilibrium`. */
export function welfareChange(economy: TradeEconomy, equilibrium: TradeEquilibrium): WelfareChange {
  const { countries: N, sectors: J, finalShare, wageBill, revenue, deficit } = economy;
  const welfare = new Float64Array(N);
  const realWage = new Float64Array(N);
  const priceIndexHat = new Float64Array(N);
  for (let n = 0; n < N; n++) {
    let log = 0;
    for (let j = 0; j < J; j++) {
      const alpha = finalShare[j * N + n];
      if (alpha > 0) log += alpha * Math.log(equilibrium.priceHat[j * N + n]);
    }
    priceIndexHat[n] = Math.exp(log);
    welfare[n] = equilibrium.income[n] / (wageBill[n] + revenue[n] + deficit[n]) / priceIndexHat[n] - 1;
    realWage[n] = equilibrium.wageHat[n] / priceIndexHat[n] - 1;
  }
  return { welfare, realWage, priceIndexHat };
}

export interface FirstOrderWelfare {
  readonly welfare: Float64Array;
  readonly termsOfTrade: Float64Array;
  readonly volumeOfTrade: Float64Array;
}

/**
 * The form printed in Caliendo and Parro's table 2: percentage changes weighted with base values, as if they were
 * small. For replication: where elasticities or tariff cuts are large it is far from the exact effect.
 *
 *     terms of trade   Σ (E_ni (ĉ_n - 1) - M_ni (ĉ_i - 1)) / I_n
 *     volume of trade  Σ τ_ni M_ni (M̂_ni - ĉ_i) / I_n
 *
 * @param before flows of `economy`; @param after flows of `equilibrium`.
 */
export function firstOrderWelfare(
  economy: TradeEconomy,
  equilibrium: TradeEquilibrium,
  before: TradeFlows,
  after: TradeFlows,
): FirstOrderWelfare {
  const { countries: N, sectors: J, wageBill, revenue, deficit, tariff } = economy;
  const termsOfTrade = new Float64Array(N);
  const volumeOfTrade = new Float64Array(N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      for (let i = 0; i < N; i++) {
        const m = before.flow[row + i];
        if (m === 0) continue;
        const cost = equilibrium.costHat[j * N + i];
        termsOfTrade[i] += m * (cost - 1);
        termsOfTrade[n] -= m * (cost - 1);
        if (tariff) volumeOfTrade[n] += tariff[row + i] * m * (after.flow[row + i] / m - cost);
      }
    }
  const welfare = new Float64Array(N);
  for (let n = 0; n < N; n++) {
    const income = wageBill[n] + revenue[n] + deficit[n];
    termsOfTrade[n] /= income;
    volumeOfTrade[n] /= income;
    welfare[n] = termsOfTrade[n] + volumeOfTrade[n];
  }
  return { welfare, termsOfTrade, volumeOfTrade };
}
