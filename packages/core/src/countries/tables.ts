import { allCountries } from "./countries.ts";
import { dataRows } from "./rows.ts";

export interface NumericCode {
  readonly code: number;
  readonly iso3: string;
}

export interface TextCode {
  readonly code: string;
  readonly iso3: string;
}

export type CodeSystem = "iso2" | "imf" | "eurostat" | "worldbank" | "name";
export type GroupSystem = "comtrade" | "imf" | "worldbank" | "eurostat" | "name";

export interface Group {
  readonly code: string;
  readonly name: string;
}

/**
 * Every number that Comtrade or BACI files use for a country or area, for a join in SQL. A number occurs once; an
 * ISO3 may occur twice (USA: 842, 841 and the M49 number 840), so a loader adds such rows up. Where a number means
 * one thing in Comtrade and another in M49 (492), Comtrade's meaning holds.
 */
export function numericCodeTable(_system: "comtrade" | "baci"): readonly NumericCode[] {
  const table = new Map<number, string>();
  for (const c of allCountries()) for (const code of c.comtrade) table.set(code, c.iso3);
  for (const c of allCountries()) {
    if (c.m49 !== undefined && !table.has(c.m49)) table.set(c.m49, c.iso3);
  }
  return [...table].map(([code, iso3]) => ({ code, iso3 })).sort((a, b) => a.code - b.code);
}

/** Every text code of a system with its ISO3, for a join in SQL; groups are in `groupCodes`. */
export function isoTable(system: CodeSystem): readonly TextCode[] {
  const table = new Map<string, string>();
  const add = (code: string | undefined, iso3: string) => {
    if (code !== undefined && !table.has(code)) table.set(code, iso3);
  };
  const living = [...allCountries()].sort(
    (a, b) => Number(a.kind === "former") - Number(b.kind === "former"),
  );
  for (const c of living) {
    if (system === "iso2") add(c.iso2, c.iso3);
    else if (system === "imf") add(c.imf, c.iso3);
    else if (system === "eurostat") for (const code of c.eurostat) add(code, c.iso3);
    else if (system === "worldbank") {
      if (c.kind === "country") add(c.iso3, c.iso3);
    } else for (const name of [c.name, ...c.aliases]) add(name, c.iso3);
  }
  if (system === "worldbank") add("CHI", "XCI");
  return [...table].map(([code, iso3]) => ({ code, iso3 })).sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Codes that stand for more than one country (World, regions, income groups) and so are never a partner. */
export function groupCodes(system: GroupSystem): readonly Group[] {
  return dataRows("groups.csv")
    .filter((row) => row.system === system)
    .map((row) => ({ code: row.code as string, name: row.name as string }));
}
