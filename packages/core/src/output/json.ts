import type { Row } from "../frame.ts";
import type { Result } from "../result.ts";
import { toDocument } from "./document.ts";
import { rounded } from "./values.ts";

const PIECE = 2000;

/**
 * The one JSON text of a result, the same from the command line and the server:
 * `{ indicator, title, parameters, columns, rows, coverage, receipt, finding?, chart? }`, one member a line, one row
 * a line, row members in column order, numbers at 15 significant digits.
 */
export function toJson(result: Result): string {
  return [...jsonChunks(result)].join("");
}

/** The same text in pieces, for answers that should not be held as one string. */
export function* jsonChunks(result: Result): Generator<string> {
  const document = toDocument(result);
  const names = document.columns.map((c) => c.name);
  const line = (row: Row) => `  ${jsonRow(names, row)}`;
  let before = "{\n";
  for (const [key, value] of Object.entries(document)) {
    if (key !== "rows") {
      yield `${before} ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
      before = ",\n";
      continue;
    }
    yield `${before} "rows": [`;
    before = ",\n";
    for (let i = 0; i < document.rows.length; i += PIECE)
      yield (i === 0 ? "\n" : ",\n") +
        document.rows
          .slice(i, i + PIECE)
          .map(line)
          .join(",\n");
    yield document.rows.length > 0 ? "\n ]" : "]";
  }
  yield "\n}\n";
}

/** One row on one line, members in the order of `names`. */
export function jsonRow(names: readonly string[], row: Row): string {
  return `{${names.map((n) => `${JSON.stringify(n)}: ${JSON.stringify(rounded(row[n]))}`).join(", ")}}`;
}
