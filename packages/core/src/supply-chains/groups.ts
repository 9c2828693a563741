import { blocs, membersOf } from "../countries/index.ts";

/** Members of the areas that a compact table adds up. */
const ADDED_UP: Readonly<Record<string, readonly string[]>> = {
  XOE: "AUT BEL BGR CYP CZE DNK EST FIN GRC HUN IRL LTU LUX LVA MLT PRT ROU SVK SVN SWE".split(" "),
};

/** The countries an area of a compact table adds up; any other code stands for itself. */
export function areaMembers(code: string): readonly string[] {
  return ADDED_UP[code] ?? [code];
}

/** Blocs as groups of a table's countries on a day; an added-up area belongs where all its members do. */
export function blocGroups(countries: readonly string[], date: string): Record<string, readonly string[]> {
  return Object.fromEntries(
    blocs().map(({ bloc }) => {
      const members = new Set(membersOf(bloc, date));
      return [bloc, countries.filter((c) => members.has(c) || ADDED_UP[c]?.every((m) => members.has(m)))];
    }),
  );
}
