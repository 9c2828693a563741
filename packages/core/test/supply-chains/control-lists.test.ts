import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initWorkspace, type Workspace } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sectorOfGoods } from "../../src/supply-chains/goods-sectors.ts";

const folder = mkdtempSync(join(tmpdir(), "tightrope-lists-"));
const figures = join(import.meta.dirname, "../../../../cases/china-russia/figures");
let ws: Workspace;

/**
 * China (156) sells Russia (643): circuits 8542.31 and .39 for 30 (both on the list's first tier), diodes 8541.10 for
 * 10, telephones 8517.12 for 60, a machine tool 8457.10 for 25 and a pump 8413.70 for 75. Thousand dollars.
 */
const BACI = `t,i,j,k,v,q
2017,156,643,854231,20,1
2017,156,643,854239,10,1
2017,156,643,854110,10,1
2017,156,643,851712,60,1
2017,156,643,845710,25,1
2017,156,643,841370,75,1
2017,643,156,270900,500,1
`;

beforeAll(async () => {
  ws = await initWorkspace(join(folder, "lists"));
  const file = join(folder, "BACI_HS17_Y2017_V202401.csv");
  writeFileSync(file, BACI);
  await ws.load("wiod-compact", [join(figures, "wiod-compact-2011.csv.gz")]);
  await ws.load("baci", [file]);
});
afterAll(async () => {
  await ws.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (shock: object) =>
  ws.run("scenario", {
    scenario: JSON.stringify({
      scenario: "a list",
      decompose: false,
      shocks: [{ senders: "CHN", target: "RUS", side: "exports", kind: "cut-off", ...shock }],
    }),
  });
const welfare = (rows: readonly { measure: unknown; country: unknown; change: unknown }[], country: string) =>
  rows.find((r) => r.measure === "welfare" && r.country === country)?.change as number;

describe("a shock on a control list", () => {
  it("hits the part of a sector that the list covers in the trade between the two, and says so", async () => {
    const listed = await ask({ sectors: ["chpl/tier-1"] });
    // 30 of the 100 of electrical and optical equipment.
    const byHand = await ask({ sectors: ["electronics"], share: 0.3 });
    expect(welfare(listed.rows, "RUS")).toBeLessThan(0);
    expect(welfare(listed.rows, "RUS")).toBeCloseTo(welfare(byHand.rows, "RUS"), 14);
    expect(welfare(listed.rows, "CHN")).toBeCloseTo(welfare(byHand.rows, "CHN"), 14);
    const note = listed.coverage.notes.find((n) => n.text.includes("chpl/tier-1"))?.text;
    expect(note).toBe(
      "exports of CHN: chpl/tier-1 covers Electrical and optical equipment 30.0 %; 2 of its codes, weighed with baci 2017 (HS2017), CHN to RUS; HS to ISIC 3 to sectors of wiod-compact",
    );
    expect(listed.coverage.sources.map((s) => s.source)).toContain("baci");
    expect(Object.keys(listed.receipt.tables)).toContain("trade");
  });

  it("reaches several sectors with a list over several", async () => {
    const whole = await ask({ sectors: ["list:chpl"] });
    const note = whole.coverage.notes.find((n) => n.text.includes("chpl covers"))?.text ?? "";
    expect(note).toMatch(/Machinery 25\.0 %/);
    expect(note).toMatch(/Electrical and optical equipment/);
  });

  it("weighs both sides apart, and names the side without data", async () => {
    const both = await ask({ side: "both", sectors: ["chpl/tier-1"] });
    const exports = await ask({ sectors: ["chpl/tier-1"] });
    expect(
      both.coverage.notes.some((n) => /imports of CHN: .* covers nothing that is traded/.test(n.text)),
    ).toBe(true);
    expect(welfare(both.rows, "RUS")).toBe(welfare(exports.rows, "RUS"));
    await expect(ask({ side: "imports", sectors: ["chpl/tier-1"] })).rejects.toThrow(
      /the shock hits nothing: imports of CHN: chpl\/tier-1 covers nothing that is traded/,
    );
    await expect(ask({ senders: ["USA", "DEU"], sectors: ["chpl/tier-1"] })).rejects.toThrow(
      /no trade by product of DEU, USA to RUS is loaded.*load baci or comtrade, or write weights: equal/,
    );
  });

  it("counts codes alike when asked, and says that too", async () => {
    const { coverage, rows } = await ask({ senders: "USA", sectors: ["chpl/tier-1"], weights: "equal" });
    expect(coverage.notes.some((n) => /codes counted alike \(HS2017\)/.test(n.text))).toBe(true);
    expect(welfare(rows, "RUS")).toBeLessThan(0);
  });

  it("refuses a list or a tier that is not there", async () => {
    await expect(ask({ sectors: ["chpl/tier-9"] })).rejects.toThrow(/unknown tier of chpl: 9/);
    await expect(ask({ sectors: ["list:chplx"] })).rejects.toThrow(/unknown list of goods: chplx/);
  });

  it("is taken by the coalition sweep as well", async () => {
    const { rows, coverage } = await ws.run("coalition-sweep", {
      target: "RUS",
      senders: "CHN",
      side: "exports",
      sectors: "chpl/tier-1",
    });
    const byHand = await ask({ sectors: ["electronics"], share: 0.3 });
    expect(rows[0]?.change as number).toBeCloseTo(welfare(byHand.rows, "RUS"), 9);
    expect(coverage.notes.some((n) => n.text.includes("30.0 %"))).toBe(true);
  });
});

describe("sectors of goods", () => {
  it("follow the longest code, for tables, their sums and patterns of codes", () => {
    const wiod = sectorOfGoods("wiod", ["c1", "c9", "c14"]);
    expect(wiod?.("2423")).toBe("c9");
    expect(wiod?.("3210")).toBe("c14");
    expect(wiod?.("3410")).toBeUndefined();
    expect(sectorOfGoods("wiod-compact", ["chemicals", "electronics"])?.("2520")).toBe("chemicals");
    const icio = sectorOfGoods("icio", ["A01_02", "C20", "C21", "C26"]);
    expect(icio?.("2423")).toBe("C21");
    expect(icio?.("2411")).toBe("C20");
    expect(icio?.("0111")).toBe("A01_02");
    expect(sectorOfGoods("somewhere", ["x"])).toBeUndefined();
  });
});
