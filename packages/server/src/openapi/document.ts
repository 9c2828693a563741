import { type AnyIndicator, allTables, indicatorsByName, sources, version } from "@tightrope/core";
import { inputSchema, type JsonSchema } from "../describe.ts";
import { formats } from "../formats.ts";
import type { Settings } from "../options.ts";
import { fixedPaths } from "./paths.ts";
import { resultSchema, sharedSchemas } from "./schemas.ts";
import { type Operation, type Parameter, type Paths, PICTURE, PROBLEMS, SNAPSHOT } from "./shared.ts";

export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Paths;
  readonly components: JsonSchema;
  readonly security?: readonly JsonSchema[];
}

/** The OpenAPI 3.1 document of a server, written by the registries. */
export function openApiDocument(origin: string, settings: Pick<Settings, "token">): OpenApiDocument {
  const definitions = [...indicatorsByName.values()];
  return {
    openapi: "3.1.0",
    info: {
      title: "Tightrope",
      version,
      description:
        "How countries depend on each other in trade, technology, research, money and words, with a receipt for every number. A URL is a query; with `snapshot` it is a permalink.",
    },
    servers: [{ url: origin, description: "this server" }],
    tags: [
      { name: "indicators", description: "Measurements: parameters in, a table with a receipt out." },
      { name: "sources", description: "Published data sets and their licences." },
      { name: "tables", description: "What is loaded: rows and coverage." },
      {
        name: "claims",
        description: "Published sentences and their verdicts, worked cases and what-if questions.",
      },
      { name: "receipts", description: "Getting the same answer again." },
      { name: "names", description: "Countries and blocs." },
      { name: "server", description: "The server itself." },
    ],
    paths: { ...indicatorPaths(definitions), ...fixedPaths(allTables, sources) },
    components: {
      schemas: {
        ...sharedSchemas,
        ...Object.fromEntries(definitions.map((d) => [schemaName(d), resultSchema(d)])),
      },
      responses: { Problem: problem },
      ...(settings.token ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {}),
    },
    ...(settings.token ? { security: [{ token: [] }] } : {}),
  };
}

const problem = {
  description: "What is wrong and what would be right.",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

function indicatorPaths(definitions: readonly AnyIndicator[]): Paths {
  return Object.fromEntries(
    definitions.flatMap((definition) => {
      const parameters = parametersOf(definition);
      return [
        [`/v1/indicators/${definition.name}`, { get: operation(definition, parameters, "json") }],
        ...formats
          .filter((f) => f.suffix !== "json")
          .map((f) => [
            `/v1/indicators/${definition.name}.${f.suffix}`,
            { get: operation(definition, f.picture ? [...parameters, ...PICTURE] : parameters, f.suffix) },
          ]),
      ] as [string, Record<string, Operation>][];
    }),
  );
}

function operation(definition: AnyIndicator, parameters: readonly Parameter[], suffix: string): Operation {
  const format = formats.find((f) => f.suffix === suffix);
  const type = format?.type.split(";")[0] ?? "application/json";
  const schema: JsonSchema =
    suffix === "json"
      ? { $ref: `#/components/schemas/${schemaName(definition)}` }
      : suffix === "metadata.json"
        ? { type: "object" }
        : { type: "string", ...(format?.type.startsWith("text/") ? {} : { format: "binary" }) };
  return {
    operationId: `${definition.name}.${suffix}`.replace(/[^a-zA-Z0-9]+/g, "_"),
    tags: ["indicators"],
    summary: suffix === "json" ? definition.title : `${definition.title}, as ${format?.title}`,
    ...(suffix === "json"
      ? {
          description: `${definition.summary}\n\nFormula: ${definition.formula}\n\n${definition.references.map((r) => `Reference: ${r.text}`).join("\n")}`,
        }
      : {}),
    parameters,
    responses: {
      "200": {
        description: "The answer.",
        headers: {
          ETag: { description: "stands for what was computed", schema: { type: "string" } },
          Link: { description: "permalink and other formats", schema: { type: "string" } },
        },
        content: { [type]: { schema } },
      },
      "304": { description: "The answer is the one that If-None-Match names." },
      ...PROBLEMS,
    },
  };
}

/** Query parameters from the definition's schema; the example fills theirs. */
function parametersOf(definition: AnyIndicator): Parameter[] {
  const schema = inputSchema(definition);
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return [
    ...Object.entries(properties).map(([name, property]): Parameter => {
      const { description, kind: _kind, unit, ...rest } = property;
      const example = definition.example[name];
      return {
        name,
        in: "query",
        required: required.has(name) && !("default" in property),
        description: `${String(description ?? name)}${unit ? ` (${String(unit)})` : ""}`,
        schema: rest,
        ...(example === undefined ? {} : { example }),
      };
    }),
    SNAPSHOT,
  ];
}

function schemaName({ name }: AnyIndicator): string {
  return `Result_${name.replaceAll("-", "_")}`;
}
