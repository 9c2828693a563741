import { z } from "zod";
import { resolveBloc, resolveCountry } from "../countries/index.ts";
import { TightropeError, UnknownNameError, UsageError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { AnyIndicator } from "./indicator.ts";

/** What forms and help texts need to know of a parameter beyond its JSON type. */
export interface ParameterMeta {
  readonly kind:
    | "country"
    | "countries"
    | "bloc"
    | "product"
    | "year"
    | "period"
    | "choice"
    | "number"
    | "flag"
    | "text"
    | "source"
    | "series";
  readonly unit?: string;
}

/** A country by ISO3, M49 number, Comtrade number or name; ISO3 inside. */
export function country(description: string) {
  return z
    .union([z.string(), z.number()])
    .transform((text, context) => resolved(String(text), context))
    .describe(description)
    .meta({ kind: "country", description });
}

/** Several countries, as a list or separated by commas; ISO3 inside, in the order given. */
export function countries(description: string) {
  return z
    .union([z.array(z.string()), z.string()])
    .transform((given, context) =>
      (Array.isArray(given) ? given : given.split(","))
        .map((t) => t.trim())
        .filter((t) => t !== "")
        .map((t) => resolved(t, context)),
    )
    .describe(description)
    .meta({ kind: "countries", description });
}

function resolved(text: string, context: z.RefinementCtx): string {
  return checked(() => resolveCountry(text), context);
}

/** A name looked up while parameters are read; what the look-up throws is what the user is told. */
export function checked(read: () => string, context: z.RefinementCtx): string {
  try {
    return read();
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message, params: { error } });
    return z.NEVER;
  }
}

/** A bloc by its short name or title; the short name inside. */
export function bloc(description: string) {
  return z
    .string()
    .transform((given, context) => checked(() => resolveBloc(given).bloc, context))
    .describe(description)
    .meta({ kind: "bloc", description });
}

/** A calendar year. */
export function year(description: string) {
  return z.coerce
    .number()
    .int()
    .min(1800)
    .max(2200)
    .describe(description)
    .meta({ kind: "year", description });
}

/** A year, month or day: `2022`, `2022-12`, `2022-12-01`; the first day of it inside. */
export function period(description: string) {
  return z
    .union([z.string(), z.number()])
    .transform((given, context) => {
      const found = /^(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(0[1-9]|[12]\d|3[01]))?$/.exec(String(given).trim());
      if (!found) {
        context.addIssue({
          code: "custom",
          message: `not a period: ${given} (write 2022, 2022-12 or 2022-12-01)`,
        });
        return z.NEVER;
      }
      return `${found[1]}-${found[2] ?? "01"}-${found[3] ?? "01"}`;
    })
    .describe(description)
    .meta({ kind: "period", description });
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(words: T, description: string) {
  return z.enum(words).describe(description).meta({ kind: "choice", description });
}

/** A whole number within bounds. */
export function whole(description: string, { min, max, unit }: { min: number; max: number; unit?: string }) {
  return z.coerce
    .number()
    .int()
    .min(min)
    .max(max)
    .describe(description)
    .meta({ kind: "number", description, ...(unit ? { unit } : {}) });
}

/** A real number within bounds. */
export function real(description: string, { min, max, unit }: { min: number; max: number; unit?: string }) {
  return z.coerce
    .number()
    .min(min)
    .max(max)
    .describe(description)
    .meta({ kind: "number", description, ...(unit ? { unit } : {}) });
}

/** Yes or no; `true`, `yes`, `1`, `false`, `no`, `0` from a command line. */
export function flag(description: string) {
  return z
    .union([
      z.boolean(),
      z
        .string()
        .regex(/^(true|yes|1|false|no|0)$/i, "expected true or false (yes, no, 1 and 0 are read too)"),
    ])
    .transform((given) => given === true || /^(true|yes|1)$/i.test(String(given)))
    .describe(description)
    .meta({ kind: "flag", description });
}

/** Free text with a stated meaning. */
export function text(description: string, kind: ParameterMeta["kind"] = "text") {
  return z.string().trim().min(1).describe(description).meta({ kind, description });
}

/** One word with a stated meaning, such as the name of a series: letters, digits and `. _ : -`. */
export function word(description: string, kind: ParameterMeta["kind"] = "text") {
  return z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._:-]*$/u, "expected one word of letters, digits and . _ : -")
    .describe(description)
    .meta({ kind, description });
}

/** A code of a classification, or the name of one: letters, digits, dots and dashes. */
export function code(description: string) {
  return z
    .union([z.string(), z.number()])
    .transform((given, context) => {
      const typed = String(given).trim();
      if (/^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$/.test(typed)) return typed;
      context.addIssue({
        code: "custom",
        message: `not a code: ${given} (write letters and digits, such as 8542)`,
      });
      return z.NEVER;
    })
    .describe(description)
    .meta({ kind: "text", description });
}

/**
 * Parameters as a user gave them, checked and completed with defaults.
 * @throws {UsageError} for a missing, unknown or unusable parameter; {UnknownNameError} for a name nobody knows.
 */
export function parseParameters(
  indicator: AnyIndicator,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = Object.keys(indicator.params.shape);
  for (const name of Object.keys(given))
    if (!known.includes(name)) {
      const near = nearest(name, known);
      throw new UsageError(
        `unknown parameter of ${indicator.name}: ${name} (${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `it takes ${known.join(", ")}`})`,
      );
    }
  const present = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined && v !== ""));
  const parsed = indicator.params.safeParse(present);
  if (parsed.success) {
    checkTogether(indicator, parsed.data);
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  const name = issue?.path.join(".") ?? "";
  const params = issue?.code === "custom" ? (issue.params as { error?: unknown } | undefined) : undefined;
  if (params?.error instanceof UnknownNameError) throw params.error;
  if (params?.error instanceof TightropeError) throw params.error;
  if (name !== "" && present[name] === undefined)
    throw new UsageError(`${indicator.name} needs --${name}: ${descriptionOf(indicator, name)}`);
  throw new UsageError(
    name === ""
      ? `${indicator.name}: ${issue?.message}`
      : `parameter ${name} of ${indicator.name} is ${JSON.stringify(present[name])}: ${issue?.message?.toLowerCase()}`,
  );
}

/** Kind of each parameter, below its default and its being optional. */
export function parameterKinds(indicator: AnyIndicator): ReadonlyMap<string, ParameterMeta["kind"]> {
  const kindOf = (schema: z.ZodType): ParameterMeta["kind"] => {
    const kind = (schema.meta() as ParameterMeta | undefined)?.kind;
    const inner = (schema.def as { innerType?: z.ZodType }).innerType;
    return kind ?? (inner ? kindOf(inner) : "text");
  };
  return new Map(
    Object.entries(indicator.params.shape).map(([name, schema]) => [name, kindOf(schema as z.ZodType)]),
  );
}

/** Two ends of one flow, or of one tie. */
const ENDS = [
  ["reporter", "partner"],
  ["country", "partner"],
  ["exporter", "importer"],
] as const;

/**
 * What no single parameter shows: a range that ends before it begins, and a country asked about itself.
 * @throws {UsageError} with both values
 */
function checkTogether(indicator: AnyIndicator, parsed: Readonly<Record<string, unknown>>): void {
  const kinds = parameterKinds(indicator);
  const day = (value: unknown, end: string) => (typeof value === "number" ? `${value}${end}` : String(value));
  for (const name of kinds.keys()) {
    if (!/(^|_)from$/.test(name) || !["year", "period"].includes(kinds.get(name) ?? "")) continue;
    const other = name.replace(/from$/, "to");
    const [from, to] = [parsed[name], parsed[other]];
    if (from === undefined || to === undefined || !kinds.has(other)) continue;
    if (day(from, "-01-01") > day(to, "-12-31"))
      throw new UsageError(
        `${indicator.name}: ${name} ${from} is after ${other} ${to} (write the earlier one as ${name})`,
      );
  }
  for (const [a, b] of indicator.ownPartner ? [] : ENDS) {
    const [one, others] = [parsed[a], parsed[b]];
    if (kinds.get(a) !== "country" || one === undefined || others === undefined) continue;
    if ((Array.isArray(others) ? others : [others]).includes(one))
      throw new UsageError(`${indicator.name}: ${b} ${one} is the ${a} itself (name two countries)`);
  }
}

function descriptionOf(indicator: AnyIndicator, name: string): string {
  return indicator.params.shape[name]?.description ?? "see its page";
}
