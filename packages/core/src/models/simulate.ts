import { ModelError, UnknownNameError } from "../errors.ts";
import {
  firstOrderWelfare,
  solveTrade,
  type TradeEquilibrium,
  type TradeFlows,
  type TradeResiduals,
  type TradeShock,
  tradeFlows,
  tradeResiduals,
  welfareChange,
  welfarePath,
} from "../kernels/index.ts";
import { nearest } from "../nearest.ts";
import type { Baseline } from "./baseline.ts";

export interface SimulateOptions {
  /** Split the exact welfare change along the path; costs a dozen extra solves. Default false. */
  readonly decompose?: boolean;
  /** Whose wage is 1 before and after: a country code; else world income stays what it was. Default `world-income`. */
  readonly numeraire?: string;
  readonly tolerance?: number;
  readonly maxIterations?: number;
  /** Earlier result of the same baseline to start from, for sliders. */
  readonly start?: Simulation;
}

/** Parts of the exact welfare change, scaled from log points so that they add up to `welfare`. Fractions. */
export interface WelfareParts {
  readonly termsOfTrade: Float64Array;
  readonly volumeOfTrade: Float64Array;
  readonly tradeCosts: Float64Array;
  readonly transfers: Float64Array;
  /** What the parts leave unexplained. */
  readonly remainder: Float64Array;
}

/**
 * The solved answer. Changes are fractions (0.01 is one percent) and welfare is the **exact** change of real income
 * Î / P̂ - 1; `firstOrder` holds the other, named form. Sector arrays are `[j][n]`, flows `[j][n][i]` (importer n,
 * exporter i), money in the data's unit and the numeraire asked for.
 */
export interface Simulation {
  readonly baseline: Baseline;
  readonly shock: TradeShock;
  readonly numeraire: string;
  /** False is an answer too, and is never hidden: then the figures are where the iteration stood. */
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest of `residuals`. */
  readonly residual: number;
  readonly residuals: TradeResiduals;
  readonly welfare: Float64Array;
  readonly welfareMeasure: "exact";
  readonly parts: WelfareParts | null;
  readonly realWage: Float64Array;
  readonly wageHat: Float64Array;
  readonly priceIndexHat: Float64Array;
  readonly priceHat: Float64Array;
  readonly equilibrium: TradeEquilibrium;
  readonly before: TradeFlows;
  readonly after: TradeFlows;
  readonly outputBefore: Float64Array;
  readonly outputAfter: Float64Array;
  readonly revenueBefore: Float64Array;
  readonly revenueAfter: Float64Array;
}

/**
 * Answers a what-if question: the equilibrium after `shock`, against the baseline.
 *
 * @throws {ModelError} when a cut-off leaves somebody without any supplier of a good they buy: the cost is infinite.
 *   `details.unsupplied` lists the goods.
 */
export function simulate(baseline: Baseline, shock: TradeShock, options: SimulateOptions = {}): Simulation {
  const { economy, data } = baseline;
  const numeraire = options.numeraire ?? "world-income";
  const unit = numeraire === "world-income" ? -1 : data.countryCodes.indexOf(numeraire);
  if (unit < 0 && numeraire !== "world-income")
    throw new UnknownNameError(
      "numeraire",
      numeraire,
      nearest(numeraire, ["world-income", ...data.countryCodes]),
    );
  const limits = {
    tolerance: options.tolerance ?? 1e-12,
    maxIterations: options.maxIterations ?? 1000,
  };
  const first = options.start?.equilibrium;
  let applied = shock;
  let equilibrium = solveTrade(economy, applied, first ? { ...limits, start: first } : limits);
  refuseUnsupplied(baseline, equilibrium);
  if (unit >= 0 && baseline.deficits === "fixed") {
    // Deficits fixed in wages of one country: its wage is not known before solving, so alternate.
    const fixed = shock.deficit ?? economy.deficit;
    for (let k = 0, held = 1; k < 50; k++) {
      const level = equilibrium.wageHat[unit] as number;
      if (Math.abs(level / held - 1) <= limits.tolerance) break;
      held = level;
      applied = { ...shock, deficit: fixed.map((d) => d * level) };
      const next = solveTrade(economy, applied, { ...limits, start: equilibrium });
      equilibrium = { ...next, iterations: equilibrium.iterations + next.iterations };
    }
  }

  const { welfare, realWage, priceIndexHat } = welfareChange(economy, equilibrium);
  const before = baseline.flows;
  const after = tradeFlows(economy, applied, equilibrium);
  const residuals = tradeResiduals(economy, applied, equilibrium, after);
  const perUnit = unit >= 0 ? 1 / (equilibrium.wageHat[unit] as number) : 1;
  const inUnits = (values: Float64Array) => (perUnit === 1 ? values : values.map((x) => x * perUnit));
  return Object.freeze({
    baseline,
    shock: applied,
    numeraire,
    converged: equilibrium.converged,
    iterations: equilibrium.iterations,
    residual: Math.max(...Object.values(residuals)),
    residuals,
    welfare,
    welfareMeasure: "exact" as const,
    parts: options.decompose ? welfareParts(baseline, applied, welfare) : null,
    realWage,
    wageHat: inUnits(equilibrium.wageHat),
    priceIndexHat: inUnits(priceIndexHat),
    priceHat: inUnits(equilibrium.priceHat),
    equilibrium,
    before,
    after: perUnit === 1 ? after : { share: after.share, flow: inUnits(after.flow) },
    outputBefore: sales(before.flow, economy.countries, economy.sectors),
    outputAfter: inUnits(equilibrium.output),
    revenueBefore: economy.revenue,
    revenueAfter: inUnits(equilibrium.revenue),
  });
}

/** Caliendo and Parro's printed, first-order form, for replication; named so that nobody mistakes it for the exact one. */
export function firstOrder({ baseline, equilibrium, shock, before }: Simulation): {
  welfareMeasure: "first-order";
  welfare: Float64Array;
  termsOfTrade: Float64Array;
  volumeOfTrade: Float64Array;
} {
  const after = tradeFlows(baseline.economy, shock, equilibrium);
  return {
    welfareMeasure: "first-order",
    ...firstOrderWelfare(baseline.economy, equilibrium, before, after),
  };
}

/** Goods left without a supplier, by name. */
export function unsuppliedNames(
  { data }: Baseline,
  { unsupplied }: TradeEquilibrium,
): readonly { readonly country: string; readonly sector: string }[] {
  return unsupplied.map(({ importer, sector }) => ({
    country: data.countryCodes[importer] as string,
    sector: data.sectorCodes[sector] as string,
  }));
}

function refuseUnsupplied(baseline: Baseline, equilibrium: TradeEquilibrium): void {
  if (equilibrium.unsupplied.length === 0) return;
  const unsupplied = unsuppliedNames(baseline, equilibrium);
  const [first] = unsupplied;
  const more = unsupplied.length > 1 ? ` and ${unsupplied.length - 1} more` : "";
  throw new ModelError(
    `the cut-off leaves ${first?.country} without any supplier of ${first?.sector}${more}: the welfare cost is infinite; cut less, or merge the sector with one that has other suppliers`,
    { details: { unsupplied } },
  );
}

function welfareParts(baseline: Baseline, shock: TradeShock, welfare: Float64Array): WelfareParts {
  const path = welfarePath(baseline.economy, shock);
  const scale = path.total.map((log, n) => (Math.abs(log) > 1e-9 ? (welfare[n] as number) / log : 1));
  const scaled = (values: Float64Array) => values.map((x, n) => x * (scale[n] as number));
  return {
    termsOfTrade: scaled(path.termsOfTrade),
    volumeOfTrade: scaled(path.volumeOfTrade),
    tradeCosts: scaled(path.tradeCosts),
    transfers: scaled(path.transfers),
    remainder: scaled(path.remainder),
  };
}

function sales(flow: Float64Array, N: number, J: number): Float64Array {
  const out = new Float64Array(J * N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++)
      for (let i = 0; i < N; i++)
        out[j * N + i] = (out[j * N + i] as number) + (flow[(j * N + n) * N + i] as number);
  return out;
}
