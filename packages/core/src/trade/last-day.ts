/** Last day of a range: of the year it begins in (yearly figures, or a whole year of months), or of the month. */
export function lastDay(from: string, to: string, frequency: "A" | "M"): string {
  if (to > from) return to;
  if (frequency === "A" || from.endsWith("-01-01")) return `${from.slice(0, 4)}-12-31`;
  const [year, month] = from.split("-").map(Number) as [number, number];
  return `${from.slice(0, 7)}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
}
