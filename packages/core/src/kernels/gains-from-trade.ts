import { luFactor, luSolveTransposed } from "./lu.ts";

/** One country's side of a table, by sector. */
export interface AutarkyInputs {
  readonly sectors: number;
  /** λ: share of the country's total absorption of each good that it makes itself; NaN-free, 0 where it makes none. */
  readonly homeShare: Float64Array;
  /** β: shares of final spending; sum to 1. */
  readonly finalShare: Float64Array;
  /** A: cost share of input k in output s, `[s][k]`. Transposing it is the usual mistake. */
  readonly inputShare: Float64Array;
  /** ε: trade elasticities. */
  readonly elasticity: Float64Array;
  /** λ of all goods together, and its elasticity. */
  readonly homeShareAll: number;
  readonly elasticityAll: number;
}

/** Fractions of real income: what going to autarky would cost. 1 means everything. */
export interface GainsFromTrade {
  readonly oneSector: number;
  readonly multiSector: number;
  readonly withIntermediates: number;
}

/**
 * Gains from trade against autarky, Costinot and Rodríguez-Clare (2014), table 4.1, columns 1 to 3:
 *
 *     G = 1 - λ^{1/ε}
 *     G = 1 - Π_s λ_s^{β_s/ε_s}
 *     G = 1 - Π_{s,k} λ_k^{β_s ã_sk/ε_k},   ã = (I - A)⁻¹
 *
 * A good that is bought and not made at home at all makes the loss total: 1.
 */
export function gainsFromTrade(inputs: AutarkyInputs): GainsFromTrade {
  const { sectors: J, homeShare, finalShare, inputShare, elasticity } = inputs;
  const system = new Float64Array(J * J);
  for (let s = 0; s < J; s++)
    for (let k = 0; k < J; k++) system[s * J + k] = (s === k ? 1 : 0) - inputShare[s * J + k];
  // βᵀ (I - A)⁻¹: final spending with all the inputs behind it.
  const through = luSolveTransposed(luFactor(system, J), finalShare.slice());
  return {
    oneSector: 1 - inputs.homeShareAll ** (1 / inputs.elasticityAll),
    multiSector: loss(homeShare, finalShare, elasticity),
    withIntermediates: loss(homeShare, through, elasticity),
  };
}

function loss(homeShare: Float64Array, weight: Float64Array, elasticity: Float64Array): number {
  let log = 0;
  for (let s = 0; s < weight.length; s++)
    if (weight[s] > 0) log += (weight[s] / elasticity[s]) * Math.log(homeShare[s]);
  return 1 - Math.exp(log);
}
