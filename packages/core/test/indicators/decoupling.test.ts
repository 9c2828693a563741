import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIGITS, reference } from "../fixtures/trade/reference.ts";
import { reconciled, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    // Chips double in the world, cars do not move; the pair's chips stay and its cars double.
    comtrade: [
      reconciled(2020, "FRA", "GBR", "854231", 100),
      reconciled(2020, "FRA", "GBR", "870323", 50),
      reconciled(2020, "ITA", "ESP", "854231", 100),
      reconciled(2020, "ITA", "ESP", "870323", 150),
      reconciled(2021, "FRA", "GBR", "854231", 100),
      reconciled(2021, "FRA", "GBR", "870323", 100),
      reconciled(2021, "ITA", "ESP", "854231", 300),
      reconciled(2021, "ITA", "ESP", "870323", 100),
      reconciled(2021, "FRA", "GBR", "270900", 7),
    ],
  });
});
afterAll(() => tiny?.close());

describe("decoupling", () => {
  it("sets the pair beside a flow that moves with the world, good by good and together", async () => {
    const { rows } = await tiny.workspace.run("decoupling", {
      country: "GBR",
      partner: "FRA",
      flow: "imports",
      source: "comtrade",
      group: "chapter",
      min_partners: 2,
      from: 2020,
      to: 2021,
    });
    const at = rows.filter((r) => r.period === "2021-01-01");
    expect(at.map((r) => [r.group, r.value_usd, r.counterfactual_usd, r.decoupling])).toEqual([
      ["", 207, 250, expect.closeTo(1 - 207 / 250, 14)],
      ["27", 7, null, null],
      ["85", 100, 200, 0.5],
      ["87", 100, 50, -1],
    ]);
    expect(at[0]).toMatchObject({ share_country: 1, share_partner: 1 });
    expect(rows.filter((r) => r.period === "2020-01-01").map((r) => r.decoupling)).toEqual([0, 0, 0]);
  });

  it("is not known for both directions where the source tells of one", async () => {
    const { rows, coverage } = await tiny.workspace.run("decoupling", {
      country: "GBR",
      partner: "FRA",
      source: "comtrade",
      group: "none",
      min_partners: 2,
    });
    expect(rows.every((r) => r.value_usd === null && r.decoupling === null)).toBe(true);
    expect(coverage.notes.map((n) => n.text)).toContain(
      "2020 to 2021: comtrade has no figure of the trade of United Kingdom and France in one direction or both: not reported, which is not zero",
    );
  });

  it("equals pandas on the seeded world", async () => {
    const { rows } = await tiny.workspace.run("decoupling", {
      country: "RUS",
      partner: "DEU",
      source: "baci",
      group: "chapter",
      min_partners: 2,
    });
    const whole = rows.filter((r) => r.group === "");
    expect(whole.map((r) => r.value_usd)).toEqual(reference.decoupling.value);
    whole.forEach((r, i) => {
      expect(
        (r.counterfactual_usd as number) / (reference.decoupling.counterfactual[i] as number),
      ).toBeCloseTo(1, DIGITS - 3);
    });
  });

  it("is the same pair either way round, but for whose share is whose", async () => {
    const ask = (country: string, partner: string) =>
      tiny.workspace.run("decoupling", { country, partner, source: "baci", min_partners: 2 });
    const [one, other] = [(await ask("RUS", "DEU")).rows, (await ask("DEU", "RUS")).rows];
    expect(other.map((r) => r.decoupling)).toEqual(one.map((r) => r.decoupling));
    expect(other.map((r) => r.share_country)).toEqual(one.map((r) => r.share_partner));
  });
});
