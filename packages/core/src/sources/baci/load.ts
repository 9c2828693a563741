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

/** Codes are packed into one number (year, exporter, importer, product), since one short key sorts fastest. */
const PACK =
  "(cast(t as bigint) << 40) | (cast(e.rank as bigint) << 30) | (cast(m.rank as bigint) << 20) | k";

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
  await countryTables(loader, revision);

  loader.progress(0.1, "reading, checking and sorting");
  await loader.write("trade", selectOf("good"), {
    presorted: { clean: selectOf("good", "where key is not null"), rejects: REJECTS },
  });
}

async function countryTables(loader: Loader, revision: string): Promise<void> {
  const codes = numericCodeTable("baci");
  const isos = [...new Set(codes.map((c) => c.iso3))].sort();
  await loader.sql(`create type area as enum (${isos.map((c) => `'${c}'`).join(", ")})`);
  await loader.sql(`create type baci_source as enum ('baci')`);
  await loader.sql(`create type revision as enum ('${revision}')`);
  await loader.sql("create type frequency as enum ('A')");
  await loader.sql("create type reporter as enum ('reconciled')");
  await loader.sql("create type valuation as enum ('FOB')");
  await loader.sql("create type status as enum ('reported')");
  await loader.sql(
    `create temp table areas as select code::smallint as code, iso3::area as iso3, enum_code(iso3::area)::bigint as rank from (values ${codes.map((c) => `(${c.code}, '${c.iso3}')`).join(", ")}) c(code, iso3)`,
  );
  await loader.sql(`create temp view good as
    select case when v >= 0 and k between 0 and 999999 and i <> j and (q is null or q >= 0) and t between 1900 and 2200 then ${PACK} end as key, v, q
    from baci left join areas e on e.code = i left join areas m on m.code = j`);
}

/**
 * Countries are looked up by place in a list: a join after the sort may put the rows in another order, and text has bounds
 * of its own in every row group, where an enumeration would claim to hold every country.
 */
function selectOf(relation: string, condition = ""): string {
  const iso3 = (shift: number) => `(enum_range(null::area))[((key >> ${shift}) & 1023) + 1]`;
  return `select 'baci'::baci_source as source, make_date((key >> 40)::int, 1, 1) as period, 'A'::frequency as frequency,
      ${iso3(30)} as exporter, ${iso3(20)} as importer, lpad((key & 1048575)::int::varchar, 6, '0') as product,
      (select enum_first(null::revision)) as classification, 'reconciled'::reporter as reporter,
      (v * 1000)::decimal(18,3) as value_usd, 'FOB'::valuation as valuation, (q * 1000)::decimal(18,3) as quantity_kg, 'reported'::status as status
    from (select * from ${relation} ${condition} order by key) s`;
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
  from (select *, row_number() over () + 1 as line from baci) b
  left join areas e on e.code = i left join areas m on m.code = j
  where e.code is null or m.code is null or i = j or t is null or t not between 1900 and 2200
     or k is null or k not between 0 and 999999 or v is null or v < 0 or q < 0`;
