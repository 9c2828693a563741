import type { Sql } from "sql-template-tag";

/**
 * The few SQL functions that differ between engines. Everything else in an indicator's query must be SQL that
 * DuckDB and Trino read alike: `cast`, `coalesce`, `nullif`, `sum/min/max/count`, `max_by/min_by`, `year(date)`,
 * `substr`, `strpos`, window functions, `with`, `case`, `in (…)`, `date '2022-01-01'`, `values`.
 */
export interface Dialect {
  readonly name: "duckdb" | "trino";
  /** First day of the month or year that a date lies in. */
  truncate(unit: "month" | "quarter" | "year", date: Sql): Sql;
  /** Whole months from a to b (negative when b is earlier). */
  monthsBetween(a: Sql, b: Sql): Sql;
  /** A relation `(column)` with one row an element of an array-typed column. */
  unnest(array: Sql, alias: string, column: string): Sql;
  /** True when the array-typed expression holds the value. */
  arrayContains(array: Sql, value: Sql): Sql;
  /** An array of texts; empty without values. */
  textArray(values: readonly string[]): Sql;
  /** Every match of a regular expression replaced. Both engines read `\\p{L}` and their like. */
  replaceEvery(text: Sql, pattern: string, by: string): Sql;
}
