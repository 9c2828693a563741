import type { Sql } from "sql-template-tag";
import type { Frame } from "../frame.ts";
import type { Dialect } from "./dialect.ts";

/** One immutable Parquet file of a table. Paths are absolute. */
export interface TableFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** What an engine needs to serve one table: its files and, for a table with no file yet, its columns. */
export interface TableFiles {
  readonly name: string;
  /** Column name to portable SQL type, in table order. */
  readonly columns: Readonly<Record<string, string>>;
  readonly files: readonly TableFile[];
}

export interface QueryOptions {
  /** Aborting stops the query in the engine and rejects with a CancelledError. */
  readonly signal?: AbortSignal;
}

/** The tables of one snapshot as one engine sees them. Queries name tables through `table()` only. */
export interface AttachedSnapshot {
  /**
   * Qualified, quoted identifier of a table of this snapshot. `by` names the column that the question narrows it down by:
   * an engine may then answer from a copy sorted by it.
   */
  table(name: string, by?: string): Sql;
  query(sql: Sql, options?: QueryOptions): Promise<Frame>;
  /** The same answer in pieces, for results that should not be held whole. */
  stream(sql: Sql, options?: QueryOptions): AsyncIterable<Frame>;
  /**
   * Optional power: runs `use` on a relation that holds the rows of a select, which the engine computes once and keeps
   * while it has room. The relation is there only until `use` settles.
   */
  keep?<T>(rows: Sql, use: (relation: Sql) => Promise<T>, options?: QueryOptions): Promise<T>;
}

/** Something an engine cannot do, and what happens instead. */
export interface Fallback {
  readonly power: "load" | "keep";
  readonly instead: string;
}

/** True when the engine keeps computed rows, so that a part common to many questions is computed once. */
export function canKeep(
  attached: AttachedSnapshot,
): attached is AttachedSnapshot & Required<Pick<AttachedSnapshot, "keep">> {
  return attached.keep !== undefined;
}

export interface Engine {
  readonly name: string;
  readonly dialect: Dialect;
  /** What it cannot do, in words for users. None when left out. */
  readonly fallbacks?: readonly Fallback[];
  /** Makes the tables of a snapshot queryable; calling it again with the same id costs nothing. */
  attach(snapshotId: string, tables: readonly TableFiles[]): Promise<AttachedSnapshot>;
  close(): Promise<void>;
}
