import type { Draft } from "./draft.ts";
import type { ChartEvent } from "./input.ts";
import { textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";
import { decimalYear, timeLabel } from "./time.ts";

/** The two dates against which everything in the worked case is read. */
export const EVENTS: readonly ChartEvent[] = [
  { date: "2014-02", label: "Crimea annexed" },
  { date: "2022-02", label: "invasion of Ukraine" },
];

interface Span {
  readonly first: number;
  readonly last: number;
  /** Usual distance of the points, in years. */
  readonly step: number;
  /** Pixels between which the plot lies, and up to which labels may reach. */
  readonly left: number;
  readonly right: number;
  readonly outer: number;
}

/** Rules for the events inside the span, with labels in as many rows above the plot as they need. */
export function eventRules(
  draft: Draft,
  span: Span,
): { rules: { time: number }[]; height: number; draw(x: (time: number) => number): SVGElement[] } {
  const { pen, theme, narrow } = draft;
  const found = (draft.options.events ?? EVENTS).flatMap((event) => {
    const time = decimalYear(event.date);
    if (time === undefined || time <= span.first || time >= span.last) return [];
    const date = timeLabel(time);
    return [{ time, text: narrow ? date : `${date}: ${event.label}` }];
  });
  const rowHeight = SIZE.foot + 4;
  const rows: number[] = [];
  const placed = found.map(({ time, text }) => {
    const x = span.left + ((time - span.first) / (span.last - span.first)) * (span.right - span.left);
    const width = textWidth(text, SIZE.foot);
    const flip = x + 4 + width > span.outer;
    const start = flip ? x - 4 - width : x + 4;
    let row = rows.findIndex((end) => end < start);
    if (row < 0) row = rows.length;
    rows[row] = start + width + 8;
    return { time, text, row, flip };
  });
  return {
    rules: found,
    height: rows.length * rowHeight,
    draw: (x) =>
      placed.map(({ time, text, row, flip }) =>
        textAt(pen, x(time) + (flip ? -4 : 4), SIZE.foot + row * rowHeight, text, {
          size: SIZE.foot,
          fill: theme.quiet,
          anchor: flip ? "end" : "start",
          role: "event",
        }),
      ),
  };
}
