import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allCountries,
  countryByIso3,
  countryName,
  findCountry,
  groupCodes,
  isoTable,
  numericCodeTable,
  resolveCountry,
} from "../../src/countries/index.ts";
import { UnknownNameError } from "../../src/errors.ts";
import { hasRealData, realRows } from "./real.ts";

describe("resolveCountry", () => {
  it.each([
    ["Russia", "RUS"],
    ["RUSSIAN FEDERATION", "RUS"],
    ["rus", "RUS"],
    ["RU", "RUS"],
    ["643", "RUS"],
    ["South Korea", "KOR"],
    ["Korea, Rep. of", "KOR"],
    ["Dem. People's Rep. of Korea", "PRK"],
    ["Turkiye", "TUR"],
    ["Türkiye, Republic of", "TUR"],
    ["UAE", "ARE"],
    ["USA", "USA"],
    ["842", "USA"],
    ["840", "USA"],
    ["251", "FRA"],
    ["579", "NOR"],
    ["757", "CHE"],
    ["699", "IND"],
    ["490", "TWN"],
    ["Other Asia, nes", "TWN"],
    ["381", "ITA"],
    ["004", "AFG"],
    ["EL", "GRC"],
    ["UK", "GBR"],
    ["XK", "XKX"],
    ["Congo, Democratic Republic of the", "COD"],
    ["Congo, Republic of", "COG"],
    ["Cote d' Ivoire", "CIV"],
    ["Lao People’s Democratic Republic", "LAO"],
    ["China, Hong Kong SAR", "HKG"],
    ["Areas, nes", "XAN"],
    ["Soviet Union", "SUN"],
    ["Belgium-Luxembourg", "XBL"],
    ["58", "XBL"],
    ["Dominica", "DMA"],
    ["Dominican Rep.", "DOM"],
    ["Niger", "NER"],
    ["Guinea-Bissau", "GNB"],
    ["Sudan (...2011)", "XSU"],
    ["ROM", "ROU"],
  ])("reads %s as %s", (text, iso3) => {
    expect(resolveCountry(text)).toBe(iso3);
  });

  it("proposes the nearest for what it does not know", () => {
    expect(() => resolveCountry("RUSS")).toThrow("unknown country: RUSS (did you mean RUS?)");
    expect(() => resolveCountry("Kazakstan")).toThrow("did you mean Kazakhstan?");
    expect(() => resolveCountry("Germny")).toThrow(UnknownNameError);
  });

  it("does not take a number, a group or nothing for a country", () => {
    for (const text of ["", " ", "999", "0", "World", "G001", "republic"])
      expect(findCountry(text)).toBeUndefined();
  });

  it("gives back every country from its code, its name and each of its aliases", () => {
    for (const c of allCountries()) {
      expect(resolveCountry(c.iso3)).toBe(c.iso3);
      expect(resolveCountry(countryName(c.iso3)), c.name).toBe(c.iso3);
      for (const alias of c.aliases) expect(resolveCountry(alias), alias).toBe(c.iso3);
    }
  });
});

describe("names", () => {
  it("do not depend on case, accents, punctuation or the order of words", () => {
    const names = allCountries().map((c) => [c.name, c.iso3] as const);
    const anyName = fc.constantFrom(...names);
    fc.assert(
      fc.property(anyName, fc.boolean(), fc.nat(), ([name, iso3], upper, turn) => {
        const plain = name.normalize("NFD").replace(/\p{M}/gu, "");
        const words = (upper ? plain.toUpperCase() : plain.toLowerCase()).split(" ");
        const cut = turn % words.length;
        const turned = [...words.slice(cut), ...words.slice(0, cut)].join(", ");
        expect(resolveCountry(turned), turned).toBe(iso3);
      }),
    );
  });
});

describe("the list of countries", () => {
  it("holds the 249 of ISO 3166-1 and Kosovo, each code once", () => {
    const countries = allCountries().filter((c) => c.kind === "country");
    expect(countries).toHaveLength(250);
    for (const key of ["iso3", "iso2", "m49", "name"] as const) {
      expect(new Set(countries.map((c) => c[key])).size).toBe(250);
    }
    expect(new Set(allCountries().map((c) => c.iso3)).size).toBe(allCountries().length);
  });

  it("documents every area and every former country, the codes it made up in the range ISO leaves to users", () => {
    const iso = new Set([
      "SUN",
      "YUG",
      "SCG",
      "CSK",
      "DDR",
      "ANT",
      "PCZ",
      "VDR",
      "YMD",
      "PCI",
      "PUS",
      "JTN",
      "MID",
    ]);
    for (const c of allCountries().filter((c) => c.kind !== "country")) {
      expect(c.note, c.iso3).not.toBe("");
      if (!iso.has(c.iso3) && !["WAK", "CTE", "NTZ"].includes(c.iso3)) expect(c.iso3).toMatch(/^X[A-Z]{2}$/);
    }
  });

  it("names successors that exist, and dates in order", () => {
    for (const c of allCountries().filter((c) => c.kind === "former")) {
      expect(c.successors.length, c.iso3).toBeGreaterThan(0);
      for (const successor of c.successors) expect(countryByIso3(successor).iso3).toBe(successor);
      expect((c.starts ?? "") < (c.ends ?? "9999")).toBe(true);
    }
    expect(countryByIso3("SUN").successors).toHaveLength(15);
    expect(countryByIso3("SCG").ends).toBe("2006-06-03");
  });
});

describe("code tables for joins", () => {
  it("give every number one meaning, and no country is without a number", () => {
    const table = numericCodeTable("baci");
    expect(new Set(table.map((r) => r.code)).size).toBe(table.length);
    const known = new Set(table.map((r) => r.iso3));
    for (const c of allCountries().filter((c) => c.kind === "country")) {
      if (c.iso3 !== "MCO") expect(known.has(c.iso3), c.iso3).toBe(true);
    }
    const meaning = new Map(table.map((r) => [r.code, r.iso3]));
    expect(
      [842, 251, 579, 757, 699, 490, 58, 711, 736, 729, 891, 280, 899, 837, 838, 839].map((n) =>
        meaning.get(n),
      ),
    ).toEqual("USA FRA NOR CHE IND TWN XBL XCU XSU SDN SCG XDW XAN XBK XFZ XSP".split(" "));
  });

  it("give every text code one meaning", () => {
    for (const system of ["iso2", "imf", "eurostat", "worldbank", "name"] as const) {
      const table = isoTable(system);
      expect(new Set(table.map((r) => r.code)).size).toBe(table.length);
      for (const { iso3 } of table) expect(countryByIso3(iso3).iso3).toBe(iso3);
    }
  });

  it("keep groups apart from countries", () => {
    for (const system of ["imf", "worldbank", "eurostat"] as const) {
      const codes = new Set(isoTable(system).map((r) => r.code));
      expect(groupCodes(system).filter((g) => codes.has(g.code))).toEqual([]);
      expect(groupCodes(system).length).toBeGreaterThan(10);
    }
  });
});

describe.skipIf(!hasRealData())("the real files", () => {
  it("have no IMF partner that is neither country, area nor group", () => {
    const known = new Set([...isoTable("imf"), ...groupCodes("imf")].map((r) => r.code));
    const codes = realRows("trade/imf_imts_russia_partner_annual_2016_2024.csv").map(
      (r) => r["COUNTERPART_COUNTRY.ID"] as string,
    );
    expect(new Set(codes).size).toBe(236);
    expect([...new Set(codes)].filter((code) => !known.has(code))).toEqual([]);
  });

  it("have no World Bank code that is neither country nor aggregate", () => {
    const known = new Set([...isoTable("worldbank"), ...groupCodes("worldbank")].map((r) => r.code));
    const codes = new Set(realRows("macro/wdi_gdp_current_usd.csv").map((r) => r["Country Code"] as string));
    expect([...codes].filter((code) => !known.has(code))).toEqual([]);
  });

  it("have no ISO2 code of OpenAlex that is unknown", () => {
    const codes = readFileSync(new URL("research/iso2codes.csv", realRows.folder), "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.slice(0, 2))
      .filter(Boolean);
    expect(codes.length).toBeGreaterThan(240);
    expect(codes.filter((code) => findCountry(code) === undefined)).toEqual([]);
  });

  it("have no Comtrade reporter name or M49 number that is unknown", () => {
    const names = new Set(
      realRows("trade/comtrade_partners_trade_with_china_usa_annual.csv.gz").map((r) => r.reporter as string),
    );
    expect([...names].filter((name) => findCountry(name) === undefined)).toEqual([]);
    const table = new Map(numericCodeTable("comtrade").map((r) => [r.code, r.iso3]));
    const partners = realRows("trade/third_countries_exports_to_russia_2018_2024.csv");
    const wrong = partners.filter(
      (r) => table.get(Number(r.partner_m49)) !== findCountry(r.partner_iso3 ?? ""),
    );
    expect(wrong.map((r) => `${r.partner_m49} ${r.partner_iso3}`)).toEqual([]);
  });
});
