import type { Dialect } from "./engines/dialect.ts";
import { type AttachedSnapshot, canKeep } from "./engines/engine.ts";
import { CancelledError, MissingDataError, UnknownNameError } from "./errors.ts";
import { type Frame, texts, toRows } from "./frame.ts";
import { contentHash } from "./hash.ts";
import type { AnyIndicator, ComputeContext } from "./indicators/indicator.ts";
import { parameterKinds, parseParameters } from "./indicators/parameters.ts";
import { nearest } from "./nearest.ts";
import type { Receipt } from "./receipt.ts";
import { remember } from "./remember.ts";
import type { CoverageNote, Result, SourceCitation } from "./result.ts";
import { rowSource } from "./sources/published.ts";
import type { SourceDefinition } from "./sources/source.ts";
import { sql } from "./sql.ts";
import { tableHash, type WorkspaceState } from "./storage/datapackage.ts";
import { allTables } from "./tables/index.ts";
import { version } from "./version.ts";

export interface RunContext {
  readonly attached: AttachedSnapshot;
  readonly dialect: Dialect;
  readonly state: WorkspaceState;
  readonly sources: ReadonlyMap<string, SourceDefinition>;
  indicator(name: string): AnyIndicator;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number, doing: string) => void;
}

/** Query, compute, check the promised columns, describe coverage, sign the receipt. Parameters are parsed already. */
export async function runIndicator(
  indicator: AnyIndicator,
  parameters: Readonly<Record<string, unknown>>,
  context: RunContext,
): Promise<Result> {
  if (context.signal?.aborted) throw new CancelledError();
  checkSources(indicator, parameters, context);
  for (const table of indicator.tables)
    if ((context.state.tables[table] ?? []).length === 0)
      throw new MissingDataError(
        `${indicator.name} needs the table ${table}, which is empty here: load ${loadersOf(table, context.sources)}`,
        { details: { table, indicator: indicator.name } },
      );

  const read = new Set<string>(indicator.tables);
  const notes: CoverageNote[] = [];
  const cited = new Set<string>();
  const options = context.signal ? { signal: context.signal } : {};
  const compute: ComputeContext = {
    dialect: context.dialect,
    table(name, by) {
      read.add(baseOf(name));
      return context.attached.table(name, by);
    },
    query: (query) => context.attached.query(query, options),
    keep: (rows, use) =>
      canKeep(context.attached) ? context.attached.keep(rows, use, options) : use(sql`(${rows})`),
    remember: (key, make) => remember(context.attached, key, make, context.signal),
    async run(name, inner) {
      const other = context.indicator(name);
      const result = await runIndicator(other, parseParameters(other, inner), context);
      for (const table of Object.keys(result.receipt.tables)) read.add(table);
      for (const note of result.coverage.notes) addNote(notes, note);
      for (const source of result.coverage.sources) cited.add(source.source);
      return result;
    },
    note: (note) => addNote(notes, note),
    cite: (source) => void cited.add(source),
    absence: (source) => context.sources.get(source)?.absence,
    progress: (fraction, doing) => context.progress?.(fraction, doing),
    ...options,
  };

  const frame = indicator.query
    ? await compute.query(indicator.query(parameters as never, compute))
    : undefined;
  const computed = indicator.compute ? await indicator.compute(frame, parameters as never, compute) : frame;
  if (!computed) throw new Error(`indicator ${indicator.name} has neither query nor compute`);
  const final = promised(indicator, computed);
  const rows = toRows(final);
  for (const note of indicator.notes?.(rows, parameters as never) ?? []) addNote(notes, note);
  for (const source of sourcesIn(final)) cited.add(source);
  for (const text of loadNotes([...cited], [...read], context)) addNote(notes, { kind: "partial", text });
  if (rows.length === 0)
    addNote(notes, { kind: "missing", text: "no row in this workspace answers the question" });

  const receipt: Receipt = {
    tightrope: version,
    indicator: indicator.name,
    parameters: sorted(parameters),
    snapshot: context.state.snapshot,
    tables: Object.fromEntries([...read].sort().map((t) => [t, tableHash(context.state.tables[t] ?? [])])),
    rows: final.length,
    contentHash: contentHash(final),
  };
  const columns = Object.entries(indicator.columns).map(([name, c]) => ({ name, ...c }));
  return {
    indicator: indicator.name,
    title: indicator.title,
    parameters: receipt.parameters,
    columns,
    rows,
    coverage: { notes, sources: citations(used(indicator, cited), [...read], context) },
    receipt,
  };
}

/**
 * A source that is named must have rows in the tables that are read: nothing of it is not an empty answer.
 * @throws {MissingDataError} for a source that is not loaded; {UnknownNameError} with the nearest loaded ones
 */
function checkSources(
  indicator: AnyIndicator,
  parameters: Readonly<Record<string, unknown>>,
  { state, sources }: RunContext,
): void {
  const kinds = parameterKinds(indicator);
  const asked = Object.entries(parameters).filter(
    ([name, v]) => v !== undefined && kinds.get(name) === "source",
  );
  if (asked.length === 0) return;
  const tables = [...indicator.tables, ...(indicator.optionalTables ?? [])].filter(
    (name) => allTables.find((t) => t.name === name)?.columns.source,
  );
  const fed = new Set(tables.flatMap((t) => state.tables[t] ?? []).map((f) => f.load));
  const here = [...new Set(state.loads.filter((l) => fed.has(l.id)).map(rowSource))].sort();
  for (const [, value] of asked) {
    const name = String(value);
    if (here.includes(name)) continue;
    const near = nearest(name, here);
    // Anybody's figures come in a layout under a name of their own, which only their file tells.
    const layout = name.includes(":") && near.length === 0 ? name.split(":")[0] : name;
    if (sources.get(layout as string)?.tables.some((t) => tables.includes(t))) {
      // Nothing at all is loaded: which tables are missing says more.
      if (here.length === 0 && indicator.tables.length > 0) continue;
      throw new MissingDataError(
        `source ${name} is not loaded here: ${tables[0]} is from ${here.join(", ") || "no source"} (load a file of ${name})`,
        { details: { source: name, loaded: here } },
      );
    }
    const known = [...here, ...nearest(name, [...sources.keys()])];
    throw new UnknownNameError("source", name, near.length > 0 ? near : [...new Set(known)], {
      details: { kind: "loaded source" },
    });
  }
}

/** The frame with exactly the promised columns, in the promised order. */
function promised(indicator: AnyIndicator, frame: Frame): Frame {
  return {
    length: frame.length,
    columns: Object.entries(indicator.columns).map(([name, { type }]) => {
      const found = frame.columns.find((c) => c.name === name);
      if (!found)
        throw new Error(
          `indicator ${indicator.name} promises column ${name}, which its query does not return`,
        );
      const numeric = type === "integer" || type === "decimal" || type === "double";
      if (numeric !== found.values instanceof Float64Array)
        throw new Error(
          `indicator ${indicator.name}: column ${name} is promised as ${type} but comes as ${found.type}`,
        );
      return { name, type, values: found.values, ...(found.exact ? { exact: found.exact } : {}) };
    }),
  };
}

function sourcesIn(frame: Frame): string[] {
  if (!frame.columns.some((c) => c.name === "source" && !(c.values instanceof Float64Array))) return [];
  const names = new Set(texts(frame, "source").flatMap((s) => s?.split("+") ?? []));
  return [...names].filter((s) => s !== "");
}

/** The sources behind a result; without a column that says so, whatever fed the tables that were read. */
function used(indicator: AnyIndicator, cited: ReadonlySet<string>): readonly string[] | undefined {
  return cited.size > 0 || "source" in indicator.columns ? [...cited] : undefined;
}

/** Who published what stands behind some tables; without names, every source that fed them. */
export function citations(
  cited: readonly string[] | undefined,
  tables: readonly string[],
  { state, sources }: Pick<RunContext, "state" | "sources">,
): SourceCitation[] {
  const loads = loadsBehind(tables, state);
  const names = cited ?? [...new Set(loads.map(rowSource))];
  return [...names].sort().flatMap((name) => {
    const layout = sources.get(name.split(":")[0] as string);
    if (!layout) return [];
    const mine = loads.filter((l) => rowSource(l) === name);
    const source = mine.findLast((l) => l.origin)?.origin ?? layout;
    const vintages = [...new Set(mine.flatMap((l) => l.vintage ?? []))].sort();
    const retrieved = [...new Set(mine.flatMap((l) => l.retrieved ?? []))].sort();
    return [
      {
        source: name,
        title: source.title,
        publisher: source.publisher,
        licence: source.licence.id,
        ...(source.licence.url ? { licenceUrl: source.licence.url } : {}),
        redistributable: source.licence.redistributable,
        ...(vintages.length > 0 ? { vintage: vintages.join(", ") } : {}),
        ...(retrieved.length > 0 ? { retrieved: retrieved.at(-1) as string } : {}),
        ...(source.url ? { url: source.url } : {}),
      },
    ];
  });
}

/** What the loads behind some tables found missing in their files, of the cited sources or of all. */
function loadNotes(
  cited: readonly string[],
  tables: readonly string[],
  { state }: Pick<RunContext, "state">,
): string[] {
  return loadsBehind(tables, state)
    .filter((l) => cited.length === 0 || cited.includes(rowSource(l)))
    .flatMap((l) => l.notes ?? []);
}

function loadsBehind(tables: readonly string[], state: WorkspaceState): WorkspaceState["loads"] {
  const fed = new Set(tables.flatMap((t) => state.tables[t] ?? []).map((f) => f.load));
  return state.loads.filter((l) => fed.has(l.id));
}

/** A cube answers for its base table. */
function baseOf(table: string): string {
  return /^(.+)_(pairs|chapters)$/.exec(table)?.[1] ?? table;
}

function loadersOf(table: string, sources: ReadonlyMap<string, SourceDefinition>): string {
  const names = [...sources.values()].filter((s) => s.tables.includes(table) && !s.sample).map((s) => s.name);
  return names.length > 0 ? `a file of ${names.join(", ")}` : "data for it";
}

function addNote(notes: CoverageNote[], note: CoverageNote): void {
  if (!notes.some((n) => n.kind === note.kind && n.text === note.text)) notes.push(note);
}

function sorted(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
