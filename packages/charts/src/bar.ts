import { barX, ruleX } from "@observablehq/plot";
import type { Row } from "@tightrope/core";
import {
  columnOf,
  type Draft,
  type Drawn,
  isNumeric,
  type KeyItem,
  numberIn,
  type Status,
  statusIn,
  subjects,
} from "./draft.ts";
import { hatch } from "./key.ts";
import { clampText, textWidth } from "./measure.ts";
import { plotArea } from "./plot-area.ts";
import { textAt } from "./svg.ts";
import { paletteFor, SIZE } from "./theme.ts";
import { timesOf } from "./time.ts";

export interface Bar {
  /** Unique in the chart. */
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly status: Status;
  readonly row: Row;
}

/** More rows than this make a table, not a picture. */
const MOST = 30;

/** Horizontal bars from zero, largest first unless the categories are times. */
export function drawBar(draft: Draft): Drawn {
  const { pen, theme, width, narrow } = draft;
  const all = ranked(draft);
  const bars = all.slice(0, MOST);
  const keys = bars.map((b) => b.key);
  const chosen = subjects(draft, [...new Set(keys)]);
  const values = bars.flatMap((b) => [b.value, b.low, b.high]).filter((v) => v !== null);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values) || (low < 0 ? 0 : 1);
  const palette = paletteFor(theme, chosen.length > 0 || low < 0 ? chosen : keys.slice(0, 1));

  const weight = (b: Bar) => (palette.highlighted.has(b.key) ? "semibold" : "regular");
  const longest = Math.max(...bars.map((b) => textWidth(b.label, SIZE.label, weight(b))), 0);
  const above = longest > width * (narrow ? 0.34 : 0.42);
  const left = above ? 0 : longest + 10;
  const rowHeight = above ? 38 : 26;
  const texts = bars.map((b) => (b.value === null ? "no data" : draft.format(b.value)));
  const ends = Math.max(...texts.map((t) => textWidth(t, SIZE.label, "semibold")), 0) + 10;
  const right = ends;
  const negative = low < 0 ? ends : 0;
  const height = bars.length * rowHeight + 6;

  const fill = (b: Bar): string => {
    const colour = palette.colour(b.key);
    return b.status === "mirrored" ? hatch(draft, colour) : colour;
  };
  const area = plotArea(draft, {
    height,
    marginLeft: left + negative,
    marginRight: right,
    marginTop: 2,
    marginBottom: 4,
    x: { domain: [low, high], axis: null },
    y: { type: "band", domain: bars.map((b) => b.id), axis: null, padding: 0 },
    marks: (["reported", "mirrored", "estimated"] as const)
      .map((status) =>
        barX(
          bars.filter((b) => b.status === status && b.value !== null),
          {
            x1: 0,
            x2: "value",
            y: "id",
            fill,
            insetTop: above ? 18 : 4,
            insetBottom: above ? 5 : 4,
            ...(status === "estimated" ? { fillOpacity: 0.4 } : {}),
            ...(status === "reported" ? {} : { stroke: (b: Bar) => palette.colour(b.key), strokeWidth: 1 }),
          },
        ),
      )
      .concat([ruleX([0], { stroke: theme.quiet, strokeWidth: 1 }) as never]),
  });

  bars.forEach((bar, i) => {
    const top = area.y(bar.id);
    const middle = above ? top + 25.5 : top + rowHeight / 2;
    const strong = palette.highlighted.has(bar.key);
    const [label = ""] = clampText(
      bar.label,
      above ? width : left - 8,
      SIZE.label,
      1,
      strong ? "semibold" : "regular",
    );
    area.group.appendChild(
      textAt(pen, above ? (low < 0 ? 0 : 5) : left - 8, above ? top + 14 : middle + 4.5, label, {
        size: SIZE.label,
        fill: theme.text,
        bold: strong,
        anchor: above ? "start" : "end",
        role: "label",
      }),
    );
    const value = bar.value ?? 0;
    const end = area.x(value < 0 ? Math.min(value, bar.low ?? value) : Math.max(value, bar.high ?? value));
    if (bar.low !== null && bar.high !== null && bar.value !== null) {
      const [a, b] = [area.x(bar.low), area.x(bar.high)];
      area.group.appendChild(
        pen.element("path", {
          d: `M${r(a)},${r(middle)}H${r(b)}M${r(a)},${r(middle - 4)}v8M${r(b)},${r(middle - 4)}v8`,
          stroke: theme.text,
          "stroke-width": 1.25,
          fill: "none",
          "data-role": "interval",
        }),
      );
    }
    area.group.appendChild(
      textAt(pen, end + (value < 0 ? -5 : 5), middle + 4.5, texts[i] as string, {
        size: SIZE.label,
        fill: bar.value === null ? theme.quiet : theme.text,
        bold: strong && bar.value !== null,
        anchor: value < 0 ? "end" : "start",
        role: "label",
      }),
    );
  });

  return {
    group: area.group,
    height,
    key: barKey(draft, bars),
    notes: all.length > bars.length ? [`The first ${bars.length} of ${all.length} rows are drawn.`] : [],
    points: bars.map((b) => ({
      x: area.x(b.value ?? 0),
      y: area.y(b.id) + rowHeight / 2,
      label: b.label,
      series: b.key,
      text: `${b.label}: ${draft.format(b.value, false)}${b.status === "reported" ? "" : ` (${b.status})`}`,
      row: b.row,
    })),
    summary: `Bar chart of ${bars.length} rows${columnOf(draft.input, valueColumn(draft)[1])?.unit ? ` in ${columnOf(draft.input, valueColumn(draft)[1])?.unit}` : ""}, largest first. ${bars
      .slice(0, 5)
      .map((b) => `${b.label}: ${draft.format(b.value, false)}.`)
      .join(" ")}`,
  };
}

/** The category and value columns, whichever way round the hint names them. */
export function valueColumn(draft: Draft): [category: string, value: string] {
  const { input, hint } = draft;
  return isNumeric(input, hint.x) && !isNumeric(input, hint.y) ? [hint.y, hint.x] : [hint.x, hint.y];
}

/** Rows as bars: largest first, missing last; times stay in their order. */
export function ranked(draft: Draft): Bar[] {
  const { input, hint } = draft;
  const [category, measured] = valueColumn(draft);
  const split = hint.series !== undefined && hint.series !== category ? hint.series : undefined;
  const bars = input.rows.map((row, i): Bar => {
    const status = statusIn(row, hint.status);
    const name = draft.name(row[category] ?? "", category, row);
    return {
      id: String(i),
      key: String(row[split ?? category] ?? ""),
      label: split ? `${name}, ${draft.name(row[split] ?? "", split, row)}` : name,
      value: status === "missing" ? null : numberIn(row, measured),
      low: numberIn(row, hint.low),
      high: numberIn(row, hint.high),
      status,
      row,
    };
  });
  const temporal =
    columnOf(input, category)?.type === "date" ||
    (/year|period|month/i.test(category) &&
      timesOf(input.rows.map((row) => row[category])).every((t) => t !== undefined));
  if (temporal) return bars;
  return bars.sort((a, b) => (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY));
}

export function barKey(draft: Draft, bars: readonly Pick<Bar, "status" | "low">[]): KeyItem[] {
  const statuses = new Set(bars.map((b) => b.status));
  const colour = draft.theme.quiet;
  const marked = statuses.has("mirrored") || statuses.has("estimated");
  return [
    ...(marked && statuses.has("reported") ? [{ shape: "bar" as const, colour, text: "reported" }] : []),
    ...(statuses.has("mirrored")
      ? [{ shape: "hatched" as const, colour, text: "mirrored or reconciled" }]
      : []),
    ...(statuses.has("estimated") ? [{ shape: "light" as const, colour, text: "estimated" }] : []),
    ...(bars.some((b) => b.low !== null)
      ? [{ shape: "interval" as const, colour: draft.theme.text, text: "interval" }]
      : []),
  ];
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
