import { dataRows } from "./rows.ts";

/** A country, a former country or an area that statistics use as a partner without its being a country. */
export interface Country {
  /** ISO 3166-1 alpha-3; for areas and unions without one, a documented code from its user-assigned X range. */
  readonly iso3: string;
  readonly kind: "country" | "area" | "former";
  /** ISO 3166-1 alpha-2 where there is one. */
  readonly iso2?: string;
  /** UN M49 number where there is one. */
  readonly m49?: number;
  /** Numbers that Comtrade and BACI write, the current one first. Empty: no number of its own there. */
  readonly comtrade: readonly number[];
  readonly imf?: string;
  readonly eurostat: readonly string[];
  readonly name: string;
  readonly aliases: readonly string[];
  /** First and last day of a former country. */
  readonly starts?: string;
  readonly ends?: string;
  /** What a former country became, as ISO3. */
  readonly successors: readonly string[];
  readonly note: string;
}

/** Eurostat writes Greece EL, and the United Kingdom UK (XU from 2021, without Northern Ireland) in most tables. */
const EUROSTAT: Readonly<Record<string, readonly string[]>> = {
  GRC: ["EL", "GR"],
  GBR: ["UK", "GB", "XU"],
  SRB: ["RS", "XS"],
  MNE: ["ME", "XM"],
};

let all: readonly Country[] | undefined;

/** Every country, area and former country, in the order of the code. The files are read once, when first asked. */
export function allCountries(): readonly Country[] {
  all ??= Object.freeze([...current(), ...areas(), ...former()].sort((a, b) => (a.iso3 < b.iso3 ? -1 : 1)));
  return all;
}

function current(): Country[] {
  return dataRows("countries.csv").map((r) => ({
    iso3: r.iso3 as string,
    kind: "country",
    iso2: r.iso2 as string,
    m49: Number(r.m49),
    comtrade: list(r.comtrade).map(Number),
    imf: r.iso3 === "PSE" ? "WBG" : r.iso3 === "XKX" ? "KOS" : (r.iso3 as string),
    eurostat: EUROSTAT[r.iso3 as string] ?? [r.iso2 as string],
    name: r.name as string,
    aliases: list(r.aliases),
    successors: [],
    note: r.note ?? "",
  }));
}

function areas(): Country[] {
  return dataRows("areas.csv").map((r) => ({
    iso3: r.code as string,
    kind: "area",
    comtrade: list(r.numeric).map(Number),
    ...(r.imf ? { imf: r.imf } : {}),
    eurostat: list(r.eurostat),
    name: r.name as string,
    aliases: list(r.aliases),
    successors: [],
    note: r.note ?? "",
  }));
}

function former(): Country[] {
  return dataRows("former-countries.csv").map((r) => ({
    iso3: r.code as string,
    kind: "former",
    ...(r.iso2 ? { iso2: r.iso2 } : {}),
    m49: Number(r.numeric),
    comtrade: [Number(r.numeric)],
    ...(r.imf ? { imf: r.imf } : {}),
    eurostat: r.iso2 ? [r.iso2] : [],
    name: r.name as string,
    aliases: list(r.aliases),
    ...(r.starts ? { starts: r.starts } : {}),
    ...(r.ends ? { ends: r.ends } : {}),
    successors: list(r.successors),
    note: r.note ?? "",
  }));
}

function list(text: string | undefined): string[] {
  return text ? text.split("|") : [];
}
