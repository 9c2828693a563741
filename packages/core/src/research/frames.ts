import { type Frame, fromRows, type Row, toRows } from "../frame.ts";
import type { Columns } from "../indicators/indicator.ts";

/** A frame with an indicator's columns from row objects. */
export function frameOf(columns: Columns, rows: readonly Readonly<Record<string, unknown>>[]): Frame {
  return fromRows(rows, Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type])));
}

/** The frame with every row passed through `add`, which fills in what SQL left to the kernels. */
export function extended(
  frame: Frame,
  columns: Columns,
  add: (row: Row) => Readonly<Record<string, unknown>>,
): Frame {
  return frameOf(
    columns,
    toRows(frame).map((row) => ({ ...row, ...add(row) })),
  );
}
