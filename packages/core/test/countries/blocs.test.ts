import { describe, expect, it } from "vitest";
import { allCountries, blocMembers, blocs, membersOf, resolveBloc } from "../../src/countries/index.ts";

describe("blocs", () => {
  it("have members that are countries, with spells in order that do not overlap", () => {
    const known = new Set(allCountries().map((c) => c.iso3));
    const names = new Set(blocs().map((b) => b.bloc));
    const last = new Map<string, string>();
    for (const m of blocMembers()) {
      expect(known.has(m.country), m.country).toBe(true);
      expect(names.has(m.bloc), m.bloc).toBe(true);
      if (m.ends !== null) expect((m.starts ?? "") < m.ends).toBe(true);
      const key = `${m.bloc} ${m.country}`;
      const before = last.get(key);
      if (before !== undefined) expect((m.starts ?? "") > before, key).toBe(true);
      last.set(key, m.ends ?? "9999");
    }
  });

  it("each have a title, a source and members", () => {
    for (const b of blocs()) {
      expect(b.title).not.toBe("");
      expect(b.url).toMatch(/^https:\/\//);
      expect(blocMembers().filter((m) => m.bloc === b.bloc).length, b.bloc).toBeGreaterThan(2);
    }
  });

  it("have the published number of members on a day", () => {
    const counts = [
      ["eu", "1958-01-01", 6],
      ["eu", "1995", 15],
      ["eu", "2004-04-30", 15],
      ["eu", "2004-05-01", 25],
      ["eu", "2013-07-01", 28],
      ["eu", "2020-01-31", 28],
      ["eu", "2020-02-01", 27],
      ["eurozone", "1999", 11],
      ["eurozone", "2015", 19],
      ["eurozone", "2023", 20],
      ["nato", "2021", 30],
      ["nato", "2024", 32],
      ["brics", "2023", 5],
      ["brics", "2024-01-01", 9],
      ["brics", "2025", 10],
      ["oecd", "2024", 38],
      ["asean", "2024", 10],
      ["sco", "2016", 6],
      ["sco", "2024", 10],
      ["nafta", "2020-07-01", 0],
      ["us-aligned-39", "2014", 39],
      ["russia-sanctions-2022", "2022", 40],
    ] as const;
    for (const [bloc, date, count] of counts)
      expect([bloc, date, membersOf(bloc, date).length]).toEqual([bloc, date, count]);
  });

  it("treat the 39 aligned economies as the sanctions coalition without Liechtenstein", () => {
    const coalition = membersOf("russia-sanctions-2022", "2022");
    expect(coalition.filter((c) => !membersOf("us-aligned-39").includes(c))).toEqual(["LIE"]);
  });

  it("are found by usual names, and a wrong one gets a proposal", () => {
    expect(resolveBloc("EU27").bloc).toBe("eu");
    expect(resolveBloc("Five Eyes").bloc).toBe("five-eyes");
    expect(() => membersOf("natto")).toThrow("unknown bloc: natto (did you mean nato?)");
    expect(() => membersOf("eu", "May 2004")).toThrow("date of membership is not a year or a day: May 2004");
  });
});
