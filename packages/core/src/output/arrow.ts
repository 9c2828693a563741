import {
  Bool,
  type DataType,
  DateDay,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import type { ColumnType, Value } from "../frame.ts";
import type { Result } from "../result.ts";
import { fileMetadata } from "./file-metadata.ts";
import { type ExportOptions, refuseRestricted } from "./restricted.ts";
import { textOf } from "./values.ts";

/**
 * The rows as an Arrow IPC file: columns typed, unit and description on each field, receipt and sources in the
 * schema's metadata. Decimals are doubles, as in a frame; lists and objects are JSON text.
 * @throws {RestrictedError} when a licence forbids it.
 */
export function toArrow(result: Result, options?: ExportOptions): Uint8Array {
  refuseRestricted(result, options);
  const fields = result.columns.map((c) => {
    const about = new Map([["description", c.description]]);
    if (c.unit) about.set("unit", c.unit);
    return new Field(c.name, typeOf(c.type), true, about);
  });
  const schema = new Schema(fields, new Map(Object.entries(fileMetadata(result))));
  const children = result.columns.map(({ name, type }) => {
    const cells = result.rows.map((row) => cellOf(type, row[name]));
    return vectorFromArray(cells, typeOf(type)).data[0] ?? makeData({ type: typeOf(type) });
  });
  const struct = makeData({ type: new Struct(fields), length: result.rows.length, nullCount: 0, children });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), "file");
}

function typeOf(type: ColumnType): DataType {
  if (type === "integer") return new Int64();
  if (type === "decimal" || type === "double") return new Float64();
  if (type === "date") return new DateDay();
  return type === "boolean" ? new Bool() : new Utf8();
}

function cellOf(
  type: ColumnType,
  value: Value | undefined,
): bigint | number | string | boolean | Date | null {
  if (value === null || value === undefined) return null;
  if (type === "integer") return BigInt(Math.round(value as number));
  if (type === "decimal" || type === "double") return value as number;
  if (type === "date") return new Date(`${value as string}T00:00:00Z`);
  if (type === "boolean") return value as boolean;
  return textOf(value) ?? null;
}
