import { indicatorsByName } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

const FACTOR = 7;
const pair = { exporter: "CHN", importer: "RUS" };
const own = { reporter: "RUS", partner: "CHN" };

/** What is asked of a world and of the same world in another currency. */
const QUESTIONS: Readonly<Record<string, object>> = {
  "partner-share": own,
  "partner-rank": { reporter: "RUS" },
  "import-dependence": { ...own, group: "chapter" },
  "export-dependence": { ...own, group: "heading" },
  concentration: { reporter: "RUS" },
  asymmetry: { country: "RUS", partner: "CHN" },
  "trade-intensity": pair,
  "trade-complementarity": pair,
  "export-similarity": { country: "CHN", partner: "DEU" },
  "product-dependence": { reporter: "RUS", from: 2021, to: 2021 },
  reorientation: { reporter: "RUS" },
  decoupling: { country: "CHN", partner: "USA" },
  "reconciled-trade": { ...pair, product: "8542" },
  rca: { country: "CHN", digits: "6" },
  eci: { digits: "6" },
  pci: { digits: "6" },
  proximity: { digits: "6" },
  density: { country: "CHN", digits: "6" },
  "complexity-outlook": { digits: "6" },
};

describe.each([8, 21, 144])("in a world drawn from %i", (seed) => {
  let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
  beforeAll(async () => {
    tiny = await tinyWorkspace({ baci: seededWorld(1, seed), comtrade: seededWorld(FACTOR, seed) });
  });
  afterAll(() => tiny?.close());

  it.each(Object.entries(QUESTIONS))(
    "%s has the same shares in any unit of money",
    async (name, question) => {
      const definition = indicatorsByName.get(name);
      if (!definition) throw new Error(`no indicator ${name}`);
      const takes = definition.params.shape;
      const ask = (source: string) =>
        tiny.workspace.run(name, {
          ...("min_partners" in takes ? { min_partners: 2 } : {}),
          ...("min_value" in takes ? { min_value: 0 } : {}),
          ...question,
          source,
        });
      const [one, other] = [await ask("baci"), await ask("comtrade")];
      expect(one.rows.length).toBeGreaterThan(0);
      expect(other.rows.length).toBe(one.rows.length);
      let compared = 0;
      for (const [column, { type, unit }] of Object.entries(definition.columns)) {
        if (column === "source") continue;
        for (const [i, row] of one.rows.entries()) {
          const [mine, theirs] = [row[column], other.rows[i]?.[column]];
          if (typeof mine !== "number") expect(theirs, `${column}, row ${i}`).toBe(mine);
          else {
            const money = /dollars/.test(unit ?? "") && !/per /.test(unit ?? "");
            const wanted = money ? mine * FACTOR : mine;
            // Amounts are given to a thousandth, so each of the two may be off by half of one.
            const room = money ? 0.0005 * (FACTOR + 1) : 1e-9 * Math.max(1, Math.abs(wanted));
            expect(Math.abs((theirs as number) - wanted), `${column}, row ${i}`).toBeLessThanOrEqual(room);
            if (type === "double") compared++;
            if (/^share \(0 to 1\)/.test(unit ?? "")) {
              expect(mine, `${column}, row ${i}`).toBeGreaterThanOrEqual(0);
              expect(mine, `${column}, row ${i}`).toBeLessThanOrEqual(1);
            }
          }
        }
      }
      expect(name === "reconciled-trade" || compared > 0).toBe(true);
    },
  );

  it("shares of all partners add up to 1", async () => {
    const { rows } = await tiny.workspace.run("partner-rank", {
      reporter: "RUS",
      min_partners: 2,
      source: "baci",
    });
    const sums = new Map<string, number>();
    for (const r of rows) sums.set(String(r.period), (sums.get(String(r.period)) ?? 0) + (r.share as number));
    expect(sums.size).toBe(6);
    for (const sum of sums.values()) expect(sum).toBeCloseTo(1, 12);
  });
});
