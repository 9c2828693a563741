import { matchesIpc } from "../../technologies/match.ts";
import { technologies } from "../../technologies/technologies.ts";
import { declareIso2, iso3Of } from "../iso2.ts";
import type { Loader, LoadInput } from "../source.ts";

const SPLIT = (column: string) =>
  `list_filter(list_transform(string_split(coalesce(${column}, ''), ';'), lambda t: trim(t)), lambda t: t <> '')`;

/**
 * A patent counts once in each IPC subclass (H01L), class (H01) and technology it bears, whatever the number of its
 * symbols, and once in `all`. Countries and fractions work as for joint works.
 */
export async function loadPatents(
  input: LoadInput,
  { by }: { by: "inventor" | "applicant" },
  loader: Loader,
): Promise<void> {
  const found = await loader.readCsv("raw_patents", {
    path: input.path,
    wanted: ["application", "year", `${by}_countries`],
  });
  await loader.sql(declareIso2());
  const classes = ["ipc", "cpc"].filter((name) => found.includes(name)).map((name) => SPLIT(name));
  await loader.sql(
    `create temp table filed as select line, application, try_cast("year" as integer) as "year",
       list_sort(list_distinct(list_transform(${SPLIT(`${by}_countries`)}, lambda c: ${iso3Of("upper(c)")}))) as countries,
       list_distinct(flatten([${classes.length > 0 ? classes.join(", ") : "cast([] as varchar[])"}])) as classes
     from raw_patents`,
  );
  const symbols = await loader.rows<{ symbol: string }>(
    "select distinct unnest(classes) as symbol from filed order by symbol",
  );
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const fields = symbols.flatMap(({ symbol }) => {
    const plain = symbol.toUpperCase().replaceAll(/\s+/g, "");
    return [
      ...(/^[A-HY]\d{2}/.test(plain) ? [`ipc:${plain.slice(0, 3)}`] : []),
      ...(/^[A-HY]\d{2}[A-Z]/.test(plain) ? [`ipc:${plain.slice(0, 4)}`] : []),
      ...technologies()
        .filter((t) => matchesIpc(t, symbol))
        .map((t) => `tech:${t.name}`),
    ].map((field) => `(${quote(symbol)}, ${quote(field)})`);
  });
  await loader.sql("create temp table class_fields (symbol varchar, field varchar)");
  for (let i = 0; i < fields.length; i += 1000)
    await loader.sql(`insert into class_fields values ${fields.slice(i, i + 1000).join(", ")}`);
  const bad = `case when application is null then 'application is missing' when "year" is null or "year" not between 1700 and 2200
    then 'not a year' when len(countries) = 0 then 'no country of ${by}s' end`;
  await loader.sql(
    `create temp table good as select application, min("year") as "year", list_sort(list_distinct(flatten(list(countries)))) as countries,
       list_distinct(flatten(list(classes))) as classes, count(*) as rows
     from filed where ${bad} is null group by application`,
  );
  const [again] = await loader.rows<{ n: number }>("select coalesce(sum(rows - 1), 0) as n from good");
  loader.skip("further rows of an application, joined to its first", again?.n ?? 0);
  await loader.sql(
    `create temp table placed as
     select "year", 'all' as field, countries from good
     union all select "year", field, countries from (
       select distinct p.application, p."year", f.field, p.countries
       from (select *, unnest(classes) as symbol from good) p join class_fields f using (symbol))`,
  );
  await loader.sql(
    `create temp table pairs as select "year", field, a as country_a, b as country_b, count(*) as works_full,
       cast(sum(cast(round(case when a = b then 1.0 / k else 2.0 / (k * (k - 1)) end, 6) as decimal(18,6))) as decimal(18,6)) as works_fractional
     from (select "year", field, k, a, unnest(countries) as b from (select *, len(countries) as k, unnest(countries) as a from placed))
     where a <= b group by all`,
  );
  // A line is counted in several pairs and classes, and several lines make one count: figures are counted.
  const [figures] = await loader.rows<{ n: number }>(
    `select (select count(*) from pairs) + (select count(*) from filed where ${bad} is not null) as n`,
  );
  loader.reads((figures?.n ?? 0) + (again?.n ?? 0));
  await loader.write("collaborations", "select 'patents' as source, * from pairs");
  await loader.write(
    "collaborations",
    `select null as source, null as "year", null as field, null as country_a, null as country_b, null as works_full, null as works_fractional,
       line as reject_line, ${bad} as reject_reason from filed where ${bad} is not null`,
  );
}
