import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBDateValue,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from "@duckdb/node-api";
import { openInstance } from "../engines/duckdb/session.ts";
import type { ColumnType, Value } from "../frame.ts";
import type { Result } from "../result.ts";
import { fileMetadata } from "./file-metadata.ts";
import { type ExportOptions, refuseRestricted } from "./restricted.ts";
import { textOf } from "./values.ts";

/** Rows DuckDB takes in one chunk. */
const CHUNK = 2048;
const DAY = 86_400_000;

/**
 * The rows as a Parquet file (zstd), columns typed, receipt, sources and column descriptions in its key-value
 * metadata. Decimals are doubles, as in a frame; lists and objects are JSON text. Equal results give equal bytes.
 * @throws {RestrictedError} when a licence forbids it.
 */
export async function toParquet(result: Result, options?: ExportOptions): Promise<Uint8Array> {
  refuseRestricted(result, options);
  const folder = await mkdtemp(join(tmpdir(), "tightrope-"));
  const instance = await openInstance({ threads: 1, memoryLimit: "1GB", spillFolder: folder });
  const connection = await instance.connect();
  try {
    const columns = result.columns.map((c) => `${quoted(c.name)} ${typeOf(c.type)}`);
    await connection.run(`create table result (${columns.join(", ")})`);
    const appender = await connection.createAppender("result");
    const types = result.columns.map((c) => typeOf(c.type));
    for (let i = 0; i < result.rows.length; i += CHUNK) {
      const rows = result.rows.slice(i, i + CHUNK);
      const chunk = DuckDBDataChunk.create(types, rows.length);
      chunk.setColumns(result.columns.map((c) => rows.map((row) => cellOf(c.type, row[c.name]))));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const path = join(folder, "result.parquet");
    const metadata = Object.entries(fileMetadata(result)).map(([k, v]) => `${literal(k)}: ${literal(v)}`);
    await connection.run(
      `copy result to ${literal(path)} (format parquet, compression zstd, kv_metadata {${metadata.join(", ")}})`,
    );
    return await readFile(path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

function typeOf(type: ColumnType): DuckDBType {
  if (type === "integer") return BIGINT;
  if (type === "decimal" || type === "double") return DOUBLE;
  if (type === "date") return DATE;
  return type === "boolean" ? BOOLEAN : VARCHAR;
}

function cellOf(type: ColumnType, value: Value | undefined): DuckDBValue {
  if (value === null || value === undefined) return null;
  if (type === "integer") return BigInt(Math.round(value as number));
  if (type === "decimal" || type === "double") return value as number;
  if (type === "date") return new DuckDBDateValue(Date.parse(`${value as string}T00:00:00Z`) / DAY);
  if (type === "boolean") return value as boolean;
  return textOf(value) ?? null;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `kv_metadata` takes literals only. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
