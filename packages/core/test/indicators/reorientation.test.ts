import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realFile } from "../fixtures/real-data.ts";
import { realWorkspace } from "../fixtures/trade/real.ts";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { wholeYear } from "../fixtures/trade/whole-year.ts";
import { reconciled, type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

const flow = (period: number, exporter: string, value: number): TinyFlow => ({
  period,
  exporter,
  importer: "GBR",
  value,
});

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
let whole: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    imts: [
      flow(2020, "CHN", 30),
      flow(2020, "DEU", 70),
      flow(2021, "CHN", 60),
      flow(2021, "DEU", 40),
      flow(2022, "TUR", 5),
      flow(2022, "IND", 5),
      // 2023: China's cell is empty.
      flow(2023, "DEU", 35),
      flow(2023, "TUR", 65),
    ],
  });
  whole = await tinyWorkspace({
    baci: [
      ...[2020, 2021].flatMap((year) => wholeYear(year, ["GBR"])),
      ...[
        [2020, "CHN", 30],
        [2020, "DEU", 70],
        [2021, "TUR", 5],
        [2021, "IND", 5],
      ].map(([year, exporter, value]) =>
        reconciled(year as number, exporter as string, "GBR", "010121", value as number),
      ),
    ],
  });
});
afterAll(async () => {
  await tiny?.close();
  await whole?.close();
});

const britain = (parameters: object) =>
  tiny.workspace.run("reorientation", { reporter: "GBR", min_partners: 2, source: "imts", ...parameters });

describe("reorientation", () => {
  it("is 0 for the base itself, 0.3 when 30 % moved, and not known when no partner has figures in both", async () => {
    const { rows } = await britain({ top: 0, to: 2022 });
    expect(rows.map((r) => r.period)).toEqual(["2020-01-01", "2021-01-01", "2022-01-01"]);
    expect(rows[0]).toMatchObject({ hellinger: 0, total_variation: 0, partner: null });
    expect(rows[1]?.total_variation).toBeCloseTo(0.3, 14);
    expect(rows[1]?.hellinger).toBeCloseTo(
      Math.sqrt(0.5 * ((Math.sqrt(0.6) - Math.sqrt(0.3)) ** 2 + (Math.sqrt(0.4) - Math.sqrt(0.7)) ** 2)),
      14,
    );
    expect(rows[2]).toMatchObject({ hellinger: null, total_variation: null });
  });

  it("is 1 for new partners altogether, where the source shows that there was no trade with the others", async () => {
    const { rows, coverage } = await whole.workspace.run("reorientation", {
      reporter: "GBR",
      min_partners: 2,
      top: 0,
    });
    expect(rows[1]?.hellinger).toBeCloseTo(1, 14);
    expect(rows[1]?.total_variation).toBeCloseTo(1, 14);
    expect(coverage.notes.filter((n) => n.kind === "missing")).toEqual([]);
  });

  it("leaves a partner with an empty cell out of both sides and says what part it was", async () => {
    const { rows, coverage } = await britain({ base_from: 2020, from: 2023, top: 5 });
    // Only Germany has figures in both years.
    expect(rows[0]).toMatchObject({ period: "2023-01-01", hellinger: 0, total_variation: 0 });
    expect(rows.slice(1).map((r) => r.partner)).toEqual(["DEU"]);
    expect(coverage.notes).toContainEqual({
      kind: "missing",
      text: "2023: left out of base and period, because imts has no figure in one of them, which is not zero: Türkiye, China (30.0 % of the base, 65.0 % of the period)",
    });
  });

  it("takes a base that lies before the range", async () => {
    const { rows } = await britain({ base_from: 2020, from: 2021, to: 2021, top: 0 });
    expect(rows.map((r) => r.period)).toEqual(["2021-01-01"]);
    expect(rows[0]?.total_variation).toBeCloseTo(0.3, 14);
  });

  it("names the partners that moved, whose parts add up to 1", async () => {
    const rows = (await britain({ from: 2020, to: 2021, top: 300 })).rows.filter(
      (r) => r.period === "2021-01-01" && r.partner,
    );
    expect(rows.map((r) => r.partner).toSorted()).toEqual(["CHN", "DEU"]);
    expect(rows.find((r) => r.partner === "CHN")?.moved).toBeCloseTo(0.3, 14);
    for (const part of ["part_hellinger", "part_total_variation"] as const)
      expect(rows.reduce((sum, r) => sum + (r[part] as number), 0)).toBeCloseTo(1, 12);
  });

  it("compares what follows a day with what precedes it", async () => {
    const { rows } = await britain({ split: 2021, to: 2021, by: "range", top: 0 });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ period: "2021-01-01" });
    expect(rows[0]?.total_variation).toBeCloseTo(0.3, 14);
    await expect(britain({ split: 2022, base_from: 2020 })).rejects.toThrow(
      "takes split, or base_from and base_to, not both",
    );
    expect((await britain({ split: 2020 })).coverage.notes.map((n) => n.text).join()).toContain(
      "no figures in the base period",
    );
  });

  it("equals numpy on the seeded world", async () => {
    const { rows } = await tiny.workspace.run("reorientation", {
      reporter: "RUS",
      source: "baci",
      base_from: 2018,
      base_to: 2020,
      top: 0,
      min_partners: 2,
    });
    const after = rows.filter((r) => (r.period as string) >= "2021");
    after.forEach((r, i) => {
      expect(r.hellinger).toBeCloseTo(reference.reorientation.hellinger[i] as number, DIGITS);
      expect(r.total_variation).toBeCloseTo(reference.reorientation.total_variation[i] as number, DIGITS);
    });
    expect(after).toHaveLength(3);
  });

  const file = realFile("trade/imf_imts_russia_partner_annual_2016_2024.csv");
  it.skipIf(!file)("shows Russia's imports turning to China after 2021", async () => {
    const real = await realWorkspace([{ source: "imts", files: [file as string] }]);
    try {
      const { rows } = await real.workspace.run("reorientation", { reporter: "RUS", split: 2022 });
      const whole = rows.filter((r) => r.partner === null).map((r) => r.total_variation as number);
      expect(whole).toHaveLength(3);
      expect(whole).toEqual(whole.toSorted((a, b) => a - b));
      const last = rows.filter((r) => r.period === "2024-01-01" && r.partner !== null);
      expect(last.toSorted((a, b) => (b.moved as number) - (a.moved as number))[0]?.partner).toBe("CHN");
    } finally {
      await real.close();
    }
  });
});
