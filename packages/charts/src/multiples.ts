import { gridY, line, ruleX, ruleY } from "@observablehq/plot";
import { type ChartPoint, type Draft, type Drawn, formatOfUnit, subjects } from "./draft.ts";
import { EVENTS } from "./events.ts";
import { formatByHint } from "./format.ts";
import { clampText, textWidth } from "./measure.ts";
import { plotArea } from "./plot-area.ts";
import { runsOf } from "./runs.ts";
import { type LinePoint, type LineSeries, lastKnown, lineSeries } from "./series.ts";
import { textAt } from "./svg.ts";
import { hasFixedColour, paletteFor, SIZE } from "./theme.ts";
import { decimalYear, timeLabel, timeStep } from "./time.ts";
import { valueAxis } from "./value-axis.ts";

const MOST = 24;

/**
 * A panel for each series on shared axes: many lines side by side where on top of one another they would tangle. Where
 * a column names units, panels of one unit share an axis, and each says its unit.
 */
export function drawMultiples(draft: Draft): Drawn {
  const { pen, theme, width, narrow } = draft;
  const all = lineSeries(draft).filter((s) => lastKnown(s));
  const series = all.slice(0, MOST);
  const scales = scalesOf(draft, series);
  const log = [...scales.values()].some((scale) => scale.log);
  const columns = Math.max(narrow ? 2 : 3, Math.min(6, Math.floor(width / 220), series.length));
  const gap = narrow ? 12 : 24;
  const panelWidth = (width - gap * (columns - 1)) / columns;
  const times = series[0]?.points.map((p) => p.time) ?? [];
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const step = timeStep(times);
  const marginLeft =
    Math.max(...[...scales.values()].flatMap((s) => s.ticks.map((t) => textWidth(s.format(t), SIZE.foot)))) +
    6;
  const keys = series.map((s) => s.key);
  const chosen = [...new Set([...subjects(draft, keys), ...keys.filter(hasFixedColour)])];
  const palette = paletteFor(theme, chosen);
  const events = (draft.options.events ?? EVENTS)
    .flatMap((e) => decimalYear(e.date) ?? [])
    .filter((t) => t > first && t < last);
  const figureOf = (s: LineSeries) => {
    const { format, unit } = scales.get(unitOf(draft, s)) as Scale;
    return `${format(lastKnown(s)?.value ?? null)}${unit}`;
  };
  // A name that does not fit beside its value takes a second line, in every panel, so that plots stay level.
  const headings = series.map((s) =>
    clampText(s.label, panelWidth - textWidth(figureOf(s), SIZE.label) - 8, SIZE.label, 2, "semibold"),
  );
  const above = 26 + 17 * (Math.max(1, ...headings.map((lines) => lines.length)) - 1);
  const panelHeight = (narrow ? 106 : 134) + above;
  const nodes: SVGElement[] = [];
  const points: ChartPoint[] = [];
  series.forEach((s, i) => {
    const { domain, ticks: few, log: logarithmic, format, unit } = scales.get(unitOf(draft, s)) as Scale;
    const [x, y] = [(i % columns) * (panelWidth + gap), Math.floor(i / columns) * (panelHeight + 10)];
    const own = palette.highlighted.has(s.key);
    const colour = own ? palette.colour(s.key) : theme.quiet;
    const name = headings[i] as string[];
    const runs = runsOf([s], step, () => colour);
    const area = plotArea(
      { ...draft, width: panelWidth },
      {
        height: panelHeight,
        marginLeft,
        marginRight: 6,
        marginTop: above,
        marginBottom: 22,
        x: { type: "linear", domain: [first, last], axis: null },
        y: { type: logarithmic ? "log" : "linear", domain, axis: null },
        marks: [
          gridY(few, { stroke: theme.hairline, strokeOpacity: 1 }),
          ...(logarithmic || domain[0] > 0 ? [] : [ruleY([0], { stroke: theme.quiet })]),
          ruleX(events, { stroke: theme.quiet, strokeDasharray: "1 3" }),
          ruleX(s.points.filter(isRange), {
            x: "time",
            y1: "low",
            y2: "high",
            stroke: colour,
            strokeWidth: 4,
            strokeOpacity: 0.3,
          }),
          ...(["reported", "mirrored", "estimated"] as const).map((status) =>
            line(
              runs
                .filter((run) => run.status === status)
                .flatMap((run) => run.points.map((p) => ({ ...p, run: run.index }))),
              {
                x: "time",
                y: "value",
                z: "run",
                stroke: colour,
                strokeWidth: 2,
                ...(status === "mirrored" ? { strokeDasharray: "5 3" } : {}),
                ...(status === "estimated" ? { strokeOpacity: 0.55 } : {}),
              },
            ),
          ),
        ],
      },
    );
    const panel = pen.element("g", { transform: `translate(${Math.round(x)},${y})` }, area.group);
    name.forEach((text, k) => {
      panel.appendChild(
        textAt(pen, 0, 14 + 17 * k, text, {
          size: SIZE.label,
          fill: own ? colour : theme.text,
          bold: true,
          role: "label",
        }),
      );
    });
    panel.appendChild(
      textAt(pen, panelWidth, 14, figureOf(s), {
        size: SIZE.label,
        fill: theme.text,
        anchor: "end",
        role: "label",
      }),
    );
    panel.appendChild(
      textAt(pen, marginLeft, panelHeight - 6, timeLabel(first), {
        size: SIZE.foot,
        fill: theme.quiet,
        role: "tick",
      }),
    );
    panel.appendChild(
      textAt(pen, panelWidth - 2, panelHeight - 6, timeLabel(last), {
        size: SIZE.foot,
        fill: theme.quiet,
        anchor: "end",
        role: "tick",
      }),
    );
    for (const tick of few)
      panel.appendChild(
        textAt(pen, marginLeft - 6, area.y(tick) + 4, format(tick), {
          size: SIZE.foot,
          fill: theme.quiet,
          anchor: "end",
          role: "tick",
        }),
      );
    nodes.push(panel);
    for (const p of s.points)
      if (p.row && p.value !== null)
        points.push({
          x: Math.round(x) + area.x(p.time),
          y: y + area.y(p.value),
          label: timeLabel(p.time),
          series: s.key,
          text: `${s.label}, ${timeLabel(p.time)}: ${format(p.value, false)}${unit}`,
          row: p.row,
        });
  });
  const statuses = new Set(series.flatMap((s) => s.points.map((p) => p.status)));
  return {
    group: pen.element("g", {}, ...nodes),
    height: Math.ceil(series.length / columns) * (panelHeight + 10),
    key: [
      ...(statuses.has("mirrored") ? [{ shape: "dashed" as const, text: "mirrored or reconciled" }] : []),
      ...(statuses.has("estimated") ? [{ shape: "faint" as const, text: "estimated" }] : []),
      ...(series.some((s) => s.points.some(isRange))
        ? [{ shape: "interval" as const, colour: theme.quiet, text: "range" }]
        : []),
    ],
    notes: [
      scales.size > 1 ? "Panels of one unit share their axes." : "All panels share their axes.",
      ...(events.length > 0 && draft.options.events === undefined
        ? ["Dotted rules: February 2014 and February 2022."]
        : []),
      ...(log ? ["Logarithmic axis: equal distances are equal ratios."] : []),
      ...(all.length > series.length
        ? [`The first ${series.length} of ${all.length} panels are drawn.`]
        : []),
    ],
    points,
    summary: `${series.length} small line charts from ${timeLabel(first)} to ${timeLabel(last)}. At the end: ${series
      .map((s) => {
        const { format, unit } = scales.get(unitOf(draft, s)) as Scale;
        return `${s.label} ${format(lastKnown(s)?.value ?? null, false)}${unit}`;
      })
      .join("; ")}.`,
  };
}

/** Whether a point has a range that is more than the point itself. */
function isRange({ low, high }: LinePoint): boolean {
  return low !== null && high !== null && low !== high;
}

interface Scale {
  readonly domain: [number, number];
  readonly ticks: readonly number[];
  readonly log: boolean;
  readonly format: (value: number | null, short?: boolean) => string;
  /** What follows a figure where the chart has several units and the format does not say it. */
  readonly unit: string;
}

function unitOf({ hint }: Draft, series: LineSeries): string {
  const row = hint.unit === undefined ? undefined : series.points.find((p) => p.row)?.row;
  return row ? String(row[hint.unit as string] ?? "") : "";
}

/** One value axis a unit. */
function scalesOf(draft: Draft, series: readonly LineSeries[]): Map<string, Scale> {
  const scales = new Map<string, Scale>();
  for (const unit of new Set(series.map((s) => unitOf(draft, s)))) {
    const own = series.filter((s) => unitOf(draft, s) === unit);
    const { domain, ticks, log } = valueAxis(
      draft,
      own.flatMap((s) => s.points),
    );
    const format = formatOfUnit(unit);
    scales.set(unit, {
      domain,
      ticks: ticks.length > 4 ? ticks.filter((_, i) => i % 2 === 0) : ticks,
      log,
      format:
        draft.hint.unit === undefined
          ? draft.format
          : (value, short = true) => formatByHint(value, format, { short }),
      unit: draft.hint.unit === undefined || format ? "" : ` ${unit}`,
    });
  }
  return scales;
}
