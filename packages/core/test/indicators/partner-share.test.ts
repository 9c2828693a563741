import { indicatorsByName } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realFile } from "../fixtures/real-data.ts";
import { realWorkspace } from "../fixtures/trade/real.ts";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";

const imts: TinyFlow[] = [
  { period: 2021, exporter: "CHN", importer: "RUS", value: 300 },
  { period: 2021, exporter: "DEU", importer: "RUS", value: 500 },
  { period: 2021, exporter: "XAN", importer: "RUS", value: 200 },
  { period: 2022, exporter: "DEU", importer: "RUS", value: 400 },
  { period: 2022, exporter: "KAZ", importer: "RUS", value: 600, status: "estimated" },
  // 2023: only two partners speak, as mirrors.
  { period: 2023, exporter: "CHN", importer: "RUS", value: 900, reporter: "exporter" },
  { period: 2023, exporter: "KAZ", importer: "RUS", value: 100, reporter: "exporter" },
];
const months = (year: number, count: number, value: number): TinyFlow[] =>
  Array.from({ length: count }, (_, m) => ({
    period: `${year}-${String(m + 1).padStart(2, "0")}`,
    exporter: "CHN",
    importer: "RUS",
    value,
    reporter: "exporter",
    frequency: "M",
  }));
const baci: TinyFlow[] = [
  { period: 2021, exporter: "CHN", importer: "RUS", product: "854231", value: 60, reporter: "reconciled" },
  {
    period: 2021,
    exporter: "CHN",
    importer: "RUS",
    product: "854800",
    value: 10,
    classification: "HS2017",
    reporter: "reconciled",
  },
  { period: 2021, exporter: "CHN", importer: "RUS", product: "010121", value: 30, reporter: "reconciled" },
  { period: 2021, exporter: "DEU", importer: "RUS", product: "854232", value: 40, reporter: "reconciled" },
  { period: 2021, exporter: "DEU", importer: "RUS", product: "847150", value: 100, reporter: "reconciled" },
];

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace(
    { imts, baci },
    Array.from({ length: 11 }, (_, m) => ({
      series: "MIRROR.IMPORTS",
      country: "RUS",
      period: `2021-${String(m + 1).padStart(2, "0")}`,
      value: 40,
      frequency: "M" as const,
    })),
  );
});
afterAll(() => tiny?.close());

const share = (parameters: object) =>
  tiny.workspace.run("partner-share", {
    reporter: "RUS",
    partner: "CHN",
    min_partners: 2,
    source: "imts",
    ...parameters,
  });

describe("partner-share", () => {
  it("divides by every partner, areas not elsewhere specified included", async () => {
    const { rows } = await share({ to: 2021 });
    expect(rows).toEqual([
      expect.objectContaining({
        value_usd: 300,
        total_usd: 1000,
        share: 0.3,
        partners: 3,
        basis: "reported",
      }),
    ]);
  });

  it("is null, with a note, where the source tells nothing of the partner, and estimated where a part is", async () => {
    const { rows, coverage } = await share({ from: 2021, to: 2022 });
    expect(rows[1]).toMatchObject({ value_usd: null, total_usd: 1000, share: null, status: "estimated" });
    expect(coverage.notes).toContainEqual({
      kind: "missing",
      text: "2022: imts has no figure of Russia's imports from China: not reported, which is not zero",
    });
    const finding = indicatorsByName.get("partner-share")?.finding?.(rows, {
      reporter: "RUS",
      partner: "CHN",
      flow: "imports",
      frequency: "A",
      product: "total",
    });
    expect(finding).toBe("Russia's imports from China are not reported for 2022, after 30.0\u202f% in 2021");
  });

  it("is 0 for goods that a partner with other figures did not sell", async () => {
    const { rows } = await share({ source: "baci", partner: "DEU", product: "0101", from: 2021, to: 2021 });
    expect(rows[0]).toMatchObject({ value_usd: 0, total_usd: 30, share: 0 });
  });

  it("has no total, and no share, where only few partners have figures", async () => {
    const { rows, coverage } = await share({ from: 2023, min_partners: 3 });
    expect(rows[0]).toMatchObject({ value_usd: 900, total_usd: null, share: null, basis: "mirrored" });
    expect(coverage.notes.map((n) => n.kind)).toContain("missing");
    expect((await share({ from: 2023 })).rows[0]?.share).toBe(0.9);
  });

  it("does not claim a zero for a partner that few others tell nothing about", async () => {
    const { rows } = await share({ from: 2023, min_partners: 3, partner: "IND" });
    expect(rows[0]).toMatchObject({ value_usd: null, share: null });
  });

  it("adds years into a range and says which are missing", async () => {
    const { rows, coverage } = await share({ from: 2020, to: 2022, by: "range", partner: "DEU" });
    expect(rows[0]).toMatchObject({
      value_usd: 900,
      total_usd: 2000,
      share: 0.45,
      periods: 2,
      basis: "reported",
    });
    expect(coverage.notes.map((n) => n.text).join()).toContain("2 of 3 years have figures");
    // Two of three years of China's are no sum over three.
    const china = await share({ from: 2021, to: 2023, by: "range" });
    expect(china.rows[0]).toMatchObject({ value_usd: null, total_usd: 3000, share: null, basis: "mixed" });
  });

  it("reads a heading, a chapter, a section and a converted code from the data's own revision", async () => {
    const asked = async (product: string) =>
      (await share({ product, source: "baci", from: 2021, to: 2021 })).rows[0];
    expect(await asked("8542")).toMatchObject({
      value_usd: 60,
      total_usd: 100,
      share: 0.6,
      low: 0.6,
      high: 0.6,
    });
    expect(await asked("85")).toMatchObject({ value_usd: 70, total_usd: 110 });
    expect(await asked("section:XVI")).toMatchObject({ value_usd: 70, total_usd: 210 });
    expect(await asked("HS2012:8542")).toMatchObject({ value_usd: 60, total_usd: 100 });
    // Horses and computers are capital goods whole; one of eight targets of a chip's code is: 30 + 60/8 of 130 + 100/8.
    const capital = await asked("bec:capital");
    expect(capital).toMatchObject({ value_usd: 37.5, total_usd: 142.5 });
    expect(capital?.share).toBeCloseTo(37.5 / 142.5, 14);
    expect(capital?.low).toBeCloseTo(30 / 170, 14);
    expect(capital?.high).toBeCloseTo(90 / 190, 14);
    expect(await asked("total")).toMatchObject({ value_usd: 100, total_usd: 240 });
  });

  it("takes totals from a source that has them when no goods are named, and products from one that has those", async () => {
    const totals = await tiny.workspace.run("partner-share", {
      reporter: "RUS",
      partner: "CHN",
      min_partners: 2,
    });
    expect([...new Set(totals.rows.map((r) => r.source))]).toEqual(["imts"]);
    const chips = await tiny.workspace.run("partner-share", {
      reporter: "RUS",
      partner: "CHN",
      min_partners: 2,
      product: "8542",
    });
    expect([...new Set(chips.rows.map((r) => r.source))]).toEqual(["baci"]);
  });
});

describe("partner-share over a total series", () => {
  it("adds only the months that both have, and says how many", async () => {
    const monthly = await tinyWorkspace(
      { comtrade: months(2021, 10, 10) },
      Array.from({ length: 12 }, (_, m) => ({
        series: "MIRROR.IMPORTS",
        country: "RUS",
        period: `2021-${String(m + 1).padStart(2, "0")}`,
        value: 40,
        frequency: "M" as const,
      })),
    );
    try {
      const { rows, coverage } = await monthly.workspace.run("partner-share", {
        reporter: "RUS",
        partner: "CHN",
        frequency: "M",
        by: "year",
        total: "MIRROR.IMPORTS",
      });
      expect(rows[0]).toMatchObject({ value_usd: 100, total_usd: 400, share: 0.25, periods: 10 });
      expect(coverage.notes.map((n) => n.text).join()).toContain("2021: 10 of 12 months have figures");
      const quarters = await monthly.workspace.run("partner-share", {
        reporter: "RUS",
        partner: "CHN",
        frequency: "M",
        by: "quarter",
        total: "MIRROR.IMPORTS",
      });
      expect(quarters.rows.map((r) => [r.period, r.share, r.periods])).toEqual([
        ["2021-01-01", 0.25, 3],
        ["2021-04-01", 0.25, 3],
        ["2021-07-01", 0.25, 3],
        ["2021-10-01", 0.25, 1],
      ]);
    } finally {
      await monthly.close();
    }
  });
});

describe("partner-share on the real IMTS file of Russia", () => {
  const file = realFile("trade/imf_imts_russia_partner_annual_2016_2024.csv");
  it.skipIf(!file)("gives China 34.3 % of imports and 16.5 % of exports in 2022", async () => {
    const real = await realWorkspace([{ source: "imts", files: [file as string] }]);
    try {
      const of = async (flow: "imports" | "exports", year: number) =>
        (
          await real.workspace.run("partner-share", {
            reporter: "RUS",
            partner: "CHN",
            flow,
            from: year,
            to: year,
          })
        ).rows[0]?.share;
      expect(await of("imports", 2022)).toBeCloseTo(0.343, 3);
      expect(await of("exports", 2022)).toBeCloseTo(0.165, 3);
      expect(await of("imports", 2024)).toBeCloseTo(0.463, 3);
      const ranks = await real.workspace.run("partner-rank", { reporter: "RUS", from: 2022, to: 2022 });
      expect(ranks.rows[0]).toMatchObject({ partner: "CHN", rank: 1 });
      expect(ranks.rows.reduce((sum, r) => sum + (r.share ?? 0), 0)).toBeCloseTo(1, 12);
    } finally {
      await real.close();
    }
  });
});
