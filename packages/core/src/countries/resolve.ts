import { UnknownNameError } from "../errors.ts";
import { allCountries, type Country } from "./countries.ts";
import { nameKey, shortNameKey } from "./names.ts";
import { type Candidate, nearest } from "./suggest.ts";

/** Codes that other publishers write for a country: older ISO codes, the World Bank's and CEPII's own. */
const OTHER_CODES: Readonly<Record<string, string>> = {
  ROM: "ROU",
  ZAR: "COD",
  TMP: "TLS",
  BUR: "MMR",
  ADO: "AND",
  WBG: "PSE",
  KSV: "XKX",
  KOS: "XKX",
  XKK: "XKX",
  UNK: "XKX",
  IMY: "IMN",
  CHI: "XCI",
  BLX: "XBL",
  ZA1: "XCU",
  S19: "TWN",
  EL: "GRC",
  UK: "GBR",
};

interface Index {
  readonly byIso3: ReadonlyMap<string, Country>;
  readonly byCode: ReadonlyMap<string, string>;
  readonly byNumber: ReadonlyMap<number, string>;
}

let index: Index | undefined;
let names: ReadonlyMap<string, string> | undefined;

/**
 * The ISO3 code of a country written as ISO3, ISO2, M49 or Comtrade number, or as an English name in any case,
 * with or without accents and official words. `492` is Monaco, as in M49; Comtrade's own meaning of a number is
 * in `numericCodeTable("comtrade")`.
 *
 * @throws UnknownNameError with the nearest codes or names.
 * @example resolveCountry("Korea, Rep. of") // "KOR"
 */
export function resolveCountry(text: string): string {
  const found = findCountry(text);
  if (found === undefined) throw new UnknownNameError("country", text, suggestions(text));
  return found;
}

/** Like `resolveCountry`, but undefined where nothing is known by that text: for whole columns of a file. */
export function findCountry(text: string): string | undefined {
  const { byIso3, byCode, byNumber } = lookup();
  const typed = text.trim();
  const upper = typed.toUpperCase();
  if (byIso3.has(upper)) return upper;
  const code = byCode.get(upper);
  if (code !== undefined) return code;
  if (/^\d{1,3}$/.test(typed)) return byNumber.get(Number(typed));
  const key = nameKey(typed);
  names ??= buildNames();
  return key === "" ? undefined : (names.get(key) ?? names.get(shortNameKey(typed)));
}

/** The record of a country by its ISO3 code. @throws UnknownNameError */
export function countryByIso3(iso3: string): Country {
  const found = lookup().byIso3.get(iso3.toUpperCase());
  if (found === undefined) throw new UnknownNameError("country code", iso3, suggestions(iso3));
  return found;
}

/** The English name of a country by its ISO3 code. @throws UnknownNameError */
export function countryName(iso3: string): string {
  return countryByIso3(iso3).name;
}

function lookup(): Index {
  index ??= build();
  return index;
}

// Living countries first, so that they win where an area or a former country has the same number, code or name.
function ordered(): Country[] {
  const rank = { country: 0, area: 1, former: 2 } as const;
  return [...allCountries()].sort((a, b) => rank[a.kind] - rank[b.kind]);
}

function build(): Index {
  const byIso3 = new Map<string, Country>();
  const byCode = new Map<string, string>();
  const byNumber = new Map<number, string>();
  for (const c of ordered()) {
    byIso3.set(c.iso3, c);
    if (c.iso2) addOnce(byCode, c.iso2, c.iso3);
    if (c.m49 !== undefined) addOnce(byNumber, c.m49, c.iso3);
  }
  for (const c of ordered()) {
    for (const n of c.comtrade) addOnce(byNumber, n, c.iso3);
    if (c.imf) addOnce(byCode, c.imf, c.iso3);
    for (const code of c.eurostat) addOnce(byCode, code, c.iso3);
  }
  for (const [code, iso3] of Object.entries(OTHER_CODES)) addOnce(byCode, code, iso3);
  return { byIso3, byCode, byNumber };
}

/** Built apart from the codes: files hold codes far more often than names, and names cost more. */
function buildNames(): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  for (const c of ordered()) {
    for (const name of [c.name, ...c.aliases]) addOnce(byName, nameKey(name), c.iso3);
  }
  for (const c of ordered()) {
    for (const name of [c.name, ...c.aliases]) {
      const short = shortNameKey(name);
      if (short !== "") addOnce(byName, short, c.iso3);
    }
  }
  return byName;
}

function addOnce<K>(map: Map<K, string>, key: K, iso3: string): void {
  if (!map.has(key)) map.set(key, iso3);
}

function suggestions(text: string): string[] {
  const candidates: Candidate[] = [];
  const short = text.trim().length <= 4;
  for (const c of allCountries()) {
    if (short) candidates.push({ text: c.iso3.toLowerCase(), suggestion: c.iso3 });
    for (const name of [c.name, ...c.aliases]) {
      candidates.push(
        { text: nameKey(name), suggestion: c.name },
        { text: name.toLowerCase(), suggestion: c.name },
      );
    }
  }
  const typed = text.normalize("NFD").replace(/\p{M}/gu, "");
  const found = nearest(typed, candidates);
  return found.length > 0 ? found : nearest(nameKey(typed), candidates);
}
