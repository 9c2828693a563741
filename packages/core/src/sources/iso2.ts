import { isoTable } from "../countries/index.ts";

/** `(values ('AF', 'AFG'), …)`: two-letter codes and their ISO3, for a join in a loader. */
export function iso2Values(): string {
  return `(values ${isoTable("iso2")
    .map(({ code, iso3 }) => `('${code}', '${iso3}')`)
    .join(", ")})`;
}

/**
 * An SQL expression that turns a two-letter code into ISO3. It looks the code up in one constant text, which costs a
 * tenth of a map in a lambda over lists. A code that is not ISO 3166-1 keeps its letters behind an X (XQQ).
 */
export function iso3Of(code: string): string {
  // Keys are upper-case and values lower-case, so that a key can only be found where a key stands.
  const text = isoTable("iso2")
    .map(({ code, iso3 }) => code + iso3.toLowerCase())
    .join("");
  return `coalesce(upper(substr('${text}', nullif(strpos('${text}', ${code}), 0) + 2, 3)), 'X' || ${code})`;
}
