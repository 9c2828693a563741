import { technologiesOfWork } from "../../technologies/match.ts";
import { technologies } from "../../technologies/technologies.ts";
import type { Loader } from "../source.ts";

/**
 * Counts joint works of every pair from the staged `works`, for all fields together, each field and each technology.
 * Works are first grouped by their set of countries, which is a hundred times shorter, and only then taken apart
 * into pairs. A set of k countries gives k(k−1)/2 pairs and k outputs; every fraction is rounded once per
 * (year, field, pair, k), so the sum is the same whatever the order of the works.
 */
export async function writeCollaborations(source: string, loader: Loader): Promise<void> {
  await technologyOfTopics(loader);
  await loader.sql(
    `create or replace temp table sets as
     with by_field as (select "year", field, countries, count(*) as n from works where len(countries) > 0 group by all)
     select "year", 'all' as field, countries, cast(sum(n) as bigint) as n from by_field group by all
     union all
     select "year", field, countries, n from by_field where field is not null
     union all
     select w."year", 'tech:' || t.technology, w.countries, count(*) from works w
       join technology_topics t on t.topic is not distinct from w.topic and t.topic_name is not distinct from w.topic_name
         and t.subfield is not distinct from w.subfield and t.field is not distinct from w.field
       where len(w.countries) > 0 group by all`,
  );
  await loader.sql(
    `create or replace temp table pairs as
     select "year", field, a, b, k, cast(sum(n) as bigint) as n
     from (select "year", field, k, n, a, unnest(countries) as b
       from (select "year", field, len(countries) as k, n, countries, unnest(countries) as a from sets))
     where a <= b group by all`,
  );
  const select = `select '${source}' as source, "year", field, a as country_a, b as country_b, cast(sum(n) as bigint) as works_full,
      cast(sum(cast(round(case when a = b then n / k else 2 * n / (k * (k - 1)) end, 6) as decimal(18,6))) as decimal(18,6)) as works_fractional
    from pairs group by "year", field, a, b order by field, "year", a, b`;
  await loader.write("collaborations", select, { sorted: { distinct: true } });
}

/** `technology_topics(topic, topic_name, subfield, field, technology)`: the taxonomy applied to each distinct label once. */
async function technologyOfTopics(loader: Loader): Promise<void> {
  const labels = await loader.rows<{ topic: string; topic_name: string; subfield: string; field: string }>(
    `select distinct topic, topic_name, subfield, field from works where topic is not null or topic_name is not null order by all`,
  );
  const text = (value: string | null) => (value === null ? "null" : `'${value.replaceAll("'", "''")}'`);
  const rows = labels.flatMap((label) =>
    technologiesOfWork(technologies(), { ...label, topicName: label.topic_name }).map(
      ({ name }) =>
        `(${[label.topic, label.topic_name, label.subfield, label.field, name].map(text).join(", ")})`,
    ),
  );
  await loader.sql(
    "create or replace temp table technology_topics (topic varchar, topic_name varchar, subfield varchar, field varchar, technology varchar)",
  );
  for (let i = 0; i < rows.length; i += 1000)
    await loader.sql(`insert into technology_topics values ${rows.slice(i, i + 1000).join(", ")}`);
}
