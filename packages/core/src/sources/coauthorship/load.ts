import { iso2Values } from "../iso2.ts";
import type { Loader, LoadInput } from "../source.ts";

const YEAR = "try_cast(c.year as integer)";
const WORKS = "try_cast(c.works as bigint)";

/** Pairs are stored once, the country earlier in the alphabet first, whichever way round the file has them. */
export async function loadCoauthorship(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  await loader.readCsv("pairs", {
    path: input.path,
    wanted: ["year", "country1_iso2", "country2_iso2", "works"],
  });
  const [diagonal] = await loader.rows<{ n: number }>(
    "select count(*) as n from pairs where country1_iso2 = country2_iso2",
  );
  loader.skip("diagonal of the matrix, which is not the country's output", diagonal?.n ?? 0);
  await loader.write(
    "collaborations",
    `select 'coauthorship' as source, ${YEAR} as year, 'all' as field,
       least(a.iso3, b.iso3) as country_a, greatest(a.iso3, b.iso3) as country_b,
       ${WORKS} as works_full, null as works_fractional, c.line as reject_line,
       case when ${YEAR} is null or ${YEAR} not between 1500 and 2200 then 'not a year: ' || coalesce(c.year, 'nothing')
         when a.iso3 is null then 'unknown country code: ' || coalesce(c.country1_iso2, 'nothing')
         when b.iso3 is null then 'unknown country code: ' || coalesce(c.country2_iso2, 'nothing')
         when ${WORKS} is null or ${WORKS} < 0 then 'not a count of works: ' || coalesce(c.works, 'nothing')
       end as reject_reason,
       case when ${YEAR} is null or ${YEAR} not between 1500 and 2200 then 'year'
         when a.iso3 is null then 'country1_iso2' when b.iso3 is null then 'country2_iso2'
         when ${WORKS} is null or ${WORKS} < 0 then 'works' end as reject_column
     from pairs c
     left join ${iso2Values()} as a(iso2, iso3) on a.iso2 = upper(c.country1_iso2)
     left join ${iso2Values()} as b(iso2, iso3) on b.iso2 = upper(c.country2_iso2)
     where c.country1_iso2 is distinct from c.country2_iso2`,
  );
  const [years] = await loader.rows<{ low: number | null; high: number | null }>(
    `select min(${YEAR}) as low, max(${YEAR}) as high from pairs c`,
  );
  if (years?.low) loader.vintage(`${years.low}-${years.high}`);
}
