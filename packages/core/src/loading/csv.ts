import type { CsvOptions } from "../sources/source.ts";
import { identifier, quote } from "./sql-text.ts";

/** The `read_csv` call for a file with this header; lines that do not parse go to `csv_errors_N`. */
function readCall(options: CsvOptions, columns: string, n: number): string {
  const { path, delimiter = ",", skipLines = 0, nullText = [""], types } = options;
  // Room for long texts costs time; typed cells are short.
  const longest = types ? 2_000_000 : 16_777_216;
  return `read_csv(${quote(path)}, auto_detect = false, header = true, delim = ${quote(delimiter)}, quote = '"', escape = '"', skip = ${skipLines}, columns = {${columns}}, nullstr = [${nullText.map(quote).join(", ")}], ignore_errors = true, store_rejects = true, rejects_table = 'csv_errors_${n}', rejects_scan = 'csv_scans_${n}', rejects_limit = 0, max_line_size = ${longest}, strict_mode = true${types ? ", buffer_size = 16000000" : ""}`;
}

/** The table behind `name` with typed cells: the columns that have a type, in the order of the file. */
export function typedTable(header: readonly string[], options: CsvOptions, n: number): string {
  return `create or replace temp table csv_rows_${n} as ${typedSelect(header, options, n)}`;
}

/** The same as a view that reads the file whenever it is asked. */
export function typedView(name: string, header: readonly string[], options: CsvOptions, n: number): string {
  return `create or replace temp view ${name} as ${typedSelect(header, options, n)}`;
}

function typedSelect(header: readonly string[], options: CsvOptions, n: number): string {
  const types = header.map((c) => `${quote(c)}: ${quote(options.types?.[c] ?? "VARCHAR")}`).join(", ");
  const typed = header.filter((c) => options.types?.[c] !== undefined).map(identifier);
  return `select ${typed.join(", ")} from ${readCall(options, types, n)})`;
}

/** After these, what a statement does is written to a file: how many rows each of its operators handed on. */
export function startCounting(file: string): string[] {
  return [
    "set enable_profiling = 'json'",
    `set profiling_output = ${quote(file)}`,
    `set custom_profiling_settings = '{"OPERATOR_CARDINALITY": "true"}'`,
  ];
}

export const STOP_COUNTING = "pragma disable_profiling";

interface Operator {
  readonly operator_name?: string;
  readonly operator_cardinality?: number;
  readonly children?: readonly Operator[];
}

/** How many rows a counted statement read with `read_csv`. */
export function rowsRead(profile: string): number {
  const below = ({ operator_name, operator_cardinality = 0, children = [] }: Operator): number =>
    children.reduce(
      (sum, child) => sum + below(child),
      operator_name === "READ_CSV" ? operator_cardinality : 0,
    );
  return below(JSON.parse(profile) as Operator);
}

/** Tables behind `name`: trimmed texts in the order of the file, and what to add to a row's number for its line. */
export function textTable(header: readonly string[], options: CsvOptions, n: number): string {
  const types = header.map((_, i) => `${quote(`c${i}`)}: 'VARCHAR'`).join(", ");
  const columns = header.map((c, i) => `trim(c${i}) as ${identifier(c)}`).join(", ");
  return `create or replace temp table csv_rows_${n} as select ${columns} from ${readCall(options, types, n)})`;
}

/** Line ends inside a text, those at its end left out. */
const breaks = (text: string) => {
  const inside = `rtrim(${text}, chr(10) || chr(13))`;
  return `(length(${inside}) - length(replace(${inside}, chr(10), '')))`;
};

/**
 * The rows with `line`, their line in the file. Rows keep the order of the file, so a row's number gives its line once
 * the lines that did not parse, which have no row, are counted in: the k-th of them, at line b, stands before every
 * row from number b − k − (lines before the data) on. Line ends inside quoted cells are counted in by `csv_breaks_N`.
 */
export function lineView(
  name: string,
  options: CsvOptions,
  n: number,
  { malformed, multiline }: { malformed: boolean; multiline: boolean },
): string {
  const first = (options.skipLines ?? 0) + 2;
  const rows = malformed
    ? `select r.*, r.rowid + ${first} + coalesce(s.k, 0) as line
    from csv_rows_${n} r asof left join (
      select max(k) as k, from_row from (
        select line - row_number() over (order by line) - ${first - 1} as from_row, row_number() over (order by line) as k
        from (select distinct line from csv_errors_${n})) group by from_row) s on r.rowid >= s.from_row`
    : `select *, rowid + ${first} as line from csv_rows_${n}`;
  return `create or replace temp view ${name} as ${multiline ? `select r.* replace (cast(r.line + coalesce(b.inside, 0) as bigint) as line) from (${rows}) r asof left join csv_breaks_${n} b on r.line > b.line` : rows}`;
}

/** How many line ends inside cells the file has up to a row, the row itself counted, for rows that have any; `view` counts none yet. */
export function breakTable(view: string, header: readonly string[], n: number, malformed: boolean): string {
  const inside = header.map((c) => `coalesce(${breaks(identifier(c))}, 0)`).join(" + ");
  const errors = malformed
    ? ` union all select line, max(${breaks("csv_line")}) as inside from csv_errors_${n} group by line`
    : "";
  return `create or replace temp table csv_breaks_${n} as select line, sum(inside) over (order by line) as inside
    from (select line, ${inside} as inside from ${view}${errors}) where inside > 0`;
}

/** Counts line ends inside cells into the lines of rejected rows from `from` on. */
export function shiftErrors(n: number, from: number): string {
  return `update rejected set line = line + coalesce((select max(inside) from csv_breaks_${n} b where b.line < rejected.line), 0)
    where rowid >= ${from}`;
}

/** Whether any cell holds a line end, as quoted cells may. */
export function findMultiline(header: readonly string[], n: number): string {
  return `select bool_or(${header.map((c) => `contains(${identifier(c)}, chr(10))`).join(" or ")}) as yes from csv_rows_${n}`;
}

/**
 * The first line that takes in the rows after it, because a quote that opens in it is not closed there: a cell, or a
 * line that did not parse, with a line end inside and as many delimiters as whole rows have. Text of several lines in a
 * cell has fewer.
 */
export function swallowingRow(view: string, header: readonly string[], delimiter: string): string {
  const whole = header.map((c) => {
    const cell = identifier(c);
    return `(contains(${cell}, chr(10)) and ${delimiters(cell, delimiter)} >= ${header.length - 1} * ${breaks(cell)})`;
  });
  return `select min(line) as line from ${view} where ${header.length > 1 ? whole.join(" or ") : "false"}`;
}

export function swallowingError(columns: number, delimiter: string, n: number): string {
  return `select min(line) as line from csv_errors_${n} where ${breaks("csv_line")} > 0
    and (cast(error_type as varchar) like 'UNQUOTED%' or (${columns} > 1 and ${delimiters("csv_line", delimiter)} >= ${columns - 1} * ${breaks("csv_line")}))`;
}

function delimiters(text: string, delimiter: string): string {
  return `(length(${text}) - length(replace(${text}, ${quote(delimiter)}, '')))`;
}

/** One row a line that did not parse, in the layout of `rejected`; the file name is the parameter. Only typed reads know the column. */
export function takeErrors(n: number, named: boolean): string {
  return `insert into rejected select ?, line, ${named ? "min(column_name)" : "null"},
    min(lower(split_part(replace(cast(error_type as varchar), '_', ' '), chr(10), 1)) || ': ' || left(split_part(error_message, chr(10), 1), 200)),
    left(min(csv_line), 300) from csv_errors_${n} group by line`;
}
