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

/** One word with a stated meaning, such as a code or the name of a series: letters, digits and `. _ : -`. */
export function word(description: string, kind: ParameterMeta["kind"] = "text") {
  return z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._:-]*$/u, "expected one word of letters, digits and . _ : -")
    .describe(description)
    .meta({ kind, description });
}

/** What kind of thing a parameter names, also where it is optional or has a default. */
export function kindOf(indicator: AnyIndicator, name: string): string | undefined {
  let schema: unknown = indicator.params.shape[name];
  while (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) schema = schema.unwrap();
  return schema instanceof z.ZodType ? (schema.meta() as { kind?: string } | undefined)?.kind : undefined;
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
    assertOrder(indicator, parsed.data);
    if (!indicator.ownPartner) assertTwoCountries(indicator.name, parsed.data);
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

/** Years and periods run forward: `from`, `base_from` and their like come before `to` and `base_to`. */
function assertOrder(indicator: AnyIndicator, parameters: Readonly<Record<string, unknown>>): void {
  for (const first of Object.keys(parameters).filter((name) => /(^|_)from$/.test(name))) {
    const last = first.replace(/from$/, "to");
    const [from, to] = [parameters[first], parameters[last]];
    const dated = ["year", "period"].includes(kindOf(indicator, first) ?? "");
    if (dated && from !== undefined && to !== undefined && (from as string) > (to as string))
      throw new UsageError(
        `${first} of ${indicator.name} is after ${last}: ${from} to ${to} (write the earlier one first)`,
      );
  }
}

const SIDES = [
  ["country", "partner"],
  ["reporter", "partner"],
  ["exporter", "importer"],
] as const;

/** A country is no partner of itself, alone or in a list. */
function assertTwoCountries(indicator: string, parameters: Readonly<Record<string, unknown>>): void {
  for (const [first, second] of SIDES) {
    const one = parameters[first];
    const others = [parameters[second]].flat();
    if (typeof one === "string" && others.includes(one))
      throw new UsageError(`${first} and ${second} of ${indicator} are both ${one} (name two countries)`);
  }
}

function descriptionOf(indicator: AnyIndicator, name: string): string {
  return indicator.params.shape[name]?.description ?? "see its page";
}
