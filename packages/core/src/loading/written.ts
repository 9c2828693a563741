import type { TableDefinition } from "../tables/table.ts";
import { identifier, quote } from "./sql-text.ts";

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

/**
 * Whether two neighbours have the same key, as `yes`, in a file sorted by it. The last column alone is compared first:
 * it is the same in few neighbours, and only those are read in whole.
 */
export function findRepeats(path: string, key: readonly string[]): string {
  const numbered = `read_parquet(${quote(path)}, file_row_number = true)`;
  const last = identifier(key.at(-1) ?? "file_row_number");
  const same = key.map((c) => `a.${identifier(c)} = b.${identifier(c)}`);
  return `with suspects as materialized (select n from
      (select file_row_number as n, ${last} as x, lag(${last}) over () as before from ${numbered}) where x = before),
    rows as materialized (select file_row_number as n, ${key.map(identifier).join(", ")} from ${numbered}
      where file_row_number in (select n from suspects union all select n - 1 from suspects))
    select count(*) > 0 as yes from rows a join rows b on ${["a.n = b.n + 1", ...same].join(" and ")}`;
}

/**
 * The bounds of text columns in every row group of a file sorted by them: `group`, `column`, `low`, `high`. Each
 * combination of values is taken to be in all rows between its first and its last, which in a sorted file it is; in any
 * other the bounds come out too wide, and `faultsOf` sees it.
 */
export function boundsOf(path: string, columns: readonly string[]): string {
  const names = columns.map(identifier).join(", ");
  const each = columns.map(
    (c) =>
      `select id as "group", ${quote(c)} as "column", min(${identifier(c)}) as low, max(${identifier(c)}) as high from held group by id`,
  );
  return `with runs as (select ${names}, min(file_row_number) as first_row, max(file_row_number) as last_row
      from read_parquet(${quote(path)}, file_row_number = true) group by ${names}),
    groups as (select row_group_id as id, row_group_num_rows as n, sum(row_group_num_rows) over (order by row_group_id) as until
      from parquet_metadata(${quote(path)}) where column_id = 0),
    held as materialized (select id, ${names} from groups join runs on first_row < until and last_row >= until - n)
    ${each.join(" union all ")}`;
}
