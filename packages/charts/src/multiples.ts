import { gridY, line, ruleX, ruleY } from "@observablehq/plot";
import { type ChartPoint, type Draft, type Drawn, subjects } from "./draft.ts";
import { EVENTS } from "./events.ts";
import { clampText, textWidth } from "./measure.ts";
import { plotArea } from "./plot-area.ts";
import { runsOf } from "./runs.ts";
import { lastKnown, lineSeries } from "./series.ts";
import { textAt } from "./svg.ts";
import { hasFixedColour, paletteFor, SIZE } from "./theme.ts";
import { decimalYear, timeLabel, timeStep } from "./time.ts";
import { valueAxis } from "./value-axis.ts";

const MOST = 24;

/** A panel for each series on shared axes: many lines side by side where on top of one another they would tangle. */
export function drawMultiples(draft: Draft): Drawn {
  const { pen, theme, width, narrow } = draft;
  const all = lineSeries(draft).filter((s) => lastKnown(s));
  const series = all.slice(0, MOST);
  const { domain, ticks, log } = valueAxis(
    draft,
    series.flatMap((s) => s.points),
  );
  const few = ticks.length > 4 ? ticks.filter((_, i) => i % 2 === 0) : ticks;
  const columns = Math.max(narrow ? 2 : 3, Math.min(6, Math.floor(width / 220), series.length));
  const gap = narrow ? 12 : 24;
  const panelWidth = (width - gap * (columns - 1)) / columns;
  const panelHeight = narrow ? 132 : 160;
  const times = series[0]?.points.map((p) => p.time) ?? [];
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const step = timeStep(times);
  const marginLeft = Math.max(...few.map((t) => textWidth(draft.format(t), SIZE.foot))) + 6;
  const keys = series.map((s) => s.key);
  const chosen = [...new Set([...subjects(draft, keys), ...keys.filter(hasFixedColour)])];
  const palette = paletteFor(theme, chosen);
  const events = (draft.options.events ?? EVENTS)
    .flatMap((e) => decimalYear(e.date) ?? [])
    .filter((t) => t > first && t < last);
  const nodes: SVGElement[] = [];
  const points: ChartPoint[] = [];
  series.forEach((s, i) => {
    const [x, y] = [(i % columns) * (panelWidth + gap), Math.floor(i / columns) * (panelHeight + 10)];
    const end = lastKnown(s);
    const value = draft.format(end?.value);
    const own = palette.highlighted.has(s.key);
    const colour = own ? palette.colour(s.key) : theme.quiet;
    const room = panelWidth - textWidth(value, SIZE.label) - 8;
    const [name = ""] = clampText(s.label, room, SIZE.label, 1, "semibold");
    const runs = runsOf([s], step, () => colour);
    const area = plotArea(
      { ...draft, width: panelWidth },
      {
        height: panelHeight,
        marginLeft,
        marginRight: 6,
        marginTop: 26,
        marginBottom: 22,
        x: { type: "linear", domain: [first, last], axis: null },
        y: { type: log ? "log" : "linear", domain, axis: null },
        marks: [
          gridY(few, { stroke: theme.hairline, strokeOpacity: 1 }),
          ...(log || domain[0] > 0 ? [] : [ruleY([0], { stroke: theme.quiet })]),
          ruleX(events, { stroke: theme.quiet, strokeDasharray: "1 3" }),
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
    panel.appendChild(
      textAt(pen, 0, 14, name, {
        size: SIZE.label,
        fill: own ? colour : theme.text,
        bold: true,
        role: "label",
      }),
    );
    panel.appendChild(
      textAt(pen, panelWidth, 14, value, {
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
        textAt(pen, marginLeft - 6, area.y(tick) + 4, draft.format(tick), {
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
          text: `${s.label}, ${timeLabel(p.time)}: ${draft.format(p.value, false)}`,
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
    ],
    notes: [
      "All panels share their axes.",
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
      .map((s) => `${s.label} ${draft.format(lastKnown(s)?.value, false)}`)
      .join("; ")}.`,
  };
}
