import { findCountry } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { areaTable } from "./areas.ts";
import type { Loader, LoadInput } from "./source.ts";

export interface IoLayout {
  readonly source: string;
  /** Header of the column that labels rows; the first one when it has no name. */
  readonly year: number;
  /** Splits a label such as `CHN.c14` or `CHN_C26` at this mark. */
  readonly mark: "." | "_";
  /** Labels of the output column. */
  readonly output: readonly string[];
  /** Row labels that are not sectors (value added, taxes, totals), left out openly: they follow from the rest. */
  readonly summaryRow: string;
  /** Columns that are not a buyer. */
  readonly summaryColumn?: string;
}

/** The code of the rest of the world in input-output tables. */
export const REST_OF_WORLD = "XRW";

interface YearOptions {
  readonly year?: number | undefined;
}

/** The year that is named, or the one in a file name such as wiod2013_wiot_2011.csv or 2020_SML.csv. */
export function settleYear(name: string, { year }: YearOptions): { year: number | undefined } {
  const years = [...name.matchAll(/(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)/g)].map((m) => Number(m[1]));
  return { year: year ?? years.at(-1) };
}

/** The settled year of a table. @throws {UsageError} when there is none. */
export function yearOf(input: LoadInput, { year }: YearOptions): number {
  if (year === undefined)
    throw new UsageError(`cannot tell the year of ${input.name}: name it with --year 2011`);
  return year;
}

/** A square world table (rows sell, columns buy, labels country-mark-sector) into `flows_io`. */
export async function loadSquareTable(input: LoadInput, layout: IoLayout, loader: Loader): Promise<void> {
  loader.progress(0.1, "reading");
  const header = await loader.readCsv("wide", { path: input.path, wanted: [] });
  const [rowLabel, ...labels] = header as [string, ...string[]];
  const buyers = labels.filter((l) => l.includes(layout.mark) || layout.output.includes(l));
  if (buyers.length < 10 || !buyers.some((b) => layout.output.includes(b)))
    loader.refuse(
      header,
      `columns named COUNTRY${layout.mark}SECTOR and an output column (${layout.output.join(" or ")})`,
    );
  const kept = buyers.filter((b) => !layout.summaryColumn || !new RegExp(layout.summaryColumn).test(b));
  const summary = `regexp_matches(label, '${layout.summaryRow}')`;
  await loader.sql(`create temp view named as select *, ${identifier(rowLabel)} as label from wide`);
  const [counts] = await loader.rows<{ n: number; left_out: number }>(
    `select count(*) as n, count(*) filter (where ${summary}) as left_out from named`,
  );
  loader.reads((counts?.n ?? 0) * labels.length);
  loader.skip(
    "rows of value added, taxes and totals, which follow from the others",
    (counts?.left_out ?? 0) * labels.length,
  );
  loader.skip(
    "columns of totals, which follow from the others",
    ((counts?.n ?? 0) - (counts?.left_out ?? 0)) * (labels.length - kept.length),
  );

  loader.progress(0.4, "one row a cell");
  await loader.sql(
    `create temp table cells as select label, line, buyer, cell, try_cast(cell as decimal(18,6)) as value
     from (unpivot (select label, line, ${kept.map(identifier).join(", ")} from named where not ${summary}) on ${kept.map(identifier).join(", ")} into name buyer value cell)`,
  );
  const [empty] = await loader.rows<{ zero: number; filled: number }>(
    "select count(*) filter (where value = 0) as zero, count(*) as filled from cells",
  );
  const expected = ((counts?.n ?? 0) - (counts?.left_out ?? 0)) * kept.length;
  loader.skip("zero cells (absent means zero in an input-output table)", empty?.zero ?? 0);
  loader.skip("empty cells", expected - (empty?.filled ?? 0));

  loader.progress(0.7, "checking and writing");
  const at = `'${layout.mark}'`;
  const output = layout.output.map((o) => `'${o}'`).join(", ");
  await areaTable(
    loader,
    "areas",
    `select split_part(label, ${at}, 1) from cells union select split_part(buyer, ${at}, 1) from cells`,
    (code) => (/^row$/i.test(code) ? { iso3: REST_OF_WORLD } : ioCountry(code)),
  );
  const rest = (text: string) => `substr(${text}, strpos(${text}, ${at}) + 1)`;
  await loader.write(
    "flows_io",
    `select '${layout.source}' as source, ${layout.year} as year, s.iso3 as from_country, ${rest("c.label")} as from_sector,
       case when c.buyer in (${output}) then s.iso3 else b.iso3 end as to_country,
       case when c.buyer in (${output}) then 'output' else ${rest("c.buyer")} end as to_use, c.value as value_usd_m,
       c.line as reject_line, c.buyer as reject_column,
       case when strpos(c.label, ${at}) = 0 then 'row label is not COUNTRY${layout.mark}SECTOR: ' || c.label
         when s.iso3 is null then 'unknown country: ' || c.label
         when c.buyer not in (${output}) and b.iso3 is null then 'unknown country: ' || c.buyer
         when c.value is null then 'not a number: ' || c.cell end as reject_reason
     from cells c left join areas s on s.code = split_part(c.label, ${at}, 1) left join areas b on b.code = split_part(c.buyer, ${at}, 1)
     where c.value is null or c.value <> 0`,
  );
}

/** ISO3 as these tables write it: ROM for Romania in the first WIOD; CN1, MX2 and the like are parts of a country. */
function ioCountry(code: string): { iso3: string } | undefined {
  const split: Readonly<Record<string, string>> = { ROM: "ROU" };
  const iso3 = split[code] ?? findCountry(code);
  return iso3 === undefined ? undefined : { iso3 };
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
