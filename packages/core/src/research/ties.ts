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

/** Series in `observations` that says of whom all partners were asked for: one row a country, field and year. */
export const PARTNERS_SERIES = "openalex.partners";

/**
 * Common table expressions after those of `tiesOf` that tell whose ties are complete in what is loaded, since a pair
 * that is absent has no joint work only then: `net`, the pairs asked for; `places(year, c)`, every country in them;
 * `whole(year, c)`, those with all their ties; `everywhere(c)`, countries that are on every work of the source.
 *
 * A source that was asked country by country (openalex-counts) says whom it was asked about. Works, which give outputs
 * beside ties, are complete unless all of them have one country on them: then they were chosen by it, and only its own
 * ties are there. A bare list of pairs is an excerpt when all ties are with fewer than half of its countries (published
 * matrices need 73 to 98 % of theirs to touch every tie): then only these have all of theirs.
 */
export function wholeOf({ from, to, field }: Omit<TiesRequest, "counting">, context: QueryContext): Sql {
  const table = context.table("collaborations");
  const chosen = sql`source = (select source from chosen)`;
  const asked = sql`${context.table("observations")} where ${chosen} and series = ${PARTNERS_SERIES}`;
  return sql`net as (
      select year, country_a as a, country_b as b, works_full as n, works_fractional as x from ${table}
      where ${chosen} and field = ${field} and year between ${from} and ${to}
    ),
    outputs as (
      select country_a as c, sum(works_full) as n, sum(works_fractional) as x from ${table}
      where ${chosen} and field = 'all' and country_a = country_b group by country_a
    ),
    everywhere as (
      select c from outputs where cast(n as double) >= 0.99999 * (select cast(sum(x) as double) from outputs)
    ),
    kind as (
      select case when exists (select 1 from ${asked}) then 'asked' when exists (select 1 from outputs) then 'works'
        else 'pairs' end as kind
    ),
    degrees as (
      select year, c, count(*) as n from (
        select year, a as c from net where a <> b and n > 0 union all select year, b from net where a <> b and n > 0
      ) e group by year, c
    ),
    places as (
      select year, c, row_number() over (partition by year order by n desc, c) as place from degrees
    ),
    hubs as (
      select t.year as year, max(least(p.place, q.place)) as place
      from net t join places p on p.year = t.year and p.c = t.a join places q on q.year = t.year and q.c = t.b
      where t.a <> t.b and t.n > 0 group by t.year
    ),
    sizes as (select year, max(place) as countries from places group by year),
    whole as (
      select year(period) as year, country as c from ${asked} and item = ${field} and year(period) between ${from} and ${to}
      union
      select p.year, p.c from places p cross join kind k left join everywhere e on e.c = p.c
      where k.kind = 'works'
        and ((select count(*) from everywhere) = 0 or ((select count(*) from everywhere) = 1 and e.c is not null))
      union
      select p.year, p.c from places p cross join kind k join hubs h on h.year = p.year join sizes s on s.year = p.year
      where k.kind = 'pairs' and (2 * h.place >= s.countries or p.place <= h.place)
    )`;
}

/** Members of a bloc at the end of each year: `members(country, starts, ends)` tested by `isMember`. */
export function isMember(context: QueryContext, bloc: string, country: Sql, atYear: Sql): Sql {
  return sql`exists (select 1 from ${context.table("blocs")} m where m.bloc = ${bloc} and m.country = ${country}
    and year(m.starts) <= ${atYear} and (m.ends is null or year(m.ends) > ${atYear}))`;
}
