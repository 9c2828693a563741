import type { Draft } from "./draft.ts";
import { logTicks, niceDomain, niceTicks } from "./scale.ts";
import type { LinePoint } from "./series.ts";

/** Domain and ticks of the value axis: from zero unless that would flatten the lines, logarithmic when asked. */
export function valueAxis(
  draft: Draft,
  points: readonly Pick<LinePoint, "value" | "low" | "high">[],
): { domain: [number, number]; ticks: number[]; log: boolean; cut: boolean } {
  const values = points.flatMap((p) => [p.value, p.low, p.high]).filter((v) => v !== null);
  const log = draft.hint.scale === "log" && values.some((v) => v > 0);
  if (log) {
    const positive = values.filter((v) => v > 0);
    const low = Math.min(...positive) * 0.9;
    const high = Math.max(...positive) * 1.1;
    return { domain: [low, high], ticks: logTicks(low, high), log, cut: false };
  }
  const low = values.length ? Math.min(...values) : 0;
  const high = values.length ? Math.max(...values) : 1;
  const count = draft.narrow ? 4 : 5;
  const flat = low > 0 && (high - low) / high < 0.2;
  const domain = niceDomain(
    flat ? low : Math.min(0, low),
    flat && high === low ? low * 1.1 : Math.max(0, high),
    count,
  );
  return { domain, ticks: niceTicks(domain[0], domain[1], count), log, cut: domain[0] > 0 };
}
