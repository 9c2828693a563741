import { iso3Of } from "../iso2.ts";

/** Columns read out of a work; whatever else a line holds is skipped unparsed. */
export const WORK_COLUMNS = `{
  id: 'VARCHAR', title: 'VARCHAR', publication_year: 'INTEGER',
  authorships: 'STRUCT(author_position VARCHAR, is_corresponding BOOLEAN, author STRUCT(id VARCHAR), countries VARCHAR[],
    institutions STRUCT(id VARCHAR, country_code VARCHAR)[])[]',
  primary_topic: 'STRUCT(id VARCHAR, display_name VARCHAR, subfield STRUCT(id VARCHAR), field STRUCT(id VARCHAR))',
  cited_by_count: 'BIGINT', fwci: 'DOUBLE', is_retracted: 'BOOLEAN', updated_date: 'VARCHAR'}`;

const PREFIX = "https://openalex.org/";

/** `https://openalex.org/W1` and `W1` are the same work. */
const short = (id: string) => `replace(${id}, '${PREFIX}', '')`;

/** Releases before 2023 name countries on institutions only. */
const CODES = "coalesce(a.countries, list_transform(a.institutions, lambda i: i.country_code))";

/** What a list holds, each once and sorted, nulls left out: half the work of list_sort(list_distinct(…)). */
const distinctSorted = (list: string) => `coalesce(map_keys(list_aggregate(${list}, 'histogram')), [])`;

/** The authors of a work with what the table needs of them: countries (ISO3), identifier, position, correspondence. */
const AUTHORS = `list_transform(authorships, lambda a: {c: list_transform(${CODES}, lambda c: ${iso3Of("c")}),
  id: ${short("a.author.id")}, place: a.author_position, corresponding: a.is_corresponding})`;

/**
 * The works of `from` (a parenthesised select of `WORK_COLUMNS` and `file`) with the columns of `publications`, in the
 * order of the table. A row without an identifier or a year, which is never kept, has its file as title. This is where
 * a load spends its time beyond the reading, so countries are looked up once an author, in a list of their own, which
 * four columns rest on, and no list of authorships is filtered (that copies whole structs).
 */
export function shapedWorks(source: string, from: string): string {
  const countriesOf = (condition: string) =>
    `flatten(list_transform(people, lambda p: case when ${condition} then p.c end))`;
  return `select '${source}' as source, ${short("id")} as work,
    case when publication_year between 1000 and 2200 then publication_year end as "year",
    case when id is not null and publication_year between 1000 and 2200 then title else file end as title,
    replace(primary_topic.field.id, '${PREFIX}fields/', '') as field,
    replace(primary_topic.subfield.id, '${PREFIX}subfields/', '') as subfield,
    ${short("primary_topic.id")} as topic, primary_topic.display_name as topic_name,
    ${distinctSorted("flatten(list_transform(people, lambda p: p.c))")} as countries,
    ${distinctSorted(`flatten(list_transform(authorships, lambda a: list_transform(a.institutions, lambda i: ${short("i.id")})))`)} as institutions,
    cast(len(coalesce(authorships, [])) as integer) as authors,
    ${distinctSorted("flatten(list_transform(people, lambda p: list_transform(p.c, lambda c: c || ' ' || p.id)))")} as affiliations,
    ${distinctSorted(`case when people[1].place = 'first' then people[1].c else ${countriesOf("p.place = 'first'")} end`)} as first_countries,
    ${distinctSorted(countriesOf("p.corresponding"))} as corresponding_countries,
    cited_by_count as cited_by, fwci, coalesce(is_retracted, false) as retracted,
    coalesce(try_cast(left(updated_date, 10) as date),
      try_cast(regexp_extract(file, 'updated_date=(\\d{4}-\\d{2}-\\d{2})', 1) as date)) as updated
  from (select *, ${AUTHORS} as people from ${from})`;
}
