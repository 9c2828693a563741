import { UnknownNameError, UsageError } from "../errors.ts";
import { dataRows } from "./rows.ts";
import { nearest } from "./suggest.ts";

export interface Bloc {
  /** Short name, as in the data: `eu`, `russia-sanctions-2022`. */
  readonly bloc: string;
  readonly title: string;
  /** Where membership is published. */
  readonly url: string;
  /** The rule of membership, where it is not plain. */
  readonly note: string;
}

export interface BlocMember {
  readonly bloc: string;
  readonly country: string;
  /** First day of membership; null in lists that have no dates. */
  readonly starts: string | null;
  /** Last day of membership; null while it goes on. */
  readonly ends: string | null;
}

const ALSO: Readonly<Record<string, string>> = {
  eu27: "eu",
  "european-union": "eu",
  "euro-area": "eurozone",
  fvey: "five-eyes",
  "opec+": "opec-plus",
  coalition: "russia-sanctions-2022",
};

let sources: readonly Bloc[] | undefined;
let rows: readonly BlocMember[] | undefined;

/** The blocs that ship with Tightrope, by name. */
export function blocs(): readonly Bloc[] {
  sources ??= dataRows("bloc-sources.csv").map((r) => ({
    bloc: r.bloc as string,
    title: r.title as string,
    url: r.url as string,
    note: r.note ?? "",
  }));
  return sources;
}

/** Every spell of membership, in the layout of the `blocs` table. */
export function blocMembers(): readonly BlocMember[] {
  rows ??= dataRows("blocs.csv").map((r) => ({
    bloc: r.bloc as string,
    country: r.country as string,
    starts: r.starts || null,
    ends: r.ends || null,
  }));
  return rows;
}

/** The bloc by that name, in any case. @throws UnknownNameError with the nearest names */
export function resolveBloc(text: string): Bloc {
  const typed = text.trim().toLowerCase().replace(/\s+/g, "-");
  const name = ALSO[typed] ?? typed;
  const found = blocs().find((b) => b.bloc === name || b.title.toLowerCase() === text.trim().toLowerCase());
  if (found !== undefined) return found;
  const candidates = blocs().flatMap((b) => [
    { text: b.bloc, suggestion: b.bloc },
    { text: b.title.toLowerCase(), suggestion: b.bloc },
  ]);
  throw new UnknownNameError("bloc", text, nearest(text, candidates));
}

/**
 * The members of a bloc as sorted ISO3 codes: those who were members on a day (`2019-12-31`), at the end of a year
 * (`2019`), or, without a date, those who have not left.
 *
 * @throws UnknownNameError for a bloc, UsageError for a date that is neither form
 * @example membersOf("eu", "2020-02-01").length // 27
 */
export function membersOf(bloc: string, date?: string): string[] {
  const { bloc: name } = resolveBloc(bloc);
  const day = date === undefined ? undefined : dayOf(date);
  return blocMembers()
    .filter((m) => m.bloc === name)
    .filter((m) =>
      day === undefined ? m.ends === null : (m.starts ?? "") <= day && (m.ends === null || m.ends >= day),
    )
    .map((m) => m.country)
    .sort();
}

function dayOf(date: string): string {
  if (/^\d{4}$/.test(date)) return `${date}-12-31`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return date;
  throw new UsageError(`date of membership is not a year or a day: ${date} (write 2019 or 2019-12-31)`);
}
