import type { FigureScope } from "./parameters.ts";

/** First day of the bucket a period falls into. */
export function bucketOf(period: string, by: FigureScope["by"], first: string): string {
  if (by === "period") return period;
  if (by === "range") return first;
  if (by === "year") return `${period.slice(0, 4)}-01-01`;
  const quarter = Math.floor((Number(period.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${period.slice(0, 4)}-${String(quarter).padStart(2, "0")}-01`;
}

/** How many periods a whole bucket has, inside the asked range; open ends of a range go as far as the figures. */
export function expectedPeriods(bucket: string, scope: FigureScope, last: string): number {
  const { by, frequency, from, to } = scope;
  if (by === "period") return 1;
  const months = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const whole = months(bucket) + (by === "year" ? 11 : 2);
  const start = by === "range" ? months(from ?? bucket) : Math.max(months(bucket), months(from ?? bucket));
  const end = by === "range" ? months(to ?? last) : Math.min(whole, to ? months(to) : whole);
  const count = frequency === "M" ? end - start : Math.floor(end / 12) - Math.floor(start / 12);
  return Math.max(count + 1, 1);
}

/** `2016 to 2021, 2023` from first days of periods; months stay months. */
export function spanText(periods: readonly string[]): string | undefined {
  const sorted = [...new Set(periods)].sort();
  if (sorted.length === 0) return undefined;
  const monthly = sorted.some((p) => p.slice(5, 7) !== "01");
  const label = (p: string) => p.slice(0, monthly ? 7 : 4);
  const runs: string[][] = [];
  for (const p of sorted) {
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
