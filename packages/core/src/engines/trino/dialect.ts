import { ident, sql } from "../../sql.ts";
import type { Dialect } from "../dialect.ts";

/** The functions that Trino spells in its own way. */
export const trinoDialect: Dialect = {
  name: "trino",

  // The unit is part of the text, not a parameter: the same expression may stand again in `group by`.
  truncate(unit, date) {
    if (unit === "month") return sql`date_trunc('month', ${date})`;
    if (unit === "quarter") return sql`date_trunc('quarter', ${date})`;
    return sql`date_trunc('year', ${date})`;
  },

  // date_diff counts whole months in both directions, and takes the last day of a short month as its 31st never.
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
};
