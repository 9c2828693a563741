import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { domesticValueAddedShare, supplyChainExposure, valueAddedTrade } from "../../src/kernels/index.ts";
import {
  aggregateTable,
  cleanTable,
  gainsFromTradeTable,
  ONE_SECTOR_ELASTICITY,
  simulate,
  solveBaseline,
  tradeDataFromTable,
  tradeShock,
  WIOD_31_SECTORS,
  WIOD_ELASTICITIES,
} from "../../src/models/index.ts";
import { hasData, wiod } from "./worlds.ts";

const reference = JSON.parse(
  readFileSync(new URL("../fixtures/models/gains_reference.json", import.meta.url), "utf8"),
) as Readonly<Record<string, readonly number[]>>;

const total = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

describe.skipIf(!hasData())("the world input-output table", () => {
  it("gives the published gains from trade within the revision of the data, and all countries' to rounding", () => {
    // Costinot and Rodríguez-Clare (2014), table 4.1, columns 1-3, percent, from the April 2012 release.
    const published: Record<string, [number, number, number]> = {
      AUS: [2.3, 8.6, 15.8],
      CAN: [3.8, 17.4, 30.2],
      DEU: [4.5, 12.7, 21.3],
      USA: [1.8, 4.4, 8.3],
      RUS: [2.4, 18.0, 35.9],
    };
    const source = aggregateTable(wiod(2008), { sectors: WIOD_31_SECTORS });
    expect(source.sectors).toHaveLength(31);
    const { table, notes } = cleanTable(source);
    expect(notes.negativeFinalCells).toBe(215);
    const elasticities = Float64Array.from(source.sectors, (s) => WIOD_ELASTICITIES[s] as number);
    const gains = gainsFromTradeTable(table, elasticities, ONE_SECTOR_ELASTICITY, {
      noHomeSupply: "leave-out",
    });
    source.countries.forEach((country, n) => {
      const g = gains[n];
      if (!g) throw new Error(country);
      for (const value of [g.oneSector, g.multiSector, g.withIntermediates]) {
        expect(value, country).toBeGreaterThan(0);
        expect(value, country).toBeLessThan(1);
      }
      expect(g.withIntermediates, country).toBeGreaterThan(g.multiSector);
      // Every country against an independent computation from the same table, by gains_reference.py.
      for (const [k, value] of [g.oneSector, g.multiSector, g.withIntermediates].entries())
        expect(100 * value, `${country} column ${k + 1}`).toBeCloseTo(reference[country]?.[k] as number, 9);
      const [one, multi, inputs] = published[country] ?? [];
      if (one === undefined || multi === undefined || inputs === undefined) return;
      expect(Math.abs(100 * g.oneSector - one), `${country} one sector`).toBeLessThanOrEqual(0.2);
      expect(Math.abs(100 * g.multiSector - multi), `${country} sectors`).toBeLessThanOrEqual(1.0);
      expect(Math.abs(100 * g.withIntermediates - inputs), `${country} inputs`).toBeLessThanOrEqual(1.6);
    });
    // Greek ships sell nothing at home in this table: by the formula autarky costs everything.
    const strict = gainsFromTradeTable(table, elasticities, ONE_SECTOR_ELASTICITY);
    const greece = strict[source.countries.indexOf("GRC")];
    expect(greece?.withIntermediates).toBe(1);
    expect(greece?.withoutHomeSupply.map((s) => source.sectors[s])).toEqual(["c24"]);
  });

  it("gives the value added known from three other tools, and identities that hold once it balances", () => {
    const source = wiod(2011);
    const { countries, sectors, Z, Y, output } = source;
    const N = countries.length;
    const size = output.length;
    const final = new Float64Array(size * N);
    for (let r = 0; r < size; r++)
      for (let c = 0; c < N * 5; c++) {
        const cell = r * N + Math.floor(c / 5);
        final[cell] = (final[cell] as number) + (Y[r * N * 5 + c] as number);
      }
    const published = { countries: N, sectors: sectors.length, intermediate: Z, final, output };
    const [china, russia] = domesticValueAddedShare(published, [
      countries.indexOf("CHN"),
      countries.indexOf("RUS"),
    ]);
    expect(china).toBeCloseTo(0.78240965663168, 12);
    expect(russia).toBeCloseTo(0.93889006661434, 12);

    const { table } = cleanTable(source);
    const trade = valueAddedTrade(table);
    expect(trade.valueAddedGap).toBeLessThan(1e-10);
    expect(trade.finalDemandGap).toBeLessThan(1e-10);
    const exposure = supplyChainExposure(table, countries.indexOf("DEU"), [sectors.indexOf("c15")]);
    expect(total(exposure.direct)).toBeCloseTo(1, 12);
    expect(total(exposure.lookThrough)).toBeCloseTo(1, 12);
    // German cars rest more on foreign production than their first-tier purchases show.
    const home = countries.indexOf("DEU");
    expect(exposure.lookThrough[home] as number).toBeLessThan(exposure.direct[home] as number);
  });

  it("carries the model: balanced, solved to rounding, and sanctions cost their target", () => {
    const data = tradeDataFromTable(wiod(2011), WIOD_ELASTICITIES, { name: "WIOD 2011", year: 2011 });
    expect(data.tableNotes?.negativeFinalCells).toBe(352);
    const kept = solveBaseline(data, { deficits: "share" });
    expect(kept.iterations).toBe(0);
    expect(kept.distanceFromData).toBeLessThan(1e-12);
    expect(kept.notes.negativeFinalCells).toBe(0);
    const baseline = solveBaseline(data);
    const shock = tradeShock(baseline, [
      { senders: ["USA", "DEU"], target: ["RUS"], side: "both", sectors: ["all"], kind: "cut-off", share: 1 },
    ]);
    const result = simulate(baseline, shock);
    expect(result.converged).toBe(true);
    expect(result.residual).toBeLessThan(1e-10);
    const loss = (country: string) => result.welfare[data.countryCodes.indexOf(country)] as number;
    expect(loss("RUS")).toBeLessThan(loss("DEU"));
    expect(loss("DEU")).toBeLessThan(0);
    for (const values of [result.welfare, result.priceHat, result.after.flow])
      expect(values.every(Number.isFinite)).toBe(true);
  });
});
