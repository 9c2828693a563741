import { allCountries } from "../countries/index.ts";
import { declareIso2, iso3Of } from "./iso2.ts";
import type { Loader, LoadInput } from "./source.ts";

/**
 * Dated events with countries as parties, counted: `observations` of series NAME.KIND for every ordered pair of
 * countries, sector as item, by month, so that "signed a raft of agreements" is a number by field. Rows that repeat
 * another one's url, date and parties are the same event and count once. A row with a party that is no country, or
 * without a date or a kind, is quarantined whole: what is left of it would be another agreement.
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
  const known = `[${allCountries()
    .map(({ iso3 }) => `'${iso3}'`)
    .join(", ")}]`;
  const code = `case when length(c) = 2 then ${iso3Of("upper(c)")} else upper(c) end`;
  const strangers = `array_to_string(list_filter(named, lambda c: not list_contains(${known}, ${code})), ', ')`;
  const faults = [
    ["day is null", "date", "'not a date (write 2023-03-21): ' || coalesce(date, 'nothing')"],
    [
      "strangers <> ''",
      "parties",
      "'not a country: ' || strangers || ' (write two or three letters of ISO 3166, such as CN or CHN)'",
    ],
    ["len(parties) < 2", "parties", "'fewer than two countries'"],
    ["coalesce(kind, '') = ''", "kind", "'kind is missing'"],
  ] as const;
  await loader.sql(
    `create temp table events as
     with read as (select line, date, try_cast(trim(date) as date) as day, coalesce(lower(trim(sector)), '') as sector,
         lower(trim(kind)) as kind, trim(url) as url,
         list_filter(list_transform(string_split(coalesce(parties, ''), ';'), lambda t: trim(t)), lambda t: t <> '') as named
       from raw_events),
     coded as (select *, ${strangers} as strangers, list_sort(list_distinct(list_transform(named, lambda c: ${code}))) as parties from read)
     select *, case ${faults.map(([when, , text]) => `when ${when} then ${text}`).join(" ")} end as fault,
       case ${faults.map(([when, column]) => `when ${when} then '${column}'`).join(" ")} end as fault_column
     from coded`,
  );
  await loader.sql(
    `create temp table once as select day, sector, kind, parties, url, count(*) as rows from events where fault is null group by all`,
  );
  const [again] = await loader.rows<{ n: number; once: number }>(
    "select coalesce(sum(rows - 1), 0) as n, count(*) as once from once",
  );
  loader.skip("the same event again", again?.n ?? 0);
  await loader.sql(
    `create temp table counted as select kind, a, b, sector, cast(date_trunc('month', day) as date) as period, count(*) as n
     from (select *, unnest(parties) as b from (select *, unnest(parties) as a from once)) where a <> b group by all`,
  );
  // A line is a figure for each ordered pair of its parties, and several lines make one figure: lines are counted.
  loader.keepsLines(again?.once ?? 0);
  await loader.write(
    "observations",
    `select '${name}' as source, '${name}.' || kind as series, a as country, b as counterpart, sector as item,
       period, 'M' as frequency, n as value, 'events' as unit, 'reported' as status from counted`,
  );
  await loader.write(
    "observations",
    `select null as source, null as series, null as country, null as counterpart, null as item, null as period, null as frequency,
       null as value, null as unit, null as status, line as reject_line, fault_column as reject_column, fault as reject_reason
     from events where fault is not null`,
  );
}
