import { CancelledError } from "../errors.ts";
import { solveTrade, type TradeEquilibrium, welfareChange } from "../kernels/index.ts";
import type { Baseline } from "./baseline.ts";
import { type ScenarioGroups, tradeShock } from "./sanctions.ts";
import type { ScenarioShock } from "./scenario.ts";

export interface CoalitionSweep {
  readonly target: readonly string[];
  /** What each member imposes; senders are filled in. */
  readonly shock: Omit<ScenarioShock, "senders" | "target">;
  /** Each subset to solve, as country codes. */
  readonly subsets: readonly (readonly string[])[];
  readonly groups?: ScenarioGroups;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface CoalitionResult {
  readonly members: readonly string[];
  /** Exact welfare change of every country of the baseline, fractions; null when some cost is infinite. */
  readonly welfare: Float64Array | null;
  readonly converged: boolean;
  readonly residual: number;
  /** Countries a cut-off left without any supplier of a good they buy: their cost is infinite. */
  readonly infinite: readonly string[];
}

/**
 * Solves one sanction for many coalitions. Subsets that follow one another are alike, so each starts from the last
 * solution; the order of subsets never changes an answer beyond the tolerance. Yields to the event loop between solves, so that it can be cancelled.
 */
export async function sweepCoalitions(baseline: Baseline, sweep: CoalitionSweep): Promise<CoalitionResult[]> {
  const { economy, data } = baseline;
  const results: CoalitionResult[] = [];
  let last: TradeEquilibrium | null = null;
  for (const members of sweep.subsets) {
    if (sweep.signal?.aborted) throw new CancelledError();
    if (members.length === 0) {
      results.push({
        members,
        welfare: new Float64Array(economy.countries),
        converged: true,
        residual: 0,
        infinite: [],
      });
      continue;
    }
    const shock = tradeShock(
      baseline,
      [{ ...sweep.shock, senders: [...members], target: [...sweep.target] }],
      sweep.groups,
    );
    const solved: TradeEquilibrium = solveTrade(
      economy,
      shock,
      last ? { tolerance: 1e-11, start: last } : { tolerance: 1e-11 },
    );
    const infinite = [...new Set(solved.unsupplied.map((u) => data.countryCodes[u.importer] as string))];
    if (solved.converged) last = solved;
    results.push({
      members,
      welfare: infinite.length > 0 ? null : welfareChange(economy, solved).welfare,
      converged: solved.converged,
      residual: solved.residual,
      infinite,
    });
    sweep.onProgress?.(results.length, sweep.subsets.length);
    if (results.length % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return results;
}

/** Every non-empty subset of up to 16 candidates, in an order in which neighbours differ by one member (Gray code). */
export function everySubset(candidates: readonly string[]): string[][] {
  if (candidates.length > 16)
    throw new RangeError(`${candidates.length} candidates have too many subsets; name at most 16`);
  const subsets: string[][] = [];
  for (let k = 1; k < 2 ** candidates.length; k++) {
    const gray = k ^ (k >> 1);
    subsets.push(candidates.filter((_, b) => (gray >> b) & 1));
  }
  return subsets;
}
