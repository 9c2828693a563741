import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";
import { realData } from "../fixtures/real-data.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;

describe("reporting-coverage", () => {
  beforeEach(async () => {
    scratch = await flowsWorkspace();
  });
  afterEach(() => scratch.close());

  it("counts partners by whose figure it is, and shows holes for the countries asked", async () => {
    await scratch.load([
      { exporter: "RUS", importer: "CHN", period: 2020, role: "exporter", value: 1 },
      { exporter: "RUS", importer: "DEU", period: 2020, role: "exporter", value: 1 },
      { exporter: "CHN", importer: "RUS", period: 2020, role: "importer", value: 1 },
      { exporter: "RUS", importer: "CHN", period: 2021, role: "importer", value: 1 },
      { exporter: "RUS", importer: "KAZ", period: 2022, role: "exporter", value: 1, status: "estimated" },
      { source: "b", exporter: "RUS", importer: "CHN", period: 2020, value: 1 },
    ]);
    const { rows, coverage } = await scratch.workspace.run("reporting-coverage", { countries: "RUS,JPN" });
    const short = rows.map((r) => [
      r.source,
      String(r.period).slice(0, 4),
      r.country,
      r.export_partners,
      r.import_partners,
      r.mirror_partners,
      r.reconciled_partners,
      r.estimated_partners,
      r.status,
    ]);
    expect(short).toEqual([
      ["flows:a", "2020", "JPN", 0, 0, 0, 0, 0, "none"],
      ["flows:a", "2020", "RUS", 2, 1, 0, 0, 0, "reported"],
      ["flows:a", "2021", "JPN", 0, 0, 0, 0, 0, "none"],
      ["flows:a", "2021", "RUS", 0, 0, 1, 0, 0, "mirrored"],
      ["flows:a", "2022", "JPN", 0, 0, 0, 0, 0, "none"],
      ["flows:a", "2022", "RUS", 1, 0, 0, 0, 1, "estimated"],
      ["flows:b", "2020", "JPN", 0, 0, 0, 0, 0, "none"],
      ["flows:b", "2020", "RUS", 0, 0, 0, 1, 0, "reconciled"],
    ]);
    expect(coverage.notes.map((n) => n.text).join()).toContain(
      "2022: Russia has published no trade by partner",
    );
  });

  it("names every country with a figure when none is asked, and adds months up to years", async () => {
    await scratch.load([
      { exporter: "RUS", importer: "CHN", period: "2020-01", role: "exporter", value: 1 },
      { exporter: "RUS", importer: "DEU", period: "2020-02", role: "exporter", value: 1 },
    ]);
    const { rows } = await scratch.workspace.run("reporting-coverage", { frequency: "M", by: "year" });
    expect(rows.map((r) => [r.country, r.period, r.export_partners, r.mirror_partners])).toEqual([
      ["CHN", "2020-01-01", 0, 1],
      ["DEU", "2020-01-01", 0, 1],
      ["RUS", "2020-01-01", 2, 0],
    ]);
  });
});

const file = `${realData}/trade/imf_imts_russia_partner_annual_2016_2024.csv`;
const present = existsSync(file);
if (!present) console.warn(`skipped: ${file} is absent, so coverage is not checked on the IMF's figures`);

describe.skipIf(!present)("coverage of the IMF's figures of Russia", () => {
  beforeAll(async () => {
    scratch = await flowsWorkspace();
    await scratch.workspace.load("imts", [file], {});
  }, 60_000);
  afterAll(() => scratch.close());

  it("is reported to 2021 and estimated from 2022", async () => {
    const { rows } = await scratch.workspace.run("reporting-coverage", { countries: "RUS" });
    expect(rows.map((r) => [String(r.period).slice(0, 4), r.status])).toEqual(
      [2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024].map((y) => [
        String(y),
        y < 2022 ? "reported" : "estimated",
      ]),
    );
    for (const r of rows) expect(r.import_partners).toBeGreaterThan(100);
  });
});
