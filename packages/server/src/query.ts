import type { ChartKind } from "@tightrope/charts";
import { UsageError } from "@tightrope/core";
import type { AppContext } from "./context.ts";
import type { PictureOptions } from "./formats.ts";

/** Names in a query that are the server's own; everything else is a parameter. */
export const OWN = ["snapshot", "chart.width", "chart.theme", "chart.scale", "chart.kind"] as const;

export const CHART_KINDS: readonly ChartKind[] = [
  "line",
  "bar",
  "slope",
  "dot",
  "matrix",
  "bump",
  "waterfall",
  "map",
  "table",
  "mirror",
  "multiples",
];

/** The query as parameters: a name given once is text, given several times a list. */
export function parametersOf(c: AppContext): Record<string, string | string[]> {
  const query = new URL(c.req.url).searchParams;
  const given: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(query.keys())) {
    if ((OWN as readonly string[]).includes(name)) continue;
    const values = query.getAll(name);
    given[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return given;
}

export function pictureOf(c: AppContext): PictureOptions {
  const theme = c.req.query("chart.theme") ?? "light";
  if (theme !== "light" && theme !== "dark")
    throw new UsageError(`chart.theme is "${theme}": expected light or dark`);
  const kind = c.req.query("chart.kind") as ChartKind | undefined;
  if (kind !== undefined && !CHART_KINDS.includes(kind))
    throw new UsageError(`chart.kind is "${kind}": expected ${CHART_KINDS.join(", ")}`);
  return {
    width: wholeOf(c, "chart.width", { min: 320, max: 1600, otherwise: 800 }),
    scale: wholeOf(c, "chart.scale", { min: 1, max: 4, otherwise: 2 }),
    theme,
    ...(kind ? { kind } : {}),
  };
}

/** A whole number of the query within bounds. @throws {UsageError} */
export function wholeOf(
  c: AppContext,
  name: string,
  { min, max, otherwise }: { min: number; max: number; otherwise: number },
): number {
  const text = c.req.query(name);
  if (text === undefined || text === "") return otherwise;
  const n = Number(text);
  if (!/^\d{1,15}$/.test(text) || n < min || n > max)
    throw new UsageError(`${name} is "${text.slice(0, 80)}": expected a whole number from ${min} to ${max}`);
  return n;
}
