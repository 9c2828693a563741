/**
 * A world in the form the multi-sector trade model reads: shares, elasticities and a few money totals. Letters
 * follow Caliendo and Parro (2015). `n` is the importer, `i` the exporter, `j` a sector, `k` an input.
 *
 * Layouts (all dense, row-major): trade arrays are `[j][n][i]`, that is index `(j * countries + n) * countries + i`;
 * sector arrays are `[j][n]`, index `j * countries + n`; the input table is `[n][j][k]`.
 */
export interface TradeEconomy {
  readonly countries: number;
  readonly sectors: number;
  /** π: share of importer n's spending on good j that goes to exporter i, tariffs included; rows sum to 1. */
  readonly share: Float64Array;
  /** τ: ad valorem tariff rates `[j][n][i]`, or null when there is none anywhere. */
  readonly tariff: Float64Array | null;
  /** θ: trade elasticity of each sector, above zero. */
  readonly theta: Float64Array;
  /** γ: value added per output, `[j][n]`. */
  readonly valueAddedShare: Float64Array;
  /** γ^{k,j}: input k per output of j in n, `[n][j][k]`; with `valueAddedShare` sums to 1 over k. */
  readonly inputShare: Float64Array;
  /** α: sector shares of final spending, `[j][n]`; sum to 1 over j. */
  readonly finalShare: Float64Array;
  /** w L: labour income (all value added), money, per country. */
  readonly wageBill: Float64Array;
  /** D: trade deficit, money, per country; sums to 0. */
  readonly deficit: Float64Array;
  /** X: spending on each good, tariffs included, money, `[j][n]`. */
  readonly expenditure: Float64Array;
  /** R: tariff revenue, money, per country. */
  readonly revenue: Float64Array;
}

/** What changes. Everything left out stays as it is in the economy. */
export interface TradeShock {
  /** d̂: iceberg or non-tariff cost, new over old, `[j][n][i]`; above 0, `Infinity` cuts the flow off. */
  readonly costHat?: Float64Array | null;
  /** τ': new tariff rates `[j][n][i]`, above -1. */
  readonly tariff?: Float64Array | null;
  /** D': new deficits in money of unchanged world income; must sum to 0. */
  readonly deficit?: Float64Array | null;
}

/** What the raw tables of a world hold; the same layouts. `flow` is what the exporter is paid, tariffs excluded. */
export interface TradeTables {
  readonly countries: number;
  readonly sectors: number;
  readonly flow: Float64Array;
  readonly tariff: Float64Array | null;
  /** Spending on input k by sector j of country n, `[n][j][k]`, money. */
  readonly intermediate: Float64Array;
  /** Value added `[j][n]`, money. */
  readonly valueAdded: Float64Array;
  readonly theta: Float64Array;
}

export interface EconomyNotes {
  /** Final spending that came out negative (spending less use as input) and was set to zero: cells and their sum. */
  readonly negativeFinalCells: number;
  readonly negativeFinalValue: number;
  /** Goods nobody in a country buys; given to its own producers with no weight. */
  readonly unboughtCells: number;
  /** Sectors without output in a country; their cost is the wage and nobody buys from them. */
  readonly idleCells: number;
}

/**
 * Shares from tables. Final shares are what is left of spending (tariffs included) after use as input; negative
 * leftovers become zero and the rest is renormalised, so **the economy returned is not an equilibrium yet**:
 * solve it once without a shock and build on that.
 */
export function economyFromTables(tables: TradeTables): { economy: TradeEconomy; notes: EconomyNotes } {
  const { countries: N, sectors: J, flow, tariff, intermediate, valueAdded, theta } = tables;
  const share = new Float64Array(J * N * N);
  const expenditure = new Float64Array(J * N);
  const sales = new Float64Array(J * N);
  const revenue = new Float64Array(N);
  const deficit = new Float64Array(N);
  let unboughtCells = 0;
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      let spent = 0;
      for (let i = 0; i < N; i++) {
        const duty = tariff ? flow[row + i] * tariff[row + i] : 0;
        spent += flow[row + i] + duty;
        revenue[n] += duty;
        sales[j * N + i] += flow[row + i];
        deficit[n] += flow[row + i];
        deficit[i] -= flow[row + i];
      }
      expenditure[j * N + n] = spent;
      if (spent > 0)
        for (let i = 0; i < N; i++)
          share[row + i] = (flow[row + i] * (1 + (tariff ? tariff[row + i] : 0))) / spent;
      else {
        unboughtCells++;
        share[row + n] = 1;
      }
    }

  const valueAddedShare = new Float64Array(J * N);
  const inputShare = new Float64Array(N * J * J);
  const finalShare = new Float64Array(J * N);
  const wageBill = new Float64Array(N);
  let negativeFinalCells = 0;
  let negativeFinalValue = 0;
  let idleCells = 0;
  const final = new Float64Array(J);
  for (let n = 0; n < N; n++) {
    for (let j = 0; j < J; j++) final[j] = expenditure[j * N + n];
    for (let j = 0; j < J; j++) {
      const row = (n * J + j) * J;
      let total = valueAdded[j * N + n];
      for (let k = 0; k < J; k++) total += intermediate[row + k];
      if (!(total > 0)) {
        idleCells++;
        valueAddedShare[j * N + n] = 1;
        continue;
      }
      const y = sales[j * N + n];
      valueAddedShare[j * N + n] = valueAdded[j * N + n] / total;
      wageBill[n] += valueAddedShare[j * N + n] * y;
      for (let k = 0; k < J; k++) {
        inputShare[row + k] = intermediate[row + k] / total;
        final[k] -= inputShare[row + k] * y;
      }
    }
    let sum = 0;
    for (let k = 0; k < J; k++) {
      if (final[k] < 0) {
        // Rounding leaves crumbs where a good is all used as input: those are not a finding.
        if (final[k] < -1e-12 * expenditure[k * N + n]) negativeFinalCells++;
        negativeFinalValue += final[k];
        final[k] = 0;
      }
      sum += final[k];
    }
    for (let k = 0; k < J; k++) finalShare[k * N + n] = final[k] / sum;
  }
  return {
    economy: {
      countries: N,
      sectors: J,
      share,
      tariff,
      theta,
      valueAddedShare,
      inputShare,
      finalShare,
      wageBill,
      deficit,
      expenditure,
      revenue,
    },
    notes: { negativeFinalCells, negativeFinalValue, unboughtCells, idleCells },
  };
}
