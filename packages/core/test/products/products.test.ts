import { describe, expect, it } from "vitest";
import {
  controlList,
  controlLists,
  formatProduct,
  HS_REVISIONS,
  hsSections,
  parseProduct,
  productCodes,
  productMembers,
  productText,
  productTexts,
  resolveClassification,
  sectionOf,
} from "../../src/products/index.ts";
import { hasRealData, realRows } from "../countries/real.ts";

describe("texts", () => {
  it("give the English text of a code in its revision", () => {
    expect(productText("HS2017", "8542")).toBe("Electronic integrated circuits");
    expect(productText("HS2017", "010121")).toBe("Horses; live, pure-bred breeding animals");
    expect(productText("HS2022", "854151")).toMatch(/semiconductor/i);
    expect(productText("HS2017", "854151")).toBeUndefined();
    expect(productText("SITC4", "7764")).toBe("Electronic integrated circuits");
    expect(productText("BEC4", "41")).toBe("Capital goods (except transport equipment)");
  });

  it("hold the six-digit codes of the UN lists, as text with leading zeros", () => {
    const counts = HS_REVISIONS.map(
      (revision) => productCodes(revision, 6).filter((code) => /^\d{6}$/.test(code)).length,
    );
    expect(counts).toEqual([5040, 5133, 5225, 5053, 5206, 5388, 5613]);
    for (const revision of HS_REVISIONS) {
      expect(productCodes(revision, 6)).toContain("010310");
      for (const code of productTexts(revision).keys()) {
        if (code.length > 2) expect(productTexts(revision).has(code.slice(0, -2)), code).toBe(true);
      }
    }
  });

  it("know classifications by their usual names", () => {
    for (const name of ["HS2017", "hs17", "H5", "HS 2017"])
      expect(resolveClassification(name)).toBe("HS2017");
    expect(resolveClassification("SITC Rev. 4")).toBe("SITC4");
    expect(resolveClassification("bec")).toBe("BEC4");
    expect(() => resolveClassification("HS2018")).toThrow(
      /unknown classification: HS2018 \(did you mean .*HS2017/,
    );
  });
});

describe("sections", () => {
  it("hold every chapter once, 77 and 99 in none", () => {
    const chapters = hsSections.flatMap((s) => s.chapters);
    expect(hsSections).toHaveLength(21);
    expect(chapters).toHaveLength(96);
    expect(new Set(chapters).size).toBe(96);
    expect(sectionOf("854231")?.section).toBe("XVI");
    expect(sectionOf("01")?.section).toBe("I");
    expect(sectionOf("77")).toBeUndefined();
    expect(sectionOf("999999")).toBeUndefined();
  });
});

describe("parseProduct", () => {
  const forms = [
    "total",
    "8542",
    "0101",
    "HS2017:8542",
    "section:XVI",
    "list:chpl",
    "list:chpl/tier-1",
    "list:chpl@2023-05-19",
    "list:chpl@2024-02-23/tier-3.A",
    "list:high-tech/tier-aerospace",
    "bec4:41",
    "bec4:capital",
    "sitc4:7",
    "isic3:D",
    "isic2:3",
  ];

  it.each(forms)("reads %s and writes it back", (text) => {
    const selection = parseProduct(text);
    expect(formatProduct(selection)).toBe(text);
    expect(parseProduct(formatProduct(selection))).toEqual(selection);
  });

  it("reads other spellings of the same", () => {
    expect(parseProduct("chapter:1")).toEqual({ kind: "hs", code: "01" });
    expect(parseProduct("hs17:8542.31")).toEqual({ kind: "hs", code: "854231", revision: "HS2017" });
    expect(parseProduct("section:16")).toEqual(parseProduct("section:XVI"));
    expect(parseProduct("hightech")).toEqual({ kind: "list", list: "high-tech" });
    expect(parseProduct("bec:capital")).toMatchObject({ classification: "BEC4", prefixes: ["41", "521"] });
    expect(parseProduct("sitc:77")).toEqual(parseProduct("sitc4:77"));
    expect(parseProduct("isic:D")).toEqual(parseProduct("isic3:D"));
  });

  it.each([
    ["854", "hs code does not have 2, 4 or 6 digits: 854"],
    ["HS2017:854800", "unknown HS2017 code: 854800 (did you mean HS1992:854800 or HS2022:854800?)"],
    ["list:chlp", "did you mean chpl?"],
    ["list:chpl/tier-9", "unknown tier of chpl: 9"],
    ["list:chpl@2020-01-01", "unknown version of chpl: 2020-01-01"],
    ["bec:capitl", "did you mean capital?"],
    ["section:XXV", "unknown hs section: XXV"],
    ["widgets", "unknown product: widgets"],
    ["sitc4:", "nothing after the colon"],
    ["lst:chpl", "unknown kind of product: lst (did you mean list?)"],
  ])("refuses %s: %s", (text, message) => {
    expect(() => parseProduct(text)).toThrow(message);
  });
});

describe("productMembers", () => {
  it("takes codes of the same revision whole", () => {
    const chips = productMembers(parseProduct("8542"), "HS2017");
    expect(chips.map((c) => c.code)).toEqual(["854231", "854232", "854233", "854239", "854290"]);
    expect(chips.every((c) => c.weight === 1 && c.least === 1 && c.most === 1)).toBe(true);
  });

  it("converts codes of a newer revision", () => {
    const members = productMembers(parseProduct("HS2022:854800"), "HS2017");
    expect(members.map((m) => m.code)).toEqual(["854890"]);
  });

  it("finds the numbers of a list again in another revision, and bounds what the split leaves open", () => {
    const members = productMembers(parseProduct("list:chpl/tier-1"), "HS2017");
    expect(members.map((m) => [m.code, m.weight])).toEqual(
      ["854231", "854232", "854233", "854239"].map((c) => [c, 1]),
    );
    const equal = productMembers(parseProduct("list:chpl/tier-1"), "HS2017", "equal");
    for (const m of equal) {
      expect(m.least).toBeLessThanOrEqual(m.weight);
      expect(m.weight).toBeLessThanOrEqual(m.most);
    }
    expect(equal.some((m) => m.weight < 1)).toBe(true);
  });

  it("divides every code that BEC knows among the end uses, to 1", () => {
    const total = new Map<string, number>();
    for (const use of ["capital", "intermediate", "consumption", "unallocated"]) {
      for (const { code, weight } of productMembers(parseProduct(`bec:${use}`), "HS2017")) {
        total.set(code, (total.get(code) ?? 0) + weight);
      }
    }
    expect(total.size).toBe(5386);
    for (const [code, sum] of total) expect(sum, code).toBeCloseTo(1, 12);
  });

  it("covers manufacturing and nothing of the mines with isic3:D", () => {
    const codes = new Set(productMembers(parseProduct("isic3:D"), "HS2017").map((m) => m.code));
    expect(codes.has("854231")).toBe(true);
    expect(codes.has("270900")).toBe(false);
  });
});

describe("control lists", () => {
  it("hold the 50 codes of the Common High Priority List by tier", () => {
    const tiers = ["1", "2", "3.A", "3.B", "4.A", "4.B"].map((tier) => controlList("chpl", { tier }).length);
    expect(tiers).toEqual([4, 5, 16, 9, 11, 5]);
    expect(controlList("chpl")).toHaveLength(50);
    expect(controlList("chpl", { tier: "3" })).toHaveLength(25);
    expect(controlList("chpl", { version: "2023-05-19" })).toHaveLength(9);
  });

  it("name codes that exist in the revision they name, but for five that no revision has", () => {
    const strange: string[] = [];
    for (const { list } of controlLists()) {
      for (const e of controlList(list))
        if (productText(e.classification, e.code) === undefined) strange.push(e.code);
    }
    expect(strange).toEqual(["240394", "240395", "240431", "255734", "260336"]);
  });

  it("follow the dates of the EU bans", () => {
    expect(controlList("eu-russia")).toHaveLength(2304);
    expect(controlList("eu-russia", { date: "2016-12-31" })).toHaveLength(17);
    expect(controlList("eu-russia", { date: "2022-02-25" })).toHaveLength(17 + 894);
    expect(controlList("eu-russia", { tier: "dual-use" })).toHaveLength(865);
  });

  it("leave out of high technology what its definition excepts", () => {
    const codes = controlList("high-tech").map((e) => e.code);
    expect(codes).toContain("77644");
    expect(codes).not.toContain("76493");
    expect(controlList("high-tech", { tier: "aerospace" }).map((e) => e.code)).not.toContain("71489");
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe.skipIf(!hasRealData())("the real files", () => {
  it("name only products of their revision", () => {
    const baci = realRows("trade/baci_hs17_china_russia_hs6_2017_2023.csv.gz");
    const codes = new Set(baci.map((r) => r.hs6 as string));
    // 2710 was divided in HS2002; the file still has its HS1992 number, which no list of HS2017 holds.
    expect([...codes].filter((code) => productText("HS2017", code) === undefined)).toEqual(["271000"]);
  });
});
