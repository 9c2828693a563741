import type { Result, ResultColumn, Value } from "@tightrope/core";
import Table from "cli-table3";
import type { Terminal } from "./command.ts";

/** Plain rows of text as a terminal table. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Pick<Terminal, "width" | "colour">,
  right: readonly number[] = [],
): string {
  const table = new Table({
    head: [...head],
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: "  ",
    },
    style: { "padding-left": 0, "padding-right": 0, head: terminal.colour ? ["bold"] : [], border: [] },
    colAligns: head.map((_h, i) => (right.includes(i) ? "right" : "left")),
    wordWrap: true,
    ...(widths(head, rows, terminal.width) ?? {}),
  });
  for (const row of rows) table.push([...row]);
  return `${table.toString()}\n`;
}

/** Column widths that fit the terminal: only text columns that are too wide give way. */
function widths(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): { colWidths: number[] } | undefined {
  const natural = head.map((h, i) => Math.max(h.length, ...rows.map((r) => (r[i] ?? "").length)) + 1);
  const gaps = (head.length - 1) * 2;
  let over = natural.reduce((a, b) => a + b, 0) + gaps - width;
  if (over <= 0) return undefined;
  const result = [...natural];
  while (over > 0) {
    const widest = result.indexOf(Math.max(...result));
    if ((result[widest] as number) <= 14) break;
    result[widest] = (result[widest] as number) - 1;
    over--;
  }
  return { colWidths: result };
}

/** A result as a table, with its coverage and receipt beneath. */
export function resultTable(result: Result, terminal: Terminal): string {
  const constant = (c: ResultColumn) =>
    result.rows.length > 2 && c.type === "text" && new Set(result.rows.map((r) => r[c.name])).size === 1;
  const shown = result.columns.filter((c) => !constant(c));
  const fixed = result.columns.filter(constant).map((c) => `${c.name}: ${result.rows[0]?.[c.name]}`);
  const right = shown.flatMap((c, i) => (c.type === "text" || c.type === "date" ? [] : [i]));
  const rows = result.rows.map((row) => shown.map((c) => formatValue(row[c.name] ?? null, c)));
  const notes = result.coverage.notes.map((n) => `  ${n.kind}: ${n.text}`);
  const cited = result.coverage.sources.map(
    (s) => `  ${s.publisher}, ${s.title}${s.vintage ? `, ${s.vintage}` : ""} (${s.licence})`,
  );
  return [
    `${result.title}${fixed.length > 0 ? `  (${fixed.join(", ")})` : ""}\n\n`,
    rows.length > 0
      ? textTable(
          shown.map((c) => c.name),
          rows,
          terminal,
          right,
        )
      : "(no rows)\n",
    ...(notes.length > 0 ? [`\ncoverage\n${notes.join("\n")}\n`] : []),
    ...(cited.length > 0 ? [`\nsources\n${cited.join("\n")}\n`] : []),
    `\nreceipt ${result.receipt.contentHash.slice(0, 12)} (snapshot ${result.receipt.snapshot.slice(0, 12)}); --format json prints it whole\n`,
  ].join("");
}

/** One cell: shares in per cent, money and counts with thin-space thousands, a true minus, a dash for null. */
export function formatValue(value: Value, column: Pick<ResultColumn, "name" | "type" | "unit">): string {
  if (value === null) return "–";
  if (column.type === "date")
    return String(value).endsWith("-01-01")
      ? String(value).slice(0, 4)
      : String(value).endsWith("-01")
        ? String(value).slice(0, 7)
        : String(value);
  if (typeof value !== "number") return typeof value === "object" ? JSON.stringify(value) : String(value);
  if (column.unit?.startsWith("share")) return `${(value * 100).toFixed(1)} %`.replace("-", "−");
  if (column.name === "year") return String(value);
  const whole = Number.isInteger(value) || Math.abs(value) >= 1000;
  const text = whole
    ? Math.round(value)
        .toString()
        .replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009")
    : Number(value.toPrecision(5)).toString();
  return text.replace("-", "−");
}
