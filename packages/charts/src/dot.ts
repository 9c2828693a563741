import { horizontalAxis } from "./axis.ts";
import { type Bar, ranked, valueColumn } from "./bar.ts";
import { type Draft, type Drawn, keysOf, subjects } from "./draft.ts";
import { textWidth } from "./measure.ts";
import { rowLayout } from "./rows.ts";
import { textAt } from "./svg.ts";
import { paletteFor, SIZE } from "./theme.ts";

const MOST = 30;

/** Dots with their intervals, a row for each category; several series share a row, joined by a thin line. */
export function drawDot(draft: Draft): Drawn {
  const { pen, theme, width, hint, input } = draft;
  const [category] = valueColumn(draft);
  const split = hint.series !== undefined && hint.series !== category ? hint.series : undefined;
  const rows = grouped(draft, category);
  const shown = rows.slice(0, MOST);
  const bars = shown.flatMap((row) => row.bars);
  const seriesKeys = split ? keysOf(input.rows, split) : [];
  const chosen = split
    ? seriesKeys
    : subjects(
        draft,
        shown.map((row) => row.code),
      );
  const palette = paletteFor(
    theme,
    chosen.length > 0 ? chosen : split ? [] : shown.slice(0, 1).map((row) => row.code),
  );
  const values = bars.flatMap((b) => [b.value, b.low, b.high]).filter((v) => v !== null);
  const layout = rowLayout(
    draft,
    shown.map((row) => row.name),
    4,
    true,
  );
  const texts = shown.map((row) =>
    row.bars.every((b) => b.value === null) ? "no data" : split ? "" : draft.format(row.bars[0]?.value),
  );
  const right = Math.max(0, ...texts.map((t) => textWidth(t, SIZE.label))) + 12;
  const bottom = 4 + shown.length * layout.rowHeight;
  const axis = horizontalAxis(draft, values, layout.left + 8, width - right, false);
  const nodes: SVGElement[] = axis.draw(4, bottom);
  const points = shown.flatMap((row, i) => {
    const y = layout.middle(i);
    const strong = !split && palette.highlighted.has(row.code);
    nodes.push(layout.label(i, row.name, strong));
    const known = row.bars.filter((b) => b.value !== null);
    if (known.length > 1) {
      const xs = known.map((b) => axis.at(b.value as number));
      nodes.push(
        pen.element("path", {
          d: `M${r(Math.min(...xs))},${y}H${r(Math.max(...xs))}`,
          stroke: theme.grey,
          "stroke-width": 1.5,
          fill: "none",
        }),
      );
    }
    for (const bar of known) {
      const x = axis.at(bar.value as number);
      const colour = split ? palette.colour(bar.key) : strong ? palette.colour(row.code) : theme.quiet;
      if (bar.low !== null && bar.high !== null)
        nodes.push(
          pen.element("path", {
            d: `M${r(axis.at(bar.low))},${y}H${r(axis.at(bar.high))}`,
            stroke: colour,
            "stroke-width": 2,
            "stroke-opacity": 0.6,
            fill: "none",
            "data-role": "interval",
          }),
        );
      nodes.push(
        pen.element("circle", {
          cx: x,
          cy: y,
          r: 5,
          fill: bar.status === "reported" ? colour : theme.background,
          stroke: colour,
          "stroke-width": 2,
          ...(bar.status === "mirrored" ? { "stroke-dasharray": "3 2" } : {}),
        }),
      );
    }
    if (texts[i])
      nodes.push(
        textAt(pen, width, y + 4.5, texts[i], {
          size: SIZE.label,
          fill: known.length ? theme.text : theme.quiet,
          bold: strong && known.length > 0,
          anchor: "end",
          role: "label",
        }),
      );
    return known.map((b) => ({
      x: axis.at(b.value as number),
      y,
      label: row.name,
      series: b.key,
      text: `${split ? b.label : row.name}: ${draft.format(b.value, false)}${b.low === null || b.high === null ? "" : ` (${draft.format(b.low, false)} to ${draft.format(b.high, false)})`}`,
      row: b.row,
    }));
  });
  const statuses = new Set(bars.map((b) => b.status));
  return {
    group: pen.element("g", {}, ...nodes),
    height: bottom + 24,
    key: [
      ...seriesKeys.map((key) => ({
        shape: "dot" as const,
        colour: palette.colour(key),
        text: draft.name(key, split),
      })),
      ...(bars.some((b) => b.low !== null)
        ? [{ shape: "line" as const, colour: theme.quiet, text: "interval" }]
        : []),
      ...(statuses.has("mirrored") || statuses.has("estimated")
        ? [{ shape: "ring" as const, colour: theme.quiet, text: "hollow: mirrored or estimated" }]
        : []),
    ],
    notes: [
      ...(axis.log ? ["Logarithmic axis: equal distances are equal ratios."] : []),
      ...(rows.length > shown.length ? [`The first ${shown.length} of ${rows.length} rows are drawn.`] : []),
    ],
    points,
    summary: `Dot plot of ${shown.length} rows. ${points
      .slice(0, 6)
      .map((p) => `${p.text}.`)
      .join(" ")}`,
  };
}

function grouped(draft: Draft, category: string): { code: string; name: string; bars: Bar[] }[] {
  const found = new Map<string, { code: string; name: string; bars: Bar[] }>();
  for (const bar of ranked(draft)) {
    const code = String(bar.row[category] ?? "");
    const entry = found.get(code) ?? { code, name: draft.name(code, category, bar.row), bars: [] };
    entry.bars.push(bar);
    found.set(code, entry);
  }
  return [...found.values()];
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
