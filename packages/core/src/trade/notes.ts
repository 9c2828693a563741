import { countryName } from "../countries/index.ts";
import type { Row } from "../frame.ts";
import type { CoverageNote } from "../result.ts";

interface Asked {
  readonly reporter: string;
  readonly flow: "imports" | "exports";
  readonly min_partners?: number;
  readonly total?: string | undefined;
}

/** What must stand beside a share: whose figures, which periods rest on mirrors or estimates, which have no total. */
export function shareNotes(rows: readonly Row[], asked: Asked): CoverageNote[] {
  const notes: CoverageNote[] = [];
  const who = countryName(asked.reporter);
  const mirrored = spans(rows.filter((r) => r.basis === "mirrored" || r.basis === "mixed"));
  if (mirrored)
    notes.push({
      kind: "mirrored",
      text: `${mirrored}: figures of ${who}'s partners, which count only partners that report`,
    });
  const reconciled = spans(rows.filter((r) => r.basis === "reconciled"));
  if (reconciled)
    notes.push({
      kind: "reconciled",
      text: `${reconciled}: one reconciled figure a flow, made by the source from both reports`,
    });
  const estimated = spans(rows.filter((r) => r.status === "estimated"));
  if (estimated) notes.push({ kind: "estimated", text: `${estimated}: holds estimates of the source` });
  const unknown = spans(rows.filter((r) => r.total_usd === null));
  if (unknown)
    notes.push({
      kind: "missing",
      text: `${unknown}: fewer than ${asked.min_partners ?? 10} partners have figures, so the total and the share are not known`,
    });
  if (asked.total)
    notes.push({
      kind: "definition",
      text: `total taken from the series ${asked.total}, not from the sum over partners`,
    });
  return notes;
}

/** `2016-2021, 2023` from the periods of rows; months stay months. */
export function spans(rows: readonly Row[]): string | undefined {
  const periods = [...new Set(rows.map((r) => String(r.period)))].sort();
  if (periods.length === 0) return undefined;
  const monthly = periods.some((p) => p.slice(5, 7) !== "01");
  const label = (p: string) => p.slice(0, monthly ? 7 : 4);
  const runs: string[][] = [];
  for (const p of periods) {
    const last = runs.at(-1)?.at(-1);
    if (last && follows(last, p, monthly)) runs.at(-1)?.push(p);
    else runs.push([p]);
  }
  return runs
    .map((r) =>
      r.length === 1 ? label(r[0] as string) : `${label(r[0] as string)} to ${label(r.at(-1) as string)}`,
    )
    .join(", ");
}

function follows(a: string, b: string, monthly: boolean): boolean {
  const months = (p: string) => Number(p.slice(0, 4)) * 12 + Number(p.slice(5, 7));
  return months(b) - months(a) === (monthly ? 1 : 12);
}
