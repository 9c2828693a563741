import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initWorkspace, parseScenario, type Workspace } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realData } from "../fixtures/real-data.ts";

const folder = mkdtempSync(join(tmpdir(), "tightrope-io-"));
const wiod2011 = join(realData, "io/wiod2013_wiot_2011.csv.gz");
const wiod2008 = join(realData, "io/wiod2013_wiot_2008.csv.gz");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Two countries with one sector each, and the ten-country header that the loader asks for filled with idle ones.
 * China sells 20 of its 100 to Russia's industry and 80 at home; Russia sells 10 to China's, 40 at home.
 */
function twoCountries(): string {
  const idle = ["USA", "JPN", "KOR", "DEU", "FRA", "ITA", "GBR", "POL"];
  const countries = ["CHN", "RUS", ...idle];
  const header = ["row", ...countries.map((c) => `${c}.c1`), ...countries.map((c) => `${c}.f1`), "output"];
  const cells: Record<string, Record<string, number>> = {
    CHN: { "CHN.c1": 30, "RUS.c1": 20, "CHN.f1": 50, output: 100 },
    RUS: { "CHN.c1": 10, "RUS.c1": 5, "RUS.f1": 35, output: 50 },
  };
  const rows = countries.map((c) => [
    `${c}.c1`,
    ...header
      .slice(1)
      .map((h) => cells[c]?.[h] ?? (h === `${c}.f1` && !cells[c] ? 1 : h === "output" && !cells[c] ? 1 : 0)),
  ]);
  return `${[header, ...rows].map((r) => r.join(",")).join("\n")}\n`;
}

describe("a table small enough to solve by hand", () => {
  let ws: Workspace;
  beforeAll(async () => {
    ws = await initWorkspace(join(folder, "small"));
    const path = join(folder, "tiny_2011.csv");
    writeFileSync(path, twoCountries());
    const [report] = await ws.load("wiod", [path]);
    expect(report?.rows.read).toBe(10 * 21);
    expect(report?.rows.kept).toBe(4 + 4 + 16);
  });
  afterAll(() => ws.close());

  it("gives the reliance that (I − A)⁻¹ gives on paper", async () => {
    // a = [[.3, .4], [.1, .1]]; for Russia's output of 50: L (0, 50) with det(I − A) = .59 is
    // (.4 · 50, .7 · 50) / .59, less the 50 itself: 33.898 Chinese against 9.322 Russian production.
    const { rows } = await ws.run("foreign-input-reliance", { country: "RUS" });
    const china = rows.find((r) => r.partner === "CHN");
    expect(china?.look_through).toBeCloseTo(20 / 0.59 / (20 / 0.59 + 35 / 0.59 - 50), 12);
    expect(china?.face_value).toBeCloseTo(20 / 25, 12);
    expect(rows.reduce((a, r) => a + (r.look_through ?? 0), 0)).toBeCloseTo(1, 12);
  });

  it("names who supplies an industry's imports, whatever they are used for", async () => {
    const { rows } = await ws.run("industry-suppliers", { country: "RUS" });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ country: "RUS", partner: "CHN", share: 1, year: 2011 });
    expect(rows[0]?.value_usd_m).toBeCloseTo(20, 9);
  });

  it("splits the exposure of a sector into what is bought and what stands behind it", async () => {
    const { rows } = await ws.run("supply-chain-exposure", { country: "RUS", partner: "CHN" });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.direct).toBeCloseTo(0.4, 12);
    expect(rows[0]?.total).toBeCloseTo(0.4 / 0.59, 12);
  });

  it("adds up: value added sold to everyone is value added", async () => {
    const { rows } = await ws.run("value-added-trade", { country: "CHN" });
    expect(rows.reduce((a, r) => a + (r.value_added_usd_m ?? 0), 0)).toBeCloseTo(100 - 40, 9);
    // China exports 20; each dollar of its output holds .6 of value added and (I − A)⁻¹ puts 20 · .9/.59 of output behind it.
    expect(rows[0]?.domestic_share).toBeCloseTo((0.6 * 0.9) / 0.59, 12);
  });

  it("says which countries a table has when the asked one is not apart", async () => {
    await expect(ws.run("foreign-input-reliance", { country: "KAZ" })).rejects.toThrow(
      /wiod 2011 does not have Kazakhstan apart: it has CHN, DEU/,
    );
    await expect(ws.run("foreign-input-reliance", { country: "CHN", year: 1999 })).rejects.toThrow(
      "no input-output table of 1999: there are wiod 2011",
    );
  });
});

describe("the figures that ship", () => {
  let ws: Workspace;
  const figures = join(
    import.meta.dirname,
    "../../../../cases/china-russia/figures/wiod-compact-2011.csv.gz",
  );
  beforeAll(async () => {
    ws = await initWorkspace(join(folder, "compact"));
    await ws.load("wiod-compact", [figures]);
  });
  afterAll(() => ws.close());

  it("solve a scenario to a residual of at most 1e-10, with parts that add up to welfare", async () => {
    const scenario = {
      scenario: "China and Russia stop trading",
      shocks: [{ senders: "CHN", target: "RUS", kind: "cut-off" }],
    };
    const { rows } = await ws.run("scenario", { scenario: JSON.stringify(scenario) });
    expect(rows.every((r) => r.converged === true && (r.residual as number) <= 1e-10)).toBe(true);
    for (const country of ["CHN", "RUS", "USA"]) {
      const own = rows.filter((r) => r.country === country);
      const welfare = own.find((r) => r.measure === "welfare")?.change as number;
      const parts = own
        .filter((r) => r.measure?.startsWith("welfare: "))
        .reduce((a, r) => a + (r.change as number), 0);
      expect(parts).toBeCloseTo(welfare, 6);
    }
    const of = (c: string) => rows.find((r) => r.country === c && r.measure === "welfare")?.change as number;
    expect(of("RUS")).toBeLessThan(of("CHN"));
    expect(of("CHN")).toBeLessThan(0);
  });

  it("solve every shipped scenario to a residual of at most 1e-10", async () => {
    const shipped = join(import.meta.dirname, "../../../../cases/china-russia/scenarios");
    const files = readdirSync(shipped).filter((f) => f.endsWith(".yaml"));
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      const scenario = parseScenario(readFileSync(join(shipped, file), "utf8"), file);
      const { rows } = await ws.run("scenario", {
        scenario: JSON.stringify({ ...scenario, decompose: false }),
      });
      for (const r of rows) {
        expect(r.converged, file).toBe(true);
        expect(r.residual as number, file).toBeLessThanOrEqual(1e-10);
      }
    }
  });

  it("answer a forced choice, and know the European Union through its added-up members", async () => {
    const { rows } = await ws.run("forced-choice", { country: "CHN", partner: "RUS", other: "eu" });
    const [russia, europe] = rows;
    expect(russia?.losing).toBe("RUS");
    expect(europe?.costlier).toBe(true);
    expect((russia?.cost_ratio as number) * (europe?.cost_ratio as number)).toBeCloseTo(1, 12);
  });

  it("refuse a scenario that makes no sense, in one sentence", async () => {
    const bad = (scenario: object) => ws.run("scenario", { scenario: JSON.stringify(scenario) });
    await expect(ws.run("scenario", { scenario: "{" })).rejects.toThrow(/scenario is not JSON/);
    await expect(
      bad({
        scenario: "x",
        shocks: [{ senders: "CHN", target: "RUS", kind: "cut-off", sectors: ["electronic"] }],
      }),
    ).rejects.toThrow(/electronic.*did you mean electronics/);
    await expect(
      bad({
        scenario: "x",
        elasticities: { mining: -1 },
        shocks: [{ senders: "CHN", target: "RUS", kind: "cut-off" }],
      }),
    ).rejects.toThrow(/must be above 0/);
  });
});

describe.skipIf(!existsSync(wiod2011))("the published WIOD tables", { timeout: 240_000 }, () => {
  let ws: Workspace;
  beforeAll(async () => {
    ws = await initWorkspace(join(folder, "wiod"));
    await ws.load("wiod", [wiod2011, wiod2008]);
  }, 240_000);
  afterAll(() => ws.close());

  it("give the domestic value added in exports that three other programs give", async () => {
    const china = await ws.run("value-added-trade", { country: "CHN", year: 2011 });
    const russia = await ws.run("value-added-trade", { country: "RUS", year: 2011 });
    expect(china.rows[0]?.domestic_share).toBeCloseTo(0.78240965663168, 11);
    expect(russia.rows[0]?.domestic_share).toBeCloseTo(0.93889006661434, 11);
  });

  it("give Russia's published gains from trade within the stated bands", async () => {
    const { rows } = await ws.run("gains-from-trade", { country: "RUS", year: 2008 });
    expect(Math.abs((rows[0]?.one_sector as number) - 0.024)).toBeLessThan(0.002);
    expect(Math.abs((rows[0]?.many_sectors as number) - 0.18)).toBeLessThan(0.01);
    expect(Math.abs((rows[0]?.with_inputs as number) - 0.359)).toBeLessThan(0.016);
  });
});
