import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { indicatorsByName, initWorkspace, type Workspace } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listedShares } from "../../src/technologies/goods.ts";

/** Real figures: BACI's trade of China and Russia by HS2017 code, as it ships with the case. */
const baci = fileURLToPath(
  new URL("../../../../cases/china-russia/figures/baci-china-russia-hs6-2017-2023.csv.gz", import.meta.url),
);
let folder: string;
let workspace: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tightrope-technology-"));
  workspace = await initWorkspace(join(folder, "ws"));
  await workspace.load("baci", [baci]);
}, 60_000);
afterAll(async () => {
  await workspace.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (technology: string, years = { from: 2022, to: 2022 }) =>
  workspace.run("technology-profile", { country: "CHN", partner: "RUS", technology, ...years });
const figure = async (technology: string, measure: string, subject = "CHN>RUS") =>
  (await ask(technology)).rows.find((r) => r.measure === measure && r.subject === subject);

describe("technology-profile on real trade", () => {
  it("gives both directions, each a line of its own, with its unit", async () => {
    const { rows } = await ask("semiconductors");
    const exports = rows.filter((r) => r.measure === "exports");
    expect(exports.map((r) => [r.subject, r.line, r.value, r.unit, r.status])).toEqual([
      ["CHN>RUS", "China to Russia: exports", 284000447, "current US dollars", "reconciled"],
      ["RUS>CHN", "Russia to China: exports", 11652156, "current US dollars", "reconciled"],
    ]);
    expect(new Set(rows.map((r) => `${r.line} ${r.year}`)).size).toBe(rows.length);
    const profile = indicatorsByName.get("technology-profile");
    expect(profile?.finding?.(rows, { country: "CHN", partner: "RUS", technology: "semiconductors" })).toBe(
      "China sold Russia semiconductors and integrated circuits for 284 million US dollars in 2022, and bought for 11.7 million US dollars",
    );
    expect(profile?.chart).toMatchObject({ kind: "multiples", series: "line", unit: "unit" });
  });

  it("carries the codes of a list to the revision of the data, in bounds where they split", async () => {
    // HS2017 852580 (271.7 million) became twelve codes of HS2022, of which the list names 852589.
    const drones = await figure("drones", "indirect exports under chpl");
    expect(drones).toMatchObject({ low: 0, status: "estimated" });
    expect(drones?.high).toBeCloseTo(271_732_281, 0);
    expect(drones?.value).toBeCloseTo(271_732_281 / 12, 0);
    // HS2017 880330 became 880730, which is listed: nothing is open.
    const aircraft = await figure("aircraft", "exports under chpl");
    expect(aircraft).toMatchObject({
      value: 14_445_507,
      low: 14_445_507,
      high: 14_445_507,
      status: "reconciled",
    });
    // HS2017 854140 (69.7 million) counts in part.
    const chips = await figure("semiconductors", "exports under chpl");
    expect(chips?.low as number).toBeLessThan(chips?.value as number);
    expect((chips?.high as number) - (chips?.low as number)).toBeGreaterThan(69e6);
    const { coverage } = await ask("semiconductors");
    expect(coverage.notes.map((n) => n.text).join()).toMatch(/only a part of HS2017 854140, .* is on chpl/);
  });

  it("counts the entries of each list in force at the end of the year", async () => {
    const { rows } = await ask("semiconductors", { from: 2021, to: 2023 });
    const codes = rows
      .filter((r) => r.measure === "controlled codes")
      .map((r) => [r.year, r.subject, r.value]);
    // The nine codes of May 2023 hold four integrated circuits; the other seven entries came in February 2024.
    expect(codes).toContainEqual([2023, "chpl", 4]);
    expect(codes.some(([year, list]) => year === 2022 && list === "chpl")).toBe(false);
    expect(codes.some(([year]) => year === 2021)).toBe(false);
  });

  it("marks goods that only stand in for a technology", async () => {
    const { rows, coverage } = await ask("quantum");
    expect(rows.some((r) => r.measure === "exports")).toBe(false);
    expect(rows.find((r) => r.measure === "indirect exports" && r.subject === "CHN>RUS")?.value).toBe(
      30_720_510,
    );
    expect(coverage.notes.map((n) => n.text).join()).toMatch(/proxy: no HS code names quantum devices/);
  });

  it("refuses one country twice, and years that run backwards", async () => {
    const run = (extra: object) =>
      workspace.run("technology-profile", {
        country: "CHN",
        partner: "RUS",
        technology: "quantum",
        from: 2021,
        to: 2022,
        ...extra,
      });
    await expect(run({ partner: "China" })).rejects.toThrow(/partner CHN is the country itself/);
    await expect(run({ from: 2023 })).rejects.toThrow(/from 2023 is after to 2022/);
  });
});

describe("listedShares", () => {
  it("is whole where all successors are listed, open where some are", () => {
    const listed = (...codes: string[]) => codes.map((code) => ({ code, classification: "HS2022" }));
    expect(listedShares(["880330"], "HS2017", listed("880730"))).toEqual([
      { code: "880330", weight: 1, least: 1, most: 1 },
    ]);
    const [camera] = listedShares(["852580"], "HS2017", listed("852589"));
    expect(camera).toMatchObject({ code: "852580", least: 0, most: 1 });
    expect(listedShares(["10"], "HS2017", listed("852589"))).toEqual([]);
  });
});
