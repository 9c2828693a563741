import { iso3Of } from "../iso2.ts";

/** Columns read out of a work; whatever else a line holds is skipped unparsed. */
export const WORK_COLUMNS = `{
  id: 'VARCHAR', title: 'VARCHAR', publication_year: 'INTEGER',
  authorships: 'STRUCT(author_position VARCHAR, is_corresponding BOOLEAN, author STRUCT(id VARCHAR), countries VARCHAR[],
    institutions STRUCT(id VARCHAR, country_code VARCHAR)[])[]',
  corresponding_author_ids: 'VARCHAR[]',
  primary_topic: 'STRUCT(id VARCHAR, display_name VARCHAR, subfield STRUCT(id VARCHAR), field STRUCT(id VARCHAR))',
  cited_by_count: 'BIGINT', fwci: 'DOUBLE', is_retracted: 'BOOLEAN', updated_date: 'VARCHAR'}`;

/** `https://openalex.org/W1` and `W1` are the same work. */
const short = (id: string) => `replace(${id}, 'https://openalex.org/', '')`;

/** Releases before 2023 name countries on institutions only. */
const codes = (authorship: string) =>
  `coalesce(${authorship}.countries, list_transform(${authorship}.institutions, lambda i: i.country_code))`;

const iso3List = (lists: string) =>
  `coalesce(list_sort(list_transform(list_distinct(flatten(${lists})), lambda c: ${iso3Of("c")})), [])`;

/** Select list that turns the columns of a work into those of `publications`, in the order of the table. */
export function workShape(source: string): string {
  return `'${source}' as source, ${short("id")} as work,
    case when publication_year between 1000 and 2200 then publication_year end as "year", title,
    replace(primary_topic.field.id, 'https://openalex.org/fields/', '') as field,
    replace(primary_topic.subfield.id, 'https://openalex.org/subfields/', '') as subfield,
    ${short("primary_topic.id")} as topic, primary_topic.display_name as topic_name,
    ${iso3List(`list_transform(authorships, lambda a: ${codes("a")})`)} as countries,
    coalesce(list_sort(list_transform(list_distinct(flatten(list_transform(authorships,
      lambda a: list_transform(a.institutions, lambda i: i.id)))), lambda i: ${short("i")})), []) as institutions,
    cast(len(coalesce(authorships, [])) as integer) as authors,
    coalesce(list_sort(list_distinct(flatten(list_transform(list_filter(authorships, lambda a: a.author.id is not null),
      lambda a: list_transform(${codes("a")}, lambda c: ${iso3Of("c")} || ' ' || ${short("a.author.id")}))))), []) as affiliations,
    ${iso3List(`list_transform(list_filter(authorships, lambda a: a.author_position = 'first'), lambda a: ${codes("a")})`)} as first_countries,
    ${iso3List(`list_transform(list_filter(authorships, lambda a: a.is_corresponding
      or coalesce(list_contains(corresponding_author_ids, a.author.id), false)), lambda a: ${codes("a")})`)} as corresponding_countries,
    cited_by_count as cited_by, fwci, coalesce(is_retracted, false) as retracted,
    coalesce(try_cast(left(updated_date, 10) as date),
      try_cast(regexp_extract(file, 'updated_date=(\\d{4}-\\d{2}-\\d{2})', 1) as date)) as updated`;
}
