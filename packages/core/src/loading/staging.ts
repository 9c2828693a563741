import { duckType } from "../engines/duckdb/duckdb.ts";
import type { TableDefinition } from "../tables/table.ts";
import { columnList, identifier, quote } from "./sql-text.ts";

/** Columns that hold the code of a country or area, in whichever table they are. */
const AREA_COLUMNS = [
  "exporter",
  "importer",
  "country",
  "counterpart",
  "country_a",
  "country_b",
  "from_country",
  "to_country",
];

/**
 * A temporary table of the rows of `select`, cast to the table's types, each with the reason it is refused for or
 * null. A cell that does not cast, or is missing where it may not be, is such a reason, and so is a country column
 * with anything but three capital letters: a name stored there would silently match nothing.
 */
export function stageRows(
  stage: string,
  table: TableDefinition,
  select: string,
  given: readonly string[],
): string {
  const optional = (name: string, type: string) =>
    `cast(${given.includes(name) ? name : "null"} as ${type}) as ${name}`;
  const cast = Object.entries(table.columns).map(
    ([c, d]) => `try_cast(${identifier(c)} as ${duckType(d.type)}) as ${identifier(c)}`,
  );
  const missing = Object.entries(table.columns).filter(([, d]) => !d.nullable);
  const when = (then: (column: string, type: string) => string) =>
    missing.length === 0
      ? "null"
      : `case ${missing.map(([c, d]) => `when ${identifier(c)} is null then ${quote(then(c, d.type))}`).join(" ")} end`;
  const areas = Object.entries(table.columns).filter(([c]) => AREA_COLUMNS.includes(c));
  const notCode = (then: (column: string) => string) =>
    areas.length === 0
      ? "null"
      : `case ${areas.map(([c, d]) => `when ${d.emptyText ? `${identifier(c)} <> '' and ` : ""}not regexp_full_match(${identifier(c)}, '[A-Z]{3}') then ${then(c)}`).join(" ")} end`;
  return `create temp table ${stage} as select ${columnList(table)},
      coalesce(reject_reason, ${when((c, type) => `${c} is missing or does not fit ${type}`)},
        ${notCode((c) => `${quote(`${c} is not a code of three capital letters: `)} || left(${identifier(c)}, 60)`)}) as reject_reason, reject_line,
      coalesce(reject_column, case when reject_reason is null then coalesce(${when((c) => c)}, ${notCode(quote)}) end) as reject_column
    from (select ${cast.join(", ")}, ${optional("reject_reason", "varchar")}, ${optional("reject_line", "bigint")}, ${optional("reject_column", "varchar")} from (${select}))`;
}

/** Number of keys that more than one good row has. */
export function countTwins(stage: string, table: TableDefinition): string {
  const key = table.key.map(identifier).join(", ");
  return `select count(*) as n from (select 1 from ${stage} where reject_reason is null group by ${key} having count(*) > 1)`;
}

/** Exact copies of a row are kept once; rows that share a key but not their values are all refused. */
export function refuseTwins(stage: string, table: TableDefinition): string[] {
  const key = table.key.map(identifier).join(", ");
  const values = columnList(table);
  return [
    `create or replace temp table twins as select rowid as id, count(*) over (partition by ${key}) as n,
       row_number() over (partition by ${values} order by rowid) as copy, count(*) over (partition by ${values}) as same
     from ${stage} where reject_reason is null`,
    `update ${stage} set reject_reason = case when twins.same = twins.n then 'repeats another row of the file' else 'contradicts another row with the same key' end,
       reject_column = null
     from twins where ${stage}.rowid = twins.id and twins.n > 1 and (twins.same < twins.n or twins.copy > 1)`,
    "drop table twins",
  ];
}

/** Refused rows in the layout of `rejected`; twins show their key, since no single cell of theirs is at fault. */
export function takeRefused(stage: string, table: TableDefinition): string {
  const key = table.key.map((c) => `cast(${identifier(c)} as varchar)`).join(", ");
  return `insert into rejected select ?, reject_line, reject_column, reject_reason,
      case when reject_reason like 'repeats %' or reject_reason like 'contradicts %' then concat_ws(' ', ${key}) end
    from ${stage} where reject_reason is not null`;
}
