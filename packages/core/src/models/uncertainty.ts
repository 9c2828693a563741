import { quantile, random } from "../kernels/index.ts";
import { type Baseline, solveBaseline, type TradeData } from "./baseline.ts";

export interface UncertaintyOptions {
  readonly draws?: number;
  readonly seed?: number;
  /** Standard deviation of log elasticities. Default 0.3. */
  readonly spread?: number;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface Band {
  readonly low: Float64Array;
  readonly median: Float64Array;
  readonly high: Float64Array;
  /** Draws that gave an answer; the others did not converge, and are left out and counted here. */
  readonly solved: number;
  readonly draws: number;
}

/**
 * Redoes a calculation with elasticities drawn around the data's: θ exp(spread × z), each sector its own z, the
 * baseline solved anew with each draw. Returns the 5th, 50th and 95th percentile of each figure.
 *
 * @param measure figures of one draw, or null where it has none.
 */
export function elasticityBands(
  data: TradeData,
  deficits: Baseline["deficits"],
  measure: (baseline: Baseline) => Float64Array | null,
  { draws = 100, seed = 1, spread = 0.3, onProgress }: UncertaintyOptions = {},
): Band {
  const source = random(seed);
  const found: Float64Array[] = [];
  for (let d = 0; d < draws; d++) {
    const theta = data.theta.map((value) => value * Math.exp(spread * source.normal()));
    const figures = measure(solveBaseline({ ...data, theta }, { deficits }));
    if (figures) found.push(figures);
    onProgress?.(d + 1, draws);
  }
  const size = found[0]?.length ?? 0;
  const at = (q: number) =>
    Float64Array.from({ length: size }, (_, k) =>
      quantile(
        Float64Array.from(found, (f) => f[k] as number),
        q,
      ),
    );
  return { low: at(0.05), median: at(0.5), high: at(0.95), solved: found.length, draws };
}

/** What bands are, in the words that stand under every picture of them. */
export function bandsText({
  draws,
  solved,
  seed,
  spread,
}: Pick<Band, "draws" | "solved"> & Required<Pick<UncertaintyOptions, "seed" | "spread">>): string {
  const left = solved < draws ? `, ${draws - solved} without an answer left out` : "";
  return `intervals: 5th to 95th percentile of ${draws} draws of the trade elasticities (log-normal, spread ${spread}, seed ${seed}${left})`;
}
