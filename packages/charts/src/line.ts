import { areaY, dot, gridY, line, ruleX, ruleY } from "@observablehq/plot";
import { type ChartPoint, columnOf, type Draft, type Drawn, type KeyItem } from "./draft.ts";
import { eventRules } from "./events.ts";
import { dodge } from "./labels.ts";
import { clampText, textWidth } from "./measure.ts";
import { plotArea } from "./plot-area.ts";
import { bandsOf, hasGap, type Run, runsOf } from "./runs.ts";
import {
  type LinePoint,
  type LineSeries,
  lastKnown,
  linePalette,
  lineSeries,
  namedSeries,
} from "./series.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";
import { timeLabel, timeStep, timeTicks } from "./time.ts";
import { valueAxis } from "./value-axis.ts";

/** Lines over time: solid as reported, dashed as mirrored, light with a band as estimated, broken where missing. */
export function drawLine(draft: Draft): Drawn {
  const { pen, theme, hint, width, narrow, input } = draft;
  const series = lineSeries(draft);
  const named = namedSeries(draft, series);
  const palette = linePalette(draft, series, named);
  const points = series.flatMap((s) => s.points);
  const { domain, ticks, log, cut } = valueAxis(draft, points);
  const times = points.map((p) => p.time);
  const step = timeStep(times);
  const first = Math.min(...times);
  const last = Math.max(...times, first + step / 2);

  const ends = series.filter((s) => named.includes(s.key)).map((s) => ({ ...s, end: lastKnown(s) }));
  const single = series.length === 1;
  const labels = ends.flatMap(({ key, label, end }) => {
    if (!end) return [];
    const room = Math.min(narrow ? width * 0.32 : 200, width * 0.36);
    const value = draft.format(end.value);
    const name = single ? [] : clampText(label, room, SIZE.label, 2, "semibold");
    const together =
      name.length === 1 &&
      textWidth(`${name[0]}  `, SIZE.label, "semibold") + textWidth(value, SIZE.label) <= room;
    return [{ key, end, name, value, together, lines: together ? 1 : name.length + 1 }];
  });
  const right = 14 + Math.max(20, ...labels.map((l) => labelWidth(l)));
  const left = 8 + Math.max(...ticks.map((t) => textWidth(draft.format(t), SIZE.label)));
  const room = width - left - right;
  const events = eventRules(draft, { first, last, step, left, right: width - right, outer: width });
  const top = 12 + events.height;
  const height =
    (draft.options.plotHeight ?? (narrow ? 250 : Math.round(Math.min(420, 150 + width * 0.26)))) +
    events.height;
  const runs = runsOf(series, step, (key) => palette.colour(key));
  const tickRoom = Math.max(2, Math.floor(room / (last - first < 2 ? 74 : 48)));
  const alone = runs.filter((run) => run.points.length === 1).flatMap((run) => run.points);

  const area = plotArea(draft, {
    height,
    marginLeft: left,
    marginRight: right,
    marginTop: top,
    marginBottom: 26,
    x: { type: "linear", domain: [first, last], axis: null },
    y: { type: log ? "log" : "linear", domain, axis: null },
    marks: [
      gridY(ticks, { stroke: theme.hairline, strokeOpacity: 1 }),
      ...(log || domain[0] > 0 || domain[1] < 0 ? [] : [ruleY([0], { stroke: theme.quiet, strokeWidth: 1 })]),
      ruleX(events.rules, {
        x: "time",
        stroke: theme.quiet,
        strokeWidth: 1,
        strokeDasharray: "1 3",
        insetTop: -events.height,
      }),
      ...bandsOf(series, step).map((band) =>
        areaY(band.points, {
          x: "time",
          y1: "low",
          y2: "high",
          fill: palette.colour(band.key),
          fillOpacity: 0.16,
        }),
      ),
      ...(["grey", "named"] as const).flatMap((layer) =>
        (["reported", "mirrored", "estimated"] as const).map((status) =>
          line(
            runs
              .filter((run) => run.status === status && named.includes(run.key) === (layer === "named"))
              .flatMap((run) => run.points.map((p) => ({ ...p, run: run.index, colour: run.colour }))),
            {
              x: "time",
              y: "value",
              z: "run",
              stroke: "colour",
              strokeWidth: layer === "named" ? 2.25 : 1,
              strokeLinecap: status === "mirrored" ? "butt" : "round",
              ...(status === "mirrored" ? { strokeDasharray: "6 4" } : {}),
              ...(status === "estimated" ? { strokeOpacity: 0.55 } : {}),
            },
          ),
        ),
      ),
      dot(alone, { x: "time", y: "value", fill: "colour", r: 3 }),
      dot(
        labels.map((l) => ({ ...l.end, colour: palette.colour(l.key) })),
        { x: "time", y: "value", fill: "colour", r: 3.5 },
      ),
    ],
  });
  for (const node of events.draw(area.x)) area.group.appendChild(node);
  for (const tick of timeTicks(first, last, tickRoom)) {
    const x = Math.round(area.x(tick.at) * 100) / 100;
    area.group.appendChild(
      pen.element("path", {
        d: `M${x},${height - 26}v4`,
        stroke: theme.quiet,
        "stroke-width": 1,
        fill: "none",
      }),
    );
    const half = textWidth(tick.label, SIZE.label) / 2;
    area.group.appendChild(
      textAt(pen, Math.max(half, Math.min(width - half, x)), height - 8, tick.label, {
        size: SIZE.label,
        fill: theme.quiet,
        anchor: "middle",
        role: "tick",
      }),
    );
  }
  for (const tick of ticks)
    area.group.appendChild(
      textAt(pen, left - 8, area.y(tick) + 4.5, draft.format(tick), {
        size: SIZE.label,
        fill: theme.quiet,
        anchor: "end",
        role: "tick",
      }),
    );

  const line1 = SIZE.label + 3;
  const placed = dodge(
    labels.map((l) => ({ at: area.y(l.end.value as number), size: l.lines * line1 + 3 })),
    top - 8,
    height - 18,
  );
  labels.forEach((label, i) => {
    const at = area.y(label.end.value as number);
    const endX = area.x(label.end.time);
    const middle = placed[i] as number;
    const colour = palette.colour(label.key);
    const x = width - right + 12;
    if (Math.abs(middle - at) > 5 || endX < width - right - 1)
      area.group.appendChild(
        pen.element("path", {
          d: `M${Math.round(endX + 4)},${Math.round(at)}L${x - 3},${Math.round(middle)}`,
          stroke: colour,
          "stroke-width": 0.75,
          "stroke-opacity": 0.7,
          fill: "none",
        }),
      );
    let y = middle - (label.lines * line1) / 2 + SIZE.label - 1;
    for (const text of label.name) {
      area.group.appendChild(
        textAt(pen, x, y, text, { size: SIZE.label, fill: colour, bold: true, role: "label" }),
      );
      if (!label.together) y += line1;
    }
    const shift = label.together ? textWidth(`${label.name[0]}  `, SIZE.label, "semibold") : 0;
    area.group.appendChild(
      textAt(pen, x + shift, y, label.value, { size: SIZE.label, fill: theme.text, role: "label" }),
    );
  });

  const marks: ChartPoint[] = series.flatMap((s) =>
    s.points.flatMap((p) =>
      p.row && p.value !== null
        ? [
            {
              x: area.x(p.time),
              y: area.y(p.value),
              label: timeLabel(p.time),
              series: s.key,
              text: `${s.label === "" ? "" : `${s.label}, `}${timeLabel(p.time)}: ${draft.format(p.value, false)}${p.status === "reported" ? "" : ` (${p.status})`}`,
              row: p.row,
            },
          ]
        : [],
    ),
  );
  const greys = series.length - named.length;
  const unit = columnOf(input, hint.y)?.unit;
  return {
    group: area.group,
    height,
    key: lineKey(draft, series, runs, greys),
    notes: [
      ...(log ? ["Logarithmic axis: equal distances are equal ratios."] : []),
      ...(cut ? ["The axis does not start at zero."] : []),
    ],
    points: marks,
    summary: `Line chart${unit ? ` in ${unit}` : ""} from ${timeLabel(first)} to ${timeLabel(Math.max(...times))}. ${ends
      .map((s) => describe(draft, s.label, s.points))
      .join(" ")}`,
  };
}

function describe(draft: Draft, label: string, points: readonly LinePoint[]): string {
  const known = points.filter((p) => p.value !== null);
  const [a, b] = [known[0], known.at(-1)];
  if (!a || !b) return "";
  return `${label === "" ? "" : `${label}: `}${draft.format(a.value, false)} in ${timeLabel(a.time)}, ${draft.format(b.value, false)} in ${timeLabel(b.time)}.`;
}

function labelWidth(label: { name: string[]; value: string; together: boolean }): number {
  const value = textWidth(label.value, SIZE.label);
  if (label.together) return textWidth(`${label.name[0]}  `, SIZE.label, "semibold") + value;
  return Math.max(value, ...label.name.map((n) => textWidth(n, SIZE.label, "semibold")));
}

function lineKey(
  draft: Draft,
  series: readonly LineSeries[],
  runs: readonly Run[],
  greys: number,
): KeyItem[] {
  const statuses = new Set(series.flatMap((s) => s.points.map((p) => p.status)));
  const colour = draft.theme.quiet;
  const gap =
    series.some((s) => hasGap(s.points)) ||
    runs.some(
      (r, i) => i > 0 && runs[i - 1]?.key === r.key && runs[i - 1]?.points.at(-1)?.time !== r.points[0]?.time,
    );
  const banded = series.some((s) => s.points.some((p) => p.status === "estimated" && p.low !== p.high));
  const marked = statuses.has("mirrored") || statuses.has("estimated");
  return [
    ...(marked && statuses.has("reported") ? [{ shape: "line" as const, colour, text: "reported" }] : []),
    ...(statuses.has("mirrored")
      ? [{ shape: "dashed" as const, colour, text: "mirrored or reconciled" }]
      : []),
    ...(statuses.has("estimated")
      ? [
          banded
            ? { shape: "faint" as const, colour, text: "estimated, with its band" }
            : { shape: "pale" as const, colour, text: "estimated" },
        ]
      : []),
    ...(gap ? [{ shape: "gap" as const, colour, text: `gap: ${draft.options.gap ?? "no data"}` }] : []),
    ...(greys > 0
      ? [
          {
            shape: "grey" as const,
            colour: draft.theme.grey,
            text: greys === 1 ? "1 other" : `${greys} others`,
          },
        ]
      : []),
  ];
}
