import type { Value } from "../frame.ts";
import type { Result } from "../result.ts";
import { type ExportOptions, refuseRestricted } from "./restricted.ts";
import { textOf } from "./values.ts";

/** Rows a piece holds when a long answer is sent in pieces. */
const PIECE = 2000;

/**
 * The rows as CSV (RFC 4180, UTF-8, line feeds): a header of column names, numbers at 15 significant digits, null
 * as an empty cell and an empty text as `""`.
 * @throws {RestrictedError} when a licence forbids it.
 */
export function toCsv(
  result: Pick<Result, "columns" | "rows" | "coverage">,
  options?: ExportOptions,
): string {
  return [...csvChunks(result, options)].join("");
}

/** The same text in pieces. The licence check happens at the call, before the first piece is asked for. */
export function csvChunks(
  result: Pick<Result, "columns" | "rows" | "coverage">,
  options?: ExportOptions,
): Iterable<string> {
  refuseRestricted(result, options);
  const names = result.columns.map((c) => c.name);
  return pieces(names, result.rows);
}

function* pieces(names: readonly string[], rows: Result["rows"]): Generator<string> {
  yield `${names.map(csvCell).join(",")}\n`;
  for (let i = 0; i < rows.length; i += PIECE)
    yield rows
      .slice(i, i + PIECE)
      .map((row) => `${names.map((n) => csvCell(row[n])).join(",")}\n`)
      .join("");
}

/** One cell, quoted when it must be. */
export function csvCell(value: Value | undefined): string {
  const text = textOf(value);
  if (text === undefined) return "";
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
