import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initWorkspace, type Workspace } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tightrope-coalitions-"));
const figures = join(import.meta.dirname, "../../../../cases/china-russia/figures");
let ws: Workspace;
beforeAll(async () => {
  ws = await initWorkspace(join(folder, "compact"));
  await ws.load("wiod-compact", [join(figures, "wiod-compact-2011.csv.gz")]);
});
afterAll(async () => {
  await ws.close();
  rmSync(folder, { recursive: true, force: true });
});

const asked = {
  target: "RUS",
  senders: "USA,eu,CHN",
  sectors: "machinery,electronics",
  side: "exports",
} as const;

/** Real income by country under one coalition, asked as an ordinary scenario. */
async function alone(senders: string[], more: object = {}): Promise<Map<string | null, number | null>> {
  const scenario = {
    scenario: "one coalition",
    decompose: false,
    shocks: [
      {
        senders,
        target: "RUS",
        sectors: ["machinery", "electronics"],
        side: "exports",
        kind: "cut-off",
        ...more,
      },
    ],
  };
  const { rows } = await ws.run("scenario", { scenario: JSON.stringify(scenario) });
  return new Map(rows.filter((r) => r.measure === "welfare").map((r) => [r.country, r.change]));
}

describe("a sweep over coalitions", () => {
  it("gives each subset the figures that the same coalition has as a scenario of its own", async () => {
    const { rows } = await ws.run("coalition-sweep", { ...asked, show: "countries" });
    const coalitions = [...new Set(rows.map((r) => r.coalition as string))];
    expect(coalitions).toHaveLength(7);
    for (const coalition of coalitions) {
      const single = await alone(coalition.split(" + "));
      const swept = rows.filter((r) => r.coalition === coalition);
      expect(swept).toHaveLength(single.size);
      for (const r of swept) {
        expect(Math.abs((r.change as number) - (single.get(r.country) as number)), coalition).toBeLessThan(
          1e-9,
        );
        expect(r.converged).toBe(true);
      }
    }
    const germany = rows.filter((r) => r.country === "DEU");
    expect(new Set(germany.filter((r) => r.coalition?.includes("eu")).map((r) => r.role))).toEqual(
      new Set(["sender"]),
    );
    expect(new Set(germany.filter((r) => !r.coalition?.includes("eu")).map((r) => r.role))).toEqual(
      new Set(["other"]),
    );
  });

  it("ranks coalitions by harm, the whole one first, each with what its senders lose", async () => {
    const { rows } = await ws.run("coalition-sweep", asked);
    expect(rows.map((r) => r.rank)).toEqual(rows.map((_r, k) => k + 1));
    const changes = rows.map((r) => r.change as number);
    expect(changes).toEqual([...changes].sort((a, b) => a - b));
    expect(rows[0]?.members).toBe(3);
    for (const r of rows) {
      expect(r.role).toBe("target");
      if ((r.senders_change as number) < 0) expect(r.leverage as number).toBeGreaterThan(0);
      else expect(r.leverage).toBeNull();
    }
  });

  it("splits the whole coalition's effect into contributions that add up to it and stay within their range", async () => {
    const whole = (await ws.run("coalition-sweep", asked)).rows[0]?.change as number;
    const { rows, coverage } = await ws.run("coalition-sweep", { ...asked, show: "members" });
    expect(rows.map((r) => r.coalition).sort()).toEqual(["CHN", "USA", "eu"]);
    expect(rows.reduce((sum, r) => sum + (r.change as number), 0)).toBeCloseTo(whole, 12);
    for (const r of rows) {
      expect(r.low as number).toBeLessThanOrEqual(r.change as number);
      expect(r.high as number).toBeGreaterThanOrEqual(r.change as number);
    }
    expect(coverage.notes.some((n) => n.text.includes("Shapley"))).toBe(true);
  });

  it("grows a coalition by whoever adds most, and its steps add up", async () => {
    const { rows } = await ws.run("coalition-sweep", { ...asked, mode: "growing" });
    const steps = [...rows].sort((a, b) => (a.members as number) - (b.members as number));
    expect(steps.map((r) => r.members)).toEqual([1, 2, 3]);
    for (const [k, r] of steps.entries())
      if (k > 0) expect(r.coalition).toContain(steps[k - 1]?.coalition as string);
    const every = await ws.run("coalition-sweep", asked);
    const best = every.rows.find((r) => r.members === 1);
    expect(steps[0]?.coalition).toBe(best?.coalition);
    const members = await ws.run("coalition-sweep", { ...asked, mode: "growing", show: "members" });
    expect(members.rows.reduce((sum, r) => sum + (r.change as number), 0)).toBeCloseTo(
      rows[0]?.change as number,
      12,
    );
  });

  it("gives the same digits, whether or not it is divided among threads", async () => {
    const eight = "USA,DEU,FRA,GBR,JPN,CHN,KOR,IND";
    const { rows, receipt } = await ws.run("coalition-sweep", { ...asked, senders: eight });
    expect(rows).toHaveLength(255);
    const seen: number[] = [];
    const again = await ws.run(
      "coalition-sweep",
      { ...asked, senders: eight },
      { progress: (fraction) => seen.push(fraction) },
    );
    expect(again.receipt.contentHash).toBe(receipt.contentHash);
    expect(seen.length).toBeGreaterThan(10);
    expect(Math.max(...seen)).toBeCloseTo(1, 12);
    const two = await ws.run("coalition-sweep", { ...asked, senders: "USA,DEU" });
    for (const r of two.rows) {
      const same = rows.find((o) => o.coalition === r.coalition);
      expect(same?.change as number).toBeCloseTo(r.change as number, 10);
    }
  });

  it("ends when it is cancelled", async () => {
    const stop = new AbortController();
    const sweep = ws.run(
      "coalition-sweep",
      { ...asked, senders: "USA,DEU,FRA,GBR,JPN,CHN,KOR,IND,BRA,CAN" },
      { signal: stop.signal, progress: () => stop.abort() },
    );
    await expect(sweep).rejects.toThrow("cancelled");
  });

  it("refuses senders that overlap, are the target, are unknown or are too many", async () => {
    const run = (more: object) => ws.run("coalition-sweep", { ...asked, ...more });
    await expect(run({ senders: "DEU,eu" })).rejects.toThrow(
      /DEU is in both eu and DEU: each country counts once/,
    );
    await expect(run({ senders: "USA,RUS" })).rejects.toThrow(/RUS is in both RUS and the target RUS/);
    await expect(run({ senders: "USA,CHI" })).rejects.toThrow(/unknown country: CHI/);
    await expect(run({ senders: "AUS,BRA,CAN,CHN,DEU,ESP,FRA,GBR,IDN,IND,ITA" })).rejects.toThrow(
      /11 senders are too many for subsets: at most 10/,
    );
    await expect(run({ size: 0.1 })).rejects.toThrow(/a cut-off has no size/);
    await expect(run({ kind: "cost" })).rejects.toThrow(/a cost needs a size/);
    await expect(run({ sectors: "machines" })).rejects.toThrow(/unknown sector: machines/);
  });
});
