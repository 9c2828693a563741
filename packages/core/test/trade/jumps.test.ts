import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realFile } from "../fixtures/real-data.ts";
import { realWorkspace } from "../fixtures/trade/real.ts";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";

const year = (period: number, uganda: number, germany = 1000): TinyFlow[] => [
  { period, exporter: "UGA", importer: "RUS", value: uganda },
  { period, exporter: "DEU", importer: "RUS", value: germany },
];

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  // Against 1, 2, 3 and 199 (median 2.5) the 250 of 2021 is 100 times; against 1, 2, 3 and 250 the 199 of 2020 is 80.
  tiny = await tinyWorkspace({
    imts: [...year(2017, 1), ...year(2018, 2), ...year(2019, 3), ...year(2020, 199), ...year(2021, 250)],
    // Two other periods are too few to say what is usual.
    comtrade: [...year(2019, 1), ...year(2020, 1), ...year(2021, 500)],
  });
});
afterAll(() => tiny?.close());

const notes = async (more: object) =>
  (
    await tiny.workspace.run("partner-share", {
      reporter: "RUS",
      partner: "DEU",
      source: "imts",
      min_partners: 2,
      ...more,
    })
  ).coverage.notes
    .map((n) => n.text)
    .filter((t) => t.includes("out of line"));

describe("a partner's figure that jumps", () => {
  it("is noted from 100 times the median of its other periods on, whatever range is asked for", async () => {
    const said =
      "2021: imts has 250 USD for Uganda, 100 times its median in other periods and 20.0 % of all: out of line, and counted in every total";
    expect(await notes({})).toEqual([said]);
    expect(await notes({ from: 2021, to: 2021 })).toEqual([said]);
    expect(await notes({ from: 2017, to: 2020 })).toEqual([]);
  });

  it("is not judged by two other periods", async () => {
    expect(await notes({ source: "comtrade" })).toEqual([]);
  });
});

const imts = realFile("trade/imf_imts_russia_partner_annual_2016_2024.csv");

describe.skipIf(!imts)("the IMF's figures of Russia", () => {
  it("have Uganda with 27 bn, a tenth of imports in 2024", async () => {
    const real = await realWorkspace([{ source: "imts", files: [imts as string] }]);
    try {
      const { coverage } = await real.workspace.run("partner-share", {
        reporter: "RUS",
        partner: "CHN",
        flow: "imports",
        from: 2022,
      });
      const said = coverage.notes.map((n) => n.text).filter((t) => t.includes("out of line"));
      expect(said.map((t) => t.slice(0, 40))).toContain("2024: imts has 27.0 bn USD for Uganda, 1");
      expect(said.every((t) => t.includes("Uganda"))).toBe(true);
    } finally {
      await real.close();
    }
  });
});
