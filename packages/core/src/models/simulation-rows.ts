import type { Simulation } from "./simulate.ts";

export interface CountryRow {
  readonly country: string;
  /** Exact change of real income, fraction. */
  readonly welfare: number;
  readonly termsOfTrade: number | null;
  readonly volumeOfTrade: number | null;
  readonly tradeCosts: number | null;
  readonly transfers: number | null;
  readonly realWage: number;
  /** Change of nominal wages and of the consumer price index, in units of the numeraire, fractions. */
  readonly wage: number;
  readonly priceIndex: number;
  readonly tariffRevenueBefore: number;
  readonly tariffRevenueAfter: number;
}

/** One row a country. Parts are null unless the simulation was asked to decompose. */
export function countryRows(result: Simulation): CountryRow[] {
  const { baseline, parts } = result;
  const at = (values: Float64Array, n: number) => values[n] as number;
  return baseline.data.countryCodes.map((country, n) => ({
    country,
    welfare: at(result.welfare, n),
    termsOfTrade: parts ? at(parts.termsOfTrade, n) : null,
    volumeOfTrade: parts ? at(parts.volumeOfTrade, n) : null,
    tradeCosts: parts ? at(parts.tradeCosts, n) : null,
    transfers: parts ? at(parts.transfers, n) : null,
    realWage: at(result.realWage, n),
    wage: at(result.wageHat, n) - 1,
    priceIndex: at(result.priceIndexHat, n) - 1,
    tariffRevenueBefore: at(result.revenueBefore, n),
    tariffRevenueAfter: at(result.revenueAfter, n),
  }));
}

export interface SectorRow {
  readonly country: string;
  readonly sector: string;
  /** Sales, tariffs excluded; money. */
  readonly outputBefore: number;
  readonly outputAfter: number;
  readonly valueAddedBefore: number;
  readonly valueAddedAfter: number;
  /** Change of the buyers' price index of this good in this country, fraction. */
  readonly price: number;
}

/** One row a country and sector. */
export function sectorRows(result: Simulation): SectorRow[] {
  const { data, economy } = result.baseline;
  const N = economy.countries;
  return data.countryCodes.flatMap((country, n) =>
    data.sectorCodes.map((sector, j): SectorRow => {
      const a = j * N + n;
      const share = economy.valueAddedShare[a] as number;
      return {
        country,
        sector,
        outputBefore: result.outputBefore[a] as number,
        outputAfter: result.outputAfter[a] as number,
        valueAddedBefore: share * (result.outputBefore[a] as number),
        valueAddedAfter: share * (result.outputAfter[a] as number),
        price: (result.priceHat[a] as number) - 1,
      };
    }),
  );
}

export interface FlowRow {
  readonly exporter: string;
  readonly importer: string;
  readonly sector: string;
  /** Paid to the exporter, tariffs excluded; money. */
  readonly valueBefore: number;
  readonly valueAfter: number;
  /** Share of the importer's spending on the good, tariffs included. */
  readonly shareBefore: number;
  readonly shareAfter: number;
}

/** One row a flow that is not zero on both sides; sales at home are flows to oneself. */
export function flowRows(result: Simulation): FlowRow[] {
  const { data } = result.baseline;
  const N = data.countryCodes.length;
  const rows: FlowRow[] = [];
  data.sectorCodes.forEach((sector, j) => {
    data.countryCodes.forEach((importer, n) => {
      data.countryCodes.forEach((exporter, i) => {
        const a = (j * N + n) * N + i;
        const valueBefore = result.before.flow[a] as number;
        const valueAfter = result.after.flow[a] as number;
        if (valueBefore === 0 && valueAfter === 0) return;
        rows.push({
          exporter,
          importer,
          sector,
          valueBefore,
          valueAfter,
          shareBefore: result.before.share[a] as number,
          shareAfter: result.after.share[a] as number,
        });
      });
    });
  });
  return rows;
}
