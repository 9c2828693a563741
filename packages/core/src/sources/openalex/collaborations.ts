import { technologiesOfWork } from "../../technologies/match.ts";
import { technologies } from "../../technologies/technologies.ts";
import type { Loader } from "../source.ts";

/**
 * Counts joint works of every pair from the staged `works`, for all fields together, each field and each technology.
 * Works are grouped once, by year, set of countries (as one short text) and kind: the field and technologies that
 * their label belongs to. That is a hundred times shorter, so taking it apart by field and technology, and then into
 * pairs, costs little. A set of k countries gives k(k−1)/2 pairs and k outputs; every fraction is rounded once per
 * (year, field, pair, k), so the sum is the same whatever the order of the works.
 */
export async function writeCollaborations(source: string, loader: Loader): Promise<void> {
  const same = await kindsOfLabels(loader);
  await loader.sql(
    `create or replace temp table counted as
     select "year", kind, array_to_string(countries, chr(31)) as countries, cast(count(*) as bigint) as n
     from works left join label_kinds l on ${same} where len(countries) > 0 group by all`,
  );
  await enumerate(loader, "set_field", "select 'all' union select field from kind_fields");
  await enumerate(
    loader,
    "set_country",
    "select distinct unnest(string_split(countries, chr(31))) from (select distinct countries from counted)",
  );
  await loader.sql(
    `create or replace temp table sets as
     with by_field as (select "year", field, countries, cast(sum(n) as bigint) as n from counted join kind_fields using (kind) group by all
       union all
       select "year", 'all', countries, cast(sum(n) as bigint) from counted group by all)
     select "year", cast(field as set_field) as field, cast(string_split(countries, chr(31)) as set_country[]) as countries, n from by_field`,
  );
  await loader.sql(
    `create or replace temp table pairs as
     select "year", field, a, b, k, cast(sum(n) as bigint) as n
     from (select "year", field, k, n, a, unnest(countries) as b
       from (select "year", field, len(countries) as k, n, countries, unnest(countries) as a from sets))
     where a <= b group by all`,
  );
  const sums = `select "year", field, a, b, cast(sum(n) as bigint) as works_full,
      cast(sum(cast(round(case when a = b then n / k else 2 * n / (k * (k - 1)) end, 6) as decimal(18,6))) as decimal(18,6)) as works_fractional
    from pairs group by "year", field, a, b order by field, "year", a, b`;
  const select = `select '${source}' as source, "year", cast(field as varchar) as field, cast(a as varchar) as country_a,
      cast(b as varchar) as country_b, works_full, works_fractional from (${sums})`;
  await loader.write("collaborations", select, { sorted: { distinct: true } });
}

interface Label {
  readonly topic: string | null;
  readonly topic_name: string | null;
  readonly subfield: string | null;
  readonly field: string | null;
}

const LABEL = ["topic", "topic_name", "subfield", "field"] as const;

/**
 * The taxonomy applied to each distinct label once: `label_kinds(topic, topic_name, subfield, field, kind)` and, for
 * every kind, the fields and technologies it counts for, `kind_fields(kind, field)`. Answers the condition that joins
 * works `l` to their label: by topic alone where no topic has two labels, as in one release of OpenAlex.
 */
async function kindsOfLabels(loader: Loader): Promise<string> {
  const labels = await loader.rows<Label>(
    `select distinct ${LABEL.join(", ")} from works where coalesce(${LABEL.join(", ")}) is not null order by all`,
  );
  const kinds = new Map<string, { readonly kind: number; readonly fields: readonly string[] }>();
  const kindOf = (fields: readonly string[]) => {
    const key = JSON.stringify(fields);
    const known = kinds.get(key) ?? { kind: kinds.size, fields };
    kinds.set(key, known);
    return known.kind;
  };
  const labelled = labels.map((label) => {
    const named = label.topic !== null || label.topic_name !== null;
    const found = named ? technologiesOfWork(technologies(), { ...label, topicName: label.topic_name }) : [];
    const fields = found.map(({ name }) => `tech:${name}`);
    return { ...label, kind: kindOf(label.field === null ? fields : [label.field, ...fields]) };
  });
  const fields = [...kinds.values()].flatMap(({ kind, fields }) => fields.map((field) => ({ kind, field })));
  await fill(
    loader,
    "label_kinds",
    `${LABEL.map((name) => `${name} varchar`).join(", ")}, kind integer`,
    labelled,
  );
  await fill(loader, "kind_fields", "kind integer, field varchar", fields);
  const unique = new Set(labels.map(({ topic }) => topic)).size === labels.length;
  return unique && labels.every(({ topic }) => topic !== null)
    ? "l.topic = works.topic"
    : LABEL.map((c) => `l.${c} is not distinct from works.${c}`).join(" and ");
}

/** A type of the texts of `select` in alphabetical order: grouped and sorted by number, half the work of texts. */
async function enumerate(loader: Loader, name: string, select: string): Promise<void> {
  await loader.sql(`drop type if exists ${name}`);
  await loader.sql(`create type ${name} as enum (${select} order by 1)`);
}

/** Thousands of rows come in as one JSON text, which is parsed ten times faster than an insert of as many values. */
async function fill(loader: Loader, table: string, columns: string, rows: readonly object[]): Promise<void> {
  const json = JSON.stringify(rows).replaceAll("'", "''");
  await loader.sql(`create or replace temp table ${table} (${columns})`);
  await loader.sql(
    `insert into ${table} by name select unnest(r) from (select unnest(from_json('${json}', '${shape(columns)}')) as r)`,
  );
}

/** `a varchar, b integer` as the shape of a JSON list of such rows. */
function shape(columns: string): string {
  return `[{${columns.replaceAll(/(\w+) (\w+)/g, '"$1":"$2"')}}]`;
}
