import type { ResultColumn, Row } from "@tightrope/core";
import { countryName } from "./countries.ts";
import { formatByHint } from "./format.ts";
import type { ChartHint, ChartInput, ChartOptions } from "./input.ts";
import { type Pen, penFor } from "./svg.ts";
import { type Theme, themes } from "./theme.ts";

/** What every kind of chart gets to draw with. */
export interface Draft {
  readonly pen: Pen;
  readonly theme: Theme;
  readonly input: ChartInput;
  readonly options: ChartOptions;
  readonly hint: ChartHint;
  /** Width of the plotted part, inside the frame's margins. */
  readonly width: number;
  /** Under 480 pixels: phones. */
  readonly narrow: boolean;
  /** The name of a code in a column; the row may carry it as `<column>_name` or `<column>Name`. */
  name(code: unknown, column?: string, row?: Row): string;
  /** A value of the measured column. */
  format(value: number | null | undefined, short?: boolean): string;
}

/** A mark's place in the picture, its words and its row, for hover and keyboard focus. */
export interface ChartPoint {
  /** Pixels in the whole SVG. */
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly series: string;
  readonly text: string;
  readonly row: Row;
}

export type KeyShape =
  | "line"
  | "dashed"
  | "faint"
  | "pale"
  | "bar"
  | "hatched"
  | "light"
  | "gap"
  | "dot"
  | "ring"
  | "interval"
  | "cell"
  | "framed"
  | "grey";

/** An entry of the key above the plot; only what the labels in the plot do not say. */
export interface KeyItem {
  readonly shape: KeyShape;
  readonly colour?: string;
  readonly text: string;
}

/** What a kind of chart returns; the frame puts title, key and footer around it. */
export interface Drawn {
  readonly group: SVGElement;
  readonly height: number;
  readonly key?: readonly KeyItem[];
  /** Sentences for the footer: a log axis, rows left out. */
  readonly notes?: readonly string[];
  readonly points?: readonly ChartPoint[];
  /** What the picture shows, for those who cannot see it. */
  readonly summary: string;
}

export type Body = (draft: Draft) => Drawn;

export type Status = "reported" | "mirrored" | "estimated" | "missing";

export function draftFor(input: ChartInput, options: ChartOptions, hint: ChartHint, width: number): Draft {
  const { labels = {}, document } = options;
  return {
    pen: penFor(
      document,
      options.id ?? `chart-${input.receipt.contentHash.replace(/^sha256:/, "").slice(0, 8)}`,
    ),
    theme: themes[options.theme],
    input,
    options,
    hint,
    width,
    narrow: options.width < 480,
    name(code, column, row) {
      const key = String(code);
      const beside = column && row ? (row[`${column}_name`] ?? row[`${column}Name`]) : undefined;
      return labels[key] ?? (typeof beside === "string" ? beside : undefined) ?? countryName(key) ?? key;
    },
    format: (value, short = true) => formatByHint(value, formatOf(input, hint), { short }),
  };
}

/** The hint's format, or what the unit of the measured column says. */
export function formatOf(input: ChartInput, hint: ChartHint): ChartHint["format"] {
  if (hint.format) return hint.format;
  return formatOfUnit(columnOf(input, hint.value ?? hint.y)?.unit);
}

export function formatOfUnit(unit: string | undefined): ChartHint["format"] {
  if (unit === undefined) return undefined;
  if (/^(share|fraction|ratio of total|proportion)\b/i.test(unit)) return "percent";
  return /\b(US dollars|USD)\b/i.test(unit) && !/\bper\b/i.test(unit) ? "usd" : undefined;
}

export function columnOf(input: ChartInput, name: string): ResultColumn | undefined {
  return input.columns.find((column) => column.name === name);
}

export function isNumeric(input: ChartInput, name: string): boolean {
  const type = columnOf(input, name)?.type;
  return type === "integer" || type === "decimal" || type === "double";
}

/** The number in a cell; null for what is missing. */
export function numberIn(row: Row, column: string | undefined): number | null {
  const value = column === undefined ? null : row[column];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** How a row's value is known. A null value is missing whatever its status says. */
export function statusIn(row: Row, column: string | undefined): Status {
  const status = column === undefined ? "" : String(row[column] ?? "");
  if (/mirror|reconcil/i.test(status)) return "mirrored";
  if (/estimat|model|imput|project|forecast|nowcast/i.test(status)) return "estimated";
  if (/missing|suppress|not reported|unavailable/i.test(status)) return "missing";
  return "reported";
}

/** Keys in order of first appearance. */
export function keysOf(rows: readonly Row[], column: string | undefined): string[] {
  if (column === undefined) return [""];
  return [...new Set(rows.map((row) => String(row[column] ?? "")))];
}

/** Keys that the caller or the result's parameters name as the subject. */
export function subjects(draft: Draft, keys: readonly string[]): string[] {
  const { highlight } = draft.options;
  if (highlight) return highlight.filter((key) => keys.includes(key));
  const asked = new Set(
    Object.values(draft.input.parameters).flatMap((v) =>
      Array.isArray(v) ? v.map(String) : typeof v === "string" ? v.split(",") : [],
    ),
  );
  return keys.filter((key) => asked.has(key));
}
