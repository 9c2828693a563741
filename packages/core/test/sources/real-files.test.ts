import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { query, real, scratch } from "../loading/scratch.ts";

let s: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => {
  s = await scratch();
});
afterEach(() => s.close());

/**
 * The published files, where they are at hand. `read` is the rows of a file, or the cells of a wide one, and `filled`
 * the cells that hold a figure other than zero, both counted with Python's csv module; `figures` are ones known from elsewhere.
 */
const FILES: readonly {
  source: string;
  file: string;
  read: number;
  /** Rows in quarantine; none when left out. */
  aside?: number;
  filled?: number;
  options?: object;
  figures: string;
  are: Record<string, string>;
}[] = [
  {
    source: "imts",
    file: "trade/imf_imts_russia_partner_annual_2016_2024.csv",
    read: 4_230,
    filled: 3_704,
    // China's share of Russia's imports and exports in 2022 over the IMF's own World rows: 34.3 and 16.5 %.
    figures: `select round(sum(value_usd) filter (exporter = 'CHN' and importer = 'RUS') * 100.0 / sum(value_usd) filter (importer = 'RUS'), 1)::varchar imports,
      round(sum(value_usd) filter (importer = 'CHN' and exporter = 'RUS') * 100.0 / sum(value_usd) filter (exporter = 'RUS'), 1)::varchar exports
      from trade where year(period) = 2022`,
    are: { imports: "34.3", exports: "16.5" },
  },
  {
    source: "coauthorship",
    file: "research/openalex_country_coauthorship_1990_2023.csv.gz",
    read: 273_016,
    figures: `select max(works_full) filter (country_b = 'USA')::integer::varchar usa, max(works_full) filter (country_b = 'GBR')::integer::varchar gbr,
      max(works_full) filter (country_b = 'RUS')::integer::varchar rus from collaborations where country_a = 'CHN' and year = 2022`,
    are: { usa: "77370", gbr: "29217", rus: "4768" },
  },
  {
    source: "wdi",
    file: "macro/wdi_gdp_current_usd.csv",
    read: 13_979,
    options: { series: "NY.GDP.MKTP.CD" },
    figures: `select (count(*) filter (value > (select value from observations where country = 'RUS' and year(period) = 2022)) + 1)::varchar "rank"
      from observations where year(period) = 2022`,
    are: { rank: "8" },
  },
  {
    source: "wdi",
    file: "macro/wdi_gdp_ppp_current_intl.csv",
    read: 16_758,
    filled: 7_484,
    figures: `select (count(*) filter (value > (select value from observations where country = 'RUS' and year(period) = 2021)) + 1)::varchar "rank"
      from observations where year(period) = 2021`,
    are: { rank: "6" },
  },
  {
    source: "wiod",
    file: "io/wiod2013_wiot_2011.csv.gz",
    read: 2_354_835,
    filled: 466_595,
    options: { year: 2011 },
    figures: "select count(distinct from_country)::varchar countries from flows_io",
    are: { countries: "41" },
  },
  ...[1995, 2000, 2004, 2007, 2008, 2009, 2010].map((year) => ({
    source: "wiod",
    file: `io/wiod2013_wiot_${year}.csv.gz`,
    read: 2_354_835,
    options: { year },
    figures: `select min("year")::varchar as y, count(distinct from_country)::varchar countries from flows_io`,
    are: { y: String(year), countries: "41" },
  })),
  {
    source: "wdi",
    file: "macro/wdi_gdp_growth.csv",
    read: 16_492,
    figures: "select count(distinct series)::varchar series from observations",
    are: { series: "1" },
  },
  {
    source: "eurostat-comext",
    file: "trade/eu_sanctioned_goods_exports_monthly.csv.gz",
    read: 1_141_670,
    // Chips of the 27 members, January to November, in euro: Russia 573.6 million in 2021 and 136.7 million in 2022.
    figures: `select (sum(value) filter (counterpart = 'RUS' and year(period) = 2021) / 1e6)::decimal(9,1)::varchar "2021",
      (sum(value) filter (counterpart = 'RUS' and year(period) = 2022) / 1e6)::decimal(9,1)::varchar "2022",
      (sum(value) filter (counterpart = 'KAZ' and year(period) = 2022) / 1e6)::decimal(9,2)::varchar kazakhstan
      from observations where series = 'comext-exports-cn8' and left(item, 4) in ('8541', '8542') and month(period) <= 11`,
    are: { "2021": "573.6", "2022": "136.7", kazakhstan: "16.32" },
  },
  {
    source: "eurostat-comext",
    file: "trade/eurostat_eu_members_exports_total_monthly.csv.gz",
    read: 14_063,
    figures: "select count(distinct country)::varchar members from observations",
    are: { members: "28" },
  },
  {
    // One year of the file names partners in French; those rows are set aside where the name is not also English.
    source: "eurostat-comext",
    file: "trade/eurostat_eu27_exports_total_by_partner_annual.csv",
    read: 3_407,
    aside: 189,
    figures: `select min(country) as "by", count(distinct year(period))::varchar "years",
      (max(value) filter (counterpart = 'AFG' and year(period) = 2010))::bigint::varchar afghanistan from observations`,
    are: { by: "XEM", years: "14", afghanistan: "651803807" },
  },
];

const ATTRIBUTION = { id: "attribution", redistributable: true };
const year = { column: "year", format: "year", frequency: "A" };

/** Published tables of other layouts, each with the mapping that says what its columns mean. */
const MAPPED: readonly {
  source: "series" | "flows";
  file: string;
  read: number;
  /** Rows in quarantine; none when left out. */
  aside?: number;
  mapping: object;
  figures: string;
  are: Record<string, string>;
}[] = [
  ...(["import", "export"] as const).map((flow) => ({
    source: "series" as const,
    file: `macro/russia_${flow}_settlement_by_currency_monthly_usd_bn.csv`,
    read: 72,
    mapping: {
      country: "RUS",
      series: `settlement-${flow}s`,
      period: { column: "date", format: "date", frequency: "M" },
      unit: "current US dollars",
      multiplier: 1e9,
      value: Object.fromEntries(["USD", "EUR", "RUB", "CNY"].map((item) => [item, { item }])),
    },
    figures:
      'select count(distinct item)::varchar items, count(distinct period)::varchar "months" from observations',
    are: { items: "4", months: "18" },
  })),
  {
    source: "series",
    file: "trade/russia_trade_totals_mirror_monthly_2019_2026.csv",
    read: 178,
    mapping: {
      country: "RUS",
      series: { column: "flow", values: { russia_imports: "imports", russia_exports: "exports" } },
      period: { column: "month", format: "year-month", frequency: "M" },
      unit: "current US dollars",
      multiplier: 1e9,
      status: { column: "nowcast_share", reported: ["0"] },
      value: "value_usd_bn",
    },
    figures: `select (sum(value) filter (series = 'imports' and year(period) = 2022) / 1e9)::decimal(9,1)::varchar imports from observations`,
    are: { imports: "196.1" },
  },
  ...Object.entries({
    armenia: [573, 11],
    kazakhstan: [437, 35],
    kyrgyz: [688, 60],
    uzbek: [1175, 20],
  } as Record<string, [number, number]>).map(([who, [read, aside]]) => ({
    source: "series" as const,
    file: `trade/national_${who}_import_yearly_by_partner.csv`,
    read,
    aside,
    mapping: {
      country: { column: "REPORTER" },
      counterpart: { column: "PARTNER" },
      series: "imports-total",
      period: { column: "PERIOD", format: "year", frequency: "A" },
      unit: "euro",
      value: "VALUE_IN_EUR",
    },
    figures:
      'select count(distinct country)::varchar reporters, count(distinct period)::varchar "years" from observations',
    are: { reporters: "1", years: "5" },
  })),
  {
    source: "series",
    file: "trade/armenia_trade_by_country_monthly.csv",
    read: 3 * 28_367,
    // Misspelt names such as Monako.
    aside: 726,
    mapping: {
      country: "ARM",
      counterpart: { column: "country" },
      period: { column: "date", format: "date", frequency: "M" },
      unit: "current US dollars",
      multiplier: 1000,
      value: {
        export: { series: "exports" },
        import_origin: { series: "imports-by-origin" },
        import_consignment: { series: "imports-by-consignment" },
      },
    },
    figures: "select count(distinct series)::varchar series, min(period)::varchar since from observations",
    are: { series: "3", since: "2007-01-01" },
  },
  {
    source: "flows",
    file: "trade/baci_hs17_china_russia_hs6_2017_2023.csv.gz",
    read: 43_494,
    mapping: {
      exporter: { column: "exporter" },
      importer: { column: "importer" },
      role: "reconciled",
      valuation: "FOB",
      period: year,
      product: { column: "hs6" },
      classification: "HS2017",
      multiplier: 1000,
      value: "value_thousand_usd",
      quantity: { column: "tonnes", multiplier: 1000 },
    },
    figures: `select (sum(value_usd) filter (exporter = 'CHN' and year(period) = 2022) / 1e9)::decimal(9,1)::varchar goods,
      (sum(value_usd) filter (exporter = 'CHN' and year(period) = 2022 and product like '8542%') / 1e6)::decimal(9,0)::varchar chips from trade`,
    are: { goods: "75.4", chips: "180" },
  },
  {
    source: "flows",
    file: "trade/baci_hs17_top10_sector_flows_2017_2024.csv",
    read: 3_690,
    mapping: {
      exporter: { column: "exporter" },
      importer: { column: "importer" },
      role: "reconciled",
      period: year,
      product: { column: "sector" },
      classification: "sector",
      multiplier: 1_000_000,
      value: "value_musd",
      quantity: { column: "tonnes", multiplier: 1000 },
    },
    figures: "select count(distinct product)::varchar sectors from trade",
    are: { sectors: "5" },
  },
  {
    source: "flows",
    file: "trade/china_russia_totals_monthly_2017_2024.csv",
    read: 192,
    mapping: {
      reporter: "CHN",
      partner: "RUS",
      period: { column: "date", format: "date", frequency: "M" },
      value: {
        china_exports_to_russia_usd: { flow: "exports" },
        china_imports_from_russia_usd: { flow: "imports" },
      },
    },
    figures: `select (sum(value_usd) filter (exporter = 'CHN') / 1e9)::decimal(9,1)::varchar exports,
      (sum(value_usd) filter (exporter = 'RUS') / 1e9)::decimal(9,1)::varchar imports from trade where year(period) = 2022`,
    are: { exports: "75.5", imports: "114.4" },
  },
  {
    source: "flows",
    file: "trade/china_exports_to_russia_monthly_2018_2023.csv",
    read: 66,
    mapping: {
      exporter: "CHN",
      importer: "RUS",
      role: "exporter",
      period: { column: "date", format: "date", frequency: "M" },
      value: "value_usd",
    },
    figures:
      "select (sum(value_usd) / 1e9)::decimal(9,1)::varchar exports from trade where year(period) = 2022",
    are: { exports: "75.6" },
  },
  {
    source: "flows",
    file: "trade/comtrade_partners_trade_with_china_usa_annual.csv.gz",
    read: 11_402,
    mapping: {
      reporter: { column: "reporter" },
      partner: { column: "partner_iso3" },
      flow: { column: "flow", values: { import_from: "imports", export_to: "exports" } },
      period: year,
      value: "value_usd",
    },
    figures:
      "select (count(distinct importer) > 160)::varchar as many from trade where exporter = 'CHN' and year(period) = 2022",
    are: { many: "true" },
  },
  {
    source: "flows",
    file: "trade/atlas_g20_trade_with_china_2000_2024.csv",
    read: 900,
    mapping: {
      reporter: { column: "country" },
      partner: { column: "partner" },
      role: "reconciled",
      period: year,
      value: {
        exports_to_china_usd: { exporter: { column: "country" }, importer: { column: "partner" } },
        imports_from_china_usd: { exporter: { column: "partner" }, importer: { column: "country" } },
      },
    },
    figures: `select (sum(value_usd) filter (exporter = 'RUS') / 1e9)::decimal(9,1)::varchar exports,
      (sum(value_usd) filter (importer = 'RUS') / 1e9)::decimal(9,1)::varchar imports from trade where year(period) = 2022`,
    are: { exports: "105.7", imports: "76.1" },
  },
  {
    source: "flows",
    file: "trade/comtrade_hs85_hs4_bilateral_2019_2024.csv.gz",
    read: 87_609,
    mapping: {
      reporter: { column: "reporter_iso3" },
      partner: { column: "partner_iso3" },
      flow: { column: "flow", values: { X: "exports", M: "imports" } },
      period: year,
      product: { column: "hs4" },
      classification: { column: "hs_revision", values: { H4: "HS2012", H5: "HS2017", H6: "HS2022" } },
      value: "value_usd",
      quantity: { column: "net_weight_kg" },
    },
    figures: `select (value_usd / 1e9)::decimal(9,1)::varchar chips from trade
      where product = '8542' and exporter = 'KOR' and importer = 'CHN' and reporter = 'importer' and year(period) = 2021`,
    are: { chips: "88.3" },
  },
  {
    source: "flows",
    file: "trade/comtrade_hs8542_exports_to_russia_kgz_kaz_arm_2019_2024.csv",
    read: 18,
    mapping: {
      exporter: { column: "reporter" },
      importer: "RUS",
      role: "exporter",
      period: year,
      product: "8542",
      classification: "HS2022",
      value: "exports_to_russia_hs8542_usd",
    },
    figures:
      "select (sum(value_usd) / 1e6)::decimal(9,1)::varchar kazakhstan from trade where exporter = 'KAZ' and year(period) = 2022",
    are: { kazakhstan: "18.3" },
  },
  {
    source: "flows",
    file: "trade/india_russia_hs6_monthly_2010_2025.csv.gz",
    read: 193_272,
    mapping: {
      reporter: "IND",
      partner: "RUS",
      flow: { column: "flow", values: { india_to_russia: "exports", russia_to_india: "imports" } },
      period: { column: "month", format: "year-month", frequency: "M" },
      product: { column: "hs6" },
      classification: "HS2022",
      value: "value_usd",
    },
    figures: `select (sum(value_usd) filter (year(period) = 2024 and product like '8471%') / 1e6)::decimal(9,0)::varchar computers from trade where exporter = 'IND'`,
    are: { computers: "500" },
  },
  {
    source: "flows",
    file: "trade/turkey_russia_hs8_monthly_2025.csv.gz",
    read: 45_573,
    mapping: {
      reporter: "TUR",
      partner: "RUS",
      flow: { column: "flow", values: { turkey_to_russia: "exports", russia_to_turkey: "imports" } },
      period: { column: "month", format: "year-month", frequency: "M" },
      product: { column: "hs8" },
      classification: "GTIP",
      value: "value_usd",
      quantity: { column: "net_kg" },
    },
    figures: `select (sum(value_usd) filter (exporter = 'TUR') / 1e9)::decimal(9,1)::varchar exports,
      (sum(value_usd) filter (exporter = 'RUS') / 1e9)::decimal(9,1)::varchar imports from trade`,
    are: { exports: "6.0", imports: "41.8" },
  },
  {
    source: "flows",
    file: "trade/russia_partner_totals_annual_2000_2020.csv",
    read: 3_886,
    // The world as a partner.
    aside: 42,
    mapping: {
      reporter: "RUS",
      partner: { column: "partner_iso3" },
      flow: { column: "flow", values: { Import: "imports", Export: "exports" } },
      where: { flow: ["Import", "Export"] },
      period: year,
      value: "value_usd",
    },
    figures: "select (count(distinct importer) > 50)::varchar as many from trade where exporter = 'RUS'",
    are: { many: "true" },
  },
  {
    source: "flows",
    file: "trade/russia_partner_hs2_annual_2000_2020.csv",
    read: 173_996,
    mapping: {
      reporter: "RUS",
      partner: { column: "partner_m49" },
      flow: { column: "flow", values: { Import: "imports", Export: "exports" } },
      period: year,
      product: { column: "hs2" },
      classification: "HS2022",
      value: "value_usd",
    },
    figures: "select (count(distinct importer) > 50)::varchar as many from trade where exporter = 'RUS'",
    are: { many: "true" },
  },
];

type Expected = Pick<(typeof FILES)[number], "read" | "aside" | "filled" | "options" | "figures" | "are">;

async function accountsForAll(
  source: string,
  files: string[],
  { options = {}, read, aside = 0, filled, figures, are }: Expected,
) {
  const [report] = await s.workspace.load(source, files, { ...options });
  const rows = report?.rows;
  const skipped = Object.values(rows?.skipped ?? {}).reduce((a, b) => a + b, 0);
  expect(rows?.kept).toBeGreaterThan(0);
  expect((rows?.kept ?? 0) + (rows?.quarantined ?? 0) + skipped).toBe(read);
  expect(rows?.read).toBe(read);
  const empty = Object.entries(rows?.skipped ?? {}).find(([why]) => /^(cells without|zero cells)/.test(why));
  if (filled !== undefined) expect(read - (empty?.[1] ?? 0)).toBe(filled);
  expect(rows?.quarantined).toBe(aside);
  const stored = (await s.workspace.tables()).find((t) => t.name === "quarantine");
  expect(stored?.rows ?? 0).toBe(aside);
  expect(await query(s.workspace, figures)).toEqual([are]);
}

describe("a published file", () => {
  it.for(FILES.map((f) => [f.source, f.file, f] as const))(
    "%s: every row of %s is accounted for, and known figures come out",
    { timeout: 120_000 },
    async ([source, name, expected], ctx) => {
      await accountsForAll(source, [real(name, ctx)], expected);
    },
  );

  it.for(MAPPED.map((f) => [f.source, f.file, f] as const))(
    "%s: with a mapping every row of %s is accounted for, and known figures come out",
    { timeout: 120_000 },
    async ([source, name, { mapping, ...expected }], ctx) => {
      const file = real(name, ctx);
      const yaml = join(s.folder, "mapping.yaml");
      const whose = { name: "published", title: name, publisher: "as published", licence: ATTRIBUTION };
      await writeFile(yaml, stringify({ ...whose, ...mapping }));
      await accountsForAll(source, [file, yaml], expected);
    },
  );
});
