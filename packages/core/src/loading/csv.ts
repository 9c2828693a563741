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

/** Tables behind `name`: trimmed texts in the order of the file, and what to add to a row's number for its line. */
export function textTable(header: readonly string[], options: CsvOptions, n: number): string {
  const types = header.map((_, i) => `${quote(`c${i}`)}: 'VARCHAR'`).join(", ");
  const columns = header.map((c, i) => `trim(c${i}) as ${identifier(c)}`).join(", ");
  return `create or replace temp table csv_rows_${n} as select ${columns} from ${readCall(options, types, n)})`;
}

/**
 * The rows with `line`, their line in the file. Rows keep the order of the file, so a row's number gives its line once
 * the lines that did not parse, which have no row, are counted in: the k-th of them, at line b, stands before every
 * row from number b − k − (lines before the data) on.
 */
export function lineView(name: string, options: CsvOptions, n: number, malformed: boolean): string {
  const first = (options.skipLines ?? 0) + 2;
  if (!malformed)
    return `create or replace temp view ${name} as select *, rowid + ${first} as line from csv_rows_${n}`;
  return `create or replace temp view ${name} as select r.*, r.rowid + ${first} + coalesce(s.k, 0) as line
    from csv_rows_${n} r asof left join (
      select max(k) as k, from_row from (
        select line - row_number() over (order by line) - ${first - 1} as from_row, row_number() over (order by line) as k
        from (select distinct line from csv_errors_${n})) group by from_row) s on r.rowid >= s.from_row`;
}

/** One row a line that did not parse, in the layout of `rejected`; the file name is the parameter. Only typed reads know the column. */
export function takeErrors(n: number, named: boolean): string {
  return `insert into rejected select ?, line, ${named ? "min(column_name)" : "null"},
    min(lower(split_part(replace(cast(error_type as varchar), '_', ' '), chr(10), 1)) || ': ' || left(split_part(error_message, chr(10), 1), 200)),
    left(min(csv_line), 300) from csv_errors_${n} group by line`;
}
