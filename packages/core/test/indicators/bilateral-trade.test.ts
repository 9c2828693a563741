import { type Engine, openDuckDb } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realFile } from "../fixtures/real-data.ts";
import { baciChinaRussia } from "../fixtures/trade/baci-china-russia.ts";
import { type TinyFlow, tinyWorkspace } from "../fixtures/trade/workspace.ts";

const imts: TinyFlow[] = [
  { period: 2021, exporter: "CHN", importer: "RUS", value: 100, reporter: "exporter" },
  { period: 2021, exporter: "CHN", importer: "RUS", value: 110, reporter: "importer" },
  { period: 2021, exporter: "RUS", importer: "CHN", value: 80, reporter: "importer" },
  { period: 2022, exporter: "CHN", importer: "RUS", value: 200, reporter: "exporter" },
];
const baci: TinyFlow[] = [
  { period: 2021, exporter: "CHN", importer: "RUS", value: 60, reporter: "reconciled", product: "854231" },
  { period: 2021, exporter: "CHN", importer: "RUS", value: 45, reporter: "reconciled", product: "010121" },
];

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({ imts, baci });
});
afterAll(() => tiny?.close());

describe("bilateral-trade", () => {
  it("sets each version of each direction side by side, per source, and nothing where nobody reported", async () => {
    const { rows } = await tiny.workspace.run("bilateral-trade", { country: "CHN", partner: "RUS" });
    expect(rows).toEqual([
      expect.objectContaining({
        period: "2021-01-01",
        exporter: "CHN",
        source: "baci",
        reconciled_usd: 105,
        exporter_usd: null,
        gap_usd: null,
      }),
      expect.objectContaining({
        period: "2021-01-01",
        exporter: "CHN",
        source: "imts",
        exporter_usd: 100,
        importer_usd: 110,
        gap_usd: 10,
        ratio: 1.1,
      }),
      expect.objectContaining({
        period: "2021-01-01",
        exporter: "RUS",
        source: "imts",
        exporter_usd: null,
        importer_usd: 80,
        ratio: null,
      }),
      expect.objectContaining({
        period: "2022-01-01",
        exporter: "CHN",
        source: "imts",
        exporter_usd: 200,
        importer_usd: null,
      }),
    ]);
  });

  it("is the same pair whichever country is named first", async () => {
    const one = await tiny.workspace.run("bilateral-trade", { country: "CHN", partner: "RUS" });
    const other = await tiny.workspace.run("bilateral-trade", { country: "RUS", partner: "CHN" });
    const key = (r: { period: string | null; exporter: string | null; source: string | null }) =>
      `${r.period} ${r.exporter} ${r.source}`;
    expect(other.rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(
      one.rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    );
  });

  it("asks a statement or two however many sources and versions there are", async () => {
    const both = (year: number): TinyFlow[] =>
      (["exporter", "importer", "reconciled"] as const).flatMap((reporter, i) => [
        { period: year, exporter: "CHN", importer: "RUS", value: 100 + i, reporter, product: "854231" },
        { period: year, exporter: "RUS", importer: "CHN", value: 200 + i, reporter, product: "854231" },
      ]);
    const duckdb = await openDuckDb();
    const asked: string[] = [];
    const engine: Engine = {
      ...duckdb,
      async attach(id, tables) {
        const attached = await duckdb.attach(id, tables);
        return {
          ...attached,
          query(query, options) {
            asked.push(query.sql);
            return attached.query(query, options);
          },
        };
      },
    };
    const many = await tinyWorkspace({ imts: both(2021), baci: both(2022), comtrade: both(2023) }, [], {
      engine,
    });
    try {
      const question = { country: "CHN", partner: "RUS" } as const;
      const { rows } = await many.workspace.run("bilateral-trade", question);
      expect(asked).toHaveLength(1);
      expect(
        rows.map((r) => [r.source, r.exporter, r.exporter_usd, r.importer_usd, r.reconciled_usd]),
      ).toEqual(
        ["imts", "baci", "comtrade"].flatMap((source) => [
          [source, "CHN", 100, 101, 102],
          [source, "RUS", 200, 201, 202],
        ]),
      );
      asked.length = 0;
      const one = await many.workspace.run("bilateral-trade", { ...question, source: "baci" });
      expect(one.rows).toEqual(rows.filter((r) => r.source === "baci"));
      expect(asked).toHaveLength(1);
      asked.length = 0;
      const goods = await many.workspace.run("bilateral-trade", { ...question, product: "8542" });
      expect(goods.rows.map(({ product: _, ...r }) => r)).toEqual(rows.map(({ product: _, ...r }) => r));
      // Eighteen versions are more than one statement takes.
      expect(asked).toHaveLength(3);
    } finally {
      await many.close();
    }
  });

  it("takes goods", async () => {
    const { rows } = await tiny.workspace.run("bilateral-trade", {
      country: "CHN",
      partner: "RUS",
      product: "8542",
    });
    expect(rows.map((r) => [r.source, r.reconciled_usd])).toEqual([["baci", 60]]);
  });
});

describe("bilateral-trade on BACI rows of China and Russia", () => {
  const file = realFile("trade/baci_hs17_china_russia_hs6_2017_2023.csv.gz");
  it.skipIf(!file)("gives 69.6 bn in 2021, 114.1 bn the other way in 2022, and chips of 216 M", async () => {
    const real = await baciChinaRussia(file as string);
    try {
      const { rows } = await real.workspace.run("bilateral-trade", { country: "CHN", partner: "RUS" });
      const of = (exporter: string, year: number) =>
        rows.find((r) => r.exporter === exporter && r.period === `${year}-01-01`)?.reconciled_usd as number;
      expect(of("CHN", 2021) / 1e9).toBeCloseTo(69.6, 1);
      expect(of("RUS", 2022) / 1e9).toBeCloseTo(114.1, 1);
      const chips = await real.workspace.run("bilateral-trade", {
        country: "CHN",
        partner: "RUS",
        product: "HS2017:8542",
        from: 2021,
        to: 2021,
      });
      expect((chips.rows[0]?.reconciled_usd as number) / 1e6).toBeCloseTo(216, 0);
    } finally {
      await real.close();
    }
  });
});
