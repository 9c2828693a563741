/**
 * A frame is what an engine returns and kernels read: named columns of equal length.
 *
 * - `text` and `date` (ISO `YYYY-MM-DD`) columns are arrays of string or null; `json` columns hold parsed values.
 * - `integer`, `decimal`, `double` columns are `Float64Array`, in which **NaN means null** (SQL here never
 *   yields a real NaN: every division guards its denominator).
 * - `boolean` columns are arrays of boolean or null.
 *
 * Integers and decimals whose digits do not fit in a double are the nearest double there, with their exact text in
 * `exact`, by row. Such text is the same whatever scale or width the engine gives the column.
 */
export type ColumnType = "text" | "integer" | "decimal" | "double" | "date" | "boolean" | "json";

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export type Row = Record<string, Value>;

export type ColumnValues = Float64Array | readonly Value[];

export interface FrameColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: ColumnValues;
  /** Exact text of integers and decimals that `values` can only approximate, by row; absent when there is none. */
  readonly exact?: ReadonlyMap<number, string>;
}

/**
 * A whole number or decimal as text without superfluous zeros, where its digits do not fit in a double (2^53);
 * undefined where they do.
 */
export function exactText(text: string): string | undefined {
  if (text.length < 16) return undefined;
  const [, sign = "", whole = "", fraction = ""] = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits.length < 16 || BigInt(digits) <= 2n ** 53n) return undefined;
  return `${sign}${whole || "0"}${fraction === "" ? "" : `.${fraction}`}`;
}

export interface Frame {
  readonly length: number;
  readonly columns: readonly FrameColumn[];
}

/** The column called `name`. @throws {Error} when the frame has none: a fault of ours, not of the user. */
export function column(frame: Frame, name: string): FrameColumn {
  const found = frame.columns.find((c) => c.name === name);
  if (!found)
    throw new Error(`frame has no column ${name}; it has ${frame.columns.map((c) => c.name).join(", ")}`);
  return found;
}

/** A numeric column as doubles; NaN is null. */
export function numbers(frame: Frame, name: string): Float64Array {
  const values = column(frame, name).values;
  if (values instanceof Float64Array) return values;
  throw new Error(`column ${name} is not numeric`);
}

/** A text or date column. */
export function texts(frame: Frame, name: string): readonly (string | null)[] {
  const values = column(frame, name).values;
  if (values instanceof Float64Array) throw new Error(`column ${name} is not text`);
  return values as readonly (string | null)[];
}

/** Rows as objects, in frame order; NaN in numeric columns becomes null. */
export function toRows(frame: Frame): Row[] {
  const rows: Row[] = Array.from({ length: frame.length }, () => ({}));
  for (const { name, values } of frame.columns) {
    if (values instanceof Float64Array)
      for (let i = 0; i < frame.length; i++) {
        const v = values[i] as number;
        (rows[i] as Row)[name] = Number.isNaN(v) ? null : v;
      }
    else for (let i = 0; i < frame.length; i++) (rows[i] as Row)[name] = values[i] ?? null;
  }
  return rows;
}

/** A frame from row objects, given the type of each column in order. Missing and undefined become null. */
export function fromRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  types: Readonly<Record<string, ColumnType>>,
): Frame {
  const columns = Object.entries(types).map(([name, type]): FrameColumn => {
    if (type === "integer" || type === "decimal" || type === "double") {
      const values = new Float64Array(rows.length);
      rows.forEach((row, i) => {
        const v = row[name];
        values[i] = typeof v === "number" ? v : Number.NaN;
      });
      return { name, type, values };
    }
    return { name, type, values: rows.map((row) => (row[name] ?? null) as Value) };
  });
  return { length: rows.length, columns };
}
