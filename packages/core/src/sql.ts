/**
 * SQL is built from tagged templates only: every `${value}` is bound as a parameter, identifiers are quoted by
 * `ident`, fragments nest. Nothing is ever pasted in as text.
 */
import sql, { empty, join, raw, type Sql } from "sql-template-tag";

export type { Sql };
export { empty, join, sql };

/** A quoted identifier. */
export function ident(name: string): Sql {
  return raw(`"${name.replaceAll('"', '""')}"`);
}

/** `expression in (?, ?, …)`; false for an empty list. */
export function inList(expression: Sql, values: readonly string[]): Sql {
  if (values.length === 0) return sql`(1 = 0)`;
  return sql`${expression} in (${join([...values])})`;
}

/** Conditions joined with `and`; true when there is none. */
export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`(1 = 1)` : join([...conditions], " and ");
}

/** A date literal parameter: `cast(? as date)`. */
export function date(iso: string): Sql {
  return sql`cast(${iso} as date)`;
}
