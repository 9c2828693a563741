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
const codes = (authorship: string) =>
  `coalesce(${authorship}.countries, list_transform(${authorship}.institutions, lambda i: i.country_code))`;

/** What a list holds, each once and sorted, nulls left out: half the work of list_sort(list_distinct(…)). */
const distinctSorted = (list: string) => `coalesce(map_keys(list_aggregate(${list}, 'histogram')), [])`;

const iso3List = (list: string) => distinctSorted(`list_transform(${list}, lambda c: ${iso3Of("c")})`);

const affiliation = (code: string) => `${iso3Of(code)} || ' ' || a.author.id`;

/** Stands between entries while they are one text. No identifier holds it. */
const BREAK = "chr(31)";

/** The entries of a list with their prefix taken off in one text a work, not in one an entry. */
const shortened = (list: string) =>
  `string_split(nullif(${short(`array_to_string(${list}, ${BREAK})`)}, ''), ${BREAK})`;

/**
 * The works of `from` (a parenthesised select of `WORK_COLUMNS` and `file`) with the columns of `publications`, in the
 * order of the table. A row without an identifier or a year, which is never kept, has its file as title. This is where
 * a load spends its time beyond the reading, so: no filter of authorships (it copies whole structs), and an inner
 * lambda only for authors of several countries, whose entries are one text until the whole list is split.
 */
export function shapedWorks(source: string, from: string): string {
  const of = (condition: string) =>
    `flatten(list_transform(authorships, lambda a: case when ${condition} then ${codes("a")} end))`;
  return `select '${source}' as source, ${short("id")} as work,
    case when publication_year between 1000 and 2200 then publication_year end as "year",
    case when id is not null and publication_year between 1000 and 2200 then title else file end as title,
    replace(primary_topic.field.id, '${PREFIX}fields/', '') as field,
    replace(primary_topic.subfield.id, '${PREFIX}subfields/', '') as subfield,
    ${short("primary_topic.id")} as topic, primary_topic.display_name as topic_name,
    ${iso3List(`flatten(list_transform(authorships, lambda a: ${codes("a")}))`)} as countries,
    ${distinctSorted(shortened("flatten(list_transform(authorships, lambda a: list_transform(a.institutions, lambda i: i.id)))"))} as institutions,
    cast(len(coalesce(authorships, [])) as integer) as authors,
    ${distinctSorted(
      shortened(`list_transform(authorships, lambda a: case when len(a.countries) = 1
      then ${affiliation("a.countries[1]")} else nullif(array_to_string(list_transform(${codes("a")}, lambda c: ${affiliation("c")}), ${BREAK}), '') end)`),
    )} as affiliations,
    ${iso3List(`case when authorships[1].author_position = 'first' then ${codes("authorships[1]")} else ${of("a.author_position = 'first'")} end`)} as first_countries,
    ${iso3List(of("a.is_corresponding"))} as corresponding_countries,
    cited_by_count as cited_by, fwci, coalesce(is_retracted, false) as retracted,
    coalesce(try_cast(left(updated_date, 10) as date),
      try_cast(regexp_extract(file, 'updated_date=(\\d{4}-\\d{2}-\\d{2})', 1) as date)) as updated
  from ${from}`;
}
