import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from "@duckdb/node-api";
import { EngineError, WorkspaceError } from "../../errors.ts";

export interface DuckDbOptions {
  /** Memory DuckDB may use before it spills, e.g. `4GB`. Default 4GB. */
  readonly memoryLimit?: string;
  /** Default: every processor. */
  readonly threads?: number;
  /**
   * Folder for what does not fit in memory. Default: one of its own in the system's place for temporary files, made when
   * needed; empty text: none, so a query that needs it fails.
   */
  readonly spillFolder?: string;
  /**
   * Bytes, counted uncompressed, that copies in memory of small tables and shared intermediate results may take. They are
   * made when a table is asked for often. Default: a quarter of the memory limit; 0 makes none.
   */
  readonly resident?: number;
  /** Keep rows in file order when nothing else orders them. Default true. */
  readonly insertionOrder?: boolean;
}

/** A fresh in-process DuckDB that never reaches for the network. */
export async function openInstance(options: DuckDbOptions = {}): Promise<DuckDBInstance> {
  return DuckDBInstance.create(":memory:", {
    memory_limit: options.memoryLimit ?? "4GB",
    ...(options.threads ? { threads: String(options.threads) } : {}),
    // Left to itself DuckDB spills into the current folder, which is the user's.
    temp_directory: options.spillFolder ?? join(tmpdir(), `tightrope-spill-${randomUUID()}`),
    preserve_insertion_order: String(options.insertionOrder ?? true),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
}

/** JavaScript values as DuckDB parameters: whole numbers bind as BIGINT, other numbers as DOUBLE. */
export function bind(values: readonly unknown[]): { values: DuckDBValue[]; types: DuckDBType[] } {
  const bound: DuckDBValue[] = [];
  const types: DuckDBType[] = [];
  for (const value of values) {
    if (typeof value === "number" && Number.isInteger(value)) {
      bound.push(BigInt(value));
      types.push(BIGINT);
    } else if (typeof value === "number") {
      bound.push(value);
      types.push(DOUBLE);
    } else if (typeof value === "boolean") {
      bound.push(value ? 1n : 0n);
      types.push(BIGINT);
    } else {
      bound.push(value === null || value === undefined ? null : String(value));
      types.push(VARCHAR);
    }
  }
  return { values: bound, types };
}

/** Small answers as plain objects: big integers and decimals become numbers, dates ISO text. */
export async function rowObjects<R>(
  connection: DuckDBConnection,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<R[]> {
  const { values, types } = bind(parameters);
  const reader = await connection.runAndReadAll(text, values, types).catch((cause) => {
    throw asEngineError(cause);
  });
  return reader
    .getRowObjects()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])) as R);
}

function plain(value: DuckDBValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value !== null && typeof value === "object") {
    const text = value.toString();
    return "scale" in value ? Number(text) : text;
  }
  return value;
}

/** DuckDB's complaints in the project's words. */
export function asEngineError(cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/No space left on device|Disk quota exceeded|File too large/i.test(message))
    return new WorkspaceError("no space left on the disk: nothing was changed", { cause });
  if (/Read-only file system|Permission denied/i.test(message))
    return new WorkspaceError("workspace cannot be written: the folder is read-only for this user", {
      cause,
    });
  if (/Out of Memory/i.test(message))
    return new EngineError(
      "not enough memory for this question: raise the memory limit or set a spill folder",
      { cause },
    );
  return new EngineError(`engine refused: ${message.split("\n")[0]}`, { cause });
}

/**
 * Interrupts what a connection does once the signal is aborted, and goes on until told to stop: DuckDB forgets an
 * interruption that comes while a query is only being prepared.
 */
export function interruptOn(signal: AbortSignal | undefined, connection: DuckDBConnection): () => void {
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), 20);
  };
  if (signal?.aborted) interrupt();
  else signal?.addEventListener("abort", interrupt, { once: true });
  return () => {
    signal?.removeEventListener("abort", interrupt);
    clearInterval(again);
  };
}
