import {
  type CoalitionResult,
  type CountryRow,
  countryRows,
  type FlowRow,
  flowRows,
  runScenario,
  type Scenario,
  type ScenarioGroups,
  type ScenarioShock,
  type SectorRow,
  sectorRows,
  solveBaseline,
  sweepCoalitions,
  type TradeData,
} from "../models/solve.ts";

/** A question to the trade model as plain data, so that it can be answered in another thread. */
export type ModelTask =
  | {
      readonly kind: "scenario";
      readonly data: TradeData;
      readonly scenario: Scenario;
      readonly groups: ScenarioGroups;
      readonly output: "countries" | "sectors" | "flows";
    }
  | {
      readonly kind: "coalitions";
      readonly data: TradeData;
      readonly deficits: Scenario["deficits"];
      readonly target: readonly string[];
      readonly shocks: readonly Omit<ScenarioShock, "senders" | "target">[];
      readonly subsets: readonly (readonly string[])[];
      readonly groups: ScenarioGroups;
    };

/** What a scenario comes to, without the arrays it was solved with. */
export interface ScenarioAnswer {
  readonly converged: boolean;
  readonly iterations: number;
  readonly residual: number;
  readonly countries: readonly CountryRow[];
  readonly sectors: readonly SectorRow[];
  readonly flows: readonly FlowRow[];
  readonly bands: {
    readonly low: Float64Array;
    readonly high: Float64Array;
    readonly solved: number;
    readonly draws: number;
  } | null;
}

export interface Answers {
  readonly scenario: ScenarioAnswer;
  readonly coalitions: readonly CoalitionResult[];
}

export interface TaskHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Answers a task here, in this thread. Where it runs never changes a digit of the answer. */
export async function answer<K extends ModelTask["kind"]>(
  task: Extract<ModelTask, { kind: K }>,
  hooks?: TaskHooks,
): Promise<Answers[K]>;
export async function answer(
  task: ModelTask,
  hooks: TaskHooks = {},
): Promise<ScenarioAnswer | readonly CoalitionResult[]> {
  if (task.kind === "coalitions")
    return sweepCoalitions(solveBaseline(task.data, { deficits: task.deficits }), {
      target: task.target,
      shocks: task.shocks,
      subsets: task.subsets,
      groups: task.groups,
      ...hooks,
    });
  const { simulation, bands } = runScenario(task.data, task.scenario, task.groups, hooks);
  return {
    converged: simulation.converged,
    iterations: simulation.iterations,
    residual: simulation.residual,
    countries: task.output === "countries" ? countryRows(simulation) : [],
    sectors: task.output === "sectors" ? sectorRows(simulation) : [],
    flows: task.output === "flows" ? flowRows(simulation) : [],
    bands: bands ? { low: bands.low, high: bands.high, solved: bands.solved, draws: bands.draws } : null,
  };
}
