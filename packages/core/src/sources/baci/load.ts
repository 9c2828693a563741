import { numericCodeTable } from "../../countries/index.ts";
import { UsageError } from "../../errors.ts";

import { firstText } from "../../loading/text.ts";
import { HS_REVISIONS, type HsRevision } from "../../products/classifications.ts";
import { productCodes } from "../../products/index.ts";
import type { CsvOptions, Loader, LoadInput } from "../source.ts";

/** BACI's file names: two digits of the HS revision, the year, the vintage. */
const NAME = /BACI_HS(\d\d)_Y\d{4}_V(\d{6}\w?)/i;

/** The HS revision that the name of a file states. */
export function revisionOf(name: string): HsRevision | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : HS_REVISIONS.find((revision) => revision.endsWith(digits));
}

/** A thousand times as much still fits the table's decimals, so that multiplying stays in eight bytes. */
const MEASURE = "DECIMAL(14,3)";
const thousandfold = (column: string) => `${column} * 1000::decimal(4,0)`;
const TYPES = { t: "SMALLINT", i: "SMALLINT", j: "SMALLINT", k: "INTEGER", v: MEASURE, q: MEASURE };

const YEARS = [1900, 2200] as const;
const YEAR = `t between ${YEARS[0]} and ${YEARS[1]}`;
/** Six digits, the first two of them a chapter. */
const CODE = "k between 10000 and 999999";
const GOOD = `v >= 0 and (q is null or q >= 0) and ${CODE} and i <> j and ${YEAR}`;

/**
 * A file of one year in which nothing is wrong, as CEPII publishes them, is read, sorted and written in one pass, as a
 * draft. Only if a row is not in it, or something is wrong with one that is, the file is read once more, to a table, to
 * name lines and reasons.
 */
export async function loadBaci(
  input: LoadInput,
  options: { revision?: HsRevision | undefined },
  loader: Loader,
): Promise<void> {
  const { revision } = options;
  if (!revision)
    throw new UsageError(
      `cannot tell the HS revision of ${input.name}: name it with --revision HS2017 (or keep BACI's file name)`,
    );
  const vintage = NAME.exec(input.name)?.[2];
  if (vintage) loader.vintage(`V${vintage}`);

  loader.progress(0.05, "checking the header");
  const csv: CsvOptions = {
    path: input.path,
    wanted: Object.keys(TYPES),
    nullText: ABSENT,
    types: TYPES,
  };
  // The size of a file is unknown before it is read, and it might be taken for the small side of a join.
  await loader.sql("set disabled_optimizers = 'join_order,build_side_probe_side'");
  const { year, absent } = await look(input.path);
  await loader.readCsv("lines", { ...csv, nullText: absent, direct: true });
  await areaTable(loader);
  await productTable("listed_product", likelyCodes(revision), loader);
  loader.progress(0.1, "reading, sorting and writing");
  const rows = `(select * from lines where t = ${year})`;
  const whole = await loader.draft("draft", selectOf(revision, rows, year));
  if (whole && (await isGood("draft", loader)))
    await loader.write("trade", "select * from draft", {
      draft: "draft",
      sorted: { enumerated: ENUMERATED },
    });
  else await loadRows(csv, revision, loader);
}

/**
 * Whether nothing is wrong with any row of a draft that holds all rows of the file. All but the last is seen in the
 * bounds of its row groups.
 */
async function isGood(draft: string, loader: Loader): Promise<boolean> {
  const wrong = ["value_usd is null", "value_usd < 0", "quantity_kg < 0", "exporter = importer"].map(
    (condition) => `(select count(*) from ${draft} where ${condition})`,
  );
  const [found] = await loader.rows<{ n: number }>(`select ${wrong.join(" + ")} as n`);
  return found?.n === 0;
}

/** Any file: of several years, with rows to refuse, or with products that the revision does not list. */
async function loadRows(csv: CsvOptions, revision: string, loader: Loader): Promise<void> {
  loader.progress(0.5, "reading once more, row by row");
  await loader.readCsv("rows_of_file", csv);
  const codes = await loader.rows<{ code: string }>(
    `select distinct lpad(k::varchar, 6, '0') as code from rows_of_file where ${CODE}`,
  );
  await productTable(
    "product_of_file",
    codes.map(({ code }) => code),
    loader,
  );
  await loader.write("trade", selectOf(revision, `(select * from rows_of_file where ${GOOD})`), {
    sorted: { rejects: REJECTS, enumerated: ENUMERATED },
  });
}

/** How a quantity that is not known is written. */
const ABSENT = ["", "NA", "           NA"];

/** The year of the first row, and how the first rows write what is not known: comparing with each way takes time. */
async function look(path: string): Promise<{ year: number; absent: readonly string[] }> {
  const text = await firstText(path);
  const [header, row] = text.split(/\r?\n/, 2).map((line) => line.split(","));
  const year = Number(row?.[header?.findIndex((name) => name.replace(/\W/g, "") === "t") ?? -1]);
  const seen = ABSENT.filter((absent) => new RegExp(`,${absent}(,|\\r?\\n)`).test(text));
  return {
    year: Number.isInteger(year) && year >= YEARS[0] && year <= YEARS[1] ? year : YEARS[0],
    absent: seen.length > 0 ? seen : ABSENT,
  };
}

/** What is in every row, as an enumeration of one value: the Parquet writer takes it as the dictionary it is. */
const constant = (value: string) => `'${value}'::enum('${value}')`;

/** Columns written as enumerations that many values share, by which rows are found. */
const ENUMERATED = { exporter: "area", importer: "area" };

/** `areas`, from the codes of the file to an enumeration in the order of the alphabet, two bytes a row. */
async function areaTable(loader: Loader): Promise<void> {
  await loader.sql(`create type area as enum (${list(areaCodes())})`);
  await loader.sql(
    `create temp table areas as select code::integer as code, iso3::area as iso3 from (values ${numericCodeTable(
      "baci",
    )
      .map((c) => `(${c.code}, '${c.iso3}')`)
      .join(", ")}) c(code, iso3)`,
  );
}

function areaCodes(): string[] {
  return [...new Set(numericCodeTable("baci").map((c) => c.iso3))].sort();
}

/** Codes of a revision, and its headings with two zeros: BACI has all petroleum oils as 271000. */
function likelyCodes(revision: HsRevision): string[] {
  return [...productCodes(revision, 6), ...productCodes(revision, 4).map((heading) => `${heading}00`)];
}

/** `products`, from numbers to an enumeration of these codes. */
async function productTable(type: string, codes: readonly string[], loader: Loader): Promise<void> {
  const sorted = [...new Set(codes)].filter((code) => /^\d{6}$/.test(code)).sort();
  await loader.sql(`create type ${type} as enum (${list(sorted.length > 0 ? sorted : ["000000"])})`);
  await loader.sql(
    `create or replace temp table products as select code::integer as k, code::${type} as product from (select unnest(enum_range(null::${type})) as code)`,
  );
}

const list = (values: readonly string[]) => values.map((v) => `'${v}'`).join(", ");

/**
 * Rows of the table in its order, from rows in the file's columns. Everything is looked up before the sort, since a join
 * after it may put rows in another order. Writing exporter and importer as enumerations costs a sixth of writing them as
 * text; their bounds are put right afterwards.
 *
 * Rows of one year are sorted by one number, the place of exporter, importer and product in the order of the table:
 * four bytes are enough for the products of an HS revision, and save a fifth of sorting and writing.
 */
function selectOf(revision: string, rows: string, year?: number): string {
  const period = year === undefined ? "make_date(t::int, 1, 1)" : `date '${year}-01-01'`;
  const [bits, type] = year === undefined ? [64, "ubigint"] : [32, "uinteger"];
  const area = Math.ceil(Math.log2(areaCodes().length));
  const place = `(enum_code(e.iso3)::${type} << ${bits - area}) | (enum_code(m.iso3)::${type} << ${bits - 2 * area}) | enum_code(product)::${type}`;
  return `select ${constant("baci")} as source, ${period} as period, ${constant("A")} as frequency,
      exporter, importer, product, ${constant(revision)} as classification, ${constant("reconciled")} as reporter,
      ${thousandfold("v")} as value_usd, ${constant("FOB")} as valuation, ${thousandfold("q")} as quantity_kg, ${constant("reported")} as status
    from (select f.*, e.iso3 as exporter, m.iso3 as importer, product
      from ${rows} f join areas e on e.code = i join areas m on m.code = j join products using (k)
      order by ${year === undefined ? "t, " : ""}${place})`;
}

const REJECTS = `select line as reject_line,
    case when e.iso3 is null then 'i' when m.iso3 is null or i = j then 'j' when t is null or not ${YEAR} then 't' when k is null or not ${CODE} then 'k' when v is null or v < 0 then 'v' else 'q' end as reject_column,
    case when e.iso3 is null then 'unknown exporter ' || coalesce(i::varchar, '(empty)')
         when m.iso3 is null then 'unknown importer ' || coalesce(j::varchar, '(empty)')
         when i = j then 'a country trading with itself'
         when t is null or not ${YEAR} then 'not a year'
         when k is null or not ${CODE} then 'not a six-digit product code'
         when v is null then 'no value'
         when v < 0 then 'negative value'
         else 'negative quantity' end as reject_reason
  from rows_of_file b
  left join areas e on e.code = i left join areas m on m.code = j
  where e.iso3 is null or m.iso3 is null or not coalesce(${GOOD}, false)`;
