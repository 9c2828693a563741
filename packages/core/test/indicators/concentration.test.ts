import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realFile } from "../fixtures/real-data.ts";
import { realWorkspace } from "../fixtures/trade/real.ts";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    imts: [
      { period: 2022, exporter: "CHN", importer: "GBR", value: 50 },
      { period: 2022, exporter: "DEU", importer: "GBR", value: 30 },
      { period: 2022, exporter: "XAN", importer: "GBR", value: 20 },
      { period: 2023, exporter: "CHN", importer: "GBR", value: 5 },
    ],
  });
});
afterAll(() => tiny?.close());

describe("concentration", () => {
  it("is 0.38 for 50, 30 and 20 %, and 0.07 normalised over three", async () => {
    const { rows } = await tiny.workspace.run("concentration", {
      reporter: "GBR",
      min_partners: 1,
      to: 2022,
    });
    expect(rows[0]?.hhi).toBeCloseTo(0.38, 14);
    expect(rows[0]?.normalised).toBeCloseTo(0.07, 14);
    expect(rows[0]).toMatchObject({ n: 3, largest: "CHN", largest_share: 0.5 });
  });

  it("is 1 for one partner, where the normalised form is not defined, and null where the total is not known", async () => {
    const of = async (min_partners: number) =>
      (await tiny.workspace.run("concentration", { reporter: "GBR", min_partners, from: 2023 })).rows[0];
    expect(await of(1)).toMatchObject({ hhi: 1, normalised: null, n: 1, equivalent_number: 1 });
    expect(await of(2)).toMatchObject({ hhi: null, largest_share: null });
  });

  it("equals numpy on the seeded world", async () => {
    const { rows } = await tiny.workspace.run("concentration", { reporter: "RUS", min_partners: 2 });
    rows.forEach((r, i) => {
      expect(r.hhi).toBeCloseTo(reference.concentration.hhi[i] as number, DIGITS);
      expect(r.normalised).toBeCloseTo(reference.concentration.normalised[i] as number, DIGITS);
    });
    expect(rows).toHaveLength(6);
  });

  it("over goods lies between 1/n and 1, and is higher the coarser the goods", async () => {
    const at = async (over: "sections" | "chapters" | "headings" | "products") =>
      (
        await tiny.workspace.run("concentration", {
          reporter: "RUS",
          over,
          min_partners: 2,
          from: 2020,
          to: 2020,
        })
      ).rows[0];
    const found = [await at("products"), await at("headings"), await at("chapters"), await at("sections")];
    const values = found.map((r) => r?.hhi as number);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    for (const r of found) {
      expect(r?.hhi).toBeGreaterThanOrEqual(1 / (r?.n as number) - 1e-12);
      expect(r?.hhi).toBeLessThanOrEqual(1);
    }
  });

  const file = realFile("trade/imf_imts_russia_partner_annual_2016_2024.csv");
  it.skipIf(!file)("doubles for Russia's imports between 2021 and 2024, as China's share does", async () => {
    const real = await realWorkspace([{ source: "imts", files: [file as string] }]);
    try {
      const { rows } = await real.workspace.run("concentration", { reporter: "RUS", from: 2021, to: 2024 });
      expect(rows.at(-1)?.largest).toBe("CHN");
      expect((rows.at(-1)?.hhi as number) / (rows[0]?.hhi as number)).toBeGreaterThan(2);
    } finally {
      await real.close();
    }
  });
});
