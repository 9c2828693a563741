import type { SourceCitation } from "../result.ts";
import type { ReadingOutcome } from "./check.ts";

/** What the numbers of several readings rest on: each note once, with the readings it is about, and every source. */
export interface ReadingsCoverage {
  readonly notes: readonly {
    readonly kind: string;
    readonly text: string;
    readonly readings: readonly string[];
  }[];
  readonly sources: readonly SourceCitation[];
}

/** Of the readings that have a number; why the others have none is their `reason`. */
export function coverageOf(readings: readonly ReadingOutcome[]): ReadingsCoverage {
  const notes = new Map<string, { kind: string; text: string; readings: string[] }>();
  const sources = new Map<string, SourceCitation>();
  for (const { id, value, coverage } of readings) {
    if (value === null) continue;
    for (const { kind, text } of coverage?.notes ?? []) {
      const known = notes.get(`${kind} ${text}`) ?? { kind, text, readings: [] };
      notes.set(`${kind} ${text}`, { ...known, readings: [...known.readings, id] });
    }
    for (const source of coverage?.sources ?? []) sources.set(source.source, source);
  }
  return { notes: [...notes.values()], sources: [...sources.values()] };
}

/** A source as people cite it: title, publisher, vintage or date of retrieval, licence. */
export function sourceText({ title, publisher, vintage, retrieved, licence }: SourceCitation): string {
  const when = vintage ?? (retrieved ? `retrieved ${retrieved}` : undefined);
  return [`${title} (${publisher})`, ...(when ? [when] : []), licence].join(", ");
}
