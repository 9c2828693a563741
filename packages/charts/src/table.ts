import type { ResultColumn } from "@tightrope/core";
import { type Draft, type Drawn, formatOfUnit } from "./draft.ts";
import { formatByHint, formatNumber, NO_DATA } from "./format.ts";
import type { ChartInput } from "./input.ts";
import { clampText, textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

export interface ChartTable {
  readonly columns: readonly { readonly name: string; readonly heading: string; readonly numeric: boolean }[];
  /** Cells as text, in the order of the result's rows. */
  readonly rows: readonly (readonly string[])[];
}

/** A result as text in rows: what stands behind every chart for those who read or listen. */
export function tableFor(input: ChartInput): ChartTable {
  return {
    columns: input.columns.map((column) => ({
      name: column.name,
      heading: headingOf(column),
      numeric: column.type === "integer" || column.type === "decimal" || column.type === "double",
    })),
    rows: input.rows.map((row) => input.columns.map((column) => cell(input, column, row[column.name]))),
  };
}

function headingOf(column: ResultColumn): string {
  const { description, unit } = column;
  return unit && unit !== "1" && !description.includes(unit) ? `${description} (${unit})` : description;
}

function cell(input: ChartInput, column: ResultColumn, value: unknown): string {
  if (value === null || value === undefined) return NO_DATA;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value !== "number") return String(value);
  // Years, ranks and codes are names that happen to be written in digits.
  if (column.type === "integer")
    return /year|period|rank|code|line/i.test(column.name)
      ? String(value)
      : formatNumber(value, { exact: true, digits: 15 });
  const { chart } = input;
  const measured = chart && [chart.y, chart.value, chart.low, chart.high].includes(column.name);
  return formatByHint(value, (measured ? chart.format : undefined) ?? formatOfUnit(column.unit), {
    short: true,
  });
}

const MOST = 25;

/** The table itself as a picture, for results that no chart says better. */
export function drawTable(draft: Draft): Drawn {
  const { pen, theme, width, input } = draft;
  const table = tableFor(input);
  const rows = table.rows.slice(0, MOST);
  const wanted = table.columns.map(
    (column, i) =>
      Math.min(
        260,
        Math.max(
          textWidth(column.name, SIZE.foot, "semibold"),
          ...rows.map((row) => textWidth(row[i] ?? "", SIZE.label)),
        ),
      ) + 18,
  );
  let shown = 0;
  let sum = 0;
  while (shown < wanted.length && sum + (wanted[shown] as number) <= width + 18)
    sum += wanted[shown++] as number;
  shown = Math.max(1, shown);
  const rowHeight = 24;
  const nodes: SVGElement[] = [];
  let x = 0;
  table.columns.slice(0, shown).forEach((column, i) => {
    const w = Math.min(wanted[i] as number, width + 18) - 18;
    const [at, anchor] = column.numeric ? ([x + w, "end"] as const) : ([x, "start"] as const);
    nodes.push(
      textAt(pen, at, 14, column.name, {
        size: SIZE.foot,
        fill: theme.quiet,
        bold: true,
        anchor,
        role: "tick",
      }),
    );
    rows.forEach((row, j) => {
      const [text = ""] = clampText(row[i] ?? "", w, SIZE.label, 1);
      nodes.push(
        textAt(pen, at, 22 + j * rowHeight + 16, text, {
          size: SIZE.label,
          fill: row[i] === NO_DATA ? theme.quiet : theme.text,
          anchor,
          role: "cell",
        }),
      );
    });
    x += w + 18;
  });
  for (let j = 0; j <= rows.length; j++)
    nodes.push(
      pen.element("path", {
        d: `M0,${22.5 + j * rowHeight}H${width}`,
        stroke: theme.hairline,
        "stroke-width": 1,
        fill: "none",
      }),
    );
  return {
    group: pen.element("g", {}, ...nodes),
    height: 26 + rows.length * rowHeight,
    notes: [
      ...(table.rows.length > rows.length
        ? [`The first ${rows.length} of ${table.rows.length} rows are shown.`]
        : []),
      ...(table.columns.length > shown
        ? [
            `Columns left out for want of room: ${table.columns
              .slice(shown)
              .map((c) => c.name)
              .join(", ")}.`,
          ]
        : []),
    ],
    summary: `Table of ${table.rows.length} rows: ${table.columns.map((c) => c.heading).join(", ")}.`,
  };
}
