import type { TableDefinition } from "../tables/table.ts";
import { quote } from "./sql-text.ts";

/**
 * Counts faults of a written file that the bounds of its row groups show, at next to no cost: missing values where
 * there must be one, and row groups that begin before the one in front of them ends, by the first column of the
 * table's order that varies (as far as it is text or a date, whose bounds compare as text).
 */
export function faultsOf(path: string, table: TableDefinition): string {
  const list = (names: readonly string[]) => `[${names.map(quote).join(", ")}]`;
  const must = Object.keys(table.columns).filter((c) => !table.columns[c]?.nullable);
  const sorted = table.sort ?? table.key;
  const texts = sorted.filter((c) => ["varchar", "date"].includes(table.columns[c]?.type ?? ""));
  return `with bounds as (select row_group_id as id, path_in_schema as name, stats_min_value as low, stats_max_value as high, stats_null_count as nulls
      from parquet_metadata(${quote(path)})),
    first_varying as (select name from bounds where list_contains(${list(sorted)}, name) group by name
      having min(low) < max(high) order by list_position(${list(sorted)}, name) limit 1)
    select (select cast(coalesce(sum(nulls), 0) as bigint) from bounds where list_contains(${list(must)}, name))
      + (select count(*) from (select low, lag(high) over (order by id) as before from bounds join first_varying using (name)
          where list_contains(${list(texts)}, name)) where low < before) as n`;
}
