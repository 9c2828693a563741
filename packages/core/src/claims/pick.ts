import type { Row, Value } from "../frame.ts";
import type { Selection } from "./claim-file.ts";

/** The number that a selection means. */
export interface Picked {
  readonly value: number | null;
  /** Why there is none. */
  readonly reason?: string;
  /** Rows without a figure that `missing: skip` left out. */
  readonly leftOut?: number;
}

/**
 * The number that a selection means in the rows of a result. A row without a figure makes the number unknown, since
 * what is missing is not zero, unless the selection says `missing: skip`; then what was left out is counted.
 */
export function pick(rows: readonly Row[], selection: Selection): Picked {
  const { column, where, pick: how, of, missing } = selection;
  const kept = rows.filter((row) => fits(row, where));
  if (rows.length === 0) return { value: null, reason: "the result has no rows" };
  if (how === "count") return { value: kept.length };
  if (kept.length === 0) return { value: null, reason: `the result has no row with ${wordsOf(where)}` };
  if (how === "share") return { value: kept.filter((row) => fits(row, of ?? {})).length / kept.length };
  if (how === "only" && kept.length > 1)
    return { value: null, reason: `${kept.length} rows fit where one was meant` };

  const figures = kept.map((row) => row[column]);
  const known = figures.filter((v): v is number => typeof v === "number");
  if (known.length === 0) return { value: null, reason: `${column} is not known` };
  const leftOut = figures.length - known.length;
  if (missing === "skip") return { ...over(known, how), ...(leftOut > 0 ? { leftOut } : {}) };
  const ends = { first: [0], last: [-1], change: [0, -1] }[how as string];
  const unknown = ends ? ends.filter((at) => typeof figures.at(at) !== "number").length : leftOut;
  if (unknown === 0) return ends ? over(figures as number[], how) : over(known, how);
  return {
    value: null,
    reason: ends
      ? `${column} is not known in the ${how === "change" ? "first or the last" : how} row`
      : `${column} is not known in ${leftOut} of ${figures.length} rows (missing: skip leaves them out)`,
  };
}

function over(values: readonly number[], how: Selection["pick"]): Picked {
  const [first, last] = [values[0] as number, values.at(-1) as number];
  const max = () => values.reduce((a, b) => Math.max(a, b));
  const min = () => values.reduce((a, b) => Math.min(a, b));
  const sum = () => values.reduce((a, b) => a + b, 0);
  switch (how) {
    case "last":
      return { value: last };
    case "min":
      return { value: min() };
    case "max":
      return { value: max() };
    case "sum":
      return { value: sum() };
    case "mean":
      return { value: sum() / values.length };
    case "range":
      return values.length > 1 ? { value: max() - min() } : { value: null, reason: "one row has no range" };
    case "change":
      return values.length > 1 ? { value: last - first } : { value: null, reason: "one row is no change" };
    default:
      return { value: first };
  }
}

function fits(row: Row, where: Selection["where"]): boolean {
  return Object.entries(where).every(([name, wanted]) => matches(row[name], wanted));
}

function matches(value: Value | undefined, wanted: Selection["where"][string]): boolean {
  if (typeof wanted !== "object") return value === wanted || String(value) === String(wanted);
  if (wanted.not !== undefined && matches(value, wanted.not)) return false;
  if (wanted.gte === undefined && wanted.lte === undefined) return true;
  return (
    typeof value === "number" &&
    value >= (wanted.gte ?? Number.NEGATIVE_INFINITY) &&
    value <= (wanted.lte ?? Number.POSITIVE_INFINITY)
  );
}

function wordsOf(where: Selection["where"]): string {
  return Object.entries(where)
    .map(([name, wanted]) =>
      typeof wanted === "object"
        ? [
            ...(wanted.not === undefined ? [] : [`${name} other than "${wanted.not}"`]),
            ...(wanted.gte === undefined ? [] : [`${name} ≥ ${wanted.gte}`]),
            ...(wanted.lte === undefined ? [] : [`${name} ≤ ${wanted.lte}`]),
          ].join(", ")
        : `${name} ${wanted}`,
    )
    .join(", ");
}
