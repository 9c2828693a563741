import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError } from "../../errors.ts";
import { type Frame, numbers, texts } from "../../frame.ts";
import { ident, type Sql, sql } from "../../sql.ts";
import type { TableFiles } from "../engine.ts";
import { layOut, locationOf } from "./layout.ts";
import { text } from "./literals.ts";
import type { TrinoAddress } from "./url.ts";

/** A snapshot as the cluster knows it: one schema, which holds exactly the snapshot's tables. */
export interface PublishedSnapshot {
  readonly catalog: string;
  readonly schema: string;
  /** Folder here that holds the links to the files; none when every table is empty. */
  readonly folder: string | undefined;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** Files that had to be copied because no hard link could be made. */
  readonly copied: number;
}

/** Runs a statement that was written here, with nothing in it that came from outside unquoted. */
export type RunText = (text: string) => Promise<Frame>;

/** Tables registered at a time: each is a few small requests, and the coordinator is shared. */
const AT_ONCE = 4;

/**
 * Makes the tables of a snapshot queryable and gives their schema. The schema's name is handed out only after
 * every table in it has been created and counted, so nobody meets half a snapshot; run again, it finishes what an
 * interrupted run began.
 */
export async function publishSnapshot(
  run: RunText,
  address: TrinoAddress,
  layout: string | undefined,
  snapshot: string,
  tables: readonly TableFiles[],
): Promise<PublishedSnapshot> {
  const folder = layout === undefined ? undefined : join(layout, safeName(snapshot, 64));
  const schema = schemaName(address, snapshot, folder === undefined ? "" : locationOf(folder, address));
  const qualified = (table: string) => `${quoted(address.catalog)}.${quoted(schema)}.${quoted(table)}`;
  let copied = 0;

  const create = async (table: TableFiles) => {
    const columns = Object.entries(table.columns).map(([name, type]) => ({
      name: quoted(name),
      type: columnSqlType(name, type),
    }));
    if (folder === undefined || table.files.length === 0) {
      // Object stores have no empty folders, so a table without files is a view without rows.
      const none = columns.map(({ name, type }) => `cast(null as ${type}) as ${name}`);
      await run(
        `create or replace view ${qualified(table.name)} security invoker as select ${none.join(", ")} where false`,
      );
      return;
    }
    const laid = await layOut(folder, table);
    copied += laid.copied;
    const location = locationOf(laid.path, address);
    const body = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
    await run(
      `create table if not exists ${qualified(table.name)} (${body}) ` +
        `with (format = 'PARQUET', external_location = ${text(location)})`,
    ).catch((cause) => {
      if (!(cause instanceof EngineError)) throw cause;
      throw new EngineError(
        `trino cannot register table ${table.name}: ${location} must hold there what ${laid.path} holds here: ${cause.message}`,
        { cause, details: cause.details },
      );
    });
  };

  await run(`create schema if not exists ${quoted(address.catalog)}.${quoted(schema)}`);
  await forEach(tables, AT_ONCE, create);
  const counts = await count(run, tables, qualified);
  for (const table of tables) {
    const expected = table.files.reduce((sum, file) => sum + file.rows, 0);
    const found = counts.get(table.name);
    if (found !== expected && folder !== undefined) {
      await run(`drop table if exists ${qualified(table.name)}`);
      throw new EngineError(
        `trino sees ${found} rows of table ${table.name}, the workspace has ${expected}: ` +
          `does ${locationOf(join(folder, table.name), address)} on every node hold what ${join(folder, table.name)} holds here?`,
        { details: { table: table.name, found, expected } },
      );
    }
  }
  return {
    catalog: address.catalog,
    schema,
    folder,
    tables: tables.map(({ name }) => ({ name, rows: counts.get(name) as number })),
    copied,
  };
}

/** Schemas of this address that hold snapshots. */
export async function listSchemas(run: RunText, { catalog, schema }: TrinoAddress): Promise<string[]> {
  const found = texts(await run(`show schemas from ${quoted(catalog)}`), "Schema");
  return found.filter(
    (name): name is string => name !== null && SNAPSHOT.test(name) && name.startsWith(`${schema}_`),
  );
}

/** Forgets a schema. The tables are external: their files stay. */
export async function dropSchema(run: RunText, { catalog }: TrinoAddress, schema: string): Promise<void> {
  await run(`drop schema if exists ${quoted(catalog)}.${quoted(schema)} cascade`);
}

/** Forgets the other snapshots of the same workspace, and removes their links. Gives the schemas dropped. */
export async function pruneSnapshots(
  run: RunText,
  address: TrinoAddress,
  keep: PublishedSnapshot,
): Promise<string[]> {
  if (keep.folder === undefined) return [];
  const layout = dirname(keep.folder);
  const dropped: string[] = [];
  for (const name of await readdir(layout)) {
    if (!/^[0-9a-z]+$/.test(name) || name === basename(keep.folder)) continue;
    const schema = schemaName(address, name, locationOf(join(layout, name), address));
    await dropSchema(run, address, schema);
    await rm(join(layout, name), { recursive: true, force: true });
    dropped.push(schema);
  }
  return dropped;
}

export function tableName({ catalog, schema }: PublishedSnapshot, table: string): Sql {
  return sql`${ident(catalog)}.${ident(schema)}.${ident(table)}`;
}

const SNAPSHOT = /_[0-9a-z]{1,16}_[0-9a-f]{8}$/;

/**
 * `tightrope_<snapshot>_<place>`: the same snapshot of a workspace that was copied elsewhere is another schema, as
 * its tables point at other folders.
 */
function schemaName({ schema }: TrinoAddress, snapshot: string, location: string): string {
  const place = createHash("sha256")
    .update(`${safeName(snapshot, 64)}\n${location}`)
    .digest("hex")
    .slice(0, 8);
  return `${schema}_${safeName(snapshot, 16)}_${place}`;
}

function safeName(snapshot: string, length: number): string {
  return /^[0-9a-z]+$/.test(snapshot)
    ? snapshot.slice(0, length)
    : createHash("sha256").update(snapshot).digest("hex").slice(0, length);
}

/** A portable type is already Trino's own spelling; anything else is a fault in a table definition. */
function columnSqlType(name: string, type: string): string {
  if (/^(varchar|date|integer|bigint|double|boolean|decimal\(\d+, ?\d+\))$/.test(type)) return type;
  const element = /^array\((.+)\)$/.exec(type)?.[1];
  if (element !== undefined) return `array(${columnSqlType(name, element)})`;
  throw new EngineError(`column ${name} has a type that trino has no table column for: ${type}`);
}

async function count(run: RunText, tables: readonly TableFiles[], qualified: (table: string) => string) {
  if (tables.length === 0) return new Map<string, number>();
  const frame = await run(
    tables
      .map(({ name }) => `select ${text(name)} as name, count(*) as found from ${qualified(name)}`)
      .join(" union all "),
  );
  const found = numbers(frame, "found");
  return new Map(texts(frame, "name").map((name, i) => [name as string, found[i] as number]));
}

async function forEach<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

const quoted = (name: string) => ident(name).sql;
