import { type Frame, fromRows } from "../frame.ts";
import type { Columns } from "../indicators/indicator.ts";

/** Rows as a frame with the columns that a definition promises. */
export function framed(columns: Columns, rows: readonly Readonly<Record<string, unknown>>[]): Frame {
  return fromRows(rows, Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type])));
}

/** a / b, or null when either is null or b is not above zero. */
export function ratio(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined || b === null || b === undefined || !(b > 0) ? null : a / b;
}

/** NaN as null, for kernels that answer NaN where nothing is defined. */
export function defined(x: number): number | null {
  return Number.isNaN(x) ? null : x;
}

/**
 * Bounds of a part's share in a whole when both may move: the part at its least while the rest is at its most, and the
 * other way round.
 */
export function shareBounds(
  part: { low: number; high: number },
  whole: { low: number; high: number },
): { low: number | null; high: number | null } {
  const [restLow, restHigh] = [whole.low - part.low, whole.high - part.high];
  return { low: ratio(part.low, part.low + restHigh), high: ratio(part.high, part.high + restLow) };
}

/** Exact sum of amounts that have at most three decimals, as tables store them. */
export function sumUsd(amounts: Iterable<number>): number {
  let thousandths = 0n;
  for (const amount of amounts) thousandths += BigInt(Math.round(amount * 1000));
  const n = Number(thousandths);
  return Number.isSafeInteger(n)
    ? n / 1000
    : Number(thousandths / 1000n) + Number(thousandths % 1000n) / 1000;
}
