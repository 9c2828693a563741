/**
 * Time as decimal years. A year is drawn at its middle, a month at its middle, so that an event in February 2022
 * stands left of the figure for 2022, most of which came after it.
 */
export function decimalYear(value: unknown): number | undefined {
  if (typeof value === "number")
    return Number.isInteger(value) && value > 0 && value < 3000 ? value + 0.5 : undefined;
  if (typeof value !== "string") return undefined;
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?$/.exec(value);
  if (!match) return undefined;
  const [, year, month, day] = match;
  if (month === undefined) return Number(year) + 0.5;
  const within = day === undefined ? 0.5 : (Number(day) - 0.5) / 30.5;
  return Number(year) + (Number(month) - 1 + Math.min(1, within)) / 12;
}

/** Times of a column. Dates that all stand on the first of January are years, as annual tables store them. */
export function timesOf(values: readonly unknown[]): (number | undefined)[] {
  const known = values.filter((v) => v !== null && v !== undefined);
  const annual = known.length > 0 && known.every((v) => typeof v === "string" && /^\d{4}-01-01/.test(v));
  const monthly =
    !annual && known.length > 0 && known.every((v) => typeof v === "string" && /^\d{4}-\d{2}-01/.test(v));
  return values.map((v) =>
    decimalYear(typeof v === "string" ? (annual ? v.slice(0, 4) : monthly ? v.slice(0, 7) : v) : v),
  );
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The name of a time: the year of an annual figure, `Feb 2022` of a monthly one. */
export function timeLabel(time: number): string {
  const year = Math.floor(time);
  const part = time - year;
  if (isYear(time)) return String(year);
  return `${MONTHS[Math.min(11, Math.floor(part * 12))]} ${year}`;
}

/** The usual distance between neighbouring times (the smallest one seen), in years. */
export function timeStep(times: readonly number[]): number {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i++)
    step = Math.min(step, (sorted[i] as number) - (sorted[i - 1] as number));
  return Number.isFinite(step) ? step : 1;
}

/** Ticks for a time axis: years (every 1, 2, 5, 10 …), or months when monthly figures span under two years. */
export function timeTicks(low: number, high: number, room: number): { at: number; label: string }[] {
  const ticks: { at: number; label: string }[] = [];
  if (high - low < 2 && !(isYear(low) && isYear(high))) {
    const every = [1, 2, 3, 6, 12].find((n) => ((high - low) * 12) / n <= room) ?? 12;
    for (let m = Math.ceil(low * 12 - 0.51); m / 12 <= high; m++)
      if (m % every === 0) {
        const at = (m + 0.5) / 12;
        if (at >= low - 1e-6 && at <= high + 1e-6)
          ticks.push({ at, label: `${MONTHS[m % 12]} ${Math.floor(m / 12)}` });
      }
    if (ticks.length > 0) return ticks;
  }
  const every = [1, 2, 5, 10, 20, 50, 100].find((n) => (high - low) / n <= room) ?? 100;
  for (let year = Math.ceil(low - 0.5 - 1e-6); year + 0.5 <= high + 1e-6; year++)
    if (year % every === 0) ticks.push({ at: year + 0.5, label: String(year) });
  // One label does not make a scale: then the two ends say it.
  return ticks.length > 1 ? ticks : [...new Set([low, high])].map((at) => ({ at, label: timeLabel(at) }));
}

/** Whether a time is the middle of a year, where annual figures stand; no month has its middle there. */
function isYear(time: number): boolean {
  return Math.abs(time - Math.floor(time) - 0.5) < 1e-6;
}
