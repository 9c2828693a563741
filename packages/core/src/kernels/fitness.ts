import { COMPLEXITY_CONVENTIONS, type ComplexityConvention } from "./complexity.ts";
import type { Presence } from "./presence.ts";

export interface FitnessOptions {
  /** Stop when no fitness or complexity (mean 1) moves by more than this in an update; default 1e-10. Ignored with `updates`. */
  readonly tolerance?: number;
  /** Upper bound of updates; default 1,000. Without a product nobody else makes, some fitnesses fall like 1/n for ever. */
  readonly maxUpdates?: number;
  /** Exactly this many updates, whatever the change; default as the convention has it. */
  readonly updates?: number;
  /** "economiccomplexity" makes 19 updates (what it calls 20 iterations); the others, default "atlas", go on to the tolerance. */
  readonly convention?: ComplexityConvention;
  /** Weight of the least fit exporter, default 1: complexity is (Σ_c M_cp F_c^−e)^(−1/e). */
  readonly extremality?: number;
}

export interface Fitness {
  /** Fitness of each country, mean 1 over those that take part; NaN for a country without products. */
  readonly fitness: Float64Array;
  /** Complexity of each product, mean 1; NaN for a product without countries. */
  readonly complexity: Float64Array;
  readonly updates: number;
  /** Largest absolute change in the last update. */
  readonly change: number;
  readonly converged: boolean;
}

/**
 * Fitness and complexity (Tacchella, Cristelli, Caldarelli, Gabrielli, Pietronero 2012, A new metrics for countries'
 * fitness and products' complexity). Both start at 1 and are renewed together:
 * F_c ∝ Σ_p M_cp Q_p, Q_p ∝ 1 / Σ_c M_cp / F_c, each divided by its mean. A product counts as complex only when no weak
 * country makes it.
 *
 * @example
 * fitness(presence(new Float64Array([1, 1, 1, 0]), 2, 2), { updates: 1 }).fitness // [1.333…, 0.666…]
 */
export function fitness(m: Presence, options: FitnessOptions = {}): Fitness {
  const { tolerance = 1e-10, maxUpdates = 1000, convention = "atlas", extremality = 1 } = options;
  const updates = options.updates ?? COMPLEXITY_CONVENTIONS[convention].fitnessUpdates;
  let f = Float64Array.from(m.diversity, (k) => (k === 0 ? Number.NaN : 1));
  let q = Float64Array.from(m.ubiquity, (k) => (k === 0 ? Number.NaN : 1));
  const limit = updates ?? maxUpdates;
  let change = 0;
  let done = 0;
  while (done < limit) {
    const nextF = new Float64Array(m.rows).fill(Number.NaN);
    const nextQ = new Float64Array(m.columns).fill(Number.NaN);
    for (let c = 0; c < m.rows; c++) {
      if (m.diversity[c] === 0) continue;
      let sum = 0;
      for (let x = m.countryStart[c]; x < m.countryStart[c + 1]; x++) sum += q[m.productOf[x]];
      nextF[c] = sum;
    }
    const inverse = extremality === 1 ? f.map((v) => 1 / v) : f.map((v) => v ** -extremality);
    for (let p = 0; p < m.columns; p++) {
      if (m.ubiquity[p] === 0) continue;
      let sum = 0;
      for (let x = m.productStart[p]; x < m.productStart[p + 1]; x++) sum += inverse[m.countryOf[x]];
      nextQ[p] = extremality === 1 ? 1 / sum : sum ** (-1 / extremality);
    }
    divideByMean(nextF);
    divideByMean(nextQ);
    change = Math.max(largestChange(f, nextF), largestChange(q, nextQ));
    f = nextF;
    q = nextQ;
    done++;
    if (updates === undefined && change <= tolerance) break;
  }
  return { fitness: f, complexity: q, updates: done, change, converged: done > 0 && change <= tolerance };
}

function divideByMean(values: Float64Array): void {
  let n = 0;
  let sum = 0;
  for (const v of values) {
    if (!Number.isNaN(v)) {
      n++;
      sum += v;
    }
  }
  const mean = sum / n;
  for (let i = 0; i < values.length; i++) values[i] /= mean;
}

function largestChange(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    if (!Number.isNaN(a[i])) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
