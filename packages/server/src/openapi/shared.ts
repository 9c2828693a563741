import type { JsonSchema } from "../describe.ts";
import { CHART_KINDS } from "../query.ts";

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly [more: string]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Statuses that any question can meet. */
export const PROBLEMS = Object.fromEntries(
  ["400", "401", "403", "404", "413", "422", "500", "503"].map((s) => [
    s,
    { $ref: "#/components/responses/Problem" },
  ]),
);

export const SNAPSHOT: Parameter = {
  name: "snapshot",
  in: "query",
  required: false,
  description: "answer from this snapshot of the workspace (8 to 64 digits): makes the URL a permalink",
  schema: { type: "string", pattern: "^[0-9a-f]{8,64}$" },
};

export const PICTURE: readonly Parameter[] = [
  {
    name: "chart.width",
    in: "query",
    required: false,
    description: "width in pixels",
    schema: { type: "integer", minimum: 320, maximum: 1600, default: 800 },
  },
  {
    name: "chart.theme",
    in: "query",
    required: false,
    description: "colours",
    schema: { type: "string", enum: ["light", "dark"], default: "light" },
  },
  {
    name: "chart.scale",
    in: "query",
    required: false,
    description: "pixels of the PNG for each pixel of the chart",
    schema: { type: "integer", minimum: 1, maximum: 4, default: 2 },
  },
  {
    name: "chart.kind",
    in: "query",
    required: false,
    description: "how to draw it; the indicator's own way when left out",
    schema: { type: "string", enum: CHART_KINDS },
  },
];
