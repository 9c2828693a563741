import { DataError, ModelError, UnknownNameError, UsageError } from "../errors.ts";
import {
  type EconomyNotes,
  economyFromTables,
  rebase,
  type SolveOptions,
  solveTrade,
  type TradeEconomy,
  type TradeEquilibrium,
  type TradeFlows,
  type TradeResiduals,
  type TradeTables,
  tradeFlows,
  tradeResiduals,
} from "../kernels/index.ts";
import { nearest } from "../nearest.ts";
import { cleanTable, type InputOutputTable, type TableNotes } from "./io-table.ts";

/** Named data of a world, before any solving: flows, tariffs, input use, value added, elasticities. */
export interface TradeData extends TradeTables {
  /** What a reader calls it, with its year: `WIOD 2011`. */
  readonly name: string;
  readonly year: number | null;
  readonly countryCodes: readonly string[];
  readonly sectorCodes: readonly string[];
  readonly sectorLabels?: Readonly<Record<string, string>>;
  /** What cleaning the input-output table did, when the data came from one. */
  readonly tableNotes: TableNotes | null;
}

/**
 * What happens to trade imbalances. `zero`: removed first, and the shock is measured from the balanced world.
 * `share`: each country's deficit stays the same share of world income. `fixed`: it stays the same amount in units
 * of the numeraire, which with world income as numeraire is the same thing.
 */
export type Deficits = "zero" | "share" | "fixed";

export interface BaselineOptions {
  /** Default `zero`. */
  readonly deficits?: Deficits;
  /** Elasticities to use in place of the data's, by sector code; above zero. */
  readonly elasticities?: Readonly<Record<string, number>>;
}

/** A solved starting point: its economy is an equilibrium, so that no shock returns hats of exactly 1. */
export interface Baseline {
  readonly data: TradeData;
  readonly deficits: Deficits;
  readonly economy: TradeEconomy;
  readonly notes: EconomyNotes;
  readonly iterations: number;
  readonly residuals: TradeResiduals;
  /** Flows and shares of the economy as it stands. */
  readonly flows: TradeFlows;
  /** How far solving moved world spending from the data: Σ|X - X_data| / Σ X_data. */
  readonly distanceFromData: number;
}

const SOLVE = { tolerance: 1e-12, maxIterations: 1000 } satisfies SolveOptions;

/**
 * Solves the data's own equilibrium: negative final spending set to zero and deficits treated as asked put the data
 * off balance, and a shock must not be charged with that.
 *
 * The same data give the same object, solved once: neither may be written into.
 *
 * @throws {ModelError} when the baseline does not converge.
 */
export function solveBaseline(data: TradeData, options: BaselineOptions = {}): Baseline {
  const deficits = options.deficits ?? "zero";
  if (Object.keys(options.elasticities ?? {}).length > 0) return newBaseline(data, deficits, options);
  const known = baselines.get(data) ?? new Map<Deficits, Baseline>();
  baselines.set(data, known);
  const found = known.get(deficits) ?? newBaseline(data, deficits, options);
  known.set(deficits, found);
  return found;
}

/** Baselines under the data's own elasticities, for as long as the data are held. */
const baselines = new WeakMap<TradeData, Map<Deficits, Baseline>>();

function newBaseline(data: TradeData, deficits: Deficits, options: BaselineOptions): Baseline {
  const theta = withElasticities(data, options.elasticities ?? {});
  const { economy: raw, notes } = economyFromTables({ ...data, theta });
  for (let n = 0; n < raw.countries; n++)
    if (!((raw.wageBill[n] as number) > 0) || Number.isNaN(raw.finalShare[n] as number))
      throw new DataError(
        `${data.countryCodes[n]} has no value added or no final spending in ${data.name}; leave it out or merge it with a neighbour`,
      );
  const shock = deficits === "zero" ? { deficit: new Float64Array(raw.countries) } : {};
  let solved = solveTrade(raw, shock, SOLVE);
  let iterations = solved.iterations;
  let economy = rebase(raw, shock, solved);
  // Shares rebuilt from prices differ by a rounding; a round or two makes the base an exact starting point.
  let still: TradeEquilibrium | null = null;
  for (let again = 0; again < 5 && solved.converged; again++) {
    const check = solveTrade(economy, {}, SOLVE);
    if (check.iterations === 0) {
      still = check;
      break;
    }
    iterations += check.iterations;
    economy = rebase(economy, {}, check);
    solved = check;
  }
  if (!solved.converged)
    throw new ModelError(
      `the baseline of ${data.name} did not converge: residual ${solved.residual.toExponential(1)} after ${iterations} rounds`,
    );
  let moved = 0;
  let total = 0;
  raw.expenditure.forEach((x, a) => {
    moved += Math.abs((economy.expenditure[a] as number) - x);
    total += x;
  });
  still ??= solveTrade(economy, {}, SOLVE);
  const flows = tradeFlows(economy, {}, still);
  return Object.freeze({
    data: { ...data, theta },
    deficits,
    economy,
    notes,
    iterations,
    residuals: tradeResiduals(economy, {}, still, flows),
    flows,
    distanceFromData: moved / total,
  });
}

/** The model's data from an input-output table (WIOD, ICIO): no tariffs, sourcing the same for every use. */
export function tradeDataFromTable(
  source: InputOutputTable,
  elasticities: Readonly<Record<string, number>>,
  about: {
    readonly name: string;
    readonly year?: number | null;
    readonly sectorLabels?: Readonly<Record<string, string>>;
  },
): TradeData {
  const { table, notes } = cleanTable(source);
  const { countries: N, sectors: J, intermediate: Z, final, output } = table;
  const size = N * J;
  const flow = new Float64Array(J * N * N);
  const intermediate = new Float64Array(N * J * J);
  const valueAdded = new Float64Array(J * N);
  for (let n = 0; n < N; n++) for (let s = 0; s < J; s++) valueAdded[s * N + n] = output[n * J + s] as number;
  for (let r = 0; r < size; r++) {
    const i = Math.floor(r / J);
    const k = r % J;
    for (let n = 0; n < N; n++) {
      let sold = final[r * N + n] as number;
      for (let s = 0; s < J; s++) {
        const use = Z[r * size + n * J + s] as number;
        if (use === 0) continue;
        sold += use;
        const input = (n * J + s) * J + k;
        intermediate[input] = (intermediate[input] as number) + use;
        valueAdded[s * N + n] = (valueAdded[s * N + n] as number) - use;
      }
      flow[(k * N + n) * N + i] = sold;
    }
  }
  // A sector whose inputs were scaled down to its output is left with rounding noise instead of zero.
  for (let a = 0; a < valueAdded.length; a++) valueAdded[a] = Math.max(valueAdded[a] as number, 0);
  const theta = Float64Array.from(source.sectors, (code) => {
    const value = elasticities[code];
    if (value === undefined)
      throw new UsageError(`no trade elasticity for sector ${code}; give one for every sector of the table`);
    return value;
  });
  return {
    name: about.name,
    year: about.year ?? null,
    countryCodes: source.countries,
    sectorCodes: source.sectors,
    ...(about.sectorLabels ? { sectorLabels: about.sectorLabels } : {}),
    tableNotes: notes,
    countries: N,
    sectors: J,
    flow,
    tariff: null,
    intermediate,
    valueAdded,
    theta,
  };
}

function withElasticities(data: TradeData, override: Readonly<Record<string, number>>): Float64Array {
  const theta = data.theta.slice();
  for (const [code, value] of Object.entries(override)) {
    const j = data.sectorCodes.indexOf(code);
    if (j < 0) throw new UnknownNameError("sector", code, nearest(code, data.sectorCodes));
    theta[j] = value;
  }
  theta.forEach((value, j) => {
    if (!(value > 0) || !Number.isFinite(value))
      throw new UsageError(`trade elasticity of ${data.sectorCodes[j]} is ${value}; it must be above 0`);
  });
  return theta;
}
