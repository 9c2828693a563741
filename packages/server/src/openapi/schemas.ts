import { type AnyIndicator, version } from "@tightrope/core";
import type { JsonSchema } from "../describe.ts";
import { TITLES } from "../problem.ts";

const text = { type: "string" };
const hash = { type: "string", pattern: "^[0-9a-f]{64}$" };
const note = {
  type: "object",
  required: ["kind", "text"],
  properties: {
    kind: {
      enum: ["missing", "mirrored", "reconciled", "estimated", "partial", "sample", "definition", "licence"],
    },
    text,
  },
};

/** Schemas that several answers share. */
export const sharedSchemas: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: "object",
    description: "RFC 9457 problem details.",
    required: ["type", "title", "status", "detail", "code", "instance"],
    properties: {
      type: { type: "string", format: "uri-reference" },
      title: text,
      status: { type: "integer", minimum: 400, maximum: 599 },
      detail: { type: "string", description: "what is wrong, the value, and what would be right" },
      code: { type: "string", enum: Object.keys(TITLES) },
      instance: { type: "string", description: "identifies the request in the server's log" },
      suggestions: { type: "array", items: text },
    },
    examples: [
      {
        type: "/docs#problem-unknown-name",
        title: TITLES["unknown-name"],
        status: 400,
        detail: "unknown country: RUSS (did you mean RUS?)",
        code: "unknown-name",
        instance: "urn:request:5dcc30c6-70bb-4d65-a376-427706c8bf0d",
        kind: "country",
        value: "RUSS",
        suggestions: ["RUS"],
      },
    ],
  },
  Receipt: {
    type: "object",
    description: "What it takes to get the same answer again.",
    required: ["tightrope", "indicator", "parameters", "snapshot", "tables", "rows", "contentHash"],
    properties: {
      tightrope: { type: "string", examples: [version] },
      indicator: text,
      parameters: { type: "object" },
      snapshot: hash,
      tables: { type: "object", additionalProperties: text },
      rows: { type: "integer", minimum: 0 },
      contentHash: hash,
    },
  },
  Coverage: {
    type: "object",
    required: ["notes", "sources"],
    properties: {
      notes: { type: "array", items: note },
      sources: {
        type: "array",
        items: {
          type: "object",
          required: ["source", "title", "publisher", "licence", "redistributable"],
          properties: {
            source: text,
            title: text,
            publisher: text,
            licence: text,
            licenceUrl: text,
            redistributable: { type: "boolean" },
            vintage: text,
            retrieved: text,
            url: text,
          },
        },
      },
    },
  },
  ResultColumn: {
    type: "object",
    required: ["name", "type", "description"],
    properties: {
      name: text,
      type: { enum: ["text", "integer", "decimal", "double", "date", "boolean", "json"] },
      unit: text,
      description: text,
    },
  },
  Verification: {
    type: "object",
    required: ["same", "findings", "receipt", "rebuilt"],
    properties: {
      same: { type: "boolean", description: "true when the re-run gives the same content hash" },
      findings: { type: "array", items: text },
      receipt: { $ref: "#/components/schemas/Receipt" },
      rebuilt: { $ref: "#/components/schemas/Receipt" },
    },
  },
};

const TYPES: Readonly<Record<string, JsonSchema>> = {
  text: { type: ["string", "null"] },
  date: { type: ["string", "null"], format: "date" },
  integer: { type: ["integer", "null"] },
  decimal: { type: ["number", "null"] },
  double: { type: ["number", "null"] },
  boolean: { type: ["boolean", "null"] },
  json: {},
};

/** The answer of one indicator, its rows typed from the promised columns. */
export function resultSchema(indicator: AnyIndicator): JsonSchema {
  return {
    type: "object",
    required: ["indicator", "title", "parameters", "columns", "rows", "coverage", "receipt"],
    properties: {
      indicator: { const: indicator.name },
      title: text,
      parameters: { type: "object", description: "after defaults, codes resolved" },
      columns: { type: "array", items: { $ref: "#/components/schemas/ResultColumn" } },
      rows: {
        type: "array",
        items: {
          type: "object",
          required: Object.keys(indicator.columns),
          properties: Object.fromEntries(
            Object.entries(indicator.columns).map(([name, c]) => [
              name,
              { ...TYPES[c.type], description: c.unit ? `${c.description} (${c.unit})` : c.description },
            ]),
          ),
        },
      },
      coverage: { $ref: "#/components/schemas/Coverage" },
      receipt: { $ref: "#/components/schemas/Receipt" },
      finding: { type: "string", description: "the finding in one sentence, written by the data" },
      chart: { type: "object", description: "how a chart should show it" },
    },
  };
}
