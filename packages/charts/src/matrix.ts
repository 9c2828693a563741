import type { Row } from "@tightrope/core";
import { classesFor } from "./classes.ts";
import { type Draft, type Drawn, isNumeric, keysOf, numberIn, statusIn } from "./draft.ts";
import { clampText, textWidth, wrapText } from "./measure.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

const MOST_ROWS = 40;
const MOST_COLUMNS = 40;
/** Size of the interval under a figure. */
const SMALL = 11;

const DATE = /^\d{4}-\d\d-\d\d$/;

/** Dates from first to last, whichever row names them first; other columns as they come. */
function inTime(keys: string[]): string[] {
  return keys.every((key) => DATE.test(key)) ? [...keys].sort() : keys;
}

/** Rows against columns, each cell a class of its value; a cell without data is crossed out, not pale. */
export function drawMatrix(draft: Draft): Drawn {
  const { pen, theme, width, hint, input } = draft;
  const [rowColumn, valueColumn] = matrixColumns(draft);
  const allColumns = inTime(keysOf(input.rows, hint.x));
  const allRows = keysOf(input.rows, rowColumn);
  const columnKeys = allColumns.slice(0, MOST_COLUMNS);
  const rowKeys = allRows.slice(0, MOST_ROWS);
  const cells = new Map<string, Row>();
  for (const row of input.rows) cells.set(`${row[hint.x]}\u0000${row[rowColumn]}`, row);
  const values = input.rows.map((row) => numberIn(row, valueColumn)).filter((v) => v !== null);
  const classes = classesFor(draft, values);
  const nameOf = (key: string, column: string) =>
    draft.name(
      key,
      column,
      input.rows.find((row) => String(row[column]) === key),
    );

  const rowNames = rowKeys.map((key) => nameOf(key, rowColumn));
  const dates = allColumns.every((key) => DATE.test(key));
  const annual = allColumns.every((key) => key.endsWith("-01-01"));
  const columnNames = columnKeys.map((key) =>
    dates ? key.slice(0, annual ? 4 : key.endsWith("-01") ? 7 : 10) : nameOf(key, hint.x),
  );
  const left = Math.min(Math.max(0, ...rowNames.map((n) => textWidth(n, SIZE.label))), width * 0.36) + 10;
  const cellWidth = Math.min(120, (width - left) / columnKeys.length);
  const wrapped = columnNames.map((name) => wrapText(name, cellWidth - 6, SIZE.label));
  const whole = columnNames.every((name) =>
    name.split(" ").every((word) => textWidth(word, SIZE.label) <= cellWidth - 6),
  );
  const deepest = Math.max(...wrapped.map((lines) => lines.length));
  const flat = whole && deepest <= 3;
  const tallest = Math.min(130, Math.max(0, ...columnNames.map((n) => textWidth(n, SIZE.label))));
  const top = flat ? 6 + deepest * 16 : tallest + 12;
  const rangeOf = (row: Row | undefined) => {
    const [low, high] = row ? [numberIn(row, hint.low), numberIn(row, hint.high)] : [null, null];
    return low === null || high === null ? undefined : { low, high };
  };
  const rangeText = (row: Row) => {
    const range = rangeOf(row);
    return range ? `${draft.format(range.low)}–${draft.format(range.high)}` : "";
  };
  const ranged = input.rows.some((row) => rangeOf(row) !== undefined);
  const nodes: SVGElement[] = [];
  columnNames.forEach((name, i) => {
    const x = left + (i + 0.5) * cellWidth;
    const style = { size: SIZE.label, fill: theme.quiet, role: "tick" };
    if (flat)
      (wrapped[i] as string[]).forEach((text, k, { length }) => {
        nodes.push(textAt(pen, x, top - 7 - (length - 1 - k) * 16, text, { ...style, anchor: "middle" }));
      });
    else {
      const label = textAt(pen, 0, 0, clampText(name, 130, SIZE.label, 1)[0] ?? "", style);
      label.setAttribute("transform", `translate(${r(x + 4)},${r(top - 8)}) rotate(-90)`);
      nodes.push(label);
    }
  });
  const texts = input.rows.map((row) => draft.format(numberIn(row, valueColumn)));
  const written =
    Math.max(0, ...texts.filter((t) => t !== "no data").map((t) => textWidth(t, SIZE.foot))) <= cellWidth - 6;
  const spelt =
    ranged &&
    written &&
    Math.max(...input.rows.map((row) => textWidth(rangeText(row), SMALL))) <= cellWidth - 6;
  const cellHeight = spelt ? 42 : 28;
  /** Where the whole interval lies on one side of the middle. */
  const sure = (row: Row | undefined) => {
    const range = rangeOf(row);
    return (
      range !== undefined &&
      hint.centre !== undefined &&
      (range.low > hint.centre || range.high < hint.centre)
    );
  };
  const missing = { shown: false };
  const points = rowKeys.flatMap((rowKey, j) => {
    const y = top + j * cellHeight;
    const [label = ""] = clampText(rowNames[j] as string, left - 8, SIZE.label, 1);
    nodes.push(
      textAt(pen, left - 8, y + cellHeight / 2 + 4.5, label, {
        size: SIZE.label,
        fill: theme.text,
        anchor: "end",
        role: "label",
      }),
    );
    return columnKeys.flatMap((columnKey, i) => {
      const row = cells.get(`${columnKey}\u0000${rowKey}`);
      const value = row && statusIn(row, hint.status) !== "missing" ? numberIn(row, valueColumn) : null;
      const x = left + i * cellWidth;
      const box = { x: x + 1, y: y + 1, width: cellWidth - 2, height: cellHeight - 2 };
      const framed = value !== null && sure(row) ? { stroke: theme.text, "stroke-width": 1.5 } : {};
      nodes.push(
        pen.element("rect", { ...box, fill: classes.colour(value), ...framed, "data-role": "cell" }),
      );
      if (value === null) {
        missing.shown = true;
        nodes.push(
          pen.element("path", {
            d: `M${r(x + 4)},${y + cellHeight - 4}L${r(x + cellWidth - 4)},${y + 4}`,
            stroke: theme.grey,
            "stroke-width": 1,
            fill: "none",
          }),
        );
      } else if (written) {
        const style = { fill: classes.ink(value), anchor: "middle" as const, role: "cell" };
        const middle = y + cellHeight / 2 + (spelt ? -3 : 4);
        nodes.push(
          textAt(pen, x + cellWidth / 2, middle, draft.format(value), { ...style, size: SIZE.foot }),
        );
        if (spelt && row)
          nodes.push(textAt(pen, x + cellWidth / 2, middle + 15, rangeText(row), { ...style, size: SMALL }));
      }
      if (!row) return [];
      const status = statusIn(row, hint.status);
      return [
        {
          x: x + cellWidth / 2,
          y: y + cellHeight / 2,
          label: `${rowNames[j]}, ${columnNames[i]}`,
          series: rowKey,
          text: `${rowNames[j]}, ${columnNames[i]}: ${draft.format(value, false)}${rangeOf(row) ? ` (${rangeText(row)})` : ""}${status === "reported" ? "" : ` (${status})`}`,
          row,
        },
      ];
    });
  });
  const most = [...points].sort(
    (a, b) =>
      (numberIn(b.row, valueColumn) ?? Number.NEGATIVE_INFINITY) -
      (numberIn(a.row, valueColumn) ?? Number.NEGATIVE_INFINITY),
  );
  const cut = allRows.length > rowKeys.length || allColumns.length > columnKeys.length;
  return {
    group: pen.element("g", {}, ...nodes),
    height: top + rowKeys.length * cellHeight + 2,
    key: [
      ...classes.key,
      ...(input.rows.some(sure)
        ? [
            {
              shape: "framed" as const,
              colour: theme.text,
              text: `framed: the interval leaves out ${draft.format(hint.centre)}`,
            },
          ]
        : []),
      ...(missing.shown
        ? [{ shape: "cell" as const, colour: theme.missing, text: "crossed out: no data" }]
        : []),
    ],
    notes: [
      ...(spelt ? ["Under each figure its interval."] : []),
      ...(cut
        ? [
            `The first ${rowKeys.length} of ${allRows.length} rows and ${columnKeys.length} of ${allColumns.length} columns are drawn.`,
          ]
        : []),
    ],
    points,
    summary: `Matrix of ${rowKeys.length} rows and ${columnKeys.length} columns. Largest: ${most
      .slice(0, 3)
      .map((p) => p.text)
      .join("; ")}.`,
  };
}

/** Which column names the rows and which one colours the cells, from a hint that may say it in three ways. */
function matrixColumns(draft: Draft): [row: string, value: string] {
  const { input, hint } = draft;
  if (hint.value) return [hint.y, hint.value];
  if (hint.series && isNumeric(input, hint.series) && !isNumeric(input, hint.y)) return [hint.y, hint.series];
  if (hint.series && isNumeric(input, hint.y)) return [hint.series, hint.y];
  const measured = input.columns.find(
    (c) => c.name !== hint.x && c.name !== hint.y && (c.type === "double" || c.type === "decimal"),
  );
  if (!measured)
    throw new RangeError("a matrix needs a row category, a column category and a measured column");
  return [hint.y, measured.name];
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
