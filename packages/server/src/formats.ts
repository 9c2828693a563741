import type { ChartInput, ChartKind } from "@tightrope/charts";
import { renderPng, renderSvg } from "@tightrope/charts/node";
import {
  csvChunks,
  jsonChunks,
  type Result,
  toArrow,
  toDocument,
  toMarkdown,
  toMetadata,
  toParquet,
  toSdmxCsv,
} from "@tightrope/core";

/** How a picture is drawn; from the query, as `chart.width` and so on, so that no parameter can be shadowed. */
export interface PictureOptions {
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly scale: number;
  readonly kind?: ChartKind;
}

export interface Format {
  readonly suffix: string;
  readonly type: string;
  readonly title: string;
  /** Data files are exports; pictures and what is read on a screen are not. */
  readonly exports: boolean;
  readonly picture?: boolean;
  /** Takes more than a few milliseconds to write. */
  readonly heavy?: boolean;
  /** The answer whole, or in pieces of text. */
  write(result: Result, picture: PictureOptions): Promise<Uint8Array> | Uint8Array | Iterable<string>;
}

const encoder = new TextEncoder();
/** The licence was checked by the server's policy before. */
const checked = { includeRestricted: true };

const svg = (result: Result, { width, theme, kind }: PictureOptions) =>
  renderSvg(toDocument(result) as ChartInput, { width, theme, ...(kind ? { kind } : {}) });

/** Every form an answer comes in, beside each indicator under its suffix. */
export const formats: readonly Format[] = [
  { suffix: "json", type: "application/json", title: "JSON", exports: false, write: jsonChunks },
  {
    suffix: "csv",
    type: "text/csv; charset=utf-8",
    title: "CSV",
    exports: true,
    write: (result) => csvChunks(result, checked),
  },
  {
    suffix: "sdmx.csv",
    type: "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    title: "SDMX-CSV 2.0",
    exports: true,
    write: (result) => [toSdmxCsv(result, checked)],
  },
  {
    suffix: "parquet",
    heavy: true,
    type: "application/vnd.apache.parquet",
    title: "Parquet",
    exports: true,
    write: (result) => toParquet(result, checked),
  },
  {
    suffix: "arrow",
    heavy: true,
    type: "application/vnd.apache.arrow.file",
    title: "Arrow IPC file",
    exports: true,
    write: (result) => toArrow(result, checked),
  },
  {
    suffix: "md",
    type: "text/markdown; charset=utf-8",
    title: "Markdown",
    exports: false,
    write: (result) => [toMarkdown(result)],
  },
  {
    suffix: "metadata.json",
    type: "application/json",
    title: "metadata: columns, sources, licences, citation",
    exports: false,
    write: (result) => [`${JSON.stringify(toMetadata(result), null, 1)}\n`],
  },
  {
    suffix: "svg",
    type: "image/svg+xml",
    title: "chart (SVG)",
    exports: false,
    picture: true,
    heavy: true,
    write: (result, picture) => encoder.encode(svg(result, picture)),
  },
  {
    suffix: "png",
    type: "image/png",
    title: "chart (PNG)",
    exports: false,
    picture: true,
    heavy: true,
    write: (result, picture) => renderPng(svg(result, picture), { scale: picture.scale }),
  },
];

export const formatsBySuffix: ReadonlyMap<string, Format> = new Map(formats.map((f) => [f.suffix, f]));
