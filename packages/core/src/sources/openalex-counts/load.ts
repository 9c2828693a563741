import { DataError } from "../../errors.ts";
import { PARTNERS_SERIES } from "../../research/whole.ts";
import { iso2Values } from "../iso2.ts";
import type { Loader, LoadInput } from "../source.ts";

const COLUMNS = `{country: 'VARCHAR', "year": 'INTEGER', field: 'VARCHAR', retrieved: 'VARCHAR', count: 'BIGINT',
  groups: 'STRUCT("key" VARCHAR, count BIGINT)[]'}`;

/**
 * One line an answer. A pair that was asked from both sides is kept once: the two counts should agree, and where the
 * index moved between the calls the later answer holds. A country's own group is its whole output. Of each country that
 * was asked about, the number of its partners goes to `observations`: of the others only some ties are known. Works
 * whose country is unknown belong to nobody, and are taken off the world's where the answer tells them apart.
 */
export async function loadOpenAlexCounts(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  await loader.sql(
    `create temp table answers as select row_number() over () as line, * from read_json(?, format = 'newline_delimited',
       columns = ${COLUMNS}, ignore_errors = true, maximum_object_size = 134217728)`,
    [input.path],
  );
  const [good] = await loader.rows<{ n: number }>(
    "select count(*) as n from answers where groups is not null",
  );
  if (!good || good.n === 0)
    throw new DataError(
      `${input.name} holds no answer: expected the file openalex-counts.jsonl that \`tightrope fetch openalex-counts\` writes`,
    );
  await loader.sql(
    `create temp table counts as
     select a.line, a."year", a.field, a.retrieved, coalesce(o.iso3, 'X' || a.country) as asked, coalesce(g.iso3, 'X' || upper(code)) as other, n
     from (select *, upper(regexp_extract(raw, '^(?:.*/countries/)?([A-Za-z]{2})$', 1)) as code
       from (select *, unnest(groups)."key" as raw, unnest(groups).count as n from answers where groups is not null)) a
       left join ${iso2Values()} as o(iso2, iso3) on o.iso2 = upper(a.country)
       left join ${iso2Values()} as g(iso2, iso3) on g.iso2 = a.code
     where code <> ''`,
  );
  await loader.sql(
    `create temp table pairs as
     select "year", field, least(coalesce(asked, other), other) as country_a, greatest(coalesce(asked, other), other) as country_b,
       max_by(n, retrieved) as works_full, count(*) as answers
     from counts group by all`,
  );
  const [twice] = await loader.rows<{ n: number }>(`select coalesce(sum(answers - 1), 0) as n from pairs`);
  loader.skip("the same pair asked from its other side, or a country's output asked twice", twice?.n ?? 0);
  await loader.write(
    "collaborations",
    `select 'openalex-counts' as source, "year", field, country_a, country_b, works_full, null as works_fractional from pairs`,
  );
  await loader.write(
    "collaborations",
    `select null as source, null as "year", null as field, null as country_a, null as country_b, null as works_full, null as works_fractional,
       line as reject_line, 'not an answer with year, field and groups' as reject_reason
     from answers where groups is null or "year" is null or field is null`,
  );
  await loader.write(
    "observations",
    `select distinct on (field, "year") 'openalex-counts' as source, 'openalex.works' as series, 'WLD' as country, '' as counterpart,
       field as item, make_date("year", 1, 1) as period, 'A' as frequency,
       count - coalesce(list_sum([g.count for g in groups if regexp_matches(g."key", '(^|/)unknown$')]), 0) as value,
       'works' as unit, 'reported' as status
     from answers where country is null and groups is not null order by field, "year", retrieved desc`,
  );
  await loader.write(
    "observations",
    `select 'openalex-counts' as source, '${PARTNERS_SERIES}' as series, o.iso3 as country, '' as counterpart, a.field as item,
       make_date(a."year", 1, 1) as period, 'A' as frequency,
       (select count(distinct c.other) from counts c where c.asked = o.iso3 and c.other <> o.iso3 and c."year" = a."year" and c.field = a.field) as value,
       'countries' as unit, 'reported' as status
     from (select distinct country, "year", field from answers where country is not null and groups is not null
       and "year" is not null and field is not null) a
       join ${iso2Values()} as o(iso2, iso3) on o.iso2 = upper(a.country)`,
  );
  const [day] = await loader.rows<{ day: string | null }>(
    "select left(max(retrieved), 10) as day from answers",
  );
  if (day?.day) loader.vintage(`retrieved ${day.day}`);
}
