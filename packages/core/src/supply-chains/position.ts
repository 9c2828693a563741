import { countryName } from "../countries/index.ts";
import { MissingDataError } from "../errors.ts";

/** Where a country stands in a table. @throws {MissingDataError} when the table does not have it apart */
export function positionOf(
  countries: readonly string[],
  iso3: string,
  about: { readonly source: string; readonly year: number },
): number {
  const at = countries.indexOf(iso3);
  if (at < 0)
    throw new MissingDataError(
      `${about.source} ${about.year} does not have ${countryName(iso3)} apart: it has ${countries.join(", ")}`,
      { details: { country: iso3 } },
    );
  return at;
}
