import { numericCodeTable } from "../../countries/index.ts";
import { UsageError } from "../../errors.ts";
import type { Loader, LoadInput } from "../source.ts";

const REVISIONS: Readonly<Record<string, string>> = {
  "92": "HS1992",
  "96": "HS1996",
  "02": "HS2002",
  "07": "HS2007",
  "12": "HS2012",
  "17": "HS2017",
  "22": "HS2022",
};

const GOOD =
  "v >= 0 and k between 0 and 999999 and i <> j and (q is null or q >= 0) and t between 1900 and 2200";

export async function loadBaci(
  input: LoadInput,
  options: { revision?: string | undefined },
  loader: Loader,
): Promise<void> {
  const named = /BACI_HS(\d\d)_Y\d{4}_V(\d{6}\w?)/i.exec(input.name);
  const revision = options.revision ?? REVISIONS[named?.[1] ?? ""];
  if (!revision)
    throw new UsageError(
      `cannot tell the HS revision of ${input.name}: name it with --revision HS2017 (or keep BACI's file name)`,
    );
  if (named?.[2]) loader.vintage(`V${named[2]}`);

  loader.progress(0.05, "checking the header");
  await loader.readCsv("baci", {
    path: input.path,
    wanted: ["t", "i", "j", "k", "v", "q"],
    nullText: ["", "NA", "           NA"],
    types: {
      t: "SMALLINT",
      i: "SMALLINT",
      j: "SMALLINT",
      k: "INTEGER",
      v: "DECIMAL(18,3)",
      q: "DECIMAL(18,3)",
    },
  });
  const products = await codeTables(loader, revision);
  const { first, last, distinct } = await survey(loader);
  loader.progress(0.4, "sorting and writing");
  const one = first === last;
  const period = one ? `date '${first ?? 1900}-01-01'` : "make_date(t::int, 1, 1)";
  const by = (last: string, values: number) => (one ? "" : "t, ") + place(last, values);
  await loader.write("trade", selectOf(period, by("enum_code(product)", products)), {
    sorted: { rejects: REJECTS, distinct, cubes: { trade_chapters: chaptersOf(period, by("c", 100)) } },
  });
}

/** Years of the good rows, and whether the order of the file shows that no flow is in it twice. */
async function survey(
  loader: Loader,
): Promise<{ first: number | null; last: number | null; distinct: boolean }> {
  const [found] = await loader.rows<{ first: number | null; last: number | null; rising: boolean | null }>(
    `select min(packed) filter (packed >= 0) >> 40 as first, max(packed) >> 40 as last, bool_and(packed > before) as rising
     from (select packed, lag(packed, 1, -1) over () as before
       from (select case when ${GOOD} and i between 0 and 1023 and j between 0 and 1023
         then (t::bigint << 40) | (i::bigint << 30) | (j::bigint << 20) | k else -1 end as packed from baci))`,
  );
  // A country may have two codes (the USA 840 and 842): then flows differ in the file that are the same here.
  const [codes] = await loader.rows<{ single: boolean }>(
    `select count(*) = count(distinct iso3) as single from areas where code in (select i from baci union select j from baci)`,
  );
  return {
    first: found?.first ?? null,
    last: found?.last ?? null,
    distinct: (found?.rising ?? false) && (codes?.single ?? false),
  };
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
 * Parquet writer takes as the dictionary they are. Returns how many products there are.
 */
async function codeTables(loader: Loader, revision: string): Promise<number> {
  const codes = numericCodeTable("baci");
  await loader.sql(
    `create type area as enum (${areaCodes()
      .map((c) => `'${c}'`)
      .join(", ")})`,
  );
  for (const [name, only] of Object.entries({
    baci_source: "baci",
    revision,
    frequency: "A",
    reporter: "reconciled",
  }))
    await loader.sql(`create type ${name} as enum ('${only}')`);
  await loader.sql("create type valuation as enum ('FOB')");
  await loader.sql("create type status as enum ('reported')");
  await loader.sql(
    `create temp table areas as select code::smallint as code, iso3::area as iso3 from (values ${codes.map((c) => `(${c.code}, '${c.iso3}')`).join(", ")}) c(code, iso3)`,
  );
  await loader.sql("create temp table numbers as select distinct k from baci where k between 0 and 999999");
  await loader.sql("insert into numbers select 0 where (select count(*) from numbers) = 0");
  await loader.sql("create type product as enum (select lpad(k::varchar, 6, '0') from numbers order by 1)");
  await loader.sql(
    "create temp table products as select k, lpad(k::varchar, 6, '0')::product as product from numbers",
  );
  return (await loader.rows<{ n: number }>("select count(*) as n from products"))[0]?.n ?? 1;
}

/**
 * Everything is looked up before the sort, since a join after it may put rows in another order. The exporter goes into the
 * file as text, because only text has bounds of its own in every row group: an enumeration claims to hold every country.
 */
function selectOf(period: string, by: string): string {
  return `select 'baci'::baci_source as source, ${period} as period, 'A'::frequency as frequency,
      exporter::varchar as exporter, importer::varchar as importer, product, enum_first(null::revision) as classification, 'reconciled'::reporter as reporter,
      (v * 1000)::decimal(18,3) as value_usd, 'FOB'::valuation as valuation, (q * 1000)::decimal(18,3) as quantity_kg, 'reported'::status as status
    from (select t, e.iso3 as exporter, m.iso3 as importer, product, v, q
      from baci join areas e on e.code = i join areas m on m.code = j join products using (k)
      where ${GOOD} order by ${by})`;
}

/** Sums by chapter, taken by number from the rows as read, which costs far less than by text from those written. */
function chaptersOf(period: string, by: string): string {
  return `select 'baci'::baci_source as source, enum_first(null::revision) as classification, 'A'::frequency as frequency, ${period} as period,
      'reconciled'::reporter as reporter, exporter::varchar as exporter, importer, lpad(c::varchar, 2, '0') as chapter,
      'FOB'::valuation as valuation, 'reported'::status as status, (v * 1000)::decimal(18,3) as value_usd, n as flows
    from (select t, e.iso3 as exporter, m.iso3 as importer, c, v, n
      from (select t, i, j, k // 10000 as c, sum(v) as v, count(*) as n from baci where ${GOOD} group by all)
      join areas e on e.code = i join areas m on m.code = j order by ${by})`;
}

const REJECTS = `select line as reject_line,
    case when e.code is null then 'i' when m.code is null or i = j then 'j' when t is null or t not between 1900 and 2200 then 't' when k is null or k not between 0 and 999999 then 'k' when v is null or v < 0 then 'v' else 'q' end as reject_column,
    case when e.code is null then 'unknown exporter ' || coalesce(i::varchar, '(empty)')
         when m.code is null then 'unknown importer ' || coalesce(j::varchar, '(empty)')
         when i = j then 'a country trading with itself'
         when t is null or t not between 1900 and 2200 then 'not a year'
         when k is null or k not between 0 and 999999 then 'not a six-digit product code'
         when v is null then 'no value'
         when v < 0 then 'negative value'
         else 'negative quantity' end as reject_reason
  from baci b
  left join areas e on e.code = i left join areas m on m.code = j
  where e.code is null or m.code is null or i = j or t is null or t not between 1900 and 2200
     or k is null or k not between 0 and 999999 or v is null or v < 0 or q < 0`;
