import { UsageError } from "../errors.ts";
import { openDuckDb } from "./duckdb/duckdb.ts";
import type { DuckDbOptions } from "./duckdb/session.ts";
import type { Engine } from "./engine.ts";
import { createTrinoEngine, type TrinoOptions } from "./trino/trino.ts";

export interface OpenEngineOptions {
  readonly duckdb?: DuckDbOptions;
  readonly trino?: TrinoOptions;
}

/**
 * The engine that `--engine` names: `duckdb` (in this process) or `trino://user@host:port/catalog`.
 * @throws {UsageError} for anything else
 */
export async function openEngine(address: string, options: OpenEngineOptions = {}): Promise<Engine> {
  if (address === "duckdb") return openDuckDb(options.duckdb);
  if (address.startsWith("trino://")) return createTrinoEngine(address, options.trino);
  // Only the kind is shown: the rest may hold a password.
  const kind = /^[a-z0-9+]*/i.exec(address)?.[0] ?? "";
  throw new UsageError(`unknown engine: ${kind} (expected duckdb or trino://user@host:port/catalog)`);
}
