import type { CsvOptions } from "../sources/source.ts";
import { identifier, quote } from "./sql-text.ts";

/** The `read_csv` call for a file with this header; lines that do not parse go to `csv_errors_N`. */
function readCall(options: CsvOptions, columns: string, n: number): string {
  const { path, delimiter = ",", skipLines = 0, nullText = [""] } = options;
  return `read_csv(${quote(path)}, auto_detect = false, header = true, delim = ${quote(delimiter)}, quote = '"', escape = '"', skip = ${skipLines}, columns = {${columns}}, nullstr = [${nullText.map(quote).join(", ")}], ignore_errors = true, store_rejects = true, rejects_table = 'csv_errors_${n}', rejects_scan = 'csv_scans_${n}', rejects_limit = 0, max_line_size = 16777216, strict_mode = true`;
}

/** A view that reads the wanted columns typed, in one streaming pass. */
export function typedView(name: string, header: readonly string[], options: CsvOptions, n: number): string {
  const types = header.map((c) => `${quote(c)}: ${quote(options.types?.[c] ?? "VARCHAR")}`).join(", ");
  return `create or replace temp view ${name} as select * from ${readCall(options, types, n)})`;
}

/** A table of trimmed texts with the record's number, `record`, counted from 1. */
export function textTable(name: string, header: readonly string[], options: CsvOptions, n: number): string {
  const types = header.map((_, i) => `${quote(`c${i}`)}: 'VARCHAR'`).join(", ");
  const columns = header.map((c, i) => `trim(c${i}) as ${identifier(c)}`).join(", ");
  // Parallel reading would lose the order that line numbers rest on.
  return `create or replace temp table ${name} as select ${columns}, row_number() over () + ${(options.skipLines ?? 0) + 1} as line from ${readCall(options, types, n)}, parallel = false)`;
}

/**
 * Moves line numbers down past the lines that did not parse, which have no row. The k-th such line, at line b of the
 * file, stands before every row numbered b − k + 1 or more.
 */
export function shiftLines(name: string, n: number): string {
  return `update ${name} set line = line + s.k from (
    select r.line as at, max(e.k) as k from ${name} r
    join (select line - row_number() over (order by line) as before, row_number() over (order by line) as k
      from (select distinct line from csv_errors_${n})) e on e.before < r.line group by r.line) s
    where ${name}.line = s.at`;
}

/** One row a line that did not parse, in the layout of `rejected`; the file name is the parameter. */
export function takeErrors(n: number): string {
  return `insert into rejected select ?, line, min(column_name),
    min(lower(split_part(replace(cast(error_type as varchar), '_', ' '), chr(10), 1)) || ': ' || left(split_part(error_message, chr(10), 1), 200)),
    left(min(csv_line), 300) from csv_errors_${n} group by line`;
}
