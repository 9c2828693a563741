/**
 * Compiles the figures that ship with this case: loads the published files into a scratch workspace with Tightrope
 * itself, and writes the rows the case needs as compact CSVs with their datapackage.json.
 *
 *   TIGHTROPE_DATA=path/to/data npx tsx --conditions=source cases/china-russia/compile.ts
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { allTables, initWorkspace, type Row, sha256, toRows, type Workspace } from "@tightrope/core";
import sql, { join as joined, type Sql } from "sql-template-tag";
import { parse, stringify } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
const data = process.env.TIGHTROPE_DATA ?? join(here, "..", "..", "..", "shared", "data");
const figures = join(here, "figures");
const mappings = join(here, "mappings");
const scratch = mkdtempSync(join(tmpdir(), "tightrope-case-"));

interface Figure {
  readonly file: string;
  readonly title: string;
  readonly source: { readonly title: string; readonly path: string };
  readonly licence: { readonly name: string; readonly title: string; readonly path?: string };
  readonly retrieved: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly compressed?: boolean;
}

const CC_BY = {
  name: "CC-BY-4.0",
  title: "Creative Commons Attribution 4.0",
  path: "https://creativecommons.org/licenses/by/4.0/",
};
const CC0 = {
  name: "CC0-1.0",
  title: "Creative Commons Zero 1.0",
  path: "https://creativecommons.org/publicdomain/zero/1.0/",
};
const ETALAB = {
  name: "etalab-2.0",
  title: "Licence Ouverte 2.0 (Etalab)",
  path: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
};
const IMF = {
  name: "imf-terms",
  title: "IMF usage terms: re-use with attribution",
  path: "https://www.imf.org/external/terms.htm",
};
const UN = {
  name: "un-comtrade-terms",
  title: "UN Comtrade: totals of one pair re-used with attribution; bulk rows are not passed on",
  path: "https://comtradeplus.un.org/",
};
const CBR = {
  name: "cbr-terms",
  title: "Bank of Russia: re-use with attribution",
  path: "https://www.cbr.ru/eng/about/",
};
const US_PUBLIC_DOMAIN = {
  name: "us-public-domain",
  title: "Work of the United States government, public domain",
};
const OPEN = { name: "attribution", title: "Re-use with attribution" };

async function main(): Promise<void> {
  const ws = await initWorkspace(join(scratch, "workspace"));
  try {
    await load(ws);
    const compiled = await select(ws);
    rmSync(figures, { recursive: true, force: true });
    mkdirSync(figures, { recursive: true });
    const resources = compiled.map(write);
    writeFileSync(
      join(figures, "datapackage.json"),
      `${JSON.stringify(
        {
          $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
          name: "china-russia-figures",
          title: "Figures of the case China and Russia",
          description:
            "Compiled with Tightrope by compile.ts from the published sources named with each file.",
          resources,
        },
        null,
        1,
      )}\n`,
    );
    const bytes = resources.reduce((n, r) => n + r.bytes, 0);
    console.log(`${resources.length} files, ${(bytes / 1e6).toFixed(2)} MB`);
    if (bytes >= 6e6) throw new Error("the figures are over 6 MB");
  } finally {
    await ws.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function load(ws: Workspace): Promise<void> {
  await ws.load("imts", [join(data, "trade/imf_imts_russia_partner_annual_2016_2024.csv")]);
  await ws.load("coauthorship", [join(data, "research/openalex_country_coauthorship_1990_2023.csv.gz")]);
  await ws.load("wdi", [join(data, "macro/wdi_gdp_current_usd.csv")], { series: "NY.GDP.MKTP.CD" });
  await ws.load("wdi", [join(data, "macro/wdi_gdp_ppp_current_intl.csv")]);
  for (const year of WIOD_YEARS) await ws.load("wiod", [join(data, `io/wiod2013_wiot_${year}.csv.gz`)]);
  await ws.load("baci", [baciLayout()], { revision: "HS2017" });
  await ws.load("eurostat-comext", [join(data, "trade/eu_sanctioned_goods_exports_monthly.csv.gz")]);
  await loadMapped(ws, "flows", "baci-top10");
  for (const name of ["settlement-imports", "settlement-exports", "mirror-totals"])
    await loadMapped(ws, "series", name);
}

/** A published file with its mapping, whose `from` says where the file lies in the data folder. */
async function loadMapped(ws: Workspace, source: "series" | "flows", name: string): Promise<void> {
  const { from, ...mapping } = parse(readFileSync(join(mappings, "published", `${name}.yaml`), "utf8")) as {
    from: string;
  };
  const path = join(scratch, `${name}.yaml`);
  writeFileSync(path, stringify(mapping));
  await ws.load(source, [path, join(data, from)]);
}

/** The published extract in BACI's own layout and country numbers. */
function baciLayout(): string {
  const numbers: Readonly<Record<string, string>> = { CHN: "156", RUS: "643" };
  const text = gunzipSync(
    readFileSync(join(data, "trade/baci_hs17_china_russia_hs6_2017_2023.csv.gz")),
  ).toString("utf8");
  const lines = text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [year, exporter, importer, hs6, value, tonnes] = line.split(",") as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      return [year, numbers[exporter], numbers[importer], hs6, value, tonnes].join(",");
    });
  const path = join(scratch, "china-russia.csv");
  writeFileSync(path, `t,i,j,k,v,q\n${lines.join("\n")}\n`);
  return path;
}

async function select(ws: Workspace): Promise<Figure[]> {
  const { table, query } = await ws.attach(await ws.state());
  const rowsOf = async (text: Sql) => toRows(await query(text));
  const columnsOf = (name: string) => Object.keys(allTables.find((t) => t.name === name)?.columns ?? {});
  const trade = columnsOf("trade");
  const observations = columnsOf("observations");
  return [
    {
      file: "imts-russia-partners-2016-2024.csv",
      title: "Russia's imports and exports by partner, yearly",
      source: {
        title: "International Monetary Fund, International Merchandise Trade Statistics",
        path: "https://data.imf.org/en/datasets/IMF.STA:IMTS",
      },
      licence: IMF,
      retrieved: "2025-06-30",
      columns: trade,
      rows: await rowsOf(
        sql`select * from ${table("trade")} where source = 'imts' order by period, exporter, importer, reporter`,
      ),
    },
    {
      file: "openalex-coauthorship-1990-2023.csv.gz",
      title: "Joint works of every pair of countries, by year",
      source: {
        title: "OpenAlex, counted by V. Batagelj (bavla/OpenAlex, 27 August 2024)",
        path: "https://openalex.org",
      },
      licence: CC0,
      retrieved: "2024-08-27",
      columns: columnsOf("collaborations"),
      rows: await rowsOf(sql`select * from ${table("collaborations")} order by year, country_a, country_b`),
      compressed: true,
    },
    {
      file: "wdi-gdp-1990-2023.csv.gz",
      title: "Gross domestic product, nominal and at purchasing power parity",
      source: {
        title: "World Bank, World Development Indicators",
        path: "https://datacatalog.worldbank.org/search/dataset/0037712",
      },
      licence: CC_BY,
      retrieved: "2024-07-01",
      columns: observations,
      rows: await rowsOf(
        sql`select * from ${table("observations")} where source = 'wdi' and period >= date '1990-01-01' order by series, period, country`,
      ),
      compressed: true,
    },
    {
      file: "baci-china-russia-hs6-2017-2023.csv.gz",
      title: "Trade between China and Russia by six-digit product, both directions",
      source: {
        title: "CEPII, BACI (HS 2017); Gaulier and Zignago (2010)",
        path: "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
      },
      licence: ETALAB,
      retrieved: "2025-02-01",
      columns: trade,
      rows: await rowsOf(
        sql`select * from ${table("trade")} where source = 'baci' order by period, exporter, product`,
      ),
      compressed: true,
    },
    {
      file: "wiod-compact-2011.csv.gz",
      title: "World input-output table of 2011, added up to 22 economies and 15 sectors",
      source: {
        title: "World Input-Output Database, 2013 release (Timmer et al. 2015)",
        path: "https://www.rug.nl/ggdc/valuechain/wiod/",
      },
      licence: { name: "wiod-terms", title: "WIOD: free use with citation" },
      retrieved: "2013-11-01",
      columns: columnsOf("flows_io"),
      rows: await compactTable(rowsOf, table("flows_io")),
      compressed: true,
    },
    {
      file: "wiod-goods-trade-1995-2011.csv.gz",
      title: "Trade in goods between 40 economies and the rest of the world, from input-output tables",
      source: {
        title: "World Input-Output Database, 2013 release (Timmer et al. 2015)",
        path: "https://www.rug.nl/ggdc/valuechain/wiod/",
      },
      licence: { name: "wiod-terms", title: "WIOD: free use with citation" },
      retrieved: "2013-11-01",
      columns: trade,
      rows: await rowsOf(goodsTrade(table("flows_io"))),
      compressed: true,
    },
    {
      file: "baci-top10-sectors-2017-2024.csv.gz",
      title: "Trade among each year's ten largest exporters and importers, five sectors",
      source: {
        title: "CEPII, BACI (HS 2017, V202601); Gaulier and Zignago (2010)",
        path: "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
      },
      licence: ETALAB,
      retrieved: "2026-01-31",
      columns: ["period", "exporter", "importer", "product", "value_usd", "quantity_kg"],
      rows: await rowsOf(
        sql`select period, exporter, importer, product, value_usd, quantity_kg from ${table("trade")} where source = 'flows:baci-top10' order by period, product, exporter, importer`,
      ),
      compressed: true,
    },
    {
      file: "eurostat-sanctioned-goods-hs4-2020-2022.csv.gz",
      title:
        "Exports of the European Union's members of goods under Russia export bans, by month, heading and destination",
      source: { title: "Eurostat, Comext", path: "https://ec.europa.eu/eurostat/comext/newxtweb/" },
      licence: CC_BY,
      retrieved: "2023-02-15",
      columns: observations,
      rows: await rowsOf(
        sql`select source, series, 'XEM' as country, counterpart, item, period, frequency, sum(value) as value, unit, status
          from ${table("observations")} where series = 'comext-exports-hs4' group by all order by counterpart, item, period`,
      ),
      compressed: true,
    },
    {
      file: "chpl-2024-02-23.csv",
      title: "Common High Priority List: fifty six-digit codes that Russia seeks for its weapons, by tier",
      source: {
        title: "US Bureau of Industry and Security, Common High Priority List, version of 23 February 2024",
        path: "https://www.bis.gov/licensing/country-guidance/common-high-priority-items-list",
      },
      licence: US_PUBLIC_DOMAIN,
      retrieved: CHPL_VERSION,
      columns: columnsOf("control_lists"),
      rows: await rowsOf(
        sql`select * from ${table("control_lists")} where list = 'chpl' and version = ${CHPL_VERSION} order by code, tier`,
      ),
    },
    {
      file: "settlement-russia-2022-2023.csv",
      title: "Russia's payments for imports and exports by currency, monthly",
      source: { title: "Bank of Russia", path: "https://www.cbr.ru/eng/statistics/" },
      licence: CBR,
      retrieved: "2023-09-01",
      columns: ["period", "series", "currency", "value_usd"],
      rows: await rowsOf(
        sql`select period, series, item as currency, value as value_usd from ${table("observations")} where series like 'settlement-%' order by series, period, item`,
      ),
    },
    {
      file: "mirror-totals-russia-2019-2026.csv",
      title: "Russia's imports and exports of goods from merged mirrors, monthly",
      source: {
        title: "MGIMO, Russia's foreign trade bulletin (merged mirror statistics)",
        path: "https://github.com/quantviews/mgimo-foreign-trade",
      },
      licence: OPEN,
      retrieved: "2026-06-30",
      columns: ["period", "series", "value_usd", "status"],
      rows: await rowsOf(
        sql`select period, series, value as value_usd, status from ${table("observations")} where series like 'mirror-%' order by series, period`,
      ),
    },
    {
      file: "china-customs-russia-monthly-2017-2024.csv",
      title: "China's exports to and imports from Russia, monthly, as China reports them",
      source: { title: "China Customs through UN Comtrade", path: "https://comtradeplus.un.org/" },
      licence: UN,
      retrieved: "2025-03-01",
      columns: ["period", "flow", "value_usd"],
      rows: chinaCustoms(),
    },
  ];
}

const CHPL_VERSION = "2024-02-23";

const WIOD_YEARS = [1995, 2000, 2004, 2007, 2008, 2009, 2010, 2011];

const APART = "CHN RUS USA JPN KOR TWN IND DEU FRA ITA GBR ESP NLD POL BRA TUR AUS CAN MEX IDN XRW".split(
  " ",
);

/** The whole table, sums only: small economies into XOE, 35 industries into 15 sectors, five final uses into one. */
function compactTable(rowsOf: (text: Sql) => Promise<Row[]>, io: Sql): Promise<Row[]> {
  const sectors = ioSectorMembers();
  const area = (column: Sql) => sql`case when ${column} in (${joined(APART)}) then ${column} else 'XOE' end`;
  const members = joined(sectors.map(([group, member]) => sql`(${group}, ${member})`));
  return rowsOf(sql`with sectors(code, member) as (values ${members})
    select 'wiod-compact' as source, "year", ${area(sql`from_country`)} as from_country, s.code as from_sector,
      ${area(sql`to_country`)} as to_country, case when to_use = 'output' then 'output' when u.code is not null then u.code else 'final' end as to_use,
      sum(value_usd_m) as value_usd_m
    from ${io} join sectors s on s.member = from_sector left join sectors u on u.member = to_use
    where "year" = 2011
    group by all having sum(value_usd_m) <> 0 order by all`);
}

/** Industries c1 to c16 are goods. One figure a pair and year, fitted to national accounts, hence an estimate. */
function goodsTrade(io: Sql): Sql {
  const goods = joined(Array.from({ length: 16 }, (_, i) => `c${i + 1}`));
  return sql`select 'wiod' as source, make_date("year", 1, 1) as period, 'A' as frequency, from_country as exporter,
      to_country as importer, 'TOTAL' as product, 'TOTAL' as classification, 'reconciled' as reporter,
      cast(sum(value_usd_m) * 1000000 as decimal(18,3)) as value_usd, 'FOB' as valuation, null as quantity_kg, 'estimated' as status
    from ${io} where from_sector in (${goods}) and to_use <> 'output' and from_country <> to_country
    group by all having sum(value_usd_m) > 0 order by period, exporter, importer`;
}

/** Pairs of a compact sector and an industry it adds up, from the library's own table of sectors. */
function ioSectorMembers(): [string, string][] {
  const path = join(here, "..", "..", "packages", "core", "data", "io-sectors.csv");
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("wiod-compact,"))
    .flatMap((line) => {
      const cells = line.match(/("[^"]*"|[^,]+)/g) ?? [];
      return (cells.at(-1) ?? "").split(" ").map((member): [string, string] => [cells[1] ?? "", member]);
    });
}

function chinaCustoms(): Row[] {
  const [, ...lines] = readFileSync(join(data, "trade/china_russia_totals_monthly_2017_2024.csv"), "utf8")
    .trim()
    .split(/\r?\n/);
  return lines.flatMap((line) => {
    const [period, exports, imports] = line.split(",") as [string, string, string];
    return [
      { period, flow: "exports", value_usd: Number(exports) },
      { period, flow: "imports", value_usd: Number(imports) },
    ];
  });
}

function write({ file, title, source, licence, retrieved, columns, rows, compressed }: Figure) {
  const cell = (value: Row[string] | undefined) => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "number" ? decimal(value) : String(value);
    return text === "" || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const text = `${[columns.join(","), ...rows.map((row) => columns.map((c) => cell(row[c])).join(","))].join("\n")}\n`;
  const bytes = compressed ? gzipSync(text, { level: 9 }) : Buffer.from(text);
  writeFileSync(join(figures, file), bytes);
  console.log(`${file}: ${rows.length} rows`);
  return {
    name: file.replace(/\.csv(\.gz)?$/, ""),
    title,
    path: file,
    format: "csv",
    mediatype: compressed ? "application/gzip" : "text/csv",
    bytes: statSync(join(figures, file)).size,
    hash: `sha256:${sha256(bytes)}`,
    schema: { fields: columns.map((name) => ({ name, type: typeOf(name) })) },
    sources: [source],
    licenses: [licence],
    retrieved,
  };
}

/** The Data Package's type of a column, from the table that has a column of that name; text where none has. */
function typeOf(name: string): string {
  const type = allTables.find((t) => name in t.columns)?.columns[name]?.type ?? "varchar";
  if (type === "date" || type === "boolean") return type;
  if (type === "integer" || type === "bigint") return "integer";
  return /^(decimal|double)/.test(type) ? "number" : "string";
}

/** Digits without an exponent; money and weights keep at most three decimals, as the tables do. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(0) : String(Number(value.toFixed(9)));
}

await main();
