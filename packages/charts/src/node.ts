import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { parseHTML } from "linkedom";
import { chartFor, hintFor } from "./chart.ts";
import type { Body } from "./draft.ts";
import type { ChartInput, ChartKind, ChartOptions } from "./input.ts";
import { mapBody, type World } from "./map.ts";
import { drawNetwork } from "./network.ts";
import { drawSankey } from "./sankey.ts";
import { serialize } from "./svg.ts";

export type RenderOptions = Omit<ChartOptions, "document">;

/** The document that charts are drawn in outside a browser. */
export function nodeDocument(): Document {
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}

/** The chart as the text of an SVG file; the same bytes for the same input. */
export function renderSvg(input: ChartInput, options: RenderOptions): string {
  const body = bodyOf(hintFor(input, options).kind);
  return serialize(chartFor(input, { ...options, document: nodeDocument() }, body));
}

const require = createRequire(import.meta.url);
let world: World | undefined;

/** The drawings that a browser loads when asked for. Node 20 warns of JSON imports, so the outlines are required. */
function bodyOf(kind: ChartKind): Body | undefined {
  if (kind === "sankey") return drawSankey;
  if (kind === "network") return drawNetwork;
  if (kind !== "map") return undefined;
  world ??= require("world-atlas/countries-110m.json") as World;
  return mapBody(world);
}

const FILES = [
  "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf",
  "@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf",
];
let fontFiles: string[] | undefined;

/** An SVG made here as a PNG, with the bundled fonts and none of the machine's. `scale` 2 suits dense screens. */
export function renderPng(svg: string, options: { readonly scale?: number } = {}): Uint8Array {
  fontFiles ??= FILES.map((file) => require.resolve(file));
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: options.scale ?? 2 },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: "Source Sans 3" },
  });
  return image.render().asPng();
}
