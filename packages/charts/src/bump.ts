import { type Draft, type Drawn, subjects } from "./draft.ts";
import { dodge } from "./labels.ts";
import { clampText, textWidth } from "./measure.ts";
import { type LineSeries, lineSeries } from "./series.ts";
import { textAt } from "./svg.ts";
import { hasFixedColour, paletteFor, SIZE } from "./theme.ts";
import { timeLabel, timeTicks } from "./time.ts";

/** Ranks deeper than this are not drawn, unless a country that the picture is about lies there. */
const DEEPEST = 12;
/** Then so deep, in the room of twelve. */
const DEEPEST_ASKED = 60;
const STEP = 28;
/** Height of a name beside its line. */
const LINE = 17;

interface Place {
  readonly time: number;
  readonly rank: number | null;
  readonly value: number | null;
}

/** Ranks over time, first at the top. A column whose name or unit says rank is taken as it is; others are ranked. */
export function drawBump(draft: Draft): Drawn {
  const { pen, theme, width, narrow, hint } = draft;
  const series = lineSeries(draft);
  const given = /rank/i.test(hint.y);
  const places = series.map((s) => ({ ...s, places: given ? asGiven(s) : ranks(s, series) }));
  const asked = subjects(
    draft,
    places.map((s) => s.key),
  );
  const worst = (some: typeof places) =>
    Math.max(1, ...some.flatMap((s) => s.places.map((p) => p.rank ?? 1)));
  const most = Math.max(DEEPEST, Math.min(DEEPEST_ASKED, worst(places.filter((s) => asked.includes(s.key)))));
  const drawn = places.filter((s) => s.places.some((p) => p.rank !== null && p.rank <= most));
  const deepest = Math.min(most, worst(drawn));
  const keys = drawn.map((s) => s.key);
  const named = asked.length > 0 ? asked : keys.filter(hasFixedColour).slice(0, 6);
  const palette = paletteFor(theme, named.length > 0 ? named : keys.slice(0, 5));
  const times = series[0]?.points.map((p) => p.time) ?? [];
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const endOf = (s: (typeof drawn)[number]) => s.places.at(-1)?.rank ?? null;
  const room = narrow ? width * 0.34 : 200;
  const labels = drawn.flatMap((s) => {
    const rank = endOf(s);
    if (rank === null || rank > deepest) return [];
    const strong = palette.highlighted.has(s.key);
    return [
      {
        s,
        rank,
        strong,
        text: clampText(s.label, room, SIZE.label, 1, strong ? "semibold" : "regular")[0] ?? "",
      },
    ];
  });
  const right = Math.max(20, ...labels.map((l) => textWidth(l.text, SIZE.label, "semibold"))) + 18;
  const left = 26;
  const step = deepest > DEEPEST ? (DEEPEST * STEP) / deepest : STEP;
  const [top, bottom] = [10, 10 + deepest * step];
  const x = (time: number) => left + 8 + ((time - first) / (last - first || 1)) * (width - left - right - 8);
  const y = (rank: number) => top + (rank - 0.5) * step;
  const nodes: SVGElement[] = [];
  for (let rank = 1; rank <= deepest; rank++) {
    if (deepest > DEEPEST && rank > 1 && rank % 5 !== 0) continue;
    nodes.push(
      textAt(pen, left - 10, y(rank) + 4.5, String(rank), {
        size: SIZE.label,
        fill: theme.quiet,
        anchor: "end",
        role: "tick",
      }),
    );
  }
  for (const tick of timeTicks(first, last, Math.max(2, Math.floor((width - left - right) / 48))))
    nodes.push(
      textAt(pen, x(tick.at), bottom + 18, tick.label, {
        size: SIZE.label,
        fill: theme.quiet,
        anchor: "middle",
        role: "tick",
      }),
    );
  const ordered = [...drawn].sort(
    (a, b) => Number(palette.highlighted.has(a.key)) - Number(palette.highlighted.has(b.key)),
  );
  for (const s of ordered) {
    const strong = palette.highlighted.has(s.key);
    const colour = palette.colour(s.key);
    let path = "";
    let before: Place | undefined;
    for (const place of s.places) {
      const ok = place.rank !== null && place.rank <= deepest;
      if (ok) {
        const [px, py] = [x(place.time), y(place.rank as number)];
        if (before) {
          const mid = (x(before.time) + px) / 2;
          path += `C${r(mid)},${r(y(before.rank as number))} ${r(mid)},${r(py)} ${r(px)},${r(py)}`;
        } else path += `M${r(px)},${r(py)}`;
      }
      before = ok ? place : undefined;
    }
    nodes.push(
      pen.element("path", {
        d: path,
        stroke: colour,
        "stroke-width": strong ? 3 : 1.5,
        "stroke-linecap": "round",
        fill: "none",
      }),
    );
    for (const place of s.places)
      if (place.rank !== null && place.rank <= deepest)
        nodes.push(
          pen.element("circle", { cx: x(place.time), cy: y(place.rank), r: strong ? 4.5 : 3, fill: colour }),
        );
  }
  const heights = dodge(
    labels.map((l) => ({ at: y(l.rank), size: LINE })),
    top,
    bottom,
  );
  labels.forEach(({ s, strong, text }, i) => {
    nodes.push(
      textAt(pen, width - right + 10, (heights[i] as number) + 4.5, text, {
        size: SIZE.label,
        fill: strong ? palette.colour(s.key) : theme.quiet,
        bold: strong,
        role: "label",
      }),
    );
  });
  return {
    group: pen.element("g", {}, ...nodes),
    height: bottom + 26,
    key: drawn.some((s) => s.places.some((p) => p.rank === null))
      ? [{ shape: "gap", text: `gap: ${draft.options.gap ?? "no data, not ranked"}` }]
      : [],
    notes: drawn.some((s) => s.places.some((p) => p.rank !== null && p.rank > deepest))
      ? [`Ranks 1 to ${deepest} are drawn.`]
      : [],
    points: drawn.flatMap((s) =>
      s.places.flatMap((p, i) => {
        const row = s.points[i]?.row;
        return row && p.rank !== null && p.rank <= deepest
          ? [
              {
                x: x(p.time),
                y: y(p.rank),
                label: timeLabel(p.time),
                series: s.key,
                text: `${s.label}, ${timeLabel(p.time)}: rank ${p.rank}${given ? "" : `, ${draft.format(p.value, false)}`}`,
                row,
              },
            ]
          : [];
      }),
    ),
    summary: `Ranks from ${timeLabel(first)} to ${timeLabel(last)}. At the end: ${labels
      .sort((a, b) => a.rank - b.rank)
      .map((l) => `${l.rank} ${l.s.label}`)
      .join(", ")}.`,
  };
}

function asGiven(series: LineSeries): Place[] {
  return series.points.map((p) => ({ time: p.time, rank: p.value, value: p.value }));
}

/** Rank by value at each time; equal values keep the order of the rows. */
function ranks(series: LineSeries, all: readonly LineSeries[]): Place[] {
  const own = all.indexOf(series);
  return series.points.map((p, i) => {
    if (p.value === null) return { time: p.time, rank: null, value: null };
    const value = p.value;
    const before = all.filter((other, k) => {
      const v = other.points[i]?.value ?? null;
      return v !== null && (v > value || (v === value && k < own));
    });
    return { time: p.time, rank: before.length + 1, value };
  });
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
