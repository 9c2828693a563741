import type { TableDefinition } from "../tables/table.ts";

export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function columnList(table: TableDefinition): string {
  return Object.keys(table.columns).map(identifier).join(", ");
}

/** The order in which a table's rows are stored. */
export function order(table: TableDefinition): string {
  return (table.sort ?? table.key).map(identifier).join(", ");
}
