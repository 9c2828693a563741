/**
 * Example results: invented figures of the right shape. They are the snapshot suite and the gallery in
 * docs/guide/charts.md. The numbers stand for nothing and name no real finding.
 */
import type { ChartInput, ChartOptions } from "@tightrope/charts";

export interface Example {
  readonly name: string;
  /** What the gallery says about it. */
  readonly shows: string;
  readonly input: ChartInput;
  readonly options?: Partial<ChartOptions>;
}

type Cells = Readonly<Record<string, string | number | null>>;
type Column = ChartInput["columns"][number];

const SOURCE: ChartInput["coverage"]["sources"][number] = {
  source: "example",
  title: "Example trade figures",
  publisher: "Tightrope",
  licence: "CC0-1.0",
  redistributable: true,
  vintage: "2026-01",
};

const hash = (name: string): string => {
  let h = 2166136261;
  for (const c of name) h = Math.imul(h ^ c.charCodeAt(0), 16777619) >>> 0;
  return `sha256:${h.toString(16).padStart(8, "0").repeat(8)}`;
};

export const text = (name: string, description: string): Column => ({ name, type: "text", description });
export const integer = (name: string, description: string): Column => ({
  name,
  type: "integer",
  description,
});
export const double = (name: string, description: string, unit: string): Column => ({
  name,
  type: "double",
  unit,
  description,
});

export function example(
  name: string,
  shows: string,
  parts: {
    title: string;
    finding?: string;
    parameters?: Record<string, unknown>;
    columns: readonly Column[];
    rows: readonly Cells[];
    chart: NonNullable<ChartInput["chart"]>;
    notes?: ChartInput["coverage"]["notes"];
    options?: Partial<ChartOptions>;
  },
): Example {
  const { title, finding, parameters = {}, columns, rows, chart, notes = [], options } = parts;
  return {
    name,
    shows,
    ...(options ? { options } : {}),
    input: {
      indicator: name,
      title,
      ...(finding ? { finding } : {}),
      parameters,
      columns,
      rows: rows.map((row) => ({ ...row })),
      coverage: { notes, sources: [SOURCE] },
      receipt: { contentHash: hash(name), snapshot: hash("snapshot"), tightrope: "0.1.0" },
      chart,
    },
  };
}

/** A number between 0 and 1 that depends on its two arguments alone. */
export function noise(a: number, b: number): number {
  const x = Math.imul((a + 1) * 2654435761, b + 40503) >>> 0;
  return (((x ^ (x >>> 13)) >>> 0) % 10_000) / 10_000;
}

export const years = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
