import { basename } from "node:path";
import type { Loader } from "../source.ts";
import { refuseCutFile } from "./first.ts";
import { paths } from "./paths.ts";

export interface Checks {
  readonly columns: string;
  /** SQL over the read columns: null when the line is good, else what is wrong. */
  readonly check: string;
}

/**
 * Removes from `works` the rows without an identifier or year and quarantines their lines. The files are read again
 * only when there is such a row: line numbers cost a pass of their own, and most files have no bad line.
 */
export async function quarantineLines(
  files: readonly string[],
  loader: Loader,
  { columns, check }: Checks,
): Promise<void> {
  const bad = await loader.rows<{ file: string; n: number }>(
    `select file, count(*) as n from works where work is null or "year" is null group by file order by file`,
  );
  for (const { file } of bad) {
    if (!files.includes(file)) continue;
    const one = paths([file]);
    // Both readers skip blank lines alike and keep the order of the file, so the n-th row of one is that of the other.
    await loader.sql(
      `create or replace temp table lines as select row_number() over () as line, column0 as text
       from read_csv(${one}, columns = {column0: 'VARCHAR'}, header = false, delim = chr(1), quote = '', escape = '',
         auto_detect = false, hive_partitioning = false, max_line_size = 134217728, parallel = false)`,
    );
    await loader.sql(
      `create or replace temp table parsed as select row_number() over () as n, ${check} as reason
       from read_json(${one}, format = 'newline_delimited', columns = ${columns}, ignore_errors = true, hive_partitioning = false, maximum_object_size = 134217728)`,
    );
    const [last] = await loader.rows<{ bad: boolean }>(
      "select reason is not null as bad from parsed order by n desc limit 1",
    );
    if (last?.bad) await refuseCutFile(file);
    await loader.write(
      "publications",
      `select ${NO_WORK}, l.line as reject_line, null as reject_column,
         '${basename(file).replaceAll("'", "''")}: ' || case when json_valid(l.text) then p.reason else 'not a JSON object' end
           || ': ' || left(l.text, 80) as reject_reason
       from (select *, row_number() over (order by line) as n from lines where trim(coalesce(text, '')) <> '') l
       join parsed p on p.n = l.n where p.reason is not null`,
    );
  }
  const other = bad.filter(({ file }) => !files.includes(file)).reduce((sum, { n }) => sum + n, 0);
  if (other > 0)
    await loader.write(
      "publications",
      `select ${NO_WORK}, null as reject_line, null as reject_column,
         'a result without ' || case when work is null then 'id' else 'publication_year' end as reject_reason
       from works where (work is null or "year" is null) and file not in (select unnest(${files.length > 0 ? paths(files) : "['']"}))`,
    );
  if (bad.length > 0) await loader.sql(`delete from works where work is null or "year" is null`);
}

/** The columns of `publications`, all null: what a refused line has of them. */
const NO_WORK = [
  "source",
  "work",
  "year",
  "title",
  "field",
  "subfield",
  "topic",
  "topic_name",
  "countries",
  "institutions",
  "authors",
  "affiliations",
  "first_countries",
  "corresponding_countries",
  "cited_by",
  "fwci",
  "retracted",
  "updated",
]
  .map((name) => `null as "${name}"`)
  .join(", ");
