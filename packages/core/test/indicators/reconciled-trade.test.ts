import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hs85Mapping } from "../fixtures/flows/hs85.ts";
import { type FlowRow, flowsWorkspace } from "../fixtures/flows/workspace.ts";
import { realData } from "../fixtures/real-data.ts";

let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
const flow = { exporter: "CHN", importer: "RUS" };
const run = (parameters: object = {}) =>
  scratch.workspace.run("reconciled-trade", { ...flow, margin: "none", ...parameters });

/** Both ends' reports of one flow. */
const twice = (exporter: string, importer: string, x: number, m: number, period = 2020): FlowRow[] => [
  { exporter, importer, period, role: "exporter", value: x },
  { exporter, importer, period, role: "importer", value: m },
];

describe("reconciled-trade", () => {
  beforeEach(async () => {
    scratch = await flowsWorkspace();
  });
  afterEach(() => scratch.close());

  it("weighs both reports by reliability, computed by hand for two by two countries", async () => {
    // all four flows have the same size on one side, so that weights differ little; log ratios 0.1 0.3 / 0.3 0.5
    await scratch.load([
      ...twice("CHN", "RUS", 1e9 * Math.exp(0.1), 1e9),
      ...twice("CHN", "USA", 1e9 * Math.exp(0.3), 1e9),
      ...twice("DEU", "RUS", 1e9 * Math.exp(0.3), 1e9),
      ...twice("DEU", "USA", 1e9 * Math.exp(0.5), 1e9),
    ]);
    // additive without residue, so weights do not matter: exporters 0.2 and 0.4, importers 0.2 and 0.4
    const { rows } = await run();
    const x = 1e9 * Math.exp(0.1);
    expect(rows[0]).toMatchObject({ reported_by: "both", status: "reported" });
    expect(rows[0]?.exporter_weight).toBeCloseTo(0.5, 6);
    expect((rows[0]?.value_usd as number) / (0.5 * x + 0.5e9)).toBeCloseTo(1, 6);
    const other = (await run({ exporter: "CHN", importer: "USA" })).rows[0];
    // w = 0.4² / (0.2² + 0.4²) = 0.8
    expect(other?.exporter_weight).toBeCloseTo(0.8, 6);
    expect((other?.value_usd as number) / (0.8 * 1e9 * Math.exp(0.3) + 0.2e9)).toBeCloseTo(1, 6);
  });

  it("keeps the only report, flags it as a mirror, and has no row where nobody reports", async () => {
    await scratch.load([
      { ...flow, period: 2019, role: "exporter", value: 5 },
      { ...flow, period: 2020, role: "importer", value: 7 },
      { exporter: "DEU", importer: "RUS", period: 2018, role: "importer", value: 7 },
    ]);
    const { rows } = await run();
    expect(
      rows.map((r) => [
        String(r.period).slice(0, 4),
        r.value_usd,
        r.reported_by,
        r.status,
        r.exporter_weight,
      ]),
    ).toEqual([
      ["2019", 5, "exporter", "mirrored", 1],
      ["2020", 7, "importer", "mirrored", 0],
    ]);
  });

  it("works from mirrors alone for Russia after January 2022, and says so in every row and a note", async () => {
    await scratch.load([
      ...twice("CHN", "RUS", 100, 130, 2021),
      ...twice("CHN", "RUS", 100, 130, 2022),
      ...twice("RUS", "CHN", 50, 70, 2023),
      { exporter: "RUS", importer: "BLR", period: 2023, role: "exporter", value: 9, status: "estimated" },
    ]);
    const toRussia = await run();
    expect(toRussia.rows.map((r) => [r.value_usd, r.status, r.reported_by])).toEqual([
      [115, "reported", "both"],
      [100, "mirrored", "exporter"],
    ]);
    expect(toRussia.coverage.notes.find((n) => n.text.includes("since January 2022"))?.text).toMatch(
      /^2022: /,
    );
    const fromRussia = await run({ exporter: "RUS", importer: undefined });
    expect(fromRussia.rows.map((r) => [r.importer, r.value_usd, r.status, r.reported_by])).toEqual([
      ["BLR", 9, "estimated", "none"],
      ["CHN", 70, "mirrored", "importer"],
    ]);
  });

  it("passes on what a source reconciled itself", async () => {
    await scratch.load([{ ...flow, product: "854231", value: 3 }]);
    const { rows, coverage } = await run({ product: "8542" });
    expect(rows[0]).toMatchObject({ value_usd: 3, reported_by: "source", status: "reported" });
    expect(coverage.notes.some((n) => n.kind === "reconciled")).toBe(true);
  });

  it("wants an end of the flow", async () => {
    await scratch.load([{ ...flow, value: 3 }]);
    await expect(scratch.workspace.run("reconciled-trade", {})).rejects.toThrow(
      /needs --exporter or --importer/,
    );
  });
});

const file = `${realData}/trade/comtrade_hs85_hs4_bilateral_2019_2024.csv.gz`;
const present = existsSync(file);
if (!present) console.warn(`skipped: ${file} is absent, so reconciliation is not checked on real reports`);

describe.skipIf(!present)("reconciliation of real reports (chapter 85, 20 reporters)", () => {
  beforeAll(async () => {
    scratch = await flowsWorkspace();
    await scratch.mapped("hs85", gunzipSync(readFileSync(file)).toString("utf8"), hs85Mapping);
  }, 60_000);
  afterAll(() => scratch.close());

  it("lies between the two reports, and weights of both ends add up to 1", async () => {
    const { rows } = await scratch.workspace.run("reconciled-trade", {
      importer: "CHN",
      from: 2021,
      to: 2021,
    });
    expect(rows.length).toBeGreaterThan(15);
    for (const r of rows) {
      expect(r.value_usd).toBeGreaterThanOrEqual((r.low_usd as number) * (1 - 1e-12));
      expect(r.value_usd).toBeLessThanOrEqual((r.high_usd as number) * (1 + 1e-12));
      if (r.reported_by === "both") {
        expect(r.exporter_weight).toBeGreaterThan(0);
        expect(r.exporter_weight).toBeLessThan(1);
      }
    }
  });
});
