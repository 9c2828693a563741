import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld, WORLD } from "../fixtures/trade/world.ts";

const flows: TinyFlow[] = [
  { period: 2021, exporter: "CHN", importer: "RUS", value: 300 },
  { period: 2021, exporter: "DEU", importer: "RUS", value: 500 },
  { period: 2021, exporter: "XAN", importer: "RUS", value: 200 },
  { period: 2022, exporter: "CHN", importer: "RUS", value: 400 },
  { period: 2022, exporter: "DEU", importer: "RUS", value: 400 },
  { period: 2022, exporter: "KAZ", importer: "RUS", value: 200 },
  { period: 2023, exporter: "CHN", importer: "RUS", value: 10, reporter: "exporter" },
  { period: 2023, exporter: "DEU", importer: "RUS", value: 30, reporter: "exporter" },
];

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({ imts: flows });
});
afterAll(() => tiny?.close());

const rank = (parameters: object = {}) =>
  tiny.workspace.run("partner-rank", { reporter: "RUS", min_partners: 2, ...parameters });

describe("partner-rank", () => {
  it("gives equal values the better rank and skips the next", async () => {
    const { rows } = await rank({ from: 2022, to: 2022 });
    expect(rows.map((r) => [r.rank, r.partner, r.share, r.partners])).toEqual([
      [1, "CHN", 0.4, 3],
      [1, "DEU", 0.4, 3],
      [3, "KAZ", 0.2, 3],
    ]);
  });

  it("says by how much a share changed, and nothing of a partner that was not reported before", async () => {
    const { rows } = await rank({ from: 2021, to: 2022 });
    const change = (partner: string) =>
      rows.find((r) => r.period === "2022-01-01" && r.partner === partner)?.change;
    expect(rows[0]?.change).toBeNull();
    expect(change("CHN")).toBeCloseTo(0.1, 14);
    expect(change("DEU")).toBeCloseTo(-0.1, 14);
    expect(change("KAZ")).toBeNull();
  });

  it("compares no reported share with a mirrored one", async () => {
    expect((await rank({ from: 2023 })).rows.map((r) => [r.partner, r.share, r.change])).toEqual([
      ["DEU", 0.75, null],
      ["CHN", 0.25, null],
    ]);
  });

  it("keeps ranks among all partners when only some are shown", async () => {
    expect((await rank({ partner: "KAZ", from: 2022, to: 2022 })).rows.map((r) => r.rank)).toEqual([3]);
    expect((await rank({ top: 1, from: 2021, to: 2021 })).rows.map((r) => r.partner)).toEqual(["DEU"]);
  });

  it("has shares that add up to 1 and do not depend on the unit of money", async () => {
    const world = await tinyWorkspace({ baci: seededWorld(), comtrade: seededWorld(7) });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...WORLD),
          fc.constantFrom("imports", "exports"),
          fc.constantFrom("total", "8542", "section:XVI", "bec:capital"),
          async (reporter, flow, product) => {
            const asked = async (source: string) =>
              (
                await world.workspace.run("partner-rank", {
                  reporter,
                  flow,
                  product,
                  source,
                  min_partners: 2,
                })
              ).rows;
            const [rows, other] = [await asked("baci"), await asked("comtrade")];
            for (const period of new Set(rows.map((r) => r.period)))
              expect(
                rows.filter((r) => r.period === period).reduce((sum, r) => sum + (r.share as number), 0),
              ).toBeCloseTo(1, 9);
            expect(other.map((r) => r.partner)).toEqual(rows.map((r) => r.partner));
            rows.forEach((r, i) => {
              expect(other[i]?.share).toBeCloseTo(r.share as number, 9);
            });
          },
        ),
        { numRuns: 12, seed: 3 },
      );
    } finally {
      await world.close();
    }
  });
});
