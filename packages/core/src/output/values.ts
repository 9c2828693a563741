import type { Value } from "../frame.ts";
import { canonicalJson, canonicalNumber } from "../hash.ts";

/**
 * A value as text: numbers at the 15 significant digits that the content hash covers, so that equal hashes mean
 * equal files; lists and objects as JSON; null as `undefined`.
 */
export function textOf(value: Value | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? canonicalNumber(value) : undefined;
  if (typeof value === "boolean") return String(value);
  return canonicalJson(rounded(value));
}

/** The same value with its numbers at 15 significant digits, for JSON. */
export function rounded(value: Value | undefined): Value {
  if (value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? Number(canonicalNumber(value)) : null;
  if (Array.isArray(value)) return value.map(rounded);
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, rounded(v)]));
  return value;
}
