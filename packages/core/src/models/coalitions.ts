import { CancelledError } from "../errors.ts";
import { solveTrade, type TradeEquilibrium, welfareChange } from "../kernels/index.ts";
import type { Baseline } from "./baseline.ts";
import { type ScenarioGroups, tradeShock } from "./sanctions.ts";
import type { ScenarioShock } from "./scenario.ts";

export interface CoalitionSweep {
  readonly target: readonly string[];
  /** What each member imposes; senders are filled in. */
  readonly shocks: readonly Omit<ScenarioShock, "senders" | "target">[];
  /** Each subset to solve: country codes or groups. */
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
 * After so many subsets the next starts afresh: then a sweep divided there among threads has the very digits of one
 * that was not.
 */
export const FRESH = 64;

/**
 * Solves one sanction for many coalitions. Subsets that follow one another are alike, so each starts from the last
 * solution; the order of subsets never changes an answer beyond the tolerance. Yields to the event loop between
 * solves, so that it can be cancelled.
 */
export async function sweepCoalitions(baseline: Baseline, sweep: CoalitionSweep): Promise<CoalitionResult[]> {
  const { economy, data } = baseline;
  const results: CoalitionResult[] = [];
  let last: TradeEquilibrium | null = null;
  for (const members of sweep.subsets) {
    if (sweep.signal?.aborted) throw new CancelledError();
    if (results.length % FRESH === 0) last = null;
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
      sweep.shocks.map((s) => ({ ...s, senders: [...members], target: [...sweep.target] })),
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
    if (results.length % 8 === 0) {
      sweep.onProgress?.(results.length, sweep.subsets.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  sweep.onProgress?.(results.length, sweep.subsets.length);
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

/** What joining does to a figure of a coalition, over every coalition that can be joined. */
export interface Contribution {
  readonly member: string;
  /** Mean over all orders of joining (Shapley value): the contributions of all members add up to the whole. */
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Contributions of each member, from a figure of every subset (0 for the empty one); null where a figure is missing.
 *
 * @param figures by subset in the order of `everySubset`.
 */
export function contributions(
  candidates: readonly string[],
  figures: readonly (number | null)[],
): Contribution[] | null {
  const n = candidates.length;
  const byMask = new Map<number, number>([[0, 0]]);
  for (const [k, figure] of figures.entries()) {
    if (figure === null) return null;
    const at = k + 1;
    byMask.set(at ^ (at >> 1), figure);
  }
  const factorial = (m: number): number => (m <= 1 ? 1 : m * factorial(m - 1));
  return candidates.map((member, b) => {
    let mean = 0;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let mask = 0; mask < 2 ** n; mask++) {
      if ((mask >> b) & 1) continue;
      const gain = (byMask.get(mask | (1 << b)) as number) - (byMask.get(mask) as number);
      let size = 0;
      for (let c = 0; c < n; c++) size += (mask >> c) & 1;
      mean += (gain * factorial(size) * factorial(n - size - 1)) / factorial(n);
      least = Math.min(least, gain);
      most = Math.max(most, gain);
    }
    return { member, mean, least, most };
  });
}
