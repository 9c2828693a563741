import type { Result } from "@tightrope/core";

/** How a chart is drawn. The first nine are what an indicator may hint at; views may ask for the others. */
export type ChartKind =
  | "line"
  | "bar"
  | "slope"
  | "dot"
  | "matrix"
  | "bump"
  | "waterfall"
  | "map"
  | "table"
  | "mirror"
  | "multiples"
  | "specification"
  | "sankey"
  | "network";

/** An indicator's chart hint, and what the kinds beyond it need. */
export interface ChartHint {
  readonly kind: ChartKind;
  /** Time, category, country, or the source end of a flow. */
  readonly x: string;
  /** The measured column (for a matrix with a `value`, the row category). */
  readonly y: string;
  /** What splits the rows into lines, sides or panels; for sankey and network the target end of a flow. */
  readonly series?: string;
  readonly low?: string;
  readonly high?: string;
  /** Column that says how a value is known: reported, mirrored, reconciled, estimated, missing. */
  readonly status?: string;
  readonly format?: "percent" | "usd" | "number";
  readonly scale?: "linear" | "log";
  /** Matrix: the column that colours a cell, when `y` names the row category. */
  readonly value?: string;
  /** Multiples: the column that names a row's unit; only panels of one unit share an axis. */
  readonly unit?: string;
  /** Rows with this text in this column (empty for null) are the total of the others, and left out of a picture of them. */
  readonly total?: readonly [column: string, value: string];
  /** Specification curve: what was claimed, and the band in which the claim holds. */
  readonly claimed?: number;
  readonly tolerance?: readonly [low: number, high: number];
  /** Matrix and map: the meaningful zero on which a diverging scale centres (1 for RCA, 0 for change). */
  readonly centre?: number;
}

type Receipt = Pick<Result["receipt"], "contentHash" | "snapshot" | "tightrope">;

/** What a chart is drawn from: a result, its indicator's hint and the finding its data wrote. */
export interface ChartInput extends Omit<Result, "receipt"> {
  readonly receipt: Receipt & Partial<Result["receipt"]>;
  readonly chart?: ChartHint;
  readonly finding?: string;
}

/** A dated event, drawn as a thin labelled rule on time axes. */
export interface ChartEvent {
  /** `YYYY-MM` or `YYYY-MM-DD`. */
  readonly date: string;
  readonly label: string;
}

export interface ChartOptions {
  /** The browser's document, or linkedom's in Node. */
  readonly document: Document;
  /** Width in pixels, 320 to 1600; the chart is laid out for it, not scaled to it. */
  readonly width: number;
  readonly theme: "light" | "dark";
  /** Overrides the hint's kind. */
  readonly kind?: ChartKind;
  /** Overrides parts of the hint, or stands in for it. */
  readonly chart?: Partial<ChartHint>;
  /** The finding; default the result's own, then its title. */
  readonly title?: string;
  /** What is measured, of whom, in what unit, over which period; default composed from the result. */
  readonly subtitle?: string;
  /** Names of codes in the data, beside the countries that the module knows. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Series or categories that keep their colour; the others are grey. Default: chosen from the data. */
  readonly highlight?: readonly string[];
  /** What a gap in a line means; default that there are no data. */
  readonly gap?: string;
  /** Events on time axes; default February 2014 and February 2022. An empty list draws none. */
  readonly events?: readonly ChartEvent[];
  /** Height of the plotted area in pixels; default from kind and width. */
  readonly plotHeight?: number;
  /** Prefix of element ids, unique in the page; default from the receipt. */
  readonly id?: string;
}
