import { DataError } from "../../errors.ts";
import { declareIso2, iso3Of } from "../iso2.ts";
import type { Loader, LoadInput } from "../source.ts";
import { firstJson } from "./first.ts";
import { paths } from "./paths.ts";
import { quarantineLines } from "./reject.ts";
import { keepNewest } from "./revise.ts";

const COLUMNS = `{paper_id: 'VARCHAR', title: 'VARCHAR', publication_year: 'INTEGER', countries_collaborating: 'VARCHAR[]',
  institutions: 'MAP(VARCHAR, VARCHAR[])', technology_categories: 'VARCHAR[]'}`;

/**
 * Works of a keyword scan. Institutions are names, tags stand in for topics, authors and citations are not given.
 * Only `publications` are written: counts over a scan without a frame would mean nothing.
 */
export async function loadOpenAlexSample(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  for (const { name, path } of input.files)
    if (!(await firstJson(path)).includes('"paper_id"'))
      throw new DataError(
        `${name} has no paper_id: expected JSON lines of a scan; OpenAlex's own layout loads with openalex`,
      );
  await loader.sql(declareIso2());
  const files = input.files.map(({ path }) => path);
  await loader.sql(
    `create temp table works as select 'openalex-sample' as source, replace(paper_id, 'https://openalex.org/', '') as work,
       case when publication_year between 1000 and 2200 then publication_year end as "year", title,
       cast(null as varchar) as field, cast(null as varchar) as subfield, cast(null as varchar) as topic,
       nullif(array_to_string(list_sort(technology_categories), ', '), '') as topic_name,
       coalesce(list_sort(list_distinct(list_transform(countries_collaborating, lambda c: ${iso3Of("c")}))), []) as countries,
       coalesce(list_sort(list_distinct(flatten(map_values(institutions)))), []) as institutions, cast(null as integer) as authors,
       cast([] as varchar[]) as affiliations, cast([] as varchar[]) as first_countries, cast([] as varchar[]) as corresponding_countries,
       cast(null as bigint) as cited_by, cast(null as double) as fwci, false as retracted, cast(null as date) as updated,
       filename as file
     from read_json(${paths(files)}, format = 'newline_delimited', columns = ${COLUMNS}, ignore_errors = true, filename = true, hive_partitioning = false)`,
  );
  await quarantineLines(files, loader, {
    columns: COLUMNS,
    check: `case when paper_id is null then 'paper_id is missing' when publication_year is null then 'publication_year is missing or not a year'
      when publication_year not between 1000 and 2200 then 'publication_year is not a year: ' || publication_year end`,
  });
  await keepNewest(loader);
  await loader.write("publications", "select * exclude (file) from works");
  loader.vintage("partial scan, not a sample frame");
}
