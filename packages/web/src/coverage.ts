import { type Coverage, resourceUrl } from "./api.ts";
import { useRequest } from "./request.ts";
import { yearOf } from "./words.ts";

/**
 * Years for which a table has rows, of one country where it is given, in order; undefined until it is known. Other
 * questions wait for the answer, so it is asked first.
 */
export function useYears(table: string, country?: string, frequency?: string): readonly number[] | undefined {
  const { data, error } = useRequest<Coverage>(
    resourceUrl(`tables/${table}/coverage`, country ? { country } : {}),
    true,
  );
  if (!data && !error) return undefined;
  const years = (data?.rows ?? [])
    .filter((r) => frequency === undefined || r.frequency === undefined || r.frequency === frequency)
    .map((r) => yearOf(r.period ?? r.year ?? r.session))
    .filter((y) => y > 0);
  return [...new Set(years)].sort((a, b) => a - b);
}
