import { groupCodes, numericCodeTable } from "../../countries/index.ts";
import { firstText } from "../../loading/text.ts";
import { areaTable, byCode } from "../areas.ts";
import { exact } from "../exact.ts";
import type { Loader, LoadInput } from "../source.ts";
import { CLASSIFICATIONS, COLUMNS, type ComtradeColumn, NEEDED, OTHER_FLOWS } from "./layout.ts";

/**
 * One row a flow: of Comtrade's many breakdowns only the total over customs procedures, means of transport and second
 * partners is kept, so that no figure is counted twice. Product levels that contain each other get classifications
 * of their own: six digits HS2022, four HS2022-4, two HS2022-2, all goods TOTAL.
 */
export async function loadComtrade(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  loader.progress(0.05, "reading");
  const start = (await firstText(input.path, 4096)).replace(/^\uFEFF/, "").trimStart();
  if (start.startsWith("{") || start.startsWith("[")) await readJson(input, loader, start.startsWith("["));
  else await readTable(input, loader, start);

  loader.progress(0.3, "countries");
  const areas = byCode(numericCodeTable("comtrade"), groupCodes("comtrade"));
  await areaTable(loader, "areas", "select reporter from raw union select partner from raw", (code) =>
    areas(String(Number(code))),
  );
  const flows = Object.entries(OTHER_FLOWS).map(([code, what]) => `when r.flow = '${code}' then '${what}'`);
  await loader.sql(`create temp view rows as select r.*, a.iso3 as reporter_iso3, b.iso3 as partner_iso3,
      case when r.type = 'S' then 'services'
        when try_cast(r.partner as integer) = 0 then 'World as a partner'
        when a.is_group or b.is_group then 'groups of countries'
        when coalesce(try_cast(r.partner2 as integer), 0) <> 0 then 'breakdown by second partner'
        when upper(coalesce(r.customs, 'C00')) not in ('C00', '0', '') then 'breakdown by customs procedure'
        when coalesce(try_cast(r.transport as integer), 0) <> 0 then 'breakdown by means of transport'
        ${flows.join(" ")}
        when r.flow in ('X', 'M') and a.iso3 = b.iso3 then 'a country trading with itself (goods that come back)' end as leave_out
    from raw r left join areas a on a.code = r.reporter left join areas b on b.code = r.partner`);
  for (const { leave_out, n } of await loader.rows<{ leave_out: string; n: number }>(
    "select leave_out, count(*) as n from rows where leave_out is not null group by leave_out",
  ))
    loader.skip(leave_out, n);

  loader.progress(0.5, "checking and writing");
  await loader.write("trade", SELECT);
}

async function readTable(input: LoadInput, loader: Loader, start: string): Promise<void> {
  const first = start.split(/\r?\n/, 1)[0] ?? "";
  const delimiter = ["\t", ";", ","].find((d) => first.includes(d)) ?? ",";
  const header = await loader.readCsv("comtrade", {
    path: input.path,
    delimiter,
    wanted: [],
    nullText: ["", "NULL"],
  });
  await loader.sql(
    `create temp view raw as select ${namesIn(header, loader, (c) => `"${c}"`)}, line from comtrade`,
  );
}

/** The API's answer `{ data: [ … ] }`, a bare list, or one object a line. */
async function readJson(input: LoadInput, loader: Loader, list: boolean): Promise<void> {
  const text = list
    ? "select unnest(cast(content as json[])) as j from read_text(?)"
    : "select unnest(coalesce(cast(content->'data' as json[]), [content])) as j from (select cast(content as json) as content from read_text(?))";
  await loader.sql(`create temp table answer as select j, row_number() over () as line from (${text})`, [
    input.path,
  ]);
  const keys = await loader.rows<{ key: string }>(
    "select distinct unnest(json_keys(j)) as key from (select j from answer limit 1000)",
  );
  const [n] = await loader.rows<{ n: number }>("select count(*) as n from answer");
  loader.reads(n?.n ?? 0);
  const header = keys.map((k) => k.key).sort();
  await loader.sql(
    `create temp table raw as select ${namesIn(header, loader, (c) => `(j->>'${c}')`)}, line from answer`,
  );
}

function namesIn(header: readonly string[], loader: Loader, column: (name: string) => string): string {
  const found = new Map(
    Object.entries(COLUMNS).map(([key, names]) => [key, names.find((n: string) => header.includes(n))]),
  );
  const missing = NEEDED.filter((c) => !found.get(c)).map((c) => COLUMNS[c][0]);
  if (missing.length > 0) loader.refuse(header, missing.join(", "));
  const of = (key: ComtradeColumn, otherwise = "null") => {
    const name = found.get(key);
    return name ? column(name) : otherwise;
  };
  return `${of("typeCode", "'C'")} as type, ${of("freqCode")} as freq, ${of("period")} as period_text, ${of("reporter")} as reporter,
    upper(${of("flow")}) as flow, ${of("partner")} as partner, ${of("partner2", "'0'")} as partner2, upper(${of("classification")}) as classification,
    upper(${of("product")}) as product, ${of("customs", "'C00'")} as customs, ${of("transport", "'0'")} as transport,
    ${of("netWeight")} as net_weight, ${of("cif")} as cif, ${of("fob")} as fob, ${of("value")} as cell, lower(${of("isReported", "'true'")}) as is_reported`;
}

const VALUE = exact("cell", "1", 3);
const WEIGHT = exact("net_weight", "1", 3);
const REVISION = `case classification ${Object.entries(CLASSIFICATIONS)
  .map(([code, name]) => `when '${code}' then '${name}'`)
  .join(" ")} end`;
const FREQUENCY = "coalesce(freq, case when length(period_text) = 6 then 'M' else 'A' end)";
const PERIOD = `case ${FREQUENCY} when 'A' then try_cast(left(period_text, 4) || '-01-01' as date) when 'M' then try_cast(left(period_text, 4) || '-' || substr(period_text, 5, 2) || '-01' as date) end`;
const LEVEL = `case when product = 'TOTAL' then 'TOTAL'
  when ${REVISION} like 'HS%' and length(product) in (2, 4) then ${REVISION} || '-' || length(product)
  when ${REVISION} like 'SITC%' and length(product) < 4 then ${REVISION} || '-' || length(product)
  when ${REVISION} like 'SITC%' and length(product) = 5 then ${REVISION} || '-5' else ${REVISION} end`;

const SELECT = `select 'comtrade' as source, ${PERIOD} as period, ${FREQUENCY} as frequency,
    case flow when 'X' then reporter_iso3 else partner_iso3 end as exporter,
    case flow when 'X' then partner_iso3 else reporter_iso3 end as importer,
    product, ${LEVEL} as classification, case flow when 'X' then 'exporter' else 'importer' end as reporter,
    value as value_usd,
    case when flow = 'X' or (coalesce(try_cast(cif as double), 0) = 0 and try_cast(fob as double) > 0) then 'FOB' else 'CIF' end as valuation,
    weight as quantity_kg, case when is_reported in ('true', '1') then 'reported' else 'estimated' end as status,
    line as reject_line,
    case when reporter_iso3 is null then 'unknown reporter: ' || coalesce(reporter, 'nothing')
      when partner_iso3 is null then 'unknown partner: ' || coalesce(partner, 'nothing')
      when flow is null or flow not in ('X', 'M') then 'unknown flow: ' || coalesce(flow, 'nothing')
      when ${FREQUENCY} not in ('A', 'M') then 'unknown frequency: ' || freq
      when ${PERIOD} is null then 'not a period: ' || coalesce(period_text, 'nothing')
      when ${REVISION} is null then 'unknown classification: ' || coalesce(classification, 'nothing')
      when product <> 'TOTAL' and not regexp_matches(product, '^\\d{1,6}$') then 'not a product code: ' || product
      when value is null then 'not a number: ' || coalesce(cell, 'nothing')
      when value < 0 then 'negative value: ' || cell
      when weight < 0 then 'negative weight: ' || net_weight end as reject_reason,
    case when reporter_iso3 is null then 'reporterCode' when partner_iso3 is null then 'partnerCode'
      when flow is null or flow not in ('X', 'M') then 'flowCode' when ${PERIOD} is null then 'period'
      when ${REVISION} is null then 'classificationCode' when value is null or ${VALUE} < 0 then 'primaryValue' end as reject_column
  from (select *, ${VALUE} as value, ${WEIGHT} as weight from rows where leave_out is null)`;
