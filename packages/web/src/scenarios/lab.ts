import {
  type Baseline,
  countryRows,
  type Deficits,
  elasticityBands,
  type ForcedChoice,
  flowRows,
  forcedChoice,
  type Scenario,
  type Simulation,
  simulate,
  solveBaseline,
  type TradeData,
  tradeShock,
} from "@tightrope/core/models";
import type { BaselineAnswer } from "@tightrope/server";

/** Welfare of one country with its parts, fractions. */
export type WelfareRow = Pick<
  ReturnType<typeof countryRows>[number],
  | "country"
  | "welfare"
  | "termsOfTrade"
  | "volumeOfTrade"
  | "tradeCosts"
  | "transfers"
  | "realWage"
  | "priceIndex"
>;

/** A flow between two countries before and after, all goods of one sector, million current US dollars. */
export interface PairFlow {
  readonly exporter: string;
  readonly importer: string;
  readonly sector: string;
  readonly before: number;
  readonly after: number;
}

export interface Solved {
  readonly rows: readonly WelfareRow[];
  readonly flows: readonly PairFlow[];
  readonly converged: boolean;
  readonly residual: number;
  readonly iterations: number;
  /** Change of real income by country under drawn elasticities, 5th and 95th percentile; where they were asked for. */
  readonly bands?: {
    readonly low: readonly number[];
    readonly high: readonly number[];
    readonly draws: number;
    readonly solved: number;
  };
}

export interface ScenarioQuestion {
  readonly scenario: Scenario;
  /** Split welfare into its parts: a dozen more solves. */
  readonly decompose: boolean;
  /** Draw elasticities as the scenario says: some hundred solves. */
  readonly bands?: boolean;
  /** Two countries between which flows are wanted; by sector. */
  readonly pair?: readonly [string, string] | undefined;
}

export interface ChoiceQuestion {
  readonly country: string;
  readonly partner: string;
  readonly other: string;
  readonly deficits: Deficits;
}

/** The data of a baseline as the model takes them. */
export function tradeDataOf(answer: BaselineAnswer): TradeData {
  return {
    name: answer.name,
    year: answer.year,
    countryCodes: answer.countries,
    sectorCodes: answer.sectors,
    sectorLabels: answer.sectorLabels,
    tableNotes: answer.tableNotes,
    countries: answer.countries.length,
    sectors: answer.sectors.length,
    flow: Float64Array.from(answer.flow),
    intermediate: Float64Array.from(answer.intermediate),
    valueAdded: Float64Array.from(answer.valueAdded),
    theta: Float64Array.from(answer.theta),
    tariff: null,
  };
}

/** Solves questions on one baseline; what one question finds, the next starts from. */
export class Lab {
  readonly #data: TradeData;
  readonly #groups: BaselineAnswer["groups"];
  readonly #baselines = new Map<string, Baseline>();
  #last: { readonly question: string; readonly simulation: Simulation; readonly rounds: number } | undefined;

  constructor(answer: BaselineAnswer) {
    this.#data = tradeDataOf(answer);
    this.#groups = answer.groups;
  }

  /** @throws {ModelError} when a cut-off leaves a country without any supplier of a good it buys. */
  scenario({ scenario, decompose, bands, pair }: ScenarioQuestion): Solved {
    const baseline = this.#baseline(scenario.deficits, scenario.elasticities);
    const shock = tradeShock(baseline, scenario.shocks, { countries: this.#groups });
    const last = this.#last;
    const start = last?.simulation.baseline === baseline ? last.simulation : undefined;
    const ask = (from: Simulation | undefined) =>
      simulate(baseline, shock, {
        decompose,
        numeraire: scenario.numeraire,
        ...(from ? { start: from } : {}),
      });
    let simulation = ask(start);
    // A start far from the answer may lead nowhere; the plain start is then the better one.
    if (!simulation.converged && start) simulation = ask(undefined);
    // The full answer starts from the quick one to the same question: the rounds are those of both.
    const question = JSON.stringify(scenario);
    const rounds = simulation.iterations + (start && last?.question === question ? last.rounds : 0);
    this.#last = simulation.converged ? { question, simulation, rounds } : undefined;
    const drawn = bands && scenario.uncertainty ? this.#bands(scenario) : undefined;
    return {
      ...(drawn ? { bands: drawn } : {}),
      rows: countryRows(simulation),
      flows: pair ? flowsBetween(simulation, pair) : [],
      converged: simulation.converged,
      residual: simulation.residual,
      iterations: rounds,
    };
  }

  #bands({ shocks, deficits, elasticities, numeraire, uncertainty }: Scenario): Solved["bands"] {
    const { data } = this.#baseline(deficits, elasticities);
    const found = elasticityBands(
      data,
      deficits,
      (base) => {
        const shock = tradeShock(base, shocks, { countries: this.#groups });
        const { converged, welfare } = simulate(base, shock, { numeraire });
        return converged ? welfare : null;
      },
      uncertainty ?? {},
    );
    const { low, high, draws, solved } = found;
    return { low: [...low], high: [...high], draws, solved };
  }

  choice({ country, partner, other, deficits }: ChoiceQuestion): ForcedChoice {
    const groups = Object.fromEntries(
      Object.entries(this.#groups).map(([bloc, members]) => [bloc, members.filter((c) => c !== country)]),
    );
    return forcedChoice(this.#baseline(deficits, {}), country, partner, other, {
      groups: { countries: groups },
    });
  }

  #baseline(deficits: Deficits, elasticities: Readonly<Record<string, number>>): Baseline {
    const key = JSON.stringify([deficits, Object.entries(elasticities).sort()]);
    const solved = this.#baselines.get(key) ?? solveBaseline(this.#data, { deficits, elasticities });
    this.#baselines.set(key, solved);
    return solved;
  }
}

function flowsBetween(simulation: Simulation, [a, b]: readonly [string, string]): PairFlow[] {
  return flowRows(simulation)
    .filter((r) => (r.exporter === a && r.importer === b) || (r.exporter === b && r.importer === a))
    .map((r) => ({
      exporter: r.exporter,
      importer: r.importer,
      sector: r.sector,
      before: r.valueBefore,
      after: r.valueAfter,
    }));
}
