import { describe, expect, it } from "vitest";
import type { Country } from "../src/api.ts";
import { bandOf, bandText, claimsAbout, needOf, rangeText, tally } from "../src/claims/claims.ts";
import { lastWholeYear, productSource } from "../src/coverage.ts";
import { commandLine } from "../src/figure/part.ts";
import { matching } from "../src/form/search.ts";
import { latestPair, pairSentence } from "../src/pair/shares.ts";
import { counted, curly, isCountry, listed, monthText, named, possessive } from "../src/words.ts";

const country = (iso3: string, name: string, ...aliases: string[]): Country => ({
  iso3,
  name,
  aliases,
  kind: "country",
});

describe("what a table has rows of", () => {
  const row = (source: string, classification: string, year: number, countries: number) => ({
    source,
    classification,
    frequency: "A",
    period: `${year}-01-01`,
    countries,
  });
  it("names the source that tells products of most countries apart, and none where only a pair has any", () => {
    const pair = row("baci", "HS2017", 2023, 2);
    const sectors = row("flows:sectors", "sectors", 2024, 40);
    expect(productSource([pair, sectors])).toBeUndefined();
    expect(productSource([pair, sectors, row("comtrade", "HS2017", 2021, 20)])).toBe("comtrade");
    expect(productSource([row("comtrade", "HS2017-4", 2021, 20)])).toBeUndefined();
  });
  it("has a last year of trade with many, which later years of trade with one do not move", () => {
    expect(lastWholeYear([row("wiod", "TOTAL", 2011, 40), row("imts", "TOTAL", 2024, 2)])).toBe(2011);
    expect(lastWholeYear([row("imts", "TOTAL", 2024, 2)])).toBeUndefined();
  });
});

describe("words", () => {
  it("have curly quotation marks, and tell countries from areas", () => {
    expect(curly("'Unlimited partnership' is Russia's word ('so')")).toBe(
      "‘Unlimited partnership’ is Russia’s word (‘so’)",
    );
    expect(["CHN", "XKX", "XRW", "XAN"].map(isCountry)).toEqual([true, true, false, false]);
  });
  it("write countries as English does", () => {
    expect(named("USA")).toBe("the United States");
    expect(named("CHN")).toBe("China");
    expect(possessive("NLD")).toBe("the Netherlands’");
    expect(possessive("RUS")).toBe("Russia’s");
  });

  it("list and count", () => {
    expect(listed(["a"])).toBe("a");
    expect(listed(["a", "b", "c"])).toBe("a, b and c");
    expect(counted(1, "row")).toBe("1 row");
    expect(counted(47066, "row")).toBe("47\u202f066 rows");
    expect(monthText("2023-06-01")).toBe("June 2023");
  });

  it("say both directions of a pair, or the one that is known", () => {
    const share = (value: number | null, year = 2022) => ({
      value,
      low: value,
      high: value,
      year,
      status: "reported",
      row: {},
    });
    expect(pairSentence("RUS", "CHN", "imports", share(0.343), share(0.0421))).toBe(
      "China supplied 34.3\u202f% of Russia’s imports in 2022; Russia supplied 4.21\u202f% of China’s imports.",
    );
    expect(pairSentence("RUS", "CHN", "exports", share(0.165), share(null))).toBe(
      "China took 16.5\u202f% of Russia’s exports in 2022.",
    );
    expect(pairSentence("RUS", "CHN", "imports", undefined, share(null))).toBeUndefined();
  });

  it("set two shares side by side only in a year that has both", () => {
    const of = (year: number, value: number | null) => ({
      value,
      low: null,
      high: null,
      year,
      status: "reported",
      row: {},
    });
    expect(
      latestPair(
        "RUS",
        "CHN",
        "imports",
        [of(2021, 0.25), of(2024, 0.463)],
        [of(2021, 0.03), of(2024, null)],
      ),
    ).toEqual({
      sentence:
        "China supplied 25\u202f% of Russia’s imports in 2021; Russia supplied 3\u202f% of China’s imports.",
    });
    // The IMF's file has Russia from 2016, the input-output tables China to 2011.
    expect(latestPair("RUS", "CHN", "imports", [of(2024, 0.463)], [of(2011, 0.0222)])).toEqual({
      sentence: "China supplied 46.3\u202f% of Russia’s imports in 2024.",
      caveat: "China’s imports by partner are loaded for other years only, up to 2011.",
    });
    expect(latestPair("RUS", "CHN", "imports", [of(2024, 0.463)], [])).toEqual({
      sentence: "China supplied 46.3\u202f% of Russia’s imports in 2024.",
    });
    expect(latestPair("RUS", "CHN", "imports", [], [])).toEqual({ sentence: undefined });
  });

  it("write the command that gives the same answer, quoted for a shell", () => {
    expect(
      commandLine({
        label: "",
        indicator: "partner-share",
        parameters: { reporter: "RUS", product: "it's", to: null },
      }),
    ).toBe("tightrope run partner-share --reporter RUS --product 'it'\\''s'");
  });
});

describe("finding a country", () => {
  const all = [
    country("DEU", "Germany", "Federal Republic of Germany"),
    country("GEO", "Georgia"),
    country("TUR", "Türkiye", "Turkey"),
    country("CIV", "Côte d’Ivoire", "Ivory Coast"),
    country("KOR", "South Korea", "Republic of Korea"),
    country("RUS", "Russia", "Russian Federation"),
  ];
  const codes = (typed: string) => matching(all, typed).map((c) => c.iso3);

  it("reads names without accents, other names and codes", () => {
    expect(codes("turkiye")).toEqual(["TUR"]);
    expect(codes("turkey")).toEqual(["TUR"]);
    expect(codes("cote d'iv")).toEqual(["CIV"]);
    expect(codes("ivory")).toEqual(["CIV"]);
    expect(codes("kor")).toEqual(["KOR"]);
    expect(codes("RUS")[0]).toBe("RUS");
  });

  it("puts names that begin with what was typed first, and offers all when nothing was", () => {
    expect(codes("ge")[0]).toBe("GEO");
    expect(codes("ge")).toContain("DEU");
    expect(codes("")).toHaveLength(all.length);
    expect(codes("atlantis")).toEqual([]);
  });
});

describe("claims", () => {
  const reading = (value: number | null, parameters: Record<string, unknown> = {}) => ({
    id: String(value),
    says: "as stated",
    choices: {},
    indicator: "partner-share",
    parameters,
    value,
    unit: "share (0 to 1)",
    holds: value === null ? null : value > 0.4,
  });
  const claim = (readings: ReturnType<typeof reading>[]) => ({
    id: "c",
    sentence: "s",
    verdict: "mixed" as const,
    recorded: "mixed" as const,
    asRecorded: true,
    expected: "",
    readings,
    because: "",
  });

  it("have the band in which they hold, open where nothing is said", () => {
    expect(bandOf({ about: 0.4, tolerance: 0.025 })).toEqual([0.375, 0.42500000000000004]);
    expect(bandOf({ at_most: 12 })).toEqual([Number.NEGATIVE_INFINITY, 12]);
    expect(bandOf({ more_than: 0.5 })).toEqual([0.5, Number.POSITIVE_INFINITY]);
    expect(bandOf(undefined)).toBeUndefined();
  });

  it("say where they hold in the words of their numbers", () => {
    const expecting = (expect: Parameters<typeof bandOf>[0]) =>
      bandText({ ...claim([reading(0.4)]), ...(expect ? { expect } : {}) });
    expect(expecting({ about: 0.4, tolerance: 0.025 })).toBe("between 37.5\u202f% and 42.5\u202f%");
    expect(expecting({ more_than: 0.5 })).toBe("more than 50\u202f%");
    expect(expecting({ at_most: 0.5 })).toBe("at most 50\u202f%");
    expect(expecting(undefined)).toBeUndefined();
  });

  it("have a range over the readings that give a number", () => {
    expect(rangeText(claim([reading(0.343), reading(null), reading(0.465)]))).toBe(
      "34.3\u202f% to 46.5\u202f%",
    );
    expect(rangeText(claim([reading(0.343)]))).toBe("34.3\u202f%");
    expect(rangeText(claim([reading(null)]))).toBeUndefined();
  });

  it("are about a pair when one reading names both", () => {
    const about = claim([reading(0.3, { reporter: "RUS", partner: ["CHN", "IND"] })]);
    const report = { title: "", author: "", published: "", snapshot: "", claims: [about] };
    expect(claimsAbout(report, "CHN", "RUS")).toEqual([about]);
    expect(claimsAbout(report, "CHN", "USA")).toEqual([]);
  });

  it("are counted in words", () => {
    expect(tally(["holds", "holds", "fails", "untestable"])).toBe(
      "2 hold, 1 fails and 1 cannot be tested with the figures loaded",
    );
    expect(needOf("needs a trade model: the cost is not computed")).toBe("needs a trade model");
    expect(needOf("no share: few partners have figures, so there is no total; no share: none")).toBe(
      "no share: few partners have figures",
    );
    expect(
      needOf("research-impact needs the table publications, which is empty here: load a file of openalex, b"),
    ).toBe("needs publications: tightrope load openalex FILE");
  });
});
