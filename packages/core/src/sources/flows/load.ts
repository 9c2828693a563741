import { readFile } from "node:fs/promises";
import { z } from "zod";
import { areaTable } from "../areas.ts";
import { exact } from "../exact.ts";
import {
  anyArea,
  columnName,
  type Field,
  fieldColumns,
  fieldSchema,
  fieldSql,
  mappingBase,
  mappingFor,
  multiplierSchema,
  originOf,
  periodSql,
  quoted,
  startOf,
  statusSql,
  whereSql,
} from "../mapping.ts";
import type { Loader, LoadInput } from "../source.ts";

const role = z.enum(["exporter", "importer", "reconciled"]);
const valuation = z.enum(["FOB", "CIF"]);

/** Who sends to whom: named outright, or through a reporter, its partner and the flow it reports. */
const ends = {
  exporter: fieldSchema.optional(),
  importer: fieldSchema.optional(),
  reporter: fieldSchema.optional(),
  partner: fieldSchema.optional(),
  /** `imports` or `exports` of the reporter. */
  flow: fieldSchema.optional(),
  /** Whose figure it is; follows from the flow where there is one. */
  role: role.optional(),
  /** Imports are CIF and exports FOB unless it is said. */
  valuation: valuation.optional(),
};

const mappingSchema = z
  .strictObject({
    ...mappingBase,
    ...ends,
    product: fieldSchema.default("TOTAL"),
    classification: fieldSchema.default("TOTAL"),
    /** The column of the values, or each column of values with its own ends. */
    value: z.union([z.string(), z.record(z.string(), z.strictObject(ends))]),
    quantity: z.strictObject({ column: z.string(), multiplier: multiplierSchema.default("1") }).optional(),
  })
  .refine((m) => m.period.frequency !== "Q", {
    path: ["period", "frequency"],
    message: "trade is yearly (A) or monthly (M)",
  });

type Mapping = z.output<typeof mappingSchema>;
type Ends = z.output<z.ZodObject<typeof ends>>;

export async function loadFlows(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  const mapping: Mapping = await mappingFor(input, mappingSchema, "flows", (path) => readFile(path, "utf8"));
  loader.origin(originOf(mapping));
  if (mapping.vintage) loader.vintage(mapping.vintage);
  const values: Record<string, Ends> =
    typeof mapping.value === "string" ? { [mapping.value]: {} } : mapping.value;
  const columns = Object.keys(values);
  const all = [mapping, ...Object.values(values)];
  loader.progress(0.1, "reading");
  await loader.readCsv("tidy", {
    path: input.path,
    delimiter: mapping.delimiter,
    skipLines: mapping.skip_lines,
    wanted: [
      mapping.period.column,
      ...columns,
      ...all.flatMap((e) => fieldColumns(e.exporter, e.importer, e.reporter, e.partner, e.flow)),
      ...fieldColumns(mapping.product, mapping.classification),
      ...(mapping.quantity ? [mapping.quantity.column] : []),
      ...(typeof mapping.status === "string" ? [] : [mapping.status.column]),
      ...Object.keys(mapping.where),
    ],
  });
  const [lines] = await loader.rows<{ n: number; wanted: number }>(
    `select count(*) as n, count(*) filter (where ${whereSql(mapping.where)}) as wanted from tidy`,
  );
  loader.reads((lines?.n ?? 0) * columns.length);
  loader.skip("rows the mapping does not ask for", ((lines?.n ?? 0) - (lines?.wanted ?? 0)) * columns.length);
  await loader.sql(
    `create temp view cells as ${Object.entries(values)
      .map(([c, own]) => cellsOf(c, { ...mapping, ...given(own) }, mapping))
      .join(" union all ")}`,
  );
  const [empty] = await loader.rows<{ n: number }>("select count(*) as n from cells where cell is null");
  loader.skip("cells without a figure", empty?.n ?? 0);
  await areaTable(
    loader,
    "areas",
    "select exporter_text from cells union select importer_text from cells",
    anyArea,
  );
  const [selves] = await loader.rows<{ n: number }>(
    `select count(*) as n from cells c join areas a on a.code = c.exporter_text join areas b on b.code = c.importer_text where a.iso3 = b.iso3 and c.cell is not null`,
  );
  loader.skip("a country trading with itself (goods that come back)", selves?.n ?? 0);
  loader.progress(0.5, "checking and writing");
  const { frequency } = mapping.period;
  const value = exact("cell", mapping.multiplier, 3);
  const quantity = mapping.quantity ? exact("quantity", mapping.quantity.multiplier, 3) : "null";
  await loader.write(
    "trade",
    `select ${quoted(`flows:${mapping.name}`)} as source, ${startOf("c.period", frequency)} as period, '${frequency}' as frequency,
       a.iso3 as exporter, b.iso3 as importer, c.product, c.classification, c.role as reporter, c.value as value_usd,
       c.valuation, c.kg as quantity_kg, c.status, c.line as reject_line,
       case when c.role is null then 'a flow the mapping does not name'
         when a.iso3 is null then 'unknown exporter: ' || coalesce(c.exporter_text, 'nothing')
         when b.iso3 is null then 'unknown importer: ' || coalesce(c.importer_text, 'nothing')
         when c.period is null then 'not a period'
         when c.product is null then 'no product'
         when c.classification is null then 'a classification the mapping does not name'
         when c.value is null then 'not a number: ' || c.cell
         when c.value < 0 then 'negative value: ' || c.cell
         when c.kg < 0 then 'negative quantity' end as reject_reason,
       case when c.period is null then ${quoted(mapping.period.column)} else c.cell_column end as reject_column
     from (select *, ${value} as value, ${quantity} as kg from cells where cell is not null) c
     left join areas a on a.code = c.exporter_text left join areas b on b.code = c.importer_text
     where (a.iso3 is null or b.iso3 is null or a.iso3 <> b.iso3)`,
  );
}

function given(own: Ends): Ends {
  return Object.fromEntries(Object.entries(own).filter(([, v]) => v !== undefined)) as Ends;
}

function cellsOf(column: string, e: Ends, m: Mapping): string {
  const flow = e.flow ? fieldSql(e.flow) : undefined;
  const side = (own: Field | undefined, when: "exports" | "imports") =>
    own
      ? fieldSql(own)
      : flow && e.reporter && e.partner
        ? `case ${flow} when '${when}' then ${fieldSql(e.reporter)} when '${when === "exports" ? "imports" : "exports"}' then ${fieldSql(e.partner)} end`
        : "null";
  const who = e.role
    ? quoted(e.role)
    : flow
      ? `case ${flow} when 'exports' then 'exporter' when 'imports' then 'importer' end`
      : "null";
  const priced = e.valuation ? quoted(e.valuation) : `case ${who} when 'importer' then 'CIF' else 'FOB' end`;
  return `select ${side(e.exporter, "exports")} as exporter_text, ${side(e.importer, "imports")} as importer_text,
    ${who} as role, ${priced} as valuation, ${periodSql(m.period)} as period, ${columnName(column)} as cell,
    ${fieldSql(m.product)} as product, ${fieldSql(m.classification)} as classification,
    ${m.quantity ? columnName(m.quantity.column) : "null"} as quantity, ${statusSql(m.status)} as status, line,
    ${quoted(column)} as cell_column from tidy where ${whereSql(m.where)}`;
}
