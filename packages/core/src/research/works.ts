import type { QueryContext } from "../indicators/indicator.ts";
import { all, inList, join, type Sql, sql } from "../sql.ts";
import { spaced } from "../technologies/match.ts";
import { technologyByName } from "../technologies/technologies.ts";

export interface WorksRequest {
  readonly from: number;
  readonly to: number;
  readonly field: string;
  readonly source: string;
}

/** `(select * from publications where …)` of the works asked for, retracted ones left out. */
export function worksOf({ from, to, field, source }: WorksRequest, context: QueryContext): Sql {
  const conditions = all([
    sql`source = ${source}`,
    sql`year between ${from} and ${to}`,
    sql`not retracted`,
    ...(field === "all" ? [] : [inField(field, context)]),
  ]);
  return sql`(select * from ${context.table("publications")} where ${conditions})`;
}

/** The rule of a field id or a technology as a condition; the same rule as `matchesWork`. */
function inField(field: string, context: QueryContext): Sql {
  if (!field.startsWith("tech:")) return sql`field = ${field}`;
  const { topics, subfields, fields, words, not } = technologyByName(field);
  // Lower-case with single spaces around every word, so that whole words are found; the same as `spaced`.
  const plain = context.dialect.replaceEvery(sql`lower(coalesce(topic_name, ''))`, "[^\\p{L}\\p{N}]+", " ");
  const name = sql`(' ' || trim(${plain}) || ' ')`;
  const holds = (list: readonly string[]) =>
    list.length === 0
      ? sql`(1 = 0)`
      : sql`(${join(
          list.map((word) => sql`strpos(${name}, ${spaced(word)}) > 0`),
          " or ",
        )})`;
  return sql`(coalesce(${inList(sql`topic`, topics)}, false) or coalesce(${inList(sql`subfield`, subfields)}, false)
    or coalesce(${inList(sql`field`, fields)}, false) or (${holds(words)} and not ${holds(not)}))`;
}
