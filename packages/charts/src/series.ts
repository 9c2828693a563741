import type { Row } from "@tightrope/core";
import { type Draft, keysOf, numberIn, type Status, statusIn, subjects } from "./draft.ts";
import { hasFixedColour, type Palette, paletteFor } from "./theme.ts";
import { timesOf } from "./time.ts";

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

/** Colours of the lines; a single line takes the colour of the country it is about, or that of the text. */
export function linePalette(draft: Draft, series: readonly LineSeries[], named: readonly string[]): Palette {
  const palette = paletteFor(draft.theme, named);
  if (series.length !== 1 || draft.hint.series) return palette;
  const about = Object.values(draft.input.parameters).find((v) => typeof v === "string" && hasFixedColour(v));
  const colour =
    typeof about === "string" ? paletteFor(draft.theme, [about]).colour(about) : draft.theme.text;
  return { ...palette, colour: () => colour };
}
