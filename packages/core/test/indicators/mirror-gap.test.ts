import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hs85Mapping } from "../fixtures/flows/hs85.ts";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";
import { realData } from "../fixtures/real-data.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
const gap = (parameters: object = {}) =>
  scratch.workspace.run("mirror-gap", { exporter: "CHN", importer: "RUS", ...parameters });
const flow = { exporter: "CHN", importer: "RUS" };

describe("mirror-gap", () => {
  beforeEach(async () => {
    scratch = await flowsWorkspace();
  });
  afterEach(() => scratch.close());

  it("takes the margin off imports, and keeps both readings visible", async () => {
    await scratch.load([
      { ...flow, role: "exporter", value: 100 },
      { ...flow, role: "importer", value: 107 },
    ]);
    const { rows, coverage } = await gap();
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(row).toMatchObject({
      exporter_usd: 100,
      importer_usd: 107,
      margin: 1.07,
      margin_basis: "constant",
      reported_by: "both",
      status: "reported",
    });
    expect(row?.importer_fob_usd).toBeCloseTo(100, 12);
    expect(row?.gap_usd).toBeCloseTo(0, 12);
    expect(row?.log_ratio).toBeCloseTo(0, 12);
    expect(row?.log_ratio_unadjusted).toBeCloseTo(Math.log(100 / 107), 12);
    expect(row?.log_ratio_low).toBeCloseTo(Math.log((100 * 1.05) / 107), 12);
    expect(row?.log_ratio_high).toBeCloseTo(Math.log((100 * 1.1) / 107), 12);
    expect(coverage.notes.map((n) => n.text).join()).toContain(
      "margin is a constant 1.07, an assumption: 1 flows have both reports",
    );
  });

  it("takes nothing off imports valued FOB, and nothing at all when asked", async () => {
    await scratch.load([
      { ...flow, role: "exporter", value: 100 },
      { ...flow, role: "importer", valuation: "FOB", value: 120 },
    ]);
    expect((await gap()).rows[0]).toMatchObject({ margin: 1, gap_usd: -20, margin_basis: "none" });
    expect((await gap({ margin: "none" })).rows[0]?.gap_usd).toBe(-20);
  });

  it("has no gap where one end has no figure, and says whose is missing", async () => {
    await scratch.load([
      { ...flow, period: 2020, role: "exporter", value: 100 },
      { ...flow, period: 2020, role: "importer", value: 100 },
      { ...flow, period: 2021, role: "exporter", value: 100 },
    ]);
    const { rows, coverage } = await gap();
    expect(rows[1]).toMatchObject({
      importer_usd: null,
      gap_usd: null,
      log_ratio: null,
      reported_by: "exporter",
      status: "mirrored",
    });
    expect(coverage.notes.map((n) => n.text)).toContain(
      "2021: no figure of Russia (the importer) for some or all of these goods",
    );
  });

  it("never calls a figure of Russia's own after January 2022 reported", async () => {
    await scratch.load([
      { ...flow, period: 2023, role: "exporter", value: 100 },
      { ...flow, period: 2023, role: "importer", value: 100 },
    ]);
    const { rows, coverage } = await gap();
    expect(rows[0]?.status).toBe("estimated");
    expect(coverage.notes[0]?.text).toMatch(
      /^2023: Russia has published no trade by partner since January 2022/,
    );
  });

  it("compares sides of two sources when they are named, and cites both", async () => {
    await scratch.load([
      { ...flow, source: "customs", role: "exporter", value: 74, product: "854231" },
      { ...flow, source: "other", role: "importer", value: 107, product: "854231" },
    ]);
    const { rows, coverage } = await gap({
      product: "8542",
      exporter_source: "flows:customs",
      importer_source: "flows:other",
    });
    expect(rows[0]).toMatchObject({ exporter_usd: 74, source: "flows:customs+flows:other" });
    expect(rows[0]?.gap_usd).toBeCloseTo(-26, 9);
    expect(coverage.sources.map((s) => s.source)).toEqual(["flows:customs", "flows:other"]);
    expect((await gap({ product: "8542" })).rows[0]?.reported_by).toBe("both");
  });

  it("tells goods apart, in one HS revision when the sides use two", async () => {
    await scratch.load([
      { ...flow, role: "exporter", classification: "HS2017", product: "854231", value: 50 },
      { ...flow, role: "exporter", classification: "HS2017", product: "854890", value: 10 },
      { ...flow, role: "importer", classification: "HS2022", product: "854231", value: 53.5 },
      { ...flow, role: "importer", classification: "HS2022", product: "854800", value: 10.7 },
    ]);
    const { rows } = await gap({ digits: "4" });
    const by = Object.fromEntries(rows.map((r) => [r.product, r]));
    expect(by["8542"]?.gap_usd).toBeCloseTo(0, 9);
    expect(by["8542"]?.name).toBe("Electronic integrated circuits");
    // HS2022's 854800 is a part of HS2017's heading 8548
    expect(by["8548"]?.gap_usd).toBeCloseTo(0, 9);
    const newer = await gap({ digits: "6", classification: "HS2022" });
    expect(newer.rows.find((r) => r.product === "854231")?.gap_usd).toBeCloseTo(0, 9);
    await expect(gap({ digits: "4", classification: "SITC4" })).rejects.toThrow(/not an HS revision/);
  });

  it("changes sign when the two reports change places, and does not depend on the currency unit", async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }), async (x, m) => {
        const load = async (a: number, b: number) => {
          const source = `s${n++}`;
          await scratch.load([
            { ...flow, source, role: "exporter", value: a },
            { ...flow, source, role: "importer", value: b },
          ]);
          return (await gap({ source: `flows:${source}`, margin: "none" })).rows[0]?.log_ratio as number;
        };
        const one = await load(x, m);
        expect(await load(m, x)).toBeCloseTo(-one, 9);
        expect(await load(x * 1000, m * 1000)).toBeCloseTo(one, 9);
      }),
      { numRuns: 4 },
    );
  });
});

const file = `${realData}/trade/comtrade_hs85_hs4_bilateral_2019_2024.csv.gz`;
const present = existsSync(file);
if (!present) console.warn(`skipped: ${file} is absent, so mirror gaps are not checked on real reports`);

describe.skipIf(!present)("mirror gaps of real reports (chapter 85, 20 reporters)", () => {
  beforeAll(async () => {
    scratch = await flowsWorkspace();
    await scratch.mapped("hs85", gunzipSync(readFileSync(file)).toString("utf8"), hs85Mapping);
  }, 60_000);
  afterAll(() => scratch.close());

  it("finds exporter and importer of chips within a factor, with the sums of the published rows", async () => {
    const { rows } = await scratch.workspace.run("mirror-gap", {
      exporter: "KOR",
      importer: "CHN",
      product: "8542",
      from: 2021,
      to: 2022,
    });
    // China's 8542 imports from Korea: 88.3 bn (2021), 84.6 bn (2022), from the file itself
    expect((rows[0]?.importer_usd as number) / 1e9).toBeCloseTo(88.3, 1);
    expect((rows[1]?.importer_usd as number) / 1e9).toBeCloseTo(84.6, 1);
    for (const row of rows) {
      expect(row.reported_by).toBe("both");
      expect(Math.abs(row.log_ratio as number)).toBeLessThan(2);
      expect(row.margin).toBeGreaterThanOrEqual(1);
    }
  });
});
