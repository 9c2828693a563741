import type { QueryContext } from "../indicators/indicator.ts";
import { all, ident, type Sql, sql } from "../sql.ts";

export interface TiesRequest {
  readonly country: string;
  readonly from: number;
  readonly to: number;
  readonly field: string;
  readonly counting: "full" | "fractional";
  readonly source?: string | undefined;
}

/**
 * Common table expressions for one country's ties: `chosen(source)` and `ties(source, year, partner, works)`, one
 * row a partner and year, the country's own output left out. Without a source, the one that knows most works of the
 * country is taken: adding sources up would count works twice. Patents are never taken unasked.
 */
export function tiesOf(request: TiesRequest, context: QueryContext): Sql {
  const { country, from, to, field } = request;
  const table = context.table("collaborations");
  const asked = all([
    sql`field = ${field}`,
    sql`year between ${from} and ${to}`,
    sql`(country_a = ${country} or country_b = ${country})`,
    sql`country_a <> country_b`,
  ]);
  const works = ident(`works_${request.counting}`);
  const chosen = request.source
    ? sql`select cast(${request.source} as varchar) as source`
    : sql`select source from ${table} where ${asked} and source <> 'patents' and ${works} is not null
        group by source order by sum(works_full) desc, source limit 1`;
  return sql`chosen as (${chosen}),
    ties as (
      select source, year, case when country_a = ${country} then country_b else country_a end as partner,
        ${works} as works
      from ${table} where ${asked} and source = (select source from chosen) and ${works} is not null
    )`;
}

/** Members of a bloc at the end of each year: `members(country, starts, ends)` tested by `isMember`. */
export function isMember(context: QueryContext, bloc: string, country: Sql, atYear: Sql): Sql {
  return sql`exists (select 1 from ${context.table("blocs")} m where m.bloc = ${bloc} and m.country = ${country}
    and year(m.starts) <= ${atYear} and (m.ends is null or year(m.ends) > ${atYear}))`;
}
