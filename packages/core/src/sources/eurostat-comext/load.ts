import { areaTable } from "../areas.ts";
import { exact } from "../exact.ts";
import type { Loader, LoadInput } from "../source.ts";
import { comextArea } from "./names.ts";

const INDICATORS: Readonly<Record<string, string>> = {
  VALUE_IN_EUROS: "EUR",
  VALUE_EUR: "EUR",
  QUANTITY_IN_100KG: "100 kg",
};

/**
 * Values stay in euro: observations, not trade rows, since a dollar value would rest on an exchange rate that the file
 * does not hold. Headings (HS4) contain their CN8 lines, so each level is a series of its own.
 */
export async function loadComext(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  loader.progress(0.1, "reading");
  const header = await loader.readCsv("comext", {
    path: input.path,
    wanted: ["partner", "flow"],
  });
  const when = ["period", "year"].find((c) => header.includes(c));
  if (!when) loader.refuse(header, "period or year");
  // A table of the EU by partner has no reporter: all its rows are the members added up.
  const whole = !header.includes("reporter");
  if (whole && header.includes("product")) loader.refuse(header, "reporter");
  const totals = !header.includes("product");
  const cell = ["value", "value_eur", "OBS_VALUE"].find((c) => header.includes(c));
  if (!cell) loader.refuse(header, "value or value_eur");
  const member = header.includes("reporter_is_member");
  await loader.sql(`create temp table lines as select ${whole ? "null::varchar" : "reporter"} as reporter, partner, flow, "${when}" as period, "${cell}" as cell, line,
      ${totals ? "'TOTAL'" : `coalesce(nullif(regexp_extract(product, '\\[\\s*(\\w+)\\s*\\]\\s*$', 1), ''), regexp_extract(product, '^(\\d{2,8}|TOTAL)$'))`} as code,
      ${header.includes("indicator") ? "indicator" : "'VALUE_IN_EUROS'"} as indicator,
      ${member ? "reporter_is_member = '0'" : "false"} as aggregate from comext`);
  await areaTable(loader, "areas", "select reporter from lines union select partner from lines", comextArea);
  await loader.sql(`create temp view figures as select l.*, ${whole ? "'XEM'" : "a.iso3"} as country, b.iso3 as counterpart,
      case when l.aggregate or a.is_group then 'the EU, the euro area and other groups as reporter'
        when b.is_group then 'groups of countries as partner'
        when l.cell is null or l.cell = ':' then 'cells without a figure' end as leave_out
    from lines l left join areas a on a.code = l.reporter left join areas b on b.code = l.partner`);
  for (const { leave_out, n } of await loader.rows<{ leave_out: string; n: number }>(
    "select leave_out, count(*) as n from figures where leave_out is not null group by leave_out",
  ))
    loader.skip(leave_out, n);
  loader.progress(0.5, "checking and writing");
  const value = exact("cell", "1", 9);
  const unit = `case indicator ${Object.entries(INDICATORS)
    .map(([code, name]) => `when '${code}' then '${name}'`)
    .join(" ")} end`;
  const flow =
    "case when upper(flow) in ('EXPORT', 'EXPORTATION', '2') then 'exports' when upper(flow) in ('IMPORT', 'IMPORTATION', '1') then 'imports' end";
  const level =
    "case when code = 'TOTAL' then 'total' when length(code) = 8 then 'cn8' when length(code) in (2, 4, 6) then 'hs' || length(code) end";
  const kind = `case when ${unit} = '100 kg' then '-weight' else '' end`;
  const monthly = "regexp_matches(period, '^\\d{4}[-M]*\\d{2}$')";
  const period = `try_cast(case when ${monthly} then left(period, 4) || '-' || right(period, 2) || '-01' when regexp_matches(period, '^\\d{4}$') then period || '-01-01' end as date)`;
  await loader.write(
    "observations",
    `select 'eurostat-comext' as source, 'comext-' || ${flow} || '-' || ${level} || ${kind} as series, country, counterpart,
       case when code = 'TOTAL' then '' else code end as item, ${period} as period,
       case when ${monthly} then 'M' else 'A' end as frequency, value, ${unit} as unit, 'reported' as status, line as reject_line,
       case when country is null then 'unknown reporter: ' || coalesce(reporter, 'nothing')
         when counterpart is null then 'unknown partner: ' || coalesce(partner, 'nothing')
         when country = counterpart then 'a country trading with itself'
         when ${flow} is null then 'unknown flow: ' || coalesce(flow, 'nothing')
         when ${level} is null then 'no product code in square brackets at the end of the product'
         when ${unit} is null then 'unknown indicator: ' || coalesce(indicator, 'nothing')
         when ${period} is null then 'not a period: ' || coalesce(period, 'nothing')
         when value is null then 'not a number: ' || cell
         when value < 0 then 'negative value: ' || cell end as reject_reason,
       case when country is null then 'reporter' when counterpart is null then 'partner' when ${flow} is null then 'flow'
         when ${level} is null then 'product' when ${unit} is null then 'indicator' when ${period} is null then '${when}' else '${cell}' end as reject_column
     from (select *, ${value} as value from figures where leave_out is null)`,
  );
  const [range] = await loader.rows<{ low: string; high: string }>(
    "select min(period) as low, max(period) as high from lines",
  );
  if (range?.low) loader.vintage(`${range.low} to ${range.high}`);
}
