import type { SourceDefinition, TableDefinition } from "@tightrope/core";
import type { JsonSchema } from "../describe.ts";
import { type Operation, type Parameter, type Paths, PROBLEMS, SNAPSHOT } from "./shared.ts";

/** Paths that are there whatever the registries hold; what may stand in them comes from the registries. */
export function fixedPaths(tables: readonly TableDefinition[], sources: readonly SourceDefinition[]): Paths {
  const table = inPath("name", "table", { type: "string", enum: tables.map((t) => t.name) }, "trade");
  const source = inPath("name", "source", { type: "string", enum: sources.map((s) => s.name) });
  const worked = inPath("case", "name of the case", { type: "string" }, "china-russia");
  const rows = [
    table,
    query("limit", "rows at most", { type: "integer", minimum: 1, default: 1000 }),
    query("offset", "rows to pass over first", { type: "integer", minimum: 0, default: 0 }),
    SNAPSHOT,
  ];
  const anyColumn = "Any column of the table is a filter as well: `exporter=CHN`.";
  return {
    "/v1/indicators": { get: get("indicators", "indicators", "Every definition, with its parameters") },
    "/v1/indicators/{name}/definition": {
      get: get("indicator_definition", "indicators", "One definition", {
        parameters: [inPath("name", "indicator", { type: "string" }, "partner-share")],
      }),
    },
    "/v1/sources": { get: get("sources", "sources", "Every source, its licence and what is loaded of it") },
    "/v1/sources/{name}": { get: get("source", "sources", "One source", { parameters: [source] }) },
    "/v1/tables": { get: get("tables", "tables", "Every table and how much it holds") },
    "/v1/tables/{name}": {
      get: get("table", "tables", "Columns and key of a table", { parameters: [table] }),
    },
    "/v1/tables/{name}/rows": {
      get: get("table_rows", "tables", "Rows as they are stored", {
        parameters: rows,
        description: anyColumn,
      }),
    },
    "/v1/tables/{name}/rows.csv": {
      get: get("table_rows_csv", "tables", "Rows as they are stored, as CSV", {
        parameters: rows,
        description: anyColumn,
        type: "text/csv",
      }),
    },
    "/v1/tables/{name}/coverage": {
      get: get("table_coverage", "tables", "Coverage calendar: rows and countries by source and period", {
        parameters: [
          table,
          query("country", "only what this country is a side of", { type: "string" }, "RUS"),
          SNAPSHOT,
        ],
      }),
    },
    "/v1/claims": { get: get("claims", "claims", "Every claim of every case, unchecked") },
    "/v1/claims/{case}": {
      get: get("claim_report", "claims", "Every claim of a case with its verdict", {
        parameters: [worked, SNAPSHOT],
      }),
    },
    "/v1/claims/{case}.md": {
      get: get("claim_report_md", "claims", "The report as Markdown", {
        parameters: [worked, SNAPSHOT],
        type: "text/markdown",
      }),
    },
    "/v1/claims/{case}.claimreview.json": {
      get: get("claim_review", "claims", "The report as Schema.org ClaimReview", {
        parameters: [worked, SNAPSHOT],
        type: "application/ld+json",
      }),
    },
    "/v1/claims/{case}/{id}": {
      get: get("claim", "claims", "One claim under every reading", {
        parameters: [worked, inPath("id", "id or number of the claim", { type: "string" }), SNAPSHOT],
      }),
    },
    "/v1/cases": { get: get("cases", "claims", "Every worked case") },
    "/v1/cases/{case}": { get: get("case", "claims", "One case", { parameters: [worked] }) },
    "/v1/scenarios": { get: get("scenarios", "claims", "The what-if questions of every case") },
    "/v1/scenarios/{case}/{name}": {
      get: get("scenario", "claims", "One scenario, and the address that answers it", {
        parameters: [worked, inPath("name", "name of the scenario's file", { type: "string" })],
      }),
    },
    "/v1/scenarios/simulate": {
      post: {
        operationId: "simulate",
        tags: ["claims"],
        summary: "Asks the trade model a what-if question",
        parameters: [
          query("output", "rows of the answer", { type: "string", enum: ["countries", "sectors", "flows"] }),
          SNAPSHOT,
        ],
        requestBody: {
          required: true,
          description: "a scenario file",
          content: {
            "application/yaml": { schema: { type: "string" } },
            "application/json": { schema: { type: "object" } },
          },
        },
        responses: {
          "200": {
            description: "The answer.",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Result_scenario" } } },
          },
          ...PROBLEMS,
        },
      },
    },
    "/v1/baselines": {
      get: get("baselines", "tables", "Input-output tables that scenarios can start from", {
        parameters: [SNAPSHOT],
      }),
    },
    "/v1/baselines/{source}/{year}": {
      get: get("baseline", "tables", "One table as the trade model takes it", {
        description:
          "Flows are `[sector][importer][exporter]`, inputs `[country][buying sector][input]`, value added `[sector][country]`; with trade elasticities, names, blocs and licence, so that a scenario can be solved elsewhere.",
        parameters: [
          inPath("source", "source of the table", { type: "string" }, "wiod-compact"),
          inPath("year", "year of the table", { type: "string", pattern: "^\\d{4}$" }, "2011"),
          query("members_on", "day on which membership of a bloc is read", {
            type: "string",
            format: "date",
            default: "2022-12-31",
          }),
          SNAPSHOT,
        ],
      }),
    },
    "/v1/snapshots": {
      get: get("snapshots", "receipts", "The current snapshot and those that permalinks can name"),
    },
    "/v1/receipts/verify": {
      post: {
        operationId: "verify",
        tags: ["receipts"],
        summary: "Runs a receipt again and says whether the same comes out",
        requestBody: {
          required: true,
          description: "a receipt, or an answer that carries one",
          content: {
            "application/json": {
              schema: {
                anyOf: [
                  { $ref: "#/components/schemas/Receipt" },
                  {
                    type: "object",
                    required: ["receipt"],
                    properties: { receipt: { $ref: "#/components/schemas/Receipt" } },
                  },
                ],
              },
            },
          },
        },
        responses: {
          "200": {
            description: "What came out.",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Verification" } } },
          },
          ...PROBLEMS,
        },
      },
    },
    "/v1/countries": { get: get("countries", "names", "Countries, areas and former countries") },
    "/v1/blocs": { get: get("blocs", "names", "Blocs of countries") },
    "/healthz": { get: get("healthz", "server", "200 while the workspace can be read", { open: true }) },
    "/metrics": { get: get("metrics", "server", "Counters for Prometheus", { type: "text/plain" }) },
  };
}

interface Details {
  readonly parameters?: readonly Parameter[];
  readonly description?: string;
  readonly type?: string;
  /** Answers without a token. */
  readonly open?: boolean;
}

function get(operationId: string, tag: string, summary: string, details: Details = {}): Operation {
  const { parameters, description, type = "application/json", open } = details;
  const schema: JsonSchema = type.endsWith("json") ? { type: "object" } : { type: "string" };
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    ...(parameters ? { parameters } : {}),
    ...(open ? { security: [] } : {}),
    responses: { "200": { description: "The answer.", content: { [type]: { schema } } }, ...PROBLEMS },
  };
}

function inPath(name: string, description: string, schema: JsonSchema, example?: string): Parameter {
  return { name, in: "path", required: true, description, schema, ...(example ? { example } : {}) };
}

function query(name: string, description: string, schema: JsonSchema, example?: string): Parameter {
  return { name, in: "query", required: false, description, schema, ...(example ? { example } : {}) };
}
