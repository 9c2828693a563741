import { raw } from "sql-template-tag";
import { resolveCountry } from "../countries/index.ts";
import type { Dialect } from "../engines/dialect.ts";
import { RestrictedError, UnknownNameError, UsageError } from "../errors.ts";
import { type Frame, numbers, texts } from "../frame.ts";
import { nearest } from "../nearest.ts";
import { sourcesByName } from "../sources/index.ts";
import { openSources, published, rowSource } from "../sources/published.ts";
import { all, date, ident, join, type Sql, sql } from "../sql.ts";
import type { WorkspaceState } from "../storage/datapackage.ts";
import { allTables } from "../tables/index.ts";
import type { TableDefinition } from "../tables/table.ts";
import type { Workspace } from "../workspace.ts";
import type { ExportOptions } from "./restricted.ts";

export interface RowsQuery extends ExportOptions {
  /** Column to wanted value; `null` asks for rows without one. */
  readonly where?: Readonly<Record<string, string | null>>;
  /** Rows at most. Default 1000. */
  readonly limit?: number;
  /** Rows to pass over first. Default 0. */
  readonly offset?: number;
  /** An older snapshot instead of the current one. */
  readonly snapshot?: string;
  readonly signal?: AbortSignal;
}

/**
 * Rows of a table as they are stored, in key order, in pieces.
 * A country may be given in any form that names it.
 * @throws {UnknownNameError} for a table, column or country nobody knows; {RestrictedError} when a licence forbids it
 * for every row that fits. Where it does for some, `withheldRows` says how many.
 */
export async function tableRows(
  ws: Workspace,
  name: string,
  query: RowsQuery = {},
): Promise<AsyncIterable<Frame>> {
  const table = tableOf(name);
  const { where = {}, limit = 1000, offset = 0, snapshot, signal } = query;
  const state = await ws.state(snapshot);
  const attached = await ws.attach(state);
  const { dialect } = await ws.engine();
  const conditions = Object.entries(where).map(([c, value]) => equals(table, c, value, dialect));
  if (!query.includeRestricted) {
    const { rows, of, sources } = await withheldRows(ws, name, query);
    if (rows > 0 && rows === of) throw refusal(table, sources);
    conditions.push(...withoutRestricted(state, table));
  }
  const columns = Object.keys(table.columns).map(ident);
  const order = table.key.length > 0 ? table.key.map(ident) : columns;
  return attached.stream(
    sql`select ${join(columns)} from ${attached.table(name)} where ${all(conditions)} order by ${join(order)} offset ${whole("offset", offset)} limit ${whole("limit", limit)}`,
    signal ? { signal } : {},
  );
}

/** How many of the rows that fit the query a licence withholds, of how many, and whose they are. */
export interface Withheld {
  readonly rows: number;
  readonly of: number;
  readonly sources: readonly string[];
}

/**
 * What `tableRows` leaves out without `includeRestricted`, over all rows that fit `where`.
 * @throws as `tableRows` does
 */
export async function withheldRows(ws: Workspace, name: string, query: RowsQuery = {}): Promise<Withheld> {
  const table = tableOf(name);
  const state = await ws.state(query.snapshot);
  if (query.includeRestricted || withoutRestricted(state, table).length === 0)
    return { rows: 0, of: 0, sources: [] };
  const attached = await ws.attach(state);
  const { dialect } = await ws.engine();
  const conditions = Object.entries(query.where ?? {}).map(([c, v]) => equals(table, c, v, dialect));
  const found = await attached.query(
    sql`select source, count(*) as held from ${attached.table(name)} where ${all(conditions)} group by source order by source`,
    query.signal ? { signal: query.signal } : {},
  );
  const open = new Set(openSources(loadsOf(state, table), sourcesByName));
  const [source, held] = [texts(found, "source"), numbers(found, "held")];
  const closed = source.flatMap((s, i) => (s !== null && open.has(s) ? [] : [i]));
  return {
    rows: closed.reduce((n, i) => n + (held[i] as number), 0),
    of: held.reduce((n, count) => n + count, 0),
    sources: closed.map((i) => source[i] ?? "unknown"),
  };
}

/** @throws {UnknownNameError} with the nearest names. */
export function tableOf(name: string): TableDefinition {
  const found = allTables.find((t) => t.name === name);
  if (found) return found;
  throw new UnknownNameError(
    "table",
    name,
    nearest(
      name,
      allTables.map((t) => t.name),
    ),
  );
}

/** Trino takes no bound parameter here; a checked whole number cannot be anything else. */
function whole(name: string, n: number): Sql {
  if (!Number.isSafeInteger(n) || n < 0)
    throw new UsageError(`${name} is ${n}: expected a whole number, 0 or more`);
  return raw(String(n));
}

/** Columns that hold a country or a documented area, in whichever table. */
const COUNTRIES = new Set([
  "exporter",
  "importer",
  "country",
  "counterpart",
  "country_a",
  "country_b",
  "from_country",
  "to_country",
]);

function equals(table: TableDefinition, name: string, value: string | null, dialect: Dialect): Sql {
  const definition = table.columns[name];
  if (!definition)
    throw new UnknownNameError(`column of ${table.name}`, name, nearest(name, Object.keys(table.columns)));
  const { type } = definition;
  const bad = (right: string) =>
    new UsageError(`column ${name} of ${table.name} cannot be "${value}": expected ${right}`);
  if (value === null) return sql`${ident(name)} is null`;
  if (type === "varchar") {
    if (COUNTRIES.has(name) && value !== "") return sql`${ident(name)} = ${resolveCountry(value)}`;
    return sql`${ident(name)} = ${value}`;
  }
  if (type.startsWith("array")) return dialect.arrayContains(ident(name), sql`${value}`);
  if (type === "date") {
    // 31 February would roll over into March.
    const day = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
    if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value)
      throw bad("a date such as 2022-01-01");
    return sql`${ident(name)} = ${date(value)}`;
  }
  if (type === "boolean") {
    if (value !== "true" && value !== "false") throw bad("true or false");
    return value === "true" ? ident(name) : sql`not ${ident(name)}`;
  }
  const n = Number(value);
  if (value.trim() === "" || !Number.isFinite(n)) throw bad("a number");
  return sql`${ident(name)} = ${n}`;
}

/** Rows of sources that may not be passed on are left out; a table that does not name its sources is refused whole. */
function withoutRestricted(state: WorkspaceState, table: TableDefinition): Sql[] {
  const loads = loadsOf(state, table);
  const closed = loads.filter((l) => !published(l, sourcesByName)?.licence.redistributable);
  if (closed.length === 0) return [];
  if (table.columns.source) {
    const open = openSources(loads, sourcesByName);
    return [open.length > 0 ? sql`${ident("source")} in (${join(open)})` : sql`1 = 0`];
  }
  throw refusal(table, [...new Set(closed.map(rowSource))]);
}

function loadsOf(state: WorkspaceState, table: TableDefinition): WorkspaceState["loads"] {
  const fed = new Set((state.tables[table.name] ?? []).map((f) => f.load));
  return state.loads.filter((l) => fed.has(l.id));
}

function refusal(table: TableDefinition, sources: readonly string[]): RestrictedError {
  return new RestrictedError(
    `licence does not allow redistribution: ${sources.join(", ")}: table ${table.name} is exported only with --include-restricted`,
    { details: { sources } },
  );
}
