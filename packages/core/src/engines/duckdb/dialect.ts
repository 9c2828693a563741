import { raw } from "sql-template-tag";
import { empty, ident, join, sql } from "../../sql.ts";
import type { Dialect } from "../dialect.ts";

export const duckDbDialect: Dialect = {
  name: "duckdb",
  truncate: (unit, date) => sql`cast(date_trunc(${raw(`'${unit}'`)}, ${date}) as date)`,
  // date_diff would count month borders; date_sub counts whole months.
  monthsBetween: (a, b) => sql`date_sub('month', ${a}, ${b})`,
  unnest: (array, alias, column) => sql`unnest(${array}) as ${ident(alias)}(${ident(column)})`,
  arrayContains: (array, value) => sql`coalesce(list_contains(${array}, ${value}), false)`,
  textArray: (values) => sql`cast([${list(values)}] as varchar[])`,
  // Without the flag only the first match is replaced.
  replaceEvery: (text, pattern, by) => sql`regexp_replace(${text}, ${pattern}, ${by}, 'g')`,
};

function list(values: readonly string[]) {
  return values.length === 0 ? empty : join(values);
}
