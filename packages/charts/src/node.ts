import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { parseHTML } from "linkedom";
import { chartFor } from "./chart.ts";
import type { ChartInput, ChartOptions } from "./input.ts";
import { serialize } from "./svg.ts";

export type RenderOptions = Omit<ChartOptions, "document">;

/** The document that charts are drawn in outside a browser. */
export function nodeDocument(): Document {
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}

/** The chart as the text of an SVG file; the same bytes for the same input. */
export function renderSvg(input: ChartInput, options: RenderOptions): string {
  return serialize(chartFor(input, { ...options, document: nodeDocument() }));
}

const FILES = [
  "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf",
  "@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf",
];
let fontFiles: string[] | undefined;

/** An SVG made here as a PNG, with the bundled fonts and none of the machine's. `scale` 2 suits dense screens. */
export function renderPng(svg: string, options: { readonly scale?: number } = {}): Uint8Array {
  fontFiles ??= FILES.map((file) => createRequire(import.meta.url).resolve(file));
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: options.scale ?? 2 },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: "Source Sans 3" },
  });
  return image.render().asPng();
}
