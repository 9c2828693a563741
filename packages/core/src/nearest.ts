import { nearest as nearestCandidates } from "./countries/suggest.ts";

/** The names nearest to what was typed, for "did you mean". */
export function nearest(typed: string, names: readonly string[]): string[] {
  return nearestCandidates(
    typed,
    names.map((name) => ({ text: name.toLowerCase(), suggestion: name })),
  );
}
