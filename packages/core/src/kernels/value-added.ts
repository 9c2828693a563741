import {
  embodied,
  type InputOutput,
  inputCoefficients,
  type LeontiefSystem,
  leontiefSolve,
  leontiefSystem,
  outputFor,
} from "./leontief.ts";

/** Up to this many vectors are solved by iteration; for more, one factorisation pays. */
const FEW = 4;

/** Value added per unit of output, 1 less the column of A; 0 where there is no output. */
export function valueAddedCoefficients({ intermediate, output }: InputOutput): Float64Array {
  const size = output.length;
  const inputs = new Float64Array(size);
  for (let r = 0; r < size; r++)
    for (let c = 0, row = r * size; c < size; c++) inputs[c] += intermediate[row + c];
  return output.map((x, c) => (x > 0 ? (x - inputs[c]) / x : 0));
}

/** Exports of one country's sectors: all sales, as input or for final use, to other countries. */
export function exportsOf(
  { countries, sectors, intermediate, final }: InputOutput,
  country: number,
): Float64Array {
  const size = countries * sectors;
  const out = new Float64Array(size);
  for (let r = country * sectors; r < (country + 1) * sectors; r++) {
    let sum = 0;
    for (let c = 0; c < size; c++)
      if (c < country * sectors || c >= (country + 1) * sectors) sum += intermediate[r * size + c];
    for (let n = 0; n < countries; n++) if (n !== country) sum += final[r * countries + n];
    out[r] = sum;
  }
  return out;
}

/**
 * Domestic value added in a country's exports, as a share of them: v_c L e_c / Σ e_c, with v and e those of the
 * country's own rows. NaN for a country that exports nothing.
 */
export function domesticValueAddedShare(table: InputOutput, countries: readonly number[]): Float64Array {
  const v = valueAddedCoefficients(table);
  const solve = solver(table, countries.length);
  return Float64Array.from(countries, (country) => {
    const exports = exportsOf(table, country);
    const total = sum(exports);
    const output = solve(exports, false);
    let home = 0;
    for (let r = country * table.sectors; r < (country + 1) * table.sectors; r++) home += v[r] * output[r];
    return home / total;
  });
}

export interface ValueAddedTrade {
  /** Value added of country s (row) in final demand of country d (column), `[s][d]`. */
  readonly matrix: Float64Array;
  /** Largest relative gap between row sums and value added, and between column sums and final demand. */
  readonly valueAddedGap: number;
  readonly finalDemandGap: number;
}

/**
 * Whose value added whose final demand pays for: V L Y, summed over sectors. In a balanced table rows sum to each
 * country's value added and columns to its final demand; both gaps are returned.
 */
export function valueAddedTrade(table: InputOutput): ValueAddedTrade {
  const { countries: N, sectors: J, final, output } = table;
  const size = N * J;
  const v = valueAddedCoefficients(table);
  const solve = solver(table, N);
  const matrix = new Float64Array(N * N);
  let finalDemandGap = 0;
  for (let d = 0; d < N; d++) {
    const y = new Float64Array(size);
    for (let r = 0; r < size; r++) y[r] = final[r * N + d];
    const demand = sum(y);
    const needed = solve(y, false);
    let paid = 0;
    for (let r = 0; r < size; r++) {
      const value = v[r] * needed[r];
      matrix[Math.floor(r / J) * N + d] += value;
      paid += value;
    }
    if (demand !== 0) finalDemandGap = Math.max(finalDemandGap, Math.abs(paid / demand - 1));
  }
  let valueAddedGap = 0;
  for (let s = 0; s < N; s++) {
    let made = 0;
    for (let r = s * J; r < (s + 1) * J; r++) made += v[r] * output[r];
    let paid = 0;
    for (let d = 0; d < N; d++) paid += matrix[s * N + d];
    if (made !== 0) valueAddedGap = Math.max(valueAddedGap, Math.abs(paid / made - 1));
  }
  return { matrix, valueAddedGap, finalDemandGap };
}

/**
 * Value added of one country in every country's final demand, `[d]`: one row of `valueAddedTrade` for the price of one
 * solve, (v_s L) Y with v_s the country's own coefficients.
 */
export function valueAddedOf(table: InputOutput, country: number): Float64Array {
  const { countries: N, sectors: J, final } = table;
  const own = new Float64Array(N * J);
  own.set(valueAddedCoefficients(table).subarray(country * J, (country + 1) * J), country * J);
  const embodiedIn = solver(table, 1)(own, true);
  const paid = new Float64Array(N);
  for (let r = 0; r < N * J; r++)
    for (let d = 0, row = r * N; d < N; d++) paid[d] += embodiedIn[r] * final[row + d];
  return paid;
}

export interface SupplyChainExposure {
  /** Inputs bought from each country per unit of the user's inputs, first tier: sums to 1. */
  readonly direct: Float64Array;
  /** Gross production of each country behind the inputs, all tiers, as a share of all of it: sums to 1. */
  readonly lookThrough: Float64Array;
  /** Gross production of each country per unit of the user's output, first tier. */
  readonly directPerOutput: Float64Array;
  /** The same beyond the first tier: what the suppliers' suppliers add. */
  readonly indirectPerOutput: Float64Array;
}

/**
 * On whose production a country's (or some of its sectors') inputs rest. `direct` counts what is bought,
 * `lookThrough` follows every input to where it was made (Baldwin, Freeman and Theodorakopoulos 2022): with w the
 * user's output, A w is the first tier and (L - I) w all tiers. Sectors are weighted by their output. Foreign input
 * reliance is one less the user's own entry of `lookThrough`.
 */
export function supplyChainExposure(
  table: InputOutput,
  user: number,
  sectors: readonly number[] | null = null,
): SupplyChainExposure {
  const { countries: N, sectors: J, intermediate, output } = table;
  const size = N * J;
  const w = new Float64Array(size);
  const chosen = sectors ?? Array.from({ length: J }, (_, s) => s);
  for (const s of chosen) w[user * J + s] = output[user * J + s];
  const made = sum(w);
  const direct = new Float64Array(N);
  const all = new Float64Array(N);
  for (const s of chosen) {
    const c = user * J + s;
    if (!(output[c] > 0)) continue;
    for (let r = 0; r < size; r++) direct[Math.floor(r / J)] += intermediate[r * size + c];
  }
  const needed = solver(table, 1)(w.slice(), false);
  for (let r = 0; r < size; r++) all[Math.floor(r / J)] += needed[r] - w[r];
  const bought = sum(direct);
  const behind = sum(all);
  return {
    direct: direct.map((x) => x / bought),
    lookThrough: all.map((x) => x / behind),
    directPerOutput: direct.map((x) => x / made),
    indirectPerOutput: all.map((x, n) => (x - direct[n]) / made),
  };
}

/** (I - A)⁻¹ b or its transpose: by iteration for a few vectors, by factors for many. */
function solver(table: InputOutput, vectors: number): (b: Float64Array, transposed: boolean) => Float64Array {
  let system: LeontiefSystem | null = null;
  if (vectors <= FEW) {
    const a = inputCoefficients(table);
    return (b, transposed) => {
      const { x, converged } = leontiefSolve(a, b, { transposed });
      if (converged) return x;
      system ??= leontiefSystem(table);
      return transposed ? embodied(system, b) : outputFor(system, b);
    };
  }
  system = leontiefSystem(table);
  const factored = system;
  return (b, transposed) => (transposed ? embodied(factored, b) : outputFor(factored, b));
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
