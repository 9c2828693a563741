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
  readonly byName: ReadonlyMap<string, string>;
}

let index: Index | undefined;

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
  const { byIso3, byCode, byNumber, byName } = lookup();
  const typed = text.trim();
  const upper = typed.toUpperCase();
  if (byIso3.has(upper)) return upper;
  const code = byCode.get(upper);
  if (code !== undefined) return code;
  if (/^\d{1,3}$/.test(typed)) return byNumber.get(Number(typed));
  const key = nameKey(typed);
  return key === "" ? undefined : (byName.get(key) ?? byName.get(shortNameKey(typed)));
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

function build(): Index {
  const byIso3 = new Map<string, Country>();
  const byCode = new Map<string, string>();
  const byNumber = new Map<number, string>();
  const byName = new Map<string, string>();
  const add = <K>(map: Map<K, string>, key: K, iso3: string) => {
    if (!map.has(key)) map.set(key, iso3);
  };
  // Living countries first, so that they win where an area or a former country has the same number or ISO2 code.
  const rank = { country: 0, area: 1, former: 2 } as const;
  const ordered = [...allCountries()].sort((a, b) => rank[a.kind] - rank[b.kind]);
  for (const c of ordered) {
    byIso3.set(c.iso3, c);
    if (c.iso2) add(byCode, c.iso2, c.iso3);
    if (c.m49 !== undefined) add(byNumber, c.m49, c.iso3);
    for (const name of [c.name, ...c.aliases]) add(byName, nameKey(name), c.iso3);
  }
  for (const c of ordered) {
    for (const n of c.comtrade) add(byNumber, n, c.iso3);
    if (c.imf) add(byCode, c.imf, c.iso3);
    for (const code of c.eurostat) add(byCode, code, c.iso3);
    for (const name of [c.name, ...c.aliases]) {
      const short = shortNameKey(name);
      if (short !== "") add(byName, short, c.iso3);
    }
  }
  for (const [code, iso3] of Object.entries(OTHER_CODES)) add(byCode, code, iso3);
  return { byIso3, byCode, byNumber, byName };
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
