import { raw } from "sql-template-tag";
import { empty, ident, join, sql } from "../../sql.ts";
import type { Dialect } from "../dialect.ts";

/** The functions that Trino spells in its own way. */
export const trinoDialect: Dialect = {
  name: "trino",

  // The unit is part of the text, not a parameter: the same expression may stand again in `group by`.
  truncate(unit, date) {
    return sql`cast(date_trunc(${raw(`'${unit}'`)}, ${date}) as date)`;
  },

  // Trino's date_diff counts whole months, in both directions: from 31 January to 28 February is 1, to 27 February 0.
  monthsBetween(a, b) {
    return sql`date_diff('month', ${a}, ${b})`;
  },

  unnest(array, alias, column) {
    return sql`unnest(${array}) as ${ident(alias)} (${ident(column)})`;
  },

  // `contains` is null when the list is null, or holds nulls but not the value: neither is "true".
  arrayContains(array, value) {
    return sql`coalesce(contains(${array}, ${value}), false)`;
  },

  textArray(values) {
    return sql`cast(array[${values.length === 0 ? empty : join(values)}] as array(varchar))`;
  },

  replaceEvery(text, pattern, by) {
    return sql`regexp_replace(${text}, ${pattern}, ${by})`;
  },
};
