import type { Draft } from "./draft.ts";
import { textWidth } from "./measure.ts";
import { logTicks, niceTicks } from "./scale.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

export interface Axis {
  at(value: number): number;
  readonly log: boolean;
  /** Grid lines from `top` to `bottom` with their labels under them. */
  draw(top: number, bottom: number): SVGElement[];
}

/** A horizontal value axis between two pixels; logarithmic when the hint says so and all values are positive. */
export function horizontalAxis(
  draft: Draft,
  values: readonly number[],
  from: number,
  to: number,
  zero: boolean,
): Axis {
  const { pen, theme } = draft;
  const log = draft.hint.scale === "log" && values.length > 0 && values.every((v) => v > 0);
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (values.length === 0) [low, high] = [0, 1];
  if (zero && !log) [low, high] = [Math.min(0, low), Math.max(0, high)];
  if (low === high)
    [low, high] = log ? [low / 2, high * 2] : [low - Math.abs(low || 1) / 2, high + Math.abs(high || 1) / 2];
  const pad = log || zero ? 0 : (high - low) * 0.04;
  const [a, b] = log ? [Math.log(low / 1.1), Math.log(high * 1.1)] : [low - pad, high + pad];
  const at = (value: number) => from + (((log ? Math.log(value) : value) - a) / (b - a)) * (to - from);
  const ticks = log
    ? logTicks(low, high)
    : niceTicks(a, b, Math.max(2, Math.min(6, Math.floor((to - from) / 80))));
  return {
    at,
    log,
    draw(top, bottom) {
      let free = Number.NEGATIVE_INFINITY;
      return ticks.flatMap((tick) => {
        const x = at(tick);
        const rule = pen.element("path", {
          d: `M${Math.round(x * 100) / 100},${top}V${bottom}`,
          stroke: tick === 0 ? theme.quiet : theme.hairline,
          "stroke-width": 1,
          fill: "none",
        });
        const label = draft.format(tick);
        const half = textWidth(label, SIZE.label) / 2;
        if (x - half < free) return [rule];
        free = x + half + 8;
        const anchor = x - half < 0 ? "start" : x + half > draft.width ? "end" : "middle";
        return [
          rule,
          textAt(pen, x, bottom + 16, label, { size: SIZE.label, fill: theme.quiet, anchor, role: "tick" }),
        ];
      });
    },
  };
}
