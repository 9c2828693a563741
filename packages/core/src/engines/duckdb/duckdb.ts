import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { CancelledError } from "../../errors.ts";
import type { Frame } from "../../frame.ts";
import { ident, type Sql, sql } from "../../sql.ts";
import type { AttachedSnapshot, Engine, QueryOptions, TableFiles } from "../engine.ts";
import { duckDbDialect } from "./dialect.ts";
import { columnTypes, frameOf } from "./frames.ts";
import { openResidents, type Work } from "./resident.ts";
import { asEngineError, bind, type DuckDbOptions, interruptOn, openInstance } from "./session.ts";

/** Idle connections kept for the next question. */
const KEPT = 8;

/** DuckDB in this process: tables of a snapshot are views over its Parquet files, one schema a snapshot. */
export async function openDuckDb(options: DuckDbOptions = {}): Promise<Engine> {
  const instance = await openInstance(options);
  await prepare(instance);
  const idle: DuckDBConnection[] = [];
  const attached = new Map<string, Promise<AttachedSnapshot>>();
  let closed = false;

  const withConnection: Work = async (signal, work) => {
    if (signal?.aborted) throw new CancelledError();
    const connection = idle.pop() ?? (await instance.connect());
    const stop = interruptOn(signal, connection);
    try {
      return await work(connection);
    } catch (cause) {
      if (signal?.aborted) throw new CancelledError("cancelled: the caller left", { cause });
      throw asEngineError(cause);
    } finally {
      stop();
      if (idle.length < KEPT && !closed) idle.push(connection);
      else connection.closeSync();
    }
  };
  const residents = await openResidents(instance, options.resident, withConnection);

  /** Columns of a small table by which one end of a flow is looked up: it may get a sorted copy for each. */
  const sides = (table: TableFiles) =>
    residents.fits(table) ? ["exporter", "importer"].filter((c) => c in table.columns) : [];

  async function attach(schema: string, tables: readonly TableFiles[]): Promise<AttachedSnapshot> {
    await withConnection(undefined, async (connection) => {
      await connection.run(`create schema if not exists "${schema}"`);
      for (const table of tables)
        for (const by of [undefined, ...sides(table)]) await connection.run(viewOf(schema, table, by));
    });
    const byName = new Map(tables.map((t) => [t.name, t]));
    return {
      table(name, by) {
        const table = byName.get(name);
        const side = table && by !== undefined && sides(table).includes(by) ? by : undefined;
        if (table) residents.asked(schema, table, side, (from) => viewOf(schema, table, side, from));
        return sql`${ident(schema)}.${ident(viewName(name, side))}`;
      },
      keep(rows, use, { signal }: QueryOptions = {}) {
        const { values, types } = bind(rows.values);
        return residents.keep(
          schema,
          rows,
          use,
          (c, create) => c.run(create + rows.sql, values, types),
          signal,
        );
      },
      query: (query: Sql, { signal }: QueryOptions = {}) =>
        withConnection(signal, async (connection) => {
          const { values, types } = bind(query.values);
          const result = await connection.run(query.sql, values, types);
          return frameOf(columnTypes(result), await result.fetchAllChunks());
        }),
      async *stream(query: Sql, { signal }: QueryOptions = {}): AsyncGenerator<Frame> {
        if (signal?.aborted) throw new CancelledError();
        const connection = await instance.connect();
        const stop = interruptOn(signal, connection);
        try {
          const { values, types } = bind(query.values);
          const result = await connection.stream(query.sql, values, types);
          const columns = columnTypes(result);
          for (
            let chunk = await result.fetchChunk();
            chunk && chunk.rowCount > 0;
            chunk = await result.fetchChunk()
          ) {
            if (signal?.aborted) throw new CancelledError();
            yield frameOf(columns, [chunk]);
          }
        } catch (cause) {
          if (cause instanceof CancelledError) throw cause;
          if (signal?.aborted) throw new CancelledError("cancelled: the caller left", { cause });
          throw asEngineError(cause);
        } finally {
          stop();
          connection.closeSync();
        }
      },
    };
  }

  return {
    name: "duckdb",
    dialect: duckDbDialect,
    attach(snapshotId, tables) {
      const schema = `s_${snapshotId.slice(0, 24)}`;
      let found = attached.get(schema);
      if (!found) {
        found = attach(schema, tables);
        attached.set(schema, found);
        found.catch(() => attached.delete(schema));
      }
      return found;
    },
    async close() {
      closed = true;
      await residents.close();
      for (const connection of idle.splice(0)) connection.closeSync();
      instance.closeSync();
    },
  };
}

async function prepare(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  // Footers of files that never change are read once.
  await connection.run("set global parquet_metadata_cache = true");
  connection.closeSync();
}

function viewName(table: string, by: string | undefined): string {
  return by === undefined ? table : `${table} by ${by}`;
}

/** File names are ours (content hashes under the workspace folder); quotes are doubled all the same. */
function viewOf(schema: string, table: TableFiles, by?: string, copy?: string): string {
  const name = `"${schema}"."${viewName(table.name, by)}"`;
  const columns = Object.entries(table.columns);
  if (table.files.length === 0) {
    const empty = columns.map(([c, type]) => `cast(null as ${duckType(type)}) as "${c}"`).join(", ");
    return `create or replace view ${name} as select ${empty} where 1 = 0`;
  }
  const files = table.files.map((f) => `'${f.path.replaceAll("'", "''")}'`).join(", ");
  const list = columns.map(([c]) => `"${c}"`).join(", ");
  if (copy) return `create or replace view ${name} as select ${list} from ${copy}`;
  return `create or replace view ${name} as select ${list} from read_parquet([${files}])`;
}

/** Portable types in DuckDB's spelling. */
export function duckType(type: string): string {
  const array = /^array\((.+)\)$/.exec(type);
  return array ? `${duckType(array[1] as string)}[]` : type;
}
