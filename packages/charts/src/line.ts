import { areaY, axisX, dot, gridY, line, ruleX, ruleY } from "@observablehq/plot";
import type { Row } from "@tightrope/core";
import {
  type ChartPoint,
  columnOf,
  type Draft,
  type Drawn,
  type KeyItem,
  keysOf,
  numberIn,
  type Status,
  statusIn,
  subjects,
} from "./draft.ts";
import { eventRules } from "./events.ts";
import { dodge } from "./labels.ts";
import { clampText, textWidth } from "./measure.ts";
import { plotArea } from "./plot-area.ts";
import { logTicks, niceDomain, niceTicks } from "./scale.ts";
import { textAt } from "./svg.ts";
import { hasFixedColour, type Palette, paletteFor, SIZE } from "./theme.ts";
import { timeLabel, timeStep, timesOf, timeTicks } from "./time.ts";

export interface LinePoint {
  readonly time: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly status: Status;
  readonly row: Row | undefined;
}

export interface LineSeries {
  readonly key: string;
  readonly label: string;
  readonly points: readonly LinePoint[];
}

/** The most lines that are coloured and named; the others are grey company. */
const NAMED = 7;

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
    x: { type: "linear", domain: [first, last] },
    y: { type: log ? "log" : "linear", domain },
    marks: [
      gridY(ticks, { stroke: theme.hairline, strokeOpacity: 1 }),
      axisX(
        timeTicks(first, last, tickRoom).map((t) => t.at),
        { tickSize: 4, tickFormat: timeLabel, label: null, color: theme.quiet, stroke: theme.hairline },
      ),
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

/** Colours of the lines; a single line takes the colour of the country it is about, or that of the text. */
export function linePalette(draft: Draft, series: readonly LineSeries[], named: readonly string[]): Palette {
  const palette = paletteFor(draft.theme, named);
  if (series.length !== 1 || draft.hint.series) return palette;
  const about = Object.values(draft.input.parameters).find((v) => typeof v === "string" && hasFixedColour(v));
  const colour =
    typeof about === "string" ? paletteFor(draft.theme, [about]).colour(about) : draft.theme.text;
  return { ...palette, colour: () => colour };
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

/** The rows as series, each with a point, known or null, at every time that any series has. */
export function lineSeries(draft: Draft): LineSeries[] {
  const { input, hint } = draft;
  const times = timesOf(input.rows.map((row) => row[hint.x]));
  const grid = [...new Set(times.filter((t) => t !== undefined))].sort((a, b) => a - b);
  return keysOf(input.rows, hint.series).flatMap((key) => {
    const own = new Map<number, Row>();
    input.rows.forEach((row, i) => {
      const time = times[i];
      if (time !== undefined && (!hint.series || String(row[hint.series] ?? "") === key)) own.set(time, row);
    });
    const points = grid.map((time): LinePoint => {
      const row = own.get(time);
      const status = row ? statusIn(row, hint.status) : "missing";
      return {
        time,
        value: row && status !== "missing" ? numberIn(row, hint.y) : null,
        low: row ? numberIn(row, hint.low) : null,
        high: row ? numberIn(row, hint.high) : null,
        status,
        row,
      };
    });
    const row = own.values().next().value;
    const label = hint.series ? draft.name(key, hint.series, row) : "";
    return [{ key, label, points }];
  });
}

/** The series that get a colour and a name: the subjects, then countries with a colour of their own, then the largest. */
export function namedSeries(draft: Draft, series: readonly LineSeries[]): string[] {
  const known = series.filter((s) => lastKnown(s));
  const byLast = [...known].sort((a, b) => (lastKnown(b)?.value ?? 0) - (lastKnown(a)?.value ?? 0));
  if (draft.options.highlight)
    return subjects(
      draft,
      byLast.map((s) => s.key),
    );
  const keys = byLast.map((s) => s.key);
  if (keys.length <= NAMED + 1) return keys;
  const wanted = [...subjects(draft, keys), ...keys.filter(hasFixedColour), ...keys];
  return [...new Set(wanted)].slice(0, NAMED);
}

export function lastKnown(series: LineSeries): LinePoint | undefined {
  return series.points.findLast((p) => p.value !== null);
}

export interface Run {
  readonly index: number;
  readonly key: string;
  readonly colour: string;
  readonly status: Status;
  readonly points: readonly (LinePoint & { colour: string })[];
}

const WORSE: readonly Status[] = ["reported", "mirrored", "estimated", "missing"];

/** Stretches of line that are known in the same way. A segment is as good as the worse of its two ends. */
export function runsOf(series: readonly LineSeries[], step: number, colour: (key: string) => string): Run[] {
  const runs: {
    index: number;
    key: string;
    colour: string;
    status: Status;
    points: (LinePoint & { colour: string })[];
  }[] = [];
  for (const { key, points } of series) {
    const regular = isRegular(points, step);
    let previous: LinePoint | undefined;
    for (const point of points) {
      if (point.value === null) {
        previous = undefined;
        continue;
      }
      const joined = previous !== undefined && !(regular && point.time - previous.time > step * 1.5);
      const own = { ...point, colour: colour(key) };
      const current = runs.at(-1);
      if (!joined || !current || !previous)
        runs.push({ index: runs.length, key, colour: colour(key), status: point.status, points: [own] });
      else {
        const status = WORSE[Math.max(WORSE.indexOf(previous.status), WORSE.indexOf(point.status))] as Status;
        if (current.points.length === 1 || current.status === status) {
          current.status = status;
          current.points.push(own);
        } else {
          const from = { ...previous, colour: colour(key) };
          runs.push({ index: runs.length, key, colour: colour(key), status, points: [from, own] });
        }
      }
      previous = point;
    }
  }
  return runs;
}

/** Whether most neighbours are one step apart, so that a longer distance is a gap and not just the way it comes. */
function isRegular(points: readonly LinePoint[], step: number): boolean {
  let near = 0;
  for (let i = 1; i < points.length; i++)
    if ((points[i] as LinePoint).time - (points[i - 1] as LinePoint).time <= step * 1.5) near++;
  return near >= (points.length - 1) * 0.5;
}

function bandsOf(series: readonly LineSeries[], step: number): { key: string; points: LinePoint[] }[] {
  const bands: { key: string; points: LinePoint[] }[] = [];
  for (const { key, points } of series) {
    let before: LinePoint | undefined;
    for (const point of points) {
      if (point.low === null || point.high === null) {
        before = undefined;
        continue;
      }
      if (!before || point.time - before.time > step * 1.5) bands.push({ key, points: [] });
      bands.at(-1)?.points.push(point);
      before = point;
    }
  }
  return bands.filter((band) => band.points.length > 1);
}

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
  const marked = statuses.has("mirrored") || statuses.has("estimated");
  return [
    ...(marked && statuses.has("reported") ? [{ shape: "line" as const, colour, text: "reported" }] : []),
    ...(statuses.has("mirrored")
      ? [{ shape: "dashed" as const, colour, text: "mirrored or reconciled" }]
      : []),
    ...(statuses.has("estimated")
      ? [{ shape: "faint" as const, colour, text: "estimated, with its band" }]
      : []),
    ...(gap ? [{ shape: "gap" as const, colour, text: "gap: no data" }] : []),
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

/** Whether a null stands between two known points. */
function hasGap(points: readonly LinePoint[]): boolean {
  const first = points.findIndex((p) => p.value !== null);
  const last = points.findLastIndex((p) => p.value !== null);
  return points.slice(Math.max(0, first), last + 1).some((p) => p.value === null);
}
