import { drawBar } from "./bar.ts";
import { drawBump } from "./bump.ts";
import { drawDot } from "./dot.ts";
import type { Body } from "./draft.ts";
import { drawEmpty } from "./empty.ts";
import { frame } from "./frame.ts";
import type { ChartHint, ChartInput, ChartKind, ChartOptions } from "./input.ts";
import { drawLine } from "./line.ts";
import type { World } from "./map.ts";
import { drawMatrix } from "./matrix.ts";
import { drawMirror } from "./mirror.ts";
import { drawMultiples } from "./multiples.ts";
import { drawSlope } from "./slope.ts";
import { drawSpecification } from "./specification.ts";
import { drawTable } from "./table.ts";
import { drawWaterfall } from "./waterfall.ts";

/** The kinds that are always at hand. Map, sankey and network are loaded when asked for: see `loadBody`. */
const BODIES: Partial<Record<ChartKind, Body>> = {
  line: drawLine,
  bar: drawBar,
  mirror: drawMirror,
  slope: drawSlope,
  dot: drawDot,
  bump: drawBump,
  matrix: drawMatrix,
  waterfall: drawWaterfall,
  multiples: drawMultiples,
  specification: drawSpecification,
  table: drawTable,
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
  const shown = withoutTotals(input, hint);
  return frame(shown, options, hint, shown.rows.length === 0 ? drawEmpty : drawn);
}

/** The input without the rows that are the total of the others; a total alone stays. */
function withoutTotals(input: ChartInput, { total }: ChartHint): ChartInput {
  if (!total) return input;
  const rows = input.rows.filter((row) => String(row[total[0]] ?? "") !== total[1]);
  return rows.length === 0 ? input : { ...input, rows };
}

/** As `chartFor`, loading first what the kind needs: outlines for a map, layouts for flows and networks. */
export async function drawChart(input: ChartInput, options: ChartOptions): Promise<SVGSVGElement> {
  return chartFor(input, options, await loadBody(hintFor(input, options).kind));
}

/** The drawing of a kind that is not always at hand, or undefined where nothing has to be loaded. */
export async function loadBody(kind: ChartKind): Promise<Body | undefined> {
  if (kind === "map") {
    const [{ mapBody }, world] = await Promise.all([
      import("./map.ts"),
      import("world-atlas/countries-110m.json", { with: { type: "json" } }),
    ]);
    return mapBody(world.default as unknown as World);
  }
  if (kind === "sankey") return (await import("./sankey.ts")).drawSankey;
  if (kind === "network") return (await import("./network.ts")).drawNetwork;
  return undefined;
}

/** The hint that a chart is drawn by: the caller's over the indicator's, or one guessed from the columns. */
export function hintFor(input: ChartInput, options: Pick<ChartOptions, "kind" | "chart">): ChartHint {
  const told = { ...input.chart, ...options.chart };
  const hint =
    told.x && told.y ? { kind: "bar" as const, ...told, x: told.x, y: told.y } : { ...guess(input), ...told };
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
