import { groupCodes, isoTable } from "../../countries/index.ts";
import { UsageError } from "../../errors.ts";
import { firstText } from "../../loading/text.ts";
import { areaTable, byCode } from "../areas.ts";
import { exact } from "../exact.ts";
import type { Loader, LoadInput } from "../source.ts";
import { periodColumns, unpivot } from "../wide.ts";
import { unitInTitle, WDI_UNITS } from "./units.ts";

interface Options {
  readonly series?: string | undefined;
  readonly unit?: string | undefined;
}

/** Both layouts end in the view `figures(country_code, series, title, cell, period, line, cell_column)`. */
export async function loadWdi(input: LoadInput, options: Options, loader: Loader): Promise<void> {
  loader.progress(0.1, "reading");
  const start = await firstText(input.path);
  const updated = /"?Last Updated Date"?\s*,\s*"?(\d{4}-\d{2}-\d{2})/.exec(start)?.[1];
  if (updated) loader.vintage(updated);
  const top = start.split(/\r?\n/, 20);
  const skipLines = Math.max(
    0,
    top.findIndex((line) => /^\uFEFF?"?Country Name"?\s*,/.test(line)),
  );
  const long = /,"?Year"?\s*,/.test(top[skipLines] ?? "");
  if (long) await longLayout(input, options, loader, skipLines);
  else await wideLayout(input, loader, skipLines);

  await areaTable(
    loader,
    "areas",
    "select country_code from figures",
    byCode(isoTable("worldbank"), groupCodes("worldbank")),
  );
  const [groups] = await loader.rows<{ n: number }>(
    "select count(*) as n from figures f join areas a on a.code = f.country_code where a.is_group",
  );
  loader.skip("regions, income groups and other aggregates", groups?.n ?? 0);
  const titles = await loader.rows<{ series: string; title: string | null }>(
    "select series, max(title) as title from figures where series is not null group by series order by series",
  );
  await loader.sql("create or replace temp table units (series varchar, unit varchar)");
  for (const { series, title } of titles)
    await loader.sql("insert into units values (?, ?)", [
      series,
      options.unit ?? unitInTitle(title) ?? WDI_UNITS[series] ?? "as published",
    ]);
  loader.progress(0.6, "checking and writing");
  const value = exact("cell", "1", 9);
  await loader.write(
    "observations",
    `select 'wdi' as source, f.series, a.iso3 as country, '' as counterpart, '' as item, f.period, 'A' as frequency,
       f.value, u.unit, 'reported' as status, f.line as reject_line,
       case when a.iso3 is null then 'unknown country: ' || coalesce(f.country_code, 'nothing')
         when f.series is null then 'no indicator code'
         when f.period is null then 'not a year'
         when f.cell is null then 'no value'
         when f.value is null and isfinite(try_cast(f.cell as double)) then 'number too large: ' || f.cell
         when f.value is null then 'not a number: ' || f.cell end as reject_reason,
       case when a.iso3 is null then 'Country Code' when f.series is null then 'Indicator Code' else f.cell_column end as reject_column
     from (select *, ${value} as value from figures) f left join areas a on a.code = f.country_code left join units u on u.series = f.series
     where not coalesce(a.is_group, false)`,
  );
}

async function wideLayout(input: LoadInput, loader: Loader, skipLines: number): Promise<void> {
  const header = await loader.readCsv("wdi", {
    path: input.path,
    wanted: ["Country Name", "Country Code", "Indicator Name", "Indicator Code"],
    skipLines,
  });
  const years = periodColumns(header).filter((c) => c.frequency === "A");
  if (years.length === 0) loader.refuse(header, "columns named after years");
  await unpivot(loader, "cells", "wdi", years);
  await loader.sql(
    `create or replace temp view figures as select "Country Code" as country_code, "Indicator Code" as series, "Indicator Name" as title, cell, cell_period as period, line, cell_column from cells`,
  );
}

async function longLayout(
  input: LoadInput,
  options: Options,
  loader: Loader,
  skipLines: number,
): Promise<void> {
  const header = await loader.readCsv("wdi", {
    path: input.path,
    wanted: ["Country Code", "Year", "Value"],
    skipLines,
  });
  const column = ["Indicator Code", "Series Code"].find((c) => header.includes(c));
  if (!column && !options.series)
    throw new UsageError(
      `${input.name} does not say which indicator it holds: name it with --series, e.g. --series NY.GDP.MKTP.CD`,
    );
  const title = ["Indicator Name", "Series Name"].find((c) => header.includes(c));
  await loader.sql("create or replace temp table asked as select ?::varchar as series", [
    options.series ?? null,
  ]);
  await loader.sql(
    `create or replace temp view figures as select "Country Code" as country_code,
       ${column ? `coalesce((select series from asked), "${column}")` : "(select series from asked)"} as series,
       ${title ? `"${title}"` : "null"} as title, "Value" as cell,
       case when try_cast("Year" as integer) between 1800 and 2200 then make_date(try_cast("Year" as integer), 1, 1) end as period,
       line, case when try_cast("Year" as integer) between 1800 and 2200 then 'Value' else 'Year' end as cell_column
     from wdi`,
  );
}
