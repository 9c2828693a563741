import { numericCodeTable } from "../../countries/index.ts";
import { UsageError } from "../../errors.ts";

import { firstText } from "../../loading/text.ts";
import { HS_REVISIONS, type HsRevision } from "../../products/classifications.ts";
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
const CODES = [10_000, 999_999] as const;
const CODE = `k between ${CODES[0]} and ${CODES[1]}`;
const GOOD = `v >= 0 and ${CODE} and i <> j and (q is null or q >= 0) and ${YEAR}`;

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
  const rows = await readRows(input.path, loader);
  const { products, single } = await codeTables(loader, revision, rows);
  loader.progress(0.4, "sorting and writing");
  const period = rows.year ? `date '${rows.year}-01-01'` : "make_date(t::int, 1, 1)";
  const by = (last: string, values: number) => (rows.year ? "" : "t, ") + place(last, values);
  await loader.write("trade", selectOf(revision, period, by("enum_code(product)", products)), {
    sorted: {
      rejects: async () => {
        await rows.whole();
        return REJECTS;
      },
      distinct: rows.rising && single,
      cubes: { trade_chapters: chaptersOf(revision, period, by("enum_code(chapter)", 100)) },
    },
  });
}

interface Rows {
  /** The one year of the file; undefined where there are several, or a row that is refused. */
  readonly year: number | undefined;
  /** Each row is after the one before it in the order of its codes. */
  readonly rising: boolean;
  /** Makes `rows_of_file`: all rows in all columns, with their lines. */
  whole(): Promise<void>;
}

/**
 * The good rows as `baci`. A file of one year in which nothing is wrong, as CEPII publishes them, is read once and without
 * the year; any other is read once more in whole.
 */
async function readRows(path: string, loader: Loader): Promise<Rows> {
  const csv: CsvOptions = {
    path,
    wanted: Object.keys(TYPES),
    nullText: ["", "NA", "           NA"],
    types: TYPES,
  };
  const year = await firstYear(path);
  // Comparisons while reading cost more than bounds afterwards; a row of another year gets an exporter out of bounds.
  await loader.readCsv("flows", {
    ...csv,
    keep: { i: `i + 1024 * (t::integer - ${year})`, j: "j", k: "k", v: "v", q: "q" },
  });
  let read = false;
  const whole = async () => {
    if (!read) await loader.readCsv("rows_of_file", { ...csv, again: true });
    read = true;
  };
  const [found] = await loader.rows<{ good: boolean | null }>(
    `select count(i) = count(*) and count(j) = count(*) and count(k) = count(*) and count(v) = count(*)
       and min(i) >= 0 and max(i) < 1024 and min(j) >= 0 and max(j) < 1024 and bool_and(i <> j)
       and min(k) >= ${CODES[0]} and max(k) <= ${CODES[1]} and min(v) >= 0 and coalesce(min(q), 0) >= 0 as good from flows`,
  );
  if (found?.good && year > 0) {
    await loader.sql(`create temp view baci as select ${year}::smallint as t, i, j, k, v, q from flows`);
    return {
      year,
      rising: (await rises("i", "j", "k", loader)) || (await rises("k", "i", "j", loader)),
      whole,
    };
  }
  await whole();
  await loader.sql(`create temp view baci as select t, i, j, k, v, q from rows_of_file where ${GOOD}`);
  return { year: undefined, rising: false, whole };
}

/** The year of the first row, or 0. */
async function firstYear(path: string): Promise<number> {
  const [header, row] = (await firstText(path)).split(/\r?\n/, 2).map((line) => line.split(","));
  const year = Number(row?.[header?.findIndex((name) => name.replace(/\W/g, "") === "t") ?? -1]);
  return Number.isInteger(year) && year >= YEARS[0] && year <= YEARS[1] ? year : 0;
}

/** Whether each flow is after the one before it, ordered by these codes: then none is twice in the file. */
async function rises(first: string, second: string, third: string, loader: Loader): Promise<boolean> {
  const [found] = await loader.rows<{ rising: boolean | null }>(
    `select bool_and(flow > before) as rising from (select flow, lag(flow, 1, -1) over () as before
       from (select (${first}::bigint << 40) | (${second}::bigint << 20) | ${third} as flow from flows))`,
  );
  return found?.rising ?? false;
}

/**
 * The place of exporter, importer and `last` (a number below `values`) in the order of the table as one number. It fits
 * in four bytes for any HS revision, and sorting by it instead of three columns saves a fifth of sorting and writing.
 */
function place(last: string, values: number): string {
  const area = Math.ceil(Math.log2(areaCodes().length));
  const low = Math.max(1, Math.ceil(Math.log2(values)));
  const type = 2 * area + low <= 32 ? "uinteger" : "ubigint";
  return `(enum_code(e.iso3)::${type} << ${area + low}) | (enum_code(m.iso3)::${type} << ${low}) | ${last}::${type}`;
}

function areaCodes(): string[] {
  return [...new Set(numericCodeTable("baci").map((c) => c.iso3))].sort();
}

/**
 * Small tables from the codes of the file to enumerations in the order of the alphabet, two bytes a row, which the
 * Parquet writer takes as the dictionary they are, and `cells`, the sums by chapter. Returns how many products there are, and whether every country of the
 * file has one code there: with two (the USA 840 and 842) flows may differ in the file that are the same here.
 */
async function codeTables(
  loader: Loader,
  revision: string,
  { year }: Rows,
): Promise<{ products: number; single: boolean }> {
  const enumeration = (name: string, values: readonly string[]) =>
    loader.sql(`create type ${name} as enum (${values.map((v) => `'${v}'`).join(", ")})`);
  await enumeration("area", areaCodes());
  await enumeration("baci_source", ["baci"]);
  await enumeration("revision", [revision]);
  await enumeration("frequency", ["A"]);
  await enumeration("reporter", ["reconciled"]);
  await enumeration("valuation", ["FOB"]);
  await enumeration("status", ["reported"]);
  await enumeration(
    "chapter",
    Array.from({ length: 100 }, (_, c) => String(c).padStart(2, "0")),
  );
  await loader.sql(
    `create temp table areas as select code::smallint as code, iso3::area as iso3 from (values ${numericCodeTable(
      "baci",
    )
      .map((c) => `(${c.code}, '${c.iso3}')`)
      .join(", ")}) c(code, iso3)`,
  );
  await loader.sql("create temp table numbers as select distinct k from baci");
  await loader.sql("insert into numbers select 0 where (select count(*) from numbers) = 0");
  await loader.sql("create type product as enum (select lpad(k::varchar, 6, '0') from numbers order by 1)");
  await loader.sql(
    "create temp table products as select k, lpad(k::varchar, 6, '0')::product as product from numbers",
  );
  await loader.sql(
    "create temp table chapters as select c::integer as c, lpad(c::varchar, 2, '0')::chapter as chapter from range(100) r(c)",
  );
  await loader.sql(
    `create temp table cells as select ${year ?? "t"}::smallint as t, (cell >> 17)::smallint as i, ((cell >> 7) & 1023)::smallint as j, (cell & 127)::integer as c, v, n
     from (select ${year ? "" : "t, "}(i::bigint << 17) | (j::bigint << 7) | (k // 10000) as cell, sum(v) as v, count(*) as n
       from baci where i between 0 and 1023 and j between 0 and 1023 group by all)`,
  );
  const [found] = await loader.rows<{ products: number; single: boolean }>(
    `select (select count(*) from products) as products, count(*) = count(distinct iso3) as single
     from areas where code in (select i from cells union select j from cells)`,
  );
  return { products: found?.products ?? 1, single: found?.single ?? false };
}

/**
 * Everything is looked up before the sort, since a join after it may put rows in another order. The exporter goes into the
 * file as text, because only text has bounds of its own in every row group: an enumeration claims to hold every country.
 */
function selectOf(revision: string, period: string, by: string): string {
  return `select 'baci'::baci_source as source, ${period} as period, 'A'::frequency as frequency,
      exporter::varchar as exporter, importer::varchar as importer, product, '${revision}'::revision as classification, 'reconciled'::reporter as reporter,
      ${thousandfold("v")} as value_usd, 'FOB'::valuation as valuation, ${thousandfold("q")} as quantity_kg, 'reported'::status as status
    from (select t, e.iso3 as exporter, m.iso3 as importer, product, v, q
      from baci join areas e on e.code = i join areas m on m.code = j join products using (k)
      order by ${by})`;
}

/** Sums by chapter, which were taken by number from the rows as read: that costs far less than by text from those written. */
function chaptersOf(revision: string, period: string, by: string): string {
  return `select 'baci'::baci_source as source, '${revision}'::revision as classification, 'A'::frequency as frequency, ${period} as period,
      'reconciled'::reporter as reporter, exporter::varchar as exporter, importer::varchar as importer, chapter,
      'FOB'::valuation as valuation, 'reported'::status as status, (v * 1000)::decimal(18,3) as value_usd, n as flows
    from (select t, e.iso3 as exporter, m.iso3 as importer, chapter, v, n from cells
      join areas e on e.code = i join areas m on m.code = j join chapters using (c) order by ${by})`;
}

const REJECTS = `select line as reject_line,
    case when e.code is null then 'i' when m.code is null or i = j then 'j' when t is null or not ${YEAR} then 't' when k is null or not ${CODE} then 'k' when v is null or v < 0 then 'v' else 'q' end as reject_column,
    case when e.code is null then 'unknown exporter ' || coalesce(i::varchar, '(empty)')
         when m.code is null then 'unknown importer ' || coalesce(j::varchar, '(empty)')
         when i = j then 'a country trading with itself'
         when t is null or not ${YEAR} then 'not a year'
         when k is null or not ${CODE} then 'not a six-digit product code'
         when v is null then 'no value'
         when v < 0 then 'negative value'
         else 'negative quantity' end as reject_reason
  from rows_of_file b
  left join areas e on e.code = i left join areas m on m.code = j
  where e.code is null or m.code is null or not coalesce(${GOOD}, false)`;
