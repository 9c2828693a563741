import type { Baseline, TradeData } from "./baseline.ts";
import { solveBaseline } from "./baseline.ts";
import { type ScenarioGroups, tradeShock } from "./sanctions.ts";
import type { Scenario } from "./scenario.ts";
import { type SimulateOptions, type Simulation, simulate } from "./simulate.ts";
import { type Band, elasticityBands, type UncertaintyOptions } from "./uncertainty.ts";

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  /** Bands of exact welfare by country, when the scenario asks for draws. */
  readonly bands: Band | null;
}

/**
 * Runs a scenario on data: baseline under the scenario's closure and elasticities, shocks, solution, bands.
 *
 * @param data the baseline data the caller found under `scenario.baseline`.
 */
export function runScenario(
  data: TradeData,
  scenario: Scenario,
  groups: ScenarioGroups = {},
  { onProgress, ...options }: SimulateOptions & Pick<UncertaintyOptions, "onProgress"> = {},
): ScenarioResult {
  const { deficits, elasticities, numeraire, decompose, uncertainty } = scenario;
  const baseline = solveBaseline(data, { deficits, elasticities });
  const ask = (base: Baseline, more: SimulateOptions) =>
    simulate(base, tradeShock(base, scenario.shocks, groups), { ...options, numeraire, ...more });
  const simulation = ask(baseline, { decompose });
  const bands = uncertainty
    ? elasticityBands(
        baseline.data,
        deficits,
        (base) => {
          const { converged, welfare } = ask(base, { decompose: false });
          return converged ? welfare : null;
        },
        onProgress ? { ...uncertainty, onProgress } : uncertainty,
      )
    : null;
  return Object.freeze({ scenario, simulation, bands });
}
