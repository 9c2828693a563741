import { EngineError } from "../../errors.ts";
import { type ColumnType, exactText, type Frame, type FrameColumn, type Value } from "../../frame.ts";

/** A type as the protocol describes it: `decimal(18,3)` is `{ rawType: "decimal", arguments: [18, 3] }`. */
export interface TypeSignature {
  readonly rawType: string;
  readonly arguments?: readonly TypeArgument[];
}

interface TypeArgument {
  readonly kind: string;
  readonly value: unknown;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly typeSignature?: TypeSignature;
}

type Decode = (value: unknown) => Value;

/** What a Trino type is in a frame. Types that frames do not know come as the text Trino writes for them. */
export function columnType(rawType: string): ColumnType {
  switch (rawType) {
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
      return "integer";
    case "decimal":
      return "decimal";
    case "real":
    case "double":
      return "double";
    case "date":
      return "date";
    case "boolean":
      return "boolean";
    case "array":
    case "map":
    case "row":
    case "json":
      return "json";
    default:
      return "text";
  }
}

/** The rows of one page as a frame. */
export function pageFrame(columns: readonly ResultColumn[], rows: readonly (readonly unknown[])[]): Frame {
  for (const row of rows)
    if (!Array.isArray(row) || row.length !== columns.length)
      throw new EngineError(
        `trino sent a row of ${Array.isArray(row) ? row.length : "no"} values for ${columns.length} columns`,
      );
  return {
    length: rows.length,
    columns: columns.map((column, at) => {
      const signature = column.typeSignature;
      if (signature === undefined)
        throw new EngineError(`trino did not describe the type of column ${column.name}: ${column.type}`);
      const type = columnType(signature.rawType);
      const decode = decoder(signature);
      if (type === "integer" || type === "decimal" || type === "double") {
        const values = new Float64Array(rows.length);
        const exact = new Map<number, string>();
        for (let i = 0; i < rows.length; i++) {
          const sent = (rows[i] as readonly unknown[])[at];
          const value = decode(sent);
          values[i] = value === null ? Number.NaN : (value as number);
          const text = type !== "double" && typeof sent === "string" ? exactText(sent) : undefined;
          if (text !== undefined) exact.set(i, text);
        }
        return { name: column.name, type, values, ...(exact.size > 0 ? { exact } : {}) };
      }
      return { name: column.name, type, values: rows.map((row) => decode(row[at])) };
    }),
  };
}

/** Frames of the same columns, one after the other. */
export function concatFrames(frames: readonly Frame[]): Frame {
  const [first] = frames;
  if (first === undefined) return { length: 0, columns: [] };
  if (frames.length === 1) return first;
  const length = frames.reduce((sum, frame) => sum + frame.length, 0);
  return {
    length,
    columns: first.columns.map(({ name, type }, at): FrameColumn => {
      const parts = frames.map((frame) => (frame.columns[at] as FrameColumn).values);
      if (!(parts[0] instanceof Float64Array)) return { name, type, values: (parts as Value[][]).flat(1) };
      const values = new Float64Array(length);
      const exact = new Map<number, string>();
      let offset = 0;
      for (const [n, part] of (parts as Float64Array[]).entries()) {
        values.set(part, offset);
        for (const [row, text] of frames[n]?.columns[at]?.exact ?? []) exact.set(offset + row, text);
        offset += part.length;
      }
      return { name, type, values, ...(exact.size > 0 ? { exact } : {}) };
    }),
  };
}

/** Reads one value of a type, nested types by their parts. Null is null in every type. */
function decoder({ rawType, arguments: parts = [] }: TypeSignature): Decode {
  const inner = (at: number) => decoder((parts[at] as TypeArgument).value as TypeSignature);
  switch (rawType) {
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
    case "decimal":
    case "double":
      // Decimals come as text, and doubles do when JSON has no number for them: NaN, Infinity, -Infinity.
      return nullable((value) => numeric(value, rawType));
    case "real":
      // Sent in the shortest form of a 32-bit float; here as the exact double of that float.
      return nullable((value) => Math.fround(numeric(value, rawType)));
    case "boolean":
      return nullable((value) => value === true);
    case "json":
      return nullable((value) => JSON.parse(String(value)) as Value);
    case "array": {
      const element = inner(0);
      return nullable((value) => (value as unknown[]).map(element));
    }
    case "map": {
      const element = inner(1);
      return nullable((value) =>
        Object.fromEntries(Object.entries(value as object).map(([key, held]) => [key, element(held)])),
      );
    }
    case "row": {
      const fields = parts.map((part, at) => {
        const { fieldName, typeSignature } = part.value as {
          fieldName?: { name: string };
          typeSignature: TypeSignature;
        };
        return { name: fieldName?.name ?? `field${at}`, decode: decoder(typeSignature) };
      });
      return nullable((value) =>
        Object.fromEntries(fields.map(({ name, decode }, at) => [name, decode((value as unknown[])[at])])),
      );
    }
    default:
      return nullable((value) => String(value));
  }
}

function nullable(decode: (value: unknown) => Value): Decode {
  return (value) => (value === null || value === undefined ? null : decode(value));
}

function numeric(value: unknown, type: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value !== "") {
    const parsed = Number(value);
    if (!Number.isNaN(parsed) || value === "NaN") return parsed;
  }
  throw new EngineError(`trino sent ${JSON.stringify(value)} for a ${type} (expected a number)`);
}
