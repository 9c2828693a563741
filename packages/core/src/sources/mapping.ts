import { parse } from "yaml";
import { z } from "zod";
import { findCountry } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import type { AreaOf } from "./areas.ts";
import type { LoadInput, Origin } from "./source.ts";

/** A mapping file says what the columns of a tidy CSV mean. These are the parts that `series` and `flows` share. */

/** A fixed text, or a column, with the texts of the file translated by `values`. */
export const fieldSchema = z.union([
  z.string(),
  z.strictObject({ column: z.string(), values: z.record(z.string(), z.string()).optional() }),
]);
export type Field = z.infer<typeof fieldSchema>;

/** A positive decimal, kept as text so that it stays exact. */
export const multiplierSchema = z
  .union([z.string(), z.number()])
  .transform((n) =>
    typeof n === "number" ? n.toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 }) : n,
  )
  .pipe(z.string().regex(/^\d+(\.\d+)?$/, "a plain decimal such as 1000000"));

/** `reported`, `estimated`, or a column and which of its values mean which. */
const statusSchema = z.union([
  z.enum(["reported", "estimated"]),
  z.strictObject({
    column: z.string(),
    reported: z.array(z.union([z.string(), z.number()]).transform(String)),
  }),
]);
export type StatusField = z.infer<typeof statusSchema>;

const periodSchema = z.strictObject({
  column: z.string(),
  format: z.enum(["date", "year", "year-month", "yyyymm", "year-quarter"]),
  frequency: z.enum(["A", "Q", "M"]),
});
export type PeriodField = z.infer<typeof periodSchema>;

const originBase = {
  /** Short name of the figures; rows carry it in their source. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens"),
  title: z.string(),
  publisher: z.string(),
  url: z.url().optional(),
  licence: z.strictObject({
    id: z.string(),
    title: z.string().optional(),
    url: z.url().optional(),
    redistributable: z.boolean(),
  }),
};

export const mappingBase = {
  ...originBase,
  vintage: z.string().optional(),
  /** File names this mapping is for, with * for any text; every file when left out. */
  file: z.string().optional(),
  delimiter: z.string().length(1).default(","),
  skip_lines: z.number().int().min(0).default(0),
  period: periodSchema,
  multiplier: multiplierSchema.default("1"),
  status: statusSchema.default("reported"),
  /** Rows kept: column to the values wanted. Others are counted as left out. */
  where: z.record(z.string(), z.array(z.union([z.string(), z.number()]).transform(String))).default({}),
};

interface MappingBase extends Omit<Origin, "licence"> {
  readonly licence: {
    id: string;
    title?: string | undefined;
    url?: string | undefined;
    redistributable: boolean;
  };
  readonly file?: string | undefined;
}

export const MAPPING_FILES = /\.ya?ml$/i;

/** The mapping for this input among the companion files. @throws {UsageError} in one sentence when there is none or it is wrong. */
export async function mappingFor<T extends MappingBase>(
  input: LoadInput,
  schema: z.ZodType<T>,
  source: string,
  readText: (path: string) => Promise<string>,
): Promise<T> {
  const fitting: T[] = [];
  for (const { name, path } of input.companions) {
    let document: unknown;
    try {
      document = parse(await readText(path));
    } catch (cause) {
      throw new UsageError(`mapping file is not YAML: ${name}: ${(cause as Error).message.split("\n")[0]}`, {
        cause,
      });
    }
    const pattern = (document as { file?: unknown } | null)?.file;
    if (typeof pattern === "string" && !matches(input.name, pattern)) continue;
    const parsed = schema.safeParse(document);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new UsageError(
        `mapping file ${name}: ${issue?.path.join(".") || "the whole"}: ${issue?.message} (docs/sources/${source}.md shows every key)`,
      );
    }
    fitting.push(parsed.data);
  }
  if (fitting.length === 1) return fitting[0] as T;
  throw new UsageError(
    fitting.length > 1
      ? `${input.name} fits ${fitting.length} mapping files (${fitting.map((m) => m.name).join(", ")}): give each a file: pattern`
      : `no mapping for ${input.name}: give a YAML file that says what its columns mean beside it (docs/sources/${source}.md)`,
  );
}

/** Who published the figures `name`, as a companion file says that describes no columns or those of a published file. */
export async function originNamed(
  name: string,
  input: LoadInput,
  readText: (path: string) => Promise<string>,
): Promise<Origin | undefined> {
  for (const { path } of input.companions) {
    const parsed = z.looseObject(originBase).safeParse(yamlOf(await readText(path)));
    if (parsed.success && parsed.data.name === name) return originOf(parsed.data);
  }
  return undefined;
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

export function originOf(mapping: MappingBase): Origin {
  const { name, title, publisher, url, licence } = mapping;
  return { name, title, publisher, url, licence: { ...licence, title: licence.title ?? licence.id } };
}

function matches(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((p) => p.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(name);
}

/** Country codes and names in any common form; `World` and regions must be left out with `where`. */
export const anyArea: AreaOf = (text) => {
  const iso3 = findCountry(text);
  return iso3 === undefined ? undefined : { iso3 };
};

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function columnName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQL of a field; a text of the file that `values` does not list gives null. */
export function fieldSql(field: Field): string {
  if (typeof field === "string") return quoted(field);
  const column = columnName(field.column);
  if (!field.values) return column;
  const cases = Object.entries(field.values).map(([from, to]) => `when ${quoted(from)} then ${quoted(to)}`);
  return `case ${column} ${cases.join(" ")} end`;
}

export function fieldColumns(...fields: (Field | undefined)[]): string[] {
  return fields.flatMap((f) => (f === undefined || typeof f === "string" ? [] : [f.column]));
}

/** SQL of the first day of a period, null where the text is none. */
export function periodSql({ column, format }: PeriodField): string {
  const c = columnName(column);
  if (format === "year")
    return `try_cast(nullif(regexp_extract(${c}, '^Y?(\\d{4})$', 1), '') || '-01-01' as date)`;
  if (format === "year-month")
    return `try_cast(nullif(regexp_replace(regexp_extract(${c}, '^\\d{4}[-M/]+\\d{1,2}$'), '^(\\d{4})[-M/]+(\\d{1,2})$', '\\1-\\2-01'), '') as date)`;
  if (format === "yyyymm")
    return `try_cast(nullif(regexp_replace(regexp_extract(${c}, '^\\d{6}$'), '^(\\d{4})(\\d{2})$', '\\1-\\2-01'), '') as date)`;
  if (format === "year-quarter")
    return `try(make_date(cast(regexp_extract(${c}, '^(\\d{4})-?Q([1-4])$', 1) as integer), cast(regexp_extract(${c}, '^(\\d{4})-?Q([1-4])$', 2) as integer) * 3 - 2, 1))`;
  return `try_cast(${c} as date)`;
}

/** SQL of the first day of the period that a day lies in. */
export function startOf(period: string, frequency: "A" | "Q" | "M"): string {
  return `cast(date_trunc('${frequency === "A" ? "year" : frequency === "Q" ? "quarter" : "month"}', ${period}) as date)`;
}

export function statusSql(status: StatusField): string {
  if (typeof status === "string") return quoted(status);
  const column = columnName(status.column);
  const equal = status.reported.map(
    (v) =>
      `${column} = ${quoted(v)} or try_cast(${column} as decimal(38,15)) = try_cast(${quoted(v)} as decimal(38,15))`,
  );
  return `case when ${equal.join(" or ")} then 'reported' else 'estimated' end`;
}

/** SQL condition of the rows that `where` keeps. */
export function whereSql(where: Readonly<Record<string, readonly string[]>>): string {
  const conditions = Object.entries(where).map(
    ([column, values]) => `coalesce(${columnName(column)} in (${values.map(quoted).join(", ")}), false)`,
  );
  return conditions.length > 0 ? conditions.join(" and ") : "true";
}
