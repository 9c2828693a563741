import type { AnyIndicator, ParameterMeta } from "@tightrope/core";
import { z } from "zod";

/** A parameter as a form needs it. */
export interface ParameterDescription {
  readonly name: string;
  readonly kind: ParameterMeta["kind"];
  readonly description: string;
  readonly unit?: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A definition as the explorer, the docs and other programs read it. */
export interface IndicatorDescription {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly formula: string;
  readonly group: string;
  readonly references: AnyIndicator["references"];
  readonly tables: readonly string[];
  readonly optionalTables: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly unit?: string;
    readonly description: string;
  }[];
  readonly parameters: readonly ParameterDescription[];
  /** JSON Schema (2020-12) of the parameters as they are given. */
  readonly schema: JsonSchema;
  readonly example: Readonly<Record<string, unknown>>;
  readonly chart?: AnyIndicator["chart"];
  readonly href: string;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema of what a user gives, before codes are resolved and defaults filled in. */
export function inputSchema(indicator: AnyIndicator): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(indicator.params, { io: "input", unrepresentable: "any" });
  return schema as JsonSchema;
}

const described = new WeakMap<AnyIndicator, IndicatorDescription>();

export function describe(indicator: AnyIndicator): IndicatorDescription {
  let found = described.get(indicator);
  if (!found) {
    found = freshly(indicator);
    described.set(indicator, found);
  }
  return found;
}

function freshly(indicator: AnyIndicator): IndicatorDescription {
  const schema = inputSchema(indicator);
  const properties = (schema.properties ?? {}) as Record<string, Record<string, unknown>>;
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return {
    name: indicator.name,
    title: indicator.title,
    summary: indicator.summary,
    formula: indicator.formula,
    group: indicator.group,
    references: indicator.references,
    tables: indicator.tables,
    optionalTables: indicator.optionalTables ?? [],
    columns: Object.entries(indicator.columns).map(([name, c]) => ({ name, ...c })),
    parameters: Object.entries(properties).map(([name, p]) => parameter(name, p, required.has(name))),
    schema,
    example: indicator.example,
    ...(indicator.chart ? { chart: indicator.chart } : {}),
    href: `/v1/indicators/${indicator.name}`,
  };
}

function parameter(
  name: string,
  p: Readonly<Record<string, unknown>>,
  required: boolean,
): ParameterDescription {
  const picked = {
    ...(typeof p.unit === "string" ? { unit: p.unit } : {}),
    ...("default" in p ? { default: p.default } : {}),
    ...(Array.isArray(p.enum) ? { choices: p.enum as string[] } : {}),
    ...(typeof p.minimum === "number" ? { minimum: p.minimum } : {}),
    ...(typeof p.maximum === "number" ? { maximum: p.maximum } : {}),
  };
  return {
    name,
    kind: (p.kind as ParameterMeta["kind"] | undefined) ?? "text",
    description: String(p.description ?? ""),
    required: required && !("default" in p),
    ...picked,
  };
}

/** The example of a definition as a query string. */
export function exampleQuery(indicator: AnyIndicator): string {
  return new URLSearchParams(
    Object.entries(indicator.example).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((v): [string, string] => [name, String(v)]),
    ),
  ).toString();
}
