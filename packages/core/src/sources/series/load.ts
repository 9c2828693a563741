import { readFile } from "node:fs/promises";
import { z } from "zod";
import { areaTable } from "../areas.ts";
import { exact } from "../exact.ts";
import {
  anyArea,
  columnName,
  fieldColumns,
  fieldSchema,
  fieldSql,
  mappingBase,
  mappingFor,
  originOf,
  periodSql,
  quoted,
  startOf,
  statusSql,
  whereSql,
} from "../mapping.ts";
import type { Loader, LoadInput } from "../source.ts";

const mappingSchema = z.strictObject({
  ...mappingBase,
  series: fieldSchema.optional(),
  country: fieldSchema,
  counterpart: fieldSchema.optional(),
  item: fieldSchema.optional(),
  unit: fieldSchema,
  /** Long layout: the column of the figures. Wide layout: each column of figures, with its item or series. */
  value: z.union([
    z.string(),
    z.record(z.string(), z.strictObject({ item: z.string().optional(), series: z.string().optional() })),
  ]),
});

interface Own {
  readonly item?: string | undefined;
  readonly series?: string | undefined;
}

export async function loadSeries(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  const mapping = await mappingFor(input, mappingSchema, "series", (path) => readFile(path, "utf8"));
  loader.origin(originOf(mapping));
  if (mapping.vintage) loader.vintage(mapping.vintage);
  const values = typeof mapping.value === "string" ? { [mapping.value]: {} } : mapping.value;
  const columns = Object.keys(values);
  const { status } = mapping;
  loader.progress(0.1, "reading");
  await loader.readCsv("tidy", {
    path: input.path,
    delimiter: mapping.delimiter,
    skipLines: mapping.skip_lines,
    wanted: [
      mapping.period.column,
      ...columns,
      ...fieldColumns(mapping.series, mapping.country, mapping.counterpart, mapping.item, mapping.unit),
      ...(typeof status === "string" ? [] : [status.column]),
      ...Object.keys(mapping.where),
    ],
  });
  const [lines] = await loader.rows<{ n: number; wanted: number }>(
    `select count(*) as n, count(*) filter (where ${whereSql(mapping.where)}) as wanted from tidy`,
  );
  loader.reads((lines?.n ?? 0) * columns.length);
  loader.skip("rows the mapping does not ask for", ((lines?.n ?? 0) - (lines?.wanted ?? 0)) * columns.length);
  const parts = Object.entries<Own>(values).map(([column, own]) => {
    const series = own.series ? quoted(own.series) : mapping.series ? fieldSql(mapping.series) : "null";
    const item = own.item !== undefined ? quoted(own.item) : mapping.item ? fieldSql(mapping.item) : "''";
    return `select ${series} as series, ${fieldSql(mapping.country)} as country_text, ${mapping.counterpart ? fieldSql(mapping.counterpart) : "''"} as counterpart_text,
      ${item} as item, ${periodSql(mapping.period)} as period, ${columnName(column)} as cell, ${fieldSql(mapping.unit)} as unit,
      ${statusSql(mapping.status)} as status, line, ${quoted(column)} as cell_column
      from tidy where ${whereSql(mapping.where)}`;
  });
  await loader.sql(`create temp view cells as ${parts.join(" union all ")}`);
  const [empty] = await loader.rows<{ n: number }>("select count(*) as n from cells where cell is null");
  loader.skip("cells without a figure", empty?.n ?? 0);
  await areaTable(
    loader,
    "areas",
    "select country_text from cells union select counterpart_text from cells",
    anyArea,
  );
  loader.progress(0.5, "checking and writing");
  const value = exact("cell", mapping.multiplier, 9);
  const { frequency } = mapping.period;
  await loader.write(
    "observations",
    `select ${quoted(`series:${mapping.name}`)} as source, c.series, a.iso3 as country,
       case when c.counterpart_text = '' then '' else b.iso3 end as counterpart, c.item,
       ${startOf("c.period", frequency)} as period, '${frequency}' as frequency, c.value, c.unit, c.status,
       c.line as reject_line,
       case when c.series is null then 'a series the mapping does not name'
         when a.iso3 is null then 'unknown country: ' || coalesce(c.country_text, 'nothing')
         when c.counterpart_text <> '' and b.iso3 is null then 'unknown counterpart: ' || c.counterpart_text
         when c.period is null then 'not a period'
         when c.item is null then 'an item the mapping does not name'
         when c.value is null then 'not a number: ' || c.cell end as reject_reason,
       case when c.period is null then ${quoted(mapping.period.column)} else c.cell_column end as reject_column
     from (select *, ${value} as value from cells where cell is not null) c left join areas a on a.code = c.country_text left join areas b on b.code = c.counterpart_text`,
  );
}
