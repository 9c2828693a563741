import { declareIso2, iso3Of } from "./iso2.ts";
import type { Loader, LoadInput } from "./source.ts";

/**
 * Dated events with countries as parties, counted: `observations` of series NAME.KIND for every ordered pair of
 * countries, sector as item, by month, so that "signed a raft of agreements" is a number by field. Rows that repeat
 * another one's url, date and parties are the same event and count once.
 */
export async function loadEvents(
  name: "agreements" | "industry-deals",
  input: LoadInput,
  loader: Loader,
): Promise<void> {
  await loader.readCsv("raw_events", {
    path: input.path,
    wanted: ["date", "parties", "sector", "kind", "url"],
  });
  await loader.sql(declareIso2());
  const code = `case when length(c) = 3 then upper(c) else ${iso3Of("upper(c)")} end`;
  const bad = `case when day is null then 'not a date (write 2023-03-21): ' || coalesce(date, 'nothing')
    when len(parties) < 2 then 'fewer than two countries' when coalesce(kind, '') = '' then 'kind is missing' end`;
  await loader.sql(
    `create temp table events as select line, date, try_cast(date as date) as day, coalesce(lower(sector), '') as sector,
       lower(kind) as kind, url, list_sort(list_distinct(list_transform(list_filter(list_transform(string_split(coalesce(parties, ''), ';'),
         lambda t: trim(t)), lambda t: t <> ''), lambda c: ${code}))) as parties
     from raw_events`,
  );
  await loader.sql(
    `create temp table once as select day, sector, kind, parties, url, count(*) as rows from events where ${bad} is null group by all`,
  );
  const [again] = await loader.rows<{ n: number }>("select coalesce(sum(rows - 1), 0) as n from once");
  loader.skip("the same event again", again?.n ?? 0);
  await loader.sql(
    `create temp table counted as select kind, a, b, sector, cast(date_trunc('month', day) as date) as period, count(*) as n
     from (select *, unnest(parties) as b from (select *, unnest(parties) as a from once)) where a <> b group by all`,
  );
  // A line is a figure for each ordered pair of its parties, and several lines make one figure: figures are counted.
  const [figures] = await loader.rows<{ n: number }>(
    `select (select count(*) from counted) + (select count(*) from events where ${bad} is not null) as n`,
  );
  loader.reads((figures?.n ?? 0) + (again?.n ?? 0));
  await loader.write(
    "observations",
    `select '${name}' as source, '${name}.' || kind as series, a as country, b as counterpart, sector as item,
       period, 'M' as frequency, n as value, 'events' as unit, 'reported' as status from counted`,
  );
  await loader.write(
    "observations",
    `select null as source, null as series, null as country, null as counterpart, null as item, null as period, null as frequency,
       null as value, null as unit, null as status, line as reject_line, ${bad} as reject_reason from events where ${bad} is not null`,
  );
}
