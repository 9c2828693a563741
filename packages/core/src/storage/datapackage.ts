import { z } from "zod";
import { WorkspaceError } from "../errors.ts";
import { canonicalJson, sha256 } from "../hash.ts";
import { published, rowSource } from "../sources/published.ts";
import type { Origin, SourceDefinition } from "../sources/source.ts";
import type { ColumnDefinition, TableDefinition } from "../tables/table.ts";

/** One immutable Parquet file: its name is the start of its sha256. */
export const fileSchema = z.object({
  path: z
    .string()
    .regex(
      /^tables\/[a-z_]+\/[0-9a-f]{24}\.parquet$/,
      "a path inside the workspace, tables/NAME/HASH.parquet",
    ),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int(),
  rows: z.number().int(),
  /** sha256 of the load it came from. */
  load: z.string(),
  /** Smallest and largest period, where the table has periods: lets a question skip whole files. */
  periods: z.tuple([z.string(), z.string()]).optional(),
});
export type StoredFile = z.infer<typeof fileSchema>;

export const loadSchema = z.object({
  /** sha256 over source, options and the content of the inputs: loading the same again is a no-op. */
  id: z.string(),
  source: z.string(),
  inputs: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.number().int() })),
  options: z.record(z.string(), z.unknown()),
  vintage: z.string().optional(),
  /** What the rows lack, as the loader found it. */
  notes: z.array(z.string()).optional(),
  /** Publisher and licence of the figures, where the source is only a layout that anybody's figures come in. */
  origin: z
    .object({
      name: z.string(),
      title: z.string(),
      publisher: z.string(),
      url: z.string().optional(),
      licence: z.object({
        id: z.string(),
        title: z.string(),
        url: z.string().optional(),
        redistributable: z.boolean(),
      }),
    })
    .optional(),
  retrieved: z.string().optional(),
  rows: z.object({
    read: z.number().int(),
    kept: z.number().int(),
    quarantined: z.number().int(),
    skipped: z.record(z.string(), z.number().int()),
  }),
});
export type LoadRecord = z.infer<typeof loadSchema>;

const stateSchema = z.object({
  tightrope: z.object({
    format: z.literal(1),
    snapshot: z.string(),
    loads: z.array(loadSchema),
    tables: z.record(z.string(), z.array(fileSchema)),
  }),
});

/** What a workspace holds at one moment. */
export interface WorkspaceState {
  readonly snapshot: string;
  readonly loads: readonly LoadRecord[];
  readonly tables: Readonly<Record<string, readonly StoredFile[]>>;
}

/** Identity of a table: sha256 over the sorted sha256 of its files, so that the order of loading never shows. */
export function tableHash(files: readonly StoredFile[]): string {
  return sha256(
    files
      .map((f) => f.sha256)
      .sort()
      .join("\n"),
  );
}

export function snapshotHash(tables: WorkspaceState["tables"]): string {
  const lines = Object.entries(tables)
    .filter(([, files]) => files.length > 0)
    .map(([name, files]) => `${name} ${tableHash(files)}`)
    .sort();
  return sha256(lines.join("\n"));
}

export function makeState(loads: readonly LoadRecord[], tables: WorkspaceState["tables"]): WorkspaceState {
  const sorted = Object.fromEntries(
    Object.entries(tables)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, files]) => [name, [...files].sort((a, b) => (a.path < b.path ? -1 : 1))]),
  );
  return {
    snapshot: snapshotHash(sorted),
    loads: [...loads].sort((a, b) => (a.id < b.id ? -1 : 1)),
    tables: sorted,
  };
}

/** The Frictionless Data Package (v2) text of a state; the same state gives the same bytes. */
export function toDataPackage(
  state: WorkspaceState,
  tables: readonly TableDefinition[],
  sources: ReadonlyMap<string, SourceDefinition>,
): string {
  const loadsById = new Map(state.loads.map((l) => [l.id, l]));
  const resources = tables.flatMap((table) => {
    const files = state.tables[table.name] ?? [];
    if (files.length === 0) return [];
    const loads = new Map(
      files.flatMap(({ load }) => {
        const record = loadsById.get(load);
        return record ? [[rowSource(record), record] as const] : [];
      }),
    );
    const publishers = [...loads.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, load]) => published(load, sources) ?? []);
    return [
      {
        name: table.name.replaceAll("_", "-"),
        title: table.title,
        description: table.description,
        path: files.length === 1 ? files[0]?.path : files.map((f) => f.path),
        format: "parquet",
        mediatype: "application/vnd.apache.parquet",
        ...(files.length === 1 ? { hash: `sha256:${files[0]?.sha256}`, bytes: files[0]?.bytes } : {}),
        schema: {
          $schema: "https://datapackage.org/profiles/2.0/tableschema.json",
          fields: Object.entries(table.columns).map(([name, column]) => field(name, column)),
          ...(table.key.length > 0 ? { primaryKey: table.key } : {}),
        },
        sources: publishers.map((s) => ({ title: s.title, ...(s.url ? { path: s.url } : {}) })),
        licenses: uniqueLicences(publishers),
      },
    ];
  });
  return `${JSON.stringify(
    {
      $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
      name: "tightrope-workspace",
      title: "Tightrope workspace",
      resources,
      tightrope: { format: 1, snapshot: state.snapshot, loads: state.loads, tables: state.tables },
    },
    null,
    1,
  )}\n`;
}

export function parseDataPackage(text: string, where: string): WorkspaceState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new WorkspaceError(`workspace description is not JSON: ${where}`, { cause: error });
  }
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new WorkspaceError(
      `workspace description is damaged or of another version: ${where}: ${issue?.path.join(".")}: ${issue?.message}`,
      { cause: parsed.error },
    );
  }
  const state = makeState(parsed.data.tightrope.loads, parsed.data.tightrope.tables);
  if (state.snapshot !== parsed.data.tightrope.snapshot)
    throw new WorkspaceError(
      `workspace description was edited by hand: its files no longer give snapshot ${parsed.data.tightrope.snapshot.slice(0, 12)}: ${where}`,
    );
  return state;
}

function field(name: string, column: ColumnDefinition) {
  const type =
    column.type === "varchar"
      ? "string"
      : column.type === "date"
        ? "date"
        : column.type === "boolean"
          ? "boolean"
          : column.type === "integer" || column.type === "bigint"
            ? "integer"
            : column.type.startsWith("array")
              ? "array"
              : "number";
  return {
    name,
    type,
    description: column.unit ? `${column.description} (${column.unit})` : column.description,
    ...(column.nullable ? {} : { constraints: { required: true } }),
  };
}

function uniqueLicences(publishers: readonly (SourceDefinition | Origin)[]) {
  const byId = new Map(publishers.map((s) => [canonicalJson(s.licence), s.licence]));
  return [...byId.values()].map((l) => ({ name: l.id, title: l.title, ...(l.url ? { path: l.url } : {}) }));
}
