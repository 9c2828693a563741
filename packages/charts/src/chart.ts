import { drawBar } from "./bar.ts";
import type { Body } from "./draft.ts";
import { frame } from "./frame.ts";
import type { ChartHint, ChartInput, ChartKind, ChartOptions } from "./input.ts";
import { drawLine } from "./line.ts";

/** The kinds that are always at hand. Map, sankey and network are loaded when asked for: see `loadBody`. */
const BODIES: Partial<Record<ChartKind, Body>> = {
  line: drawLine,
  bar: drawBar,
};

/**
 * Draws a result as one SVG that carries its finding, unit, source, licence, coverage and receipt.
 *
 * @throws {RangeError} for a kind that has to be loaded first and was not passed as `body`.
 * @example chartFor(result, { document, width: 720, theme: "light" })
 */
export function chartFor(input: ChartInput, options: ChartOptions, body?: Body): SVGSVGElement {
  const hint = hintFor(input, options);
  const drawn = body ?? BODIES[hint.kind];
  if (!drawn) throw new RangeError(`chart kind ${hint.kind} has to be loaded first: use drawChart`);
  return frame(input, options, hint, drawn);
}

/** The hint that a chart is drawn by: the caller's over the indicator's, or one guessed from the columns. */
export function hintFor(input: ChartInput, options: Pick<ChartOptions, "kind" | "chart">): ChartHint {
  const hint = { ...guess(input), ...input.chart, ...options.chart };
  return options.kind ? { ...hint, kind: options.kind } : hint;
}

function guess(input: ChartInput): ChartHint {
  const numeric = input.columns.filter(
    (c) => c.type === "double" || c.type === "decimal" || c.type === "integer",
  );
  const time = input.columns.find((c) => c.type === "date" || /^(year|period)$/.test(c.name));
  const measured = numeric.find((c) => c !== time) ?? input.columns.at(-1);
  const text = input.columns.find((c) => c.type === "text" && c !== measured);
  return {
    kind: time ? "line" : "bar",
    x: (time ?? text ?? input.columns[0])?.name ?? "",
    y: measured?.name ?? "",
    ...(time && text ? { series: text.name } : {}),
  };
}
