import type { CoverageNote, Row } from "@tightrope/core";

type Kind = Extract<CoverageNote["kind"], "estimated" | "mirrored" | "reconciled">;

const SAYS: Readonly<Record<Kind, string>> = {
  estimated: "estimates of the source",
  mirrored: "mirrored, from what partners report",
  reconciled: "reconciled by the source from both reports",
};

/** Columns in which rows say how their figures are known, and whose they are. */
const COLUMNS = ["status", "basis", "reporter"] as const;

/**
 * How the figures of the rows are known, by what the rows themselves say, where no note says it: a result whose indicator
 * noted nothing may still hold estimates.
 */
export function knownFrom(rows: readonly Row[], notes: readonly CoverageNote[]): CoverageNote[] {
  const kinds = Object.keys(SAYS) as Kind[];
  return kinds.flatMap((kind): CoverageNote[] => {
    if (notes.some((n) => n.kind === kind)) return [];
    const word = new RegExp(`\\b${kind}\\b`);
    const count = rows.filter((row) => COLUMNS.some((c) => word.test(String(row[c] ?? "")))).length;
    if (count === 0) return [];
    const how = count === rows.length ? "all figures are" : `${count} of ${rows.length} rows are`;
    return [{ kind, text: `${how} ${SAYS[kind]}` }];
  });
}
