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
  const { countries: N, sectors: J, theta } = economy;
  const { costHat, expenditure } = equilibrium;
  const share = new Float64Array(J * N * N);
  const flow = new Float64Array(J * N * N);
  const oldTariff = economy.tariff;
  const newTariff = shock.tariff ?? oldTariff;
  const log = new Float64Array(N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < N; i++) {
        let kappa = shock.costHat ? shock.costHat[row + i] : 1;
        if (newTariff !== oldTariff)
          kappa *= (1 + (newTariff ? newTariff[row + i] : 0)) / (1 + (oldTariff ? oldTariff[row + i] : 0));
        log[i] =
          economy.share[row + i] > 0 && kappa < Number.POSITIVE_INFINITY
            ? Math.log(economy.share[row + i]) - theta[j] * Math.log(kappa * costHat[j * N + i])
            : Number.NEGATIVE_INFINITY;
        if (log[i] > top) top = log[i];
      }
      let sum = 0;
      for (let i = 0; i < N; i++) {
        share[row + i] = Math.exp(log[i] - top);
        sum += share[row + i];
      }
      for (let i = 0; i < N; i++) {
        share[row + i] /= sum;
        flow[row + i] =
          (share[row + i] * expenditure[j * N + n]) / (1 + (newTariff ? newTariff[row + i] : 0));
      }
    }
  return { share, flow };
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
    share: tradeFlows(economy, shock, equilibrium).share,
    tariff: shock.tariff ?? economy.tariff,
    wageBill: economy.wageBill.map((wage, n) => wage * wageHat[n]),
    expenditure: expenditure.slice(),
    revenue: revenue.slice(),
    deficit: deficit.slice(),
  };
  shareSteering(economy, based);
  return based;
}
