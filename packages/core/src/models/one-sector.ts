import { UsageError } from "../errors.ts";
import type { TradeData } from "./baseline.ts";

/**
 * The one-sector special case (Armington; Eaton and Kortum): every good in one, labour the only input. Its welfare
 * change is (λ̂)^{−1/θ} with λ the share bought at home, whatever the shock (Arkolakis, Costinot, Rodríguez-Clare
 * 2012), when trade is balanced and there are no tariffs.
 *
 * @param theta the elasticity of all goods together.
 */
export function oneSectorData(data: TradeData, theta: number): TradeData {
  if (!(theta > 0)) throw new UsageError(`trade elasticity is ${theta}; it must be above 0`);
  const { countries: N, sectors: J } = data;
  const flow = new Float64Array(N * N);
  const duty = new Float64Array(N * N);
  const valueAdded = new Float64Array(N);
  for (let j = 0; j < J; j++)
    for (let a = 0; a < N * N; a++) {
      const value = data.flow[j * N * N + a] as number;
      flow[a] = (flow[a] as number) + value;
      duty[a] = (duty[a] as number) + value * (data.tariff ? (data.tariff[j * N * N + a] as number) : 0);
      valueAdded[a % N] = (valueAdded[a % N] as number) + value;
    }
  return {
    name: `${data.name}, one sector`,
    year: data.year,
    countryCodes: data.countryCodes,
    sectorCodes: ["all"],
    tableNotes: data.tableNotes,
    countries: N,
    sectors: 1,
    flow,
    tariff: data.tariff ? duty.map((d, a) => ((flow[a] as number) > 0 ? d / (flow[a] as number) : 0)) : null,
    intermediate: new Float64Array(N),
    valueAdded,
    theta: Float64Array.of(theta),
  };
}
