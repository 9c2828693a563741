import { type Coverage, resourceUrl } from "./api.ts";
import { useRequest } from "./request.ts";
import { yearOf } from "./words.ts";

type Rows = Coverage["rows"];

/** What a table has rows of, by source and period; undefined until it is known, empty where it cannot be known. */
export function useCoverage(table: string, country?: string): Rows | undefined {
  const { data, error, stale } = useRequest<Coverage>(
    resourceUrl(`tables/${table}/coverage`, country ? { country } : {}),
    true,
  );
  if (stale) return undefined;
  return data?.rows ?? (error ? [] : undefined);
}

/** Fewer partners than this are no trade with the world. */
const FEWEST = 10;

/** The last year in which a source has figures with more than a few partners; undefined where there is none. */
export function lastWholeYear(rows: Rows): number | undefined {
  const years = rows
    .filter((r) => r.frequency === "A" && Number(r.countries) > FEWEST)
    .map((r) => yearOf(r.period));
  return years.length > 0 ? Math.max(...years) : undefined;
}

/** The source that tells products of most countries apart, by six-digit codes; undefined where there is none. */
export function productSource(rows: Rows): string | undefined {
  const fitting = rows.filter(
    (r) =>
      r.frequency === "A" && /^(HS\d{4}|CN8)$/.test(String(r.classification)) && Number(r.countries) > FEWEST,
  );
  const [best] = [...fitting].sort(
    (a, b) => Number(b.countries) - Number(a.countries) || (String(a.source) < String(b.source) ? -1 : 1),
  );
  return best ? String(best.source) : undefined;
}

/**
 * Years for which a table has rows, of one country where it is given, in order; undefined until it is known. Other
 * questions wait for the answer, so it is asked first.
 */
export function useYears(table: string, country?: string, frequency?: string): readonly number[] | undefined {
  const rows = useCoverage(table, country);
  if (!rows) return undefined;
  const years = rows
    .filter((r) => frequency === undefined || r.frequency === undefined || r.frequency === frequency)
    .map((r) => yearOf(r.period ?? r.year ?? r.session))
    .filter((y) => y > 0);
  return [...new Set(years)].sort((a, b) => a - b);
}
