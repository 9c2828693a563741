import {
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import { type ColumnType, exactText, type Frame, type FrameColumn, type Value } from "../../frame.ts";

/** Types of a result's columns in our vocabulary. */
export function columnTypes(result: DuckDBResult): { name: string; type: ColumnType }[] {
  const names = result.deduplicatedColumnNames();
  return result.columnTypes().map((type, i) => ({ name: names[i] as string, type: typeOf(type) }));
}

function typeOf(type: DuckDBType): ColumnType {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return "boolean";
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
      return "integer";
    case DuckDBTypeId.DECIMAL:
      return "decimal";
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return "double";
    case DuckDBTypeId.DATE:
      return "date";
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
      return "json";
    default:
      return "text";
  }
}

/** Chunks of one result as one frame. */
export function frameOf(
  columns: readonly { name: string; type: ColumnType }[],
  chunks: readonly DuckDBDataChunk[],
): Frame {
  const length = chunks.reduce((n, c) => n + c.rowCount, 0);
  return {
    length,
    columns: columns.map(({ name, type }, index): FrameColumn => {
      if (type === "integer" || type === "decimal" || type === "double") {
        const values = new Float64Array(length);
        const exact = new Map<number, string>();
        let at = 0;
        for (const chunk of chunks) {
          const vector = chunk.getColumnVector(index);
          // The count is asked of the native side each time, which costs more than the item.
          const rows = chunk.rowCount;
          for (let i = 0; i < rows; i++, at++) {
            const item = vector.getItem(i);
            values[at] = toNumber(item);
            const text = isWide(item) ? exactText(String(item)) : undefined;
            if (text !== undefined) exact.set(at, text);
          }
        }
        return { name, type, values, ...(exact.size > 0 ? { exact } : {}) };
      }
      const values: Value[] = [];
      for (const chunk of chunks) {
        const vector = chunk.getColumnVector(index);
        const rows = chunk.rowCount;
        for (let i = 0; i < rows; i++) values.push(toValue(vector.getItem(i)));
      }
      return { name, type, values };
    }),
  };
}

/** Whether a whole number, or a decimal without its point, is beyond 2^53. */
function isWide(value: DuckDBValue): boolean {
  if (value === null || typeof value === "number") return false;
  const whole = typeof value === "bigint" ? value : (value as unknown as { value: bigint }).value;
  return !Number.isSafeInteger(Number(whole));
}

function toNumber(value: DuckDBValue): number {
  if (value === null) return Number.NaN;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  const { value: scaled, scale } = value as unknown as { value: bigint; scale: number };
  // Below 2^53 one division by an exact power of ten rounds correctly; above, the decimal text does.
  const n = Number(scaled);
  return Number.isSafeInteger(n) ? n / 10 ** scale : Number(String(value));
}

function toValue(value: DuckDBValue): Value {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "object") {
    if ("items" in value) return (value.items as readonly DuckDBValue[]).map(toValue);
    if ("entries" in value && typeof value.entries === "object" && !Array.isArray(value.entries))
      return Object.fromEntries(
        Object.entries(value.entries as Record<string, DuckDBValue>).map(([k, v]) => [k, toValue(v)]),
      );
    if ("scale" in value) return toNumber(value);
    return value.toString();
  }
  return String(value);
}
