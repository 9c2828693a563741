import { UsageError } from "../errors.ts";
import { solveTrade, welfareChange } from "../kernels/index.ts";
import type { Baseline } from "./baseline.ts";
import { countryPositions, type ScenarioGroups, tradeShock } from "./sanctions.ts";

export interface ForcedChoice {
  readonly country: string;
  readonly losing: readonly {
    readonly partner: string;
    /** Exact welfare change of `country`, fraction; -1 when the cost is infinite. */
    readonly welfare: number;
    /** A good it buys would have no supplier left. */
    readonly infinite: boolean;
    readonly converged: boolean;
    readonly residual: number;
  }[];
  /** The partner whose loss costs more; null when the two cost the same or both are infinite. */
  readonly costlier: string | null;
  /** Cost of losing the first over cost of losing the second; null where either is infinite or zero. */
  readonly ratio: number | null;
}

/**
 * Forced to choose: what it costs `country` to lose all trade with `a`, against losing all trade with `b`.
 * Partners may be groups. Only the country's own trade is cut; everybody else goes on trading.
 */
export function forcedChoice(
  baseline: Baseline,
  country: string,
  a: string,
  b: string,
  { sectors = ["all"], groups = {} }: { sectors?: readonly string[]; groups?: ScenarioGroups } = {},
): ForcedChoice {
  const [n] = countryPositions(baseline, [country], groups) as [number];
  const losing = [a, b].map((partner) => {
    if (countryPositions(baseline, [partner], groups).includes(n))
      throw new UsageError(`${country} is itself ${partner}, or one of it: choose other partners`);
    const shock = tradeShock(
      baseline,
      [
        {
          senders: [country],
          target: [partner],
          side: "both",
          sectors: [...sectors],
          kind: "cut-off",
          share: 1,
        },
      ],
      groups,
    );
    const solved = solveTrade(baseline.economy, shock);
    const infinite = solved.unsupplied.length > 0;
    return {
      partner,
      welfare: infinite ? -1 : (welfareChange(baseline.economy, solved).welfare[n] as number),
      infinite,
      converged: solved.converged,
      residual: solved.residual,
    };
  });
  const [first, second] = losing as [(typeof losing)[number], (typeof losing)[number]];
  const comparable = !first.infinite && !second.infinite && second.welfare !== 0;
  return {
    country: baseline.data.countryCodes[n] as string,
    losing,
    costlier: first.welfare === second.welfare ? null : first.welfare < second.welfare ? a : b,
    ratio: comparable ? first.welfare / second.welfare : null,
  };
}
