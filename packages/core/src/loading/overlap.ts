import type { TableDefinition } from "../tables/table.ts";
import { columnList, identifier, order, quote } from "./sql-text.ts";

/** A file the table holds already, and the load it came from. */
export interface HeldFile {
  readonly path: string;
  readonly load: string;
}

export function parquet(paths: readonly string[]): string {
  return `read_parquet([${paths.map(quote).join(", ")}])`;
}

function onKey(table: TableDefinition): string {
  return table.key.map((c) => `m.${identifier(c)} = o.${identifier(c)}`).join(" and ");
}

/** How many rows of the new file have a key that older files have, and how many of those are equal. */
export function countShared(table: TableDefinition, mine: string, older: string): string {
  const rest = Object.keys(table.columns).filter((c) => !table.key.includes(c));
  const same =
    rest.map((c) => `m.${identifier(c)} is not distinct from o.${identifier(c)}`).join(" and ") || "true";
  return `select count(*) as n, coalesce(sum(case when ${same} then 1 else 0 end), 0) as same from ${mine} m join ${older} o on ${onKey(table)}`;
}

/** Whether older files have any key of the new one. */
export function sharesKey(table: TableDefinition, mine: string, older: string): string {
  return `select count(*) as n from (select 1 from ${older} o semi join ${mine} m on ${onKey(table)} limit 1)`;
}

export function withoutRepeats(table: TableDefinition, mine: string, older: string): string {
  return `select ${columnList(table)} from ${mine} m anti join ${older} o on ${onKey(table)} order by ${order(table)}`;
}
