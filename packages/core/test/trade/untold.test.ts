import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realFile } from "../fixtures/real-data.ts";
import { realWorkspace } from "../fixtures/trade/real.ts";
import { wholeYear } from "../fixtures/trade/whole-year.ts";
import { reconciled, type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";

/** Russia buys from China and Germany, from Kazakhstan another good only; India and North Korea sell it nothing. */
const toRussia = (year: number): TinyFlow[] => [
  reconciled(year, "CHN", "RUS", "854231", 60),
  reconciled(year, "DEU", "RUS", "854231", 40),
  reconciled(year, "KAZ", "RUS", "010121", 100),
];

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  const star = wholeYear(2022, ["RUS"]).filter((f) => f.exporter === "CHN" || f.importer === "CHN");
  tiny = await tinyWorkspace({
    // 2021 is whole; of 2022 only China's trade and Russia's imports are there.
    baci: [...wholeYear(2021, ["RUS"]), ...toRussia(2021), ...star, ...toRussia(2022)],
  });
});
afterAll(() => tiny?.close());

const share = async (partner: string, year: number, more: object = {}) =>
  (
    await tiny.workspace.run("partner-share", {
      reporter: "RUS",
      partner,
      flow: "imports",
      from: year,
      to: year,
      min_partners: 2,
      ...more,
    })
  ).rows[0];

describe("a flow that is not there", () => {
  it("is 0 in a whole year of a source that has every flow either side reported", async () => {
    expect(await share("IND", 2021)).toMatchObject({ value_usd: 0, total_usd: 200, share: 0 });
  });

  it("is null in an excerpt of the same source", async () => {
    expect(await share("IND", 2022)).toMatchObject({ value_usd: null, total_usd: 200, share: null });
  });

  it("is null for a country that the whole year lacks altogether", async () => {
    expect(await share("PRK", 2021)).toMatchObject({ value_usd: null, share: null });
  });

  it("is 0 for goods where the partner has figures of others, in an excerpt too", async () => {
    expect(await share("KAZ", 2022, { product: "8542" })).toMatchObject({ value_usd: 0, share: 0 });
  });

  it("is null in dependence and asymmetry", async () => {
    const dependence = await tiny.workspace.run("import-dependence", {
      reporter: "RUS",
      partner: "IND",
      group: "none",
      min_partners: 2,
    });
    expect(dependence.rows.map((r) => [r.value_usd, r.share])).toEqual([
      [0, 0],
      [null, null],
    ]);
    const unequal = await tiny.workspace.run("asymmetry", {
      country: "RUS",
      partner: "IND",
      flow: "imports",
      group: "none",
      from: 2022,
      min_partners: 2,
    });
    expect(unequal.rows[0]?.a_value_usd).toBeNull();
  });

  it("is named where a bloc's sum lacks it, and leaves no sum where every member lacks", async () => {
    const bloc = (members: string) =>
      tiny.workspace.run("bloc-share", { reporter: "RUS", members, from: 2022, min_partners: 2 });
    const some = await bloc("IND,KAZ");
    expect(some.rows[0]).toMatchObject({ value_usd: 100, share: 0.5, members: 2, members_with_figures: 1 });
    expect(some.coverage.notes).toContainEqual({
      kind: "missing",
      text: "2022: baci has no figure of Russia's imports from India: not reported, so the sum over IND+KAZ is without them",
    });
    expect((await bloc("IND,PRK")).rows[0]).toMatchObject({ value_usd: null, share: null });
  });

  it("has no intensity where the source tells nothing of the pair", async () => {
    const { rows, coverage } = await tiny.workspace.run("trade-intensity", {
      exporter: "IND",
      importer: "RUS",
      min_partners: 2,
    });
    expect(rows.map((r) => [r.flow_usd, r.adjusted])).toEqual([
      [0, 0],
      [null, null],
    ]);
    expect(coverage.notes.map((n) => n.text).join()).toContain(
      "2022: baci has no figure of India's exports to Russia",
    );
  });
});

const imts = realFile("trade/imf_imts_russia_partner_annual_2016_2024.csv");

describe.skipIf(!imts)("an empty cell of the IMF's file", () => {
  it("is not reported: Kazakhstan 2024, North Korea, Antarctica", async () => {
    const real = await realWorkspace([{ source: "imts", files: [imts as string] }]);
    try {
      const run = (partner: string) =>
        real.workspace.run("partner-share", { reporter: "RUS", partner, flow: "imports", from: 2022 });
      const kazakhstan = await run("KAZ");
      expect(kazakhstan.rows.map((r) => [String(r.period).slice(0, 4), r.value_usd === null])).toEqual([
        ["2022", false],
        ["2023", false],
        ["2024", true],
      ]);
      for (const partner of ["PRK", "ATA"])
        expect((await run(partner)).rows.every((r) => r.value_usd === null && r.share === null)).toBe(true);
      const bloc = await real.workspace.run("bloc-share", {
        reporter: "RUS",
        bloc: "eaeu",
        flow: "imports",
        from: 2023,
      });
      expect(bloc.coverage.notes.filter((n) => n.kind === "missing").map((n) => n.text)).toEqual([
        "2024: imts has no figure of Russia's imports from Kazakhstan: not reported, so the sum over eaeu is without them",
      ]);
      const moved = await real.workspace.run("reorientation", {
        reporter: "RUS",
        flow: "imports",
        base_from: 2023,
        from: 2024,
        top: 300,
      });
      expect(moved.rows.some((r) => r.partner === "KAZ")).toBe(false);
      expect(moved.coverage.notes.map((n) => n.text).join()).toMatch(
        /left out of base and period.*Kazakhstan/,
      );
    } finally {
      await real.close();
    }
  });
});
