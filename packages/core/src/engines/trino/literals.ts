import { UsageError } from "../../errors.ts";

/**
 * A parameter as the SQL literal that stands after `using`. Trino has no binary parameters: the value is written
 * out, so every kind is spelt in a form that cannot end early or be read as something else.
 *
 * Whole numbers are integers and others doubles (never decimals, which Trino would read `1.5` as).
 * @throws {UsageError} for a value of no SQL kind.
 */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return text(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "bigint") return bigint(value);
  if (value instanceof Date) return instant(value);
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]`;
  throw new UsageError(
    `unusable query parameter: ${typeof value} (expected text, number, boolean, date or list)`,
  );
}

/** Text in quotes. A quote inside is doubled; nothing else is special between quotes in Trino. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * One statement with its parameters. `execute immediate` carries both in the body of a single request: a
 * `prepare` would keep state between requests in a header of limited size.
 */
export function statement(sql: string, values: readonly unknown[]): string {
  if (values.length === 0) return sql;
  return `execute immediate ${text(sql)} using ${values.map(literal).join(", ")}`;
}

function number(value: number): string {
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  if (Number.isNaN(value)) return "nan()";
  if (!Number.isFinite(value)) return value > 0 ? "infinity()" : "-infinity()";
  return value.toExponential().replace("e", "E");
}

function bigint(value: bigint): string {
  const fits = BigInt.asIntN(64, value) === value;
  return `${fits ? "bigint" : "decimal"} '${value}'`;
}

function instant(value: Date): string {
  if (Number.isNaN(value.getTime())) throw new UsageError("unusable query parameter: invalid date");
  const iso = value.toISOString();
  return iso.endsWith("T00:00:00.000Z")
    ? `date '${iso.slice(0, -14)}'`
    : `timestamp '${iso.slice(0, -1).replace("T", " ")}'`;
}
