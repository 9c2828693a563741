import { groupCodes, isoTable } from "../../countries/index.ts";
import { areaTable, byCode } from "../areas.ts";
import { exact } from "../exact.ts";
import type { Loader, LoadInput } from "../source.ts";
import { periodColumns, unpivot } from "../wide.ts";
import { ESTIMATES, OVERLAPS } from "./estimates.ts";

const POWERS = [0, 3, 6, 9];

/** Imports are the importer's figure, CIF; exports the exporter's, FOB. */
export async function loadImts(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  loader.progress(0.1, "reading");
  const header = await loader.readCsv("imts", {
    path: input.path,
    wanted: ["COUNTRY.ID", "INDICATOR.ID", "COUNTERPART_COUNTRY.ID", "FREQUENCY.ID", "SCALE.ID"],
  });
  const columns = periodColumns(header);
  if (columns.length === 0) loader.refuse(header, "columns named after years");
  const areas = byCode(isoTable("imf"), groupCodes("imf"));
  const isoCodes = byCode(isoTable("worldbank"), []);
  for (const [table, column] of [
    ["countries", "COUNTRY.ID"],
    ["counterparts", "COUNTERPART_COUNTRY.ID"],
  ] as const)
    await areaTable(
      loader,
      table,
      `select "${column}" from imts`,
      (code) => areas(code) ?? isoCodes(code) ?? (/^G[X\d]/.test(code) ? { group: true } : undefined),
    );
  loader.progress(0.3, "one row a figure");
  await unpivot(loader, "cells", "imts", columns);
  await loader.sql(`create temp view figures as select f.*, c.iso3 as own_iso3, coalesce(c.is_group, false) as country_group,
      p.iso3 as partner_iso3, coalesce(p.is_group, false) as partner_group,
      case when p.is_group and f."COUNTERPART_COUNTRY.ID" = 'G001' then 'World as a partner'
        ${Object.entries(OVERLAPS)
          .map(([code, why]) => `when f."COUNTERPART_COUNTRY.ID" = '${code}' then '${why}'`)
          .join(" ")}
        when c.is_group or p.is_group then 'groups of countries'
        when f."INDICATOR.ID" not in ('MG_CIF_USD', 'XG_FOB_USD') then 'indicators other than imports CIF and exports FOB in US dollars'
        when f."FREQUENCY.ID" not in ('A', 'M') then 'quarterly figures, which are sums of months' end as leave_out
    from cells f left join countries c on c.code = f."COUNTRY.ID"
    left join counterparts p on p.code = f."COUNTERPART_COUNTRY.ID"`);
  for (const { leave_out, n } of await loader.rows<{ leave_out: string; n: number }>(
    "select leave_out, count(*) as n from figures where leave_out is not null group by leave_out",
  ))
    loader.skip(leave_out, n);

  loader.progress(0.6, "checking and writing");
  const imports = `"INDICATOR.ID" = 'MG_CIF_USD'`;
  const value = `case try_cast("SCALE.ID" as integer) ${POWERS.map(
    (p) => `when ${p} then ${exact("cell", String(10 ** p), 3)}`,
  ).join(" ")} end`;
  const estimated = ESTIMATES.map((r) => `(own_iso3 = '${r.country}' and cell_period >= date '${r.from}')`);
  await loader.write(
    "trade",
    `select 'imts' as source, cell_period as period, cell_frequency as frequency,
       case when ${imports} then partner_iso3 else own_iso3 end as exporter,
       case when ${imports} then own_iso3 else partner_iso3 end as importer,
       'TOTAL' as product, 'TOTAL' as classification,
       case when ${imports} then 'importer' else 'exporter' end as reporter,
       value as value_usd, case when ${imports} then 'CIF' else 'FOB' end as valuation, null as quantity_kg,
       case when ${estimated.join(" or ")} then 'estimated' else 'reported' end as status,
       line as reject_line,
       case when own_iso3 is null then 'unknown country: ' || coalesce("COUNTRY.ID", 'nothing')
         when partner_iso3 is null then 'unknown counterpart: ' || coalesce("COUNTERPART_COUNTRY.ID", 'nothing')
         when own_iso3 = partner_iso3 then 'a country trading with itself'
         when cell_frequency <> "FREQUENCY.ID" then 'frequency ' || "FREQUENCY.ID" || ' in a column of another'
         when try_cast("SCALE.ID" as integer) is null or try_cast("SCALE.ID" as integer) not in (${POWERS.join(", ")}) then 'unknown scale: ' || coalesce("SCALE.ID", 'nothing')
         when value is null then 'not a number: ' || cell
         when value < 0 then 'negative value: ' || cell end as reject_reason,
       case when own_iso3 is null then 'COUNTRY.ID' when partner_iso3 is null or own_iso3 = partner_iso3 then 'COUNTERPART_COUNTRY.ID'
         when cell_frequency <> "FREQUENCY.ID" then 'FREQUENCY.ID'
         when try_cast("SCALE.ID" as integer) is null or try_cast("SCALE.ID" as integer) not in (${POWERS.join(", ")}) then 'SCALE.ID'
         else cell_column end as reject_column
     from (select *, ${value} as value from figures where leave_out is null)`,
  );
  const last = columns.at(-1)?.column;
  loader.vintage(`${columns[0]?.column} to ${last}`);
}
