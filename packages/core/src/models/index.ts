export { type AutarkyGains, type AutarkyOptions, gainsFromTradeTable } from "./autarky.ts";
export {
  type Baseline,
  type BaselineOptions,
  type Deficits,
  solveBaseline,
  type TradeData,
  tradeDataFromTable,
} from "./baseline.ts";
export {
  type CoalitionResult,
  type CoalitionSweep,
  type Contribution,
  contributions,
  everySubset,
  sweepCoalitions,
} from "./coalitions.ts";
export { ONE_SECTOR_ELASTICITY, WIOD_31_SECTORS, WIOD_ELASTICITIES } from "./elasticities.ts";
export { type ForcedChoice, forcedChoice } from "./forced-choice.ts";
export {
  type AggregationMapping,
  aggregateTable,
  cleanTable,
  type InputOutputTable,
  type TableNotes,
} from "./io-table.ts";
export { oneSectorData } from "./one-sector.ts";
export { runScenario, type ScenarioResult } from "./run-scenario.ts";
export { countryPositions, decoupling, type ScenarioGroups, sectorShares, tradeShock } from "./sanctions.ts";
export {
  checkScenario,
  parseScenario,
  SCENARIO_OUTPUTS,
  type Scenario,
  type ScenarioShock,
  scenarioSchema,
} from "./scenario.ts";
export {
  firstOrder,
  type SimulateOptions,
  type Simulation,
  simulate,
  unsuppliedNames,
  type WelfareParts,
} from "./simulate.ts";
export {
  type CountryRow,
  countryRows,
  type FlowRow,
  flowRows,
  type SectorRow,
  sectorRows,
} from "./simulation-rows.ts";
export { type Band, bandsText, elasticityBands, type UncertaintyOptions } from "./uncertainty.ts";
