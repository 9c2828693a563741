/** The part of the models that solves, without what reads files: a thread that only solves starts sooner with it. */
export { type Baseline, solveBaseline, type TradeData } from "./baseline.ts";
export { type CoalitionResult, type CoalitionSweep, FRESH, sweepCoalitions } from "./coalitions.ts";
export { runScenario } from "./run-scenario.ts";
export type { ScenarioGroups } from "./sanctions.ts";
export type { Scenario, ScenarioShock } from "./scenario.ts";
export {
  type CountryRow,
  countryRows,
  type FlowRow,
  flowRows,
  type SectorRow,
  sectorRows,
} from "./simulation-rows.ts";
