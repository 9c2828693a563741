/** Units of indicators whose long files carry neither their title nor their unit. */
export const WDI_UNITS: Readonly<Record<string, string>> = {
  "NY.GDP.MKTP.CD": "current US dollars",
  "NY.GDP.MKTP.PP.CD": "current international dollars",
  "NY.GDP.MKTP.KD.ZG": "annual %",
  "SP.POP.TOTL": "persons",
};

/** The unit that closes an indicator's title: `GDP (current US$)` gives `current US dollars`. */
export function unitInTitle(title: string | null): string | undefined {
  const found = /\(([^()]*)\)\s*$/.exec(title ?? "")?.[1] ?? /,\s*PPP\s*\(([^()]*)\)/.exec(title ?? "")?.[1];
  if (!found) return title?.startsWith("Population, total") ? "persons" : undefined;
  return found.replace("US$", "US dollars").replace("international $", "international dollars");
}
