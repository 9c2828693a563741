import { type PlotOptions, plot } from "@observablehq/plot";
import type { Draft } from "./draft.ts";
import { FONT, SIZE } from "./theme.ts";

export interface PlotArea {
  readonly group: SVGElement;
  /** Pixel of a value on each axis, or NaN outside a band scale's domain. */
  x(value: number | string): number;
  y(value: number | string): number;
  readonly bandX: number;
  readonly bandY: number;
}

/**
 * Draws with Observable Plot into a group that stands on its own: no style sheet, no inherited colours, coordinates
 * rounded so that the last bits of a platform's logarithm never reach the file.
 */
export function plotArea(draft: Draft, options: PlotOptions): PlotArea {
  const { pen, theme, width } = draft;
  const figure = plot({
    ...options,
    width,
    document: pen.document,
    color: options.color ?? { type: "identity" },
  }) as SVGSVGElement & {
    scale(name: string): { apply(value: unknown): number; bandwidth?: number } | undefined;
  };
  const group = pen.element("g", {
    fill: theme.text,
    "font-family": FONT,
    "font-size": SIZE.label,
    "text-anchor": "middle",
  });
  for (const child of Array.from(figure.childNodes))
    if ((child as Element).localName !== "style") {
      tidy(child);
      group.appendChild(child);
    }
  const scale = (name: "x" | "y") => {
    const found = figure.scale(name);
    return (value: number | string) => Number(found?.apply(value) ?? Number.NaN);
  };
  return {
    group,
    x: scale("x"),
    y: scale("y"),
    bandX: figure.scale("x")?.bandwidth ?? 0,
    bandY: figure.scale("y")?.bandwidth ?? 0,
  };
}

const DROPPED = /^(aria-|font-variant$|class$)/;

function tidy(node: Node): void {
  if (node.nodeType !== 1) return;
  const element = node as Element;
  for (const { name, value } of Array.from(element.attributes)) {
    if (DROPPED.test(name)) element.removeAttribute(name);
    else if (/\.\d{3}|\de-/.test(value) && name !== "id")
      element.setAttribute(
        name,
        value.replace(/-?\d*\.?\d+(?:e-?\d+)?/g, (number) =>
          String(Math.round(Number(number) * 100) / 100 || 0),
        ),
      );
  }
  for (const child of Array.from(element.childNodes)) tidy(child);
}
