import { Anderson } from "./anderson.ts";
import type { TradeEconomy } from "./trade-economy.ts";

/** What changes. Everything left out stays as it is in the economy. */
export interface TradeShock {
  /** d̂: iceberg or non-tariff cost, new over old, `[j][n][i]`; above 0, `Infinity` cuts the flow off. */
  readonly costHat?: Float64Array | null;
  /** τ': new tariff rates `[j][n][i]`, above -1. */
  readonly tariff?: Float64Array | null;
  /** D': new deficits in money of unchanged world income; must sum to 0. */
  readonly deficit?: Float64Array | null;
}

export interface SolveOptions {
  /** Largest change of any log wage, log price or spending share that still counts as solved. Default 1e-12. */
  readonly tolerance?: number;
  /** Rounds before giving up with `converged: false`. Default 1000. */
  readonly maxIterations?: number;
  /** Past rounds Anderson acceleration combines; 0 for plain damped iteration. Default 10. */
  readonly memory?: number;
  /** An earlier solution of the same economy to start from. */
  readonly start?: TradeEquilibrium;
}

export interface UnsuppliedGood {
  readonly importer: number;
  readonly sector: number;
}

/** Hats are new over old. Layout of sector arrays: `[j][n]`. Money in units of unchanged world income. */
export interface TradeEquilibrium {
  readonly converged: boolean;
  /**
   * Goods somebody buys that nobody is left to supply, directly or because a supplier needs one of them itself.
   * When there are any, no equilibrium exists: the cost is infinite and every hat below is NaN.
   */
  readonly unsupplied: readonly UnsuppliedGood[];
  readonly iterations: number;
  /** Largest change in the last round, as in `tolerance`. */
  readonly residual: number;
  readonly wageHat: Float64Array;
  readonly priceHat: Float64Array;
  readonly costHat: Float64Array;
  /** X': spending, tariffs included. */
  readonly expenditure: Float64Array;
  /** Y': sales, tariffs excluded. */
  readonly output: Float64Array;
  readonly revenue: Float64Array;
  readonly deficit: Float64Array;
  /** I' = w'L + R' + D'. */
  readonly income: Float64Array;
}

const DEFAULTS = { tolerance: 1e-12, maxIterations: 1000, memory: 10 } satisfies SolveOptions;

/**
 * Solves the Caliendo-Parro model in exact hats.
 *
 * Wages, prices and spending move together in one fixed point: a round takes one step of the price contraction
 * (equations 1-2), one of the spending equation (3-4) and one of labour-market clearing, which with (4) is the
 * trade balance (5); Anderson acceleration combines the rounds. Nothing is solved to the end inside a round, so
 * each of the two passes over the trade array counts. World income is the numeraire.
 *
 * Starting from an economy that is already an equilibrium, no shock gives hats of exactly 1.
 */
export function solveTrade(
  economy: TradeEconomy,
  shock: TradeShock = {},
  options: SolveOptions = {},
): TradeEquilibrium {
  const { countries: N, sectors: J, wageBill } = economy;
  const tolerance = options.tolerance ?? DEFAULTS.tolerance;
  const maxIterations = options.maxIterations ?? DEFAULTS.maxIterations;
  const size = N + 2 * N * J;
  const round = prepare(economy, shock);
  const unsupplied = withoutSupplier(economy, round);
  if (unsupplied.length > 0) return noEquilibrium(economy, round.deficit, unsupplied);

  const x = new Float64Array(size);
  const f = new Float64Array(size);
  const { start } = options;
  if (start?.converged) for (let n = 0; n < N; n++) x[n] = Math.log(start.wageHat[n]);
  for (let a = 0; a < N * J; a++) {
    if (start?.converged) x[N + a] = Math.log(start.priceHat[a]);
    x[N + N * J + a] =
      (start?.converged ? start.expenditure[a] : economy.expenditure[a]) / round.scale[a % N];
  }

  const anderson = new Anderson(size, { memory: options.memory ?? DEFAULTS.memory });
  const before = new Float64Array(size);
  let residual = Number.POSITIVE_INFINITY;
  let best = Number.POSITIVE_INFINITY;
  let sinceBest = 0;
  let iterations = 0;
  for (; ; iterations++) {
    residual = evaluate(economy, round, x, f);
    if (residual <= tolerance || iterations >= maxIterations || !Number.isFinite(residual)) break;
    // Acceleration may overshoot far from the solution: forget the past when it has not helped for long.
    if (residual < best) {
      best = residual;
      sinceBest = 0;
    } else if (++sinceBest > 15) {
      anderson.restart();
      sinceBest = 0;
      best = residual;
    }
    before.set(x);
    anderson.step(x, f);
    keepInBounds(x, before, N + N * J);
  }

  const untouched = iterations === 0 && !start;
  const wageHat = new Float64Array(N);
  const priceHat = new Float64Array(N * J);
  const costHat = new Float64Array(N * J);
  const expenditure = new Float64Array(N * J);
  const income = new Float64Array(N);
  for (let n = 0; n < N; n++) wageHat[n] = Math.exp(x[n]);
  for (let a = 0; a < N * J; a++) {
    priceHat[a] = Math.exp(x[N + a]);
    costHat[a] = Math.exp(round.logCost[a]);
    expenditure[a] = untouched ? economy.expenditure[a] : x[N + N * J + a] * round.scale[a % N];
  }
  const revenue = untouched ? economy.revenue.slice() : round.revenue.slice();
  for (let n = 0; n < N; n++) income[n] = wageHat[n] * wageBill[n] + revenue[n] + round.deficit[n];
  return {
    converged: residual <= tolerance,
    unsupplied: [],
    iterations,
    residual,
    wageHat,
    priceHat,
    costHat,
    expenditure,
    output: round.output.slice(),
    revenue,
    deficit: round.deficit,
    income,
  };
}

/** Working arrays of one solve. */
interface Round {
  /** π κ̂^{−θ}: what is left of each share before prices move. */
  readonly weight: Float64Array;
  /** The same over 1 + τ'; the very same array when there are no tariffs. */
  readonly netWeight: Float64Array;
  readonly hasTariff: boolean;
  readonly deficit: Float64Array;
  /** Base spending per country: the unit in which spending is iterated. */
  readonly scale: Float64Array;
  readonly damping: Float64Array;
  readonly logCost: Float64Array;
  readonly output: Float64Array;
  readonly revenue: Float64Array;
  readonly power: Float64Array;
  readonly sold: Float64Array;
  readonly buffer: Float64Array;
}

function prepare(economy: TradeEconomy, shock: TradeShock): Round {
  const { countries: N, sectors: J, share, theta, expenditure } = economy;
  const cost = shock.costHat ?? null;
  const oldTariff = economy.tariff;
  const newTariff = shock.tariff ?? oldTariff;
  const hasTariff = newTariff !== null;
  const weight = share.slice();
  if (cost !== null || newTariff !== oldTariff)
    for (let j = 0; j < J; j++)
      for (let a = j * N * N; a < (j + 1) * N * N; a++) {
        let kappa = cost === null ? 1 : cost[a];
        if (newTariff !== oldTariff)
          kappa *= (1 + (newTariff ? newTariff[a] : 0)) / (1 + (oldTariff ? oldTariff[a] : 0));
        if (kappa !== 1) weight[a] *= kappa ** -theta[j];
      }
  let netWeight = weight;
  if (hasTariff) {
    netWeight = new Float64Array(weight.length);
    for (let a = 0; a < weight.length; a++) netWeight[a] = weight[a] / (1 + newTariff[a]);
  }
  const scale = new Float64Array(N);
  for (let j = 0; j < J; j++) for (let n = 0; n < N; n++) scale[n] += expenditure[j * N + n];
  return {
    weight,
    netWeight,
    hasTariff,
    deficit: shock.deficit ?? economy.deficit,
    scale,
    damping: wageDamping(economy),
    logCost: new Float64Array(N * J),
    output: new Float64Array(N * J),
    revenue: new Float64Array(N),
    power: new Float64Array(N),
    sold: new Float64Array(N),
    buffer: new Float64Array(J),
  };
}

/**
 * How far to follow a gap in the labour market. Income falls with the wage with an elasticity near
 * Σ_j θ_j (1 - market share), so 1 over one plus that is close to Newton's step on the diagonal.
 */
function wageDamping(economy: TradeEconomy): Float64Array {
  const { countries: N, sectors: J, share, theta, expenditure, valueAddedShare, wageBill } = economy;
  const slope = new Float64Array(N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) {
      const row = (j * N + n) * N;
      const x = expenditure[j * N + n] * theta[j];
      for (let i = 0; i < N; i++)
        slope[i] += valueAddedShare[j * N + i] * share[row + i] * (1 - share[row + i]) * x;
    }
  for (let n = 0; n < N; n++) slope[n] = 1 / (1 + slope[n] / wageBill[n]);
  return slope;
}

/**
 * One round at x = [ln ŵ | ln P̂ | X'/scale]: writes g(x) - x to `f` and returns its largest entry (the labour
 * market gap before damping). Powers are taken relative to the sector's cheapest cost, so that they cannot overflow.
 */
function evaluate(economy: TradeEconomy, round: Round, x: Float64Array, f: Float64Array): number {
  const {
    countries: N,
    sectors: J,
    theta,
    valueAddedShare,
    inputShare,
    finalShare,
    wageBill,
    revenue,
  } = economy;
  const { weight, netWeight, logCost, output, power, sold, buffer, scale, deficit, damping } = round;
  const P = N;
  const X = N + N * J;
  let worst = 0;

  for (let n = 0; n < N; n++) {
    for (let k = 0; k < J; k++) buffer[k] = x[P + k * N + n];
    for (let j = 0; j < J; j++) {
      const row = (n * J + j) * J;
      let s0 = 0;
      let s1 = 0;
      let k = 0;
      for (; k + 1 < J; k += 2) {
        s0 += inputShare[row + k] * buffer[k];
        s1 += inputShare[row + k + 1] * buffer[k + 1];
      }
      if (k < J) s0 += inputShare[row + k] * buffer[k];
      logCost[j * N + n] = valueAddedShare[j * N + n] * x[n] + (s0 + s1);
    }
  }

  const revenueNew = round.revenue;
  revenueNew.fill(0);
  output.fill(0);
  for (let j = 0; j < J; j++) {
    const at = j * N;
    const th = theta[j];
    let low = Number.POSITIVE_INFINITY;
    for (let i = 0; i < N; i++) if (logCost[at + i] < low) low = logCost[at + i];
    for (let i = 0; i < N; i++) power[i] = Math.exp(-th * (logCost[at + i] - low));
    for (let n = 0; n < N; n++) {
      const row = (at + n) * N;
      const sum = rowTimes(weight, row, power, N);
      let price: number;
      if (sum > 1e-250) {
        price = low - Math.log(sum) / th;
        const perUnit = (x[X + at + n] * scale[n]) / sum;
        addRow(netWeight, row, perUnit, sold, N);
        if (round.hasTariff) revenueNew[n] += perUnit * (sum - rowTimes(netWeight, row, power, N));
      } else price = farRow(economy, round, j, n, x[X + at + n] * scale[n]);
      const change = price - x[P + at + n];
      f[P + at + n] = change;
      if (!(Math.abs(change) <= worst)) worst = Math.abs(change);
    }
    for (let i = 0; i < N; i++) {
      output[at + i] += sold[i] * power[i];
      sold[i] = 0;
    }
  }

  let target = 0;
  let wages = 0;
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < J; k++) buffer[k] = 0;
    let labour = 0;
    for (let j = 0; j < J; j++) {
      const y = output[j * N + n];
      if (y === 0) continue;
      labour += valueAddedShare[j * N + n] * y;
      const row = (n * J + j) * J;
      for (let k = 0; k < J; k++) buffer[k] += inputShare[row + k] * y;
    }
    const wageIncome = Math.exp(x[n]) * wageBill[n];
    const income = wageIncome + revenueNew[n] + deficit[n];
    for (let k = 0; k < J; k++) {
      const change = (buffer[k] + finalShare[k * N + n] * income) / scale[n] - x[X + k * N + n];
      f[X + k * N + n] = change;
      if (!(Math.abs(change) <= worst)) worst = Math.abs(change);
    }
    const gap = Math.log(labour / wageIncome);
    if (!(Math.abs(gap) <= worst)) worst = Math.abs(gap);
    f[n] = damping[n] * gap;
    wages += wageIncome * Math.exp(f[n]);
    target += wageBill[n] + economy.revenue[n] - revenueNew[n];
  }
  // World income is the numeraire: wages must add up to it less tariff revenue.
  const level = Math.log(target / wages);
  for (let n = 0; n < N; n++) f[n] += level;
  if (!(Math.abs(level) <= worst)) worst = Math.abs(level);
  return worst;
}

function rowTimes(a: Float64Array, row: number, b: Float64Array, size: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < size; i += 4) {
    s0 += a[row + i] * b[i];
    s1 += a[row + i + 1] * b[i + 1];
    s2 += a[row + i + 2] * b[i + 2];
    s3 += a[row + i + 3] * b[i + 3];
  }
  for (; i < size; i++) s0 += a[row + i] * b[i];
  return s0 + s1 + (s2 + s3);
}

function addRow(a: Float64Array, row: number, factor: number, out: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) out[i] += factor * a[row + i];
}

/**
 * A row whose remaining suppliers are all so much dearer than the sector's cheapest that their powers underflow:
 * the same sums, relative to its own cheapest. Returns the log price and adds its purchases.
 */
function farRow(economy: TradeEconomy, round: Round, j: number, n: number, spending: number): number {
  const { countries: N, theta } = economy;
  const { weight, netWeight, logCost, output, revenue } = round;
  const at = j * N;
  const row = (at + n) * N;
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < N; i++)
    if (weight[row + i] > 0) low = Math.min(low, logCost[at + i] - Math.log(weight[row + i]) / theta[j]);
  let sum = 0;
  const term = (i: number, a: Float64Array) =>
    weight[row + i] > 0
      ? (a[row + i] / weight[row + i]) * Math.exp(Math.log(weight[row + i]) - theta[j] * (logCost[at + i] - low))
      : 0;
  for (let i = 0; i < N; i++) sum += term(i, weight);
  let paid = 0;
  for (let i = 0; i < N; i++) {
    const flow = (spending * term(i, netWeight)) / sum;
    output[at + i] += flow;
    paid += flow;
  }
  if (round.hasTariff) revenue[n] += spending - paid;
  return low - Math.log(sum) / theta[j];
}

/** No log wage or price moves by more than 1 in a round (the whole step shrinks), and no spending turns negative. */
function keepInBounds(x: Float64Array, before: Float64Array, logs: number): void {
  let largest = 0;
  for (let a = 0; a < logs; a++) largest = Math.max(largest, Math.abs(x[a] - before[a]));
  if (largest > 1) for (let a = 0; a < x.length; a++) x[a] = before[a] + (x[a] - before[a]) / largest;
  for (let a = logs; a < x.length; a++) if (x[a] < 0) x[a] = 0;
}

/** Goods bought but no longer supplied; a sector that needs one of them as input supplies nobody either. */
function withoutSupplier(economy: TradeEconomy, round: Round): UnsuppliedGood[] {
  const { countries: N, sectors: J, expenditure, inputShare } = economy;
  const { weight } = round;
  const idle = new Uint8Array(N * J);
  const missing = new Uint8Array(N * J);
  const found: UnsuppliedGood[] = [];
  for (let again = true; again; ) {
    again = false;
    for (let j = 0; j < J; j++)
      for (let n = 0; n < N; n++) {
        if (missing[j * N + n] || !(expenditure[j * N + n] > 0)) continue;
        const row = (j * N + n) * N;
        let supplied = false;
        for (let i = 0; i < N && !supplied; i++) supplied = weight[row + i] > 0 && !idle[j * N + i];
        if (supplied) continue;
        missing[j * N + n] = 1;
        found.push({ importer: n, sector: j });
        again = true;
        for (let user = 0; user < J; user++)
          if (inputShare[(n * J + user) * J + j] > 0) idle[user * N + n] = 1;
      }
  }
  return found;
}

function noEquilibrium(
  { countries: N, sectors: J }: TradeEconomy,
  deficit: Float64Array,
  unsupplied: readonly UnsuppliedGood[],
): TradeEquilibrium {
  const none = (size: number) => new Float64Array(size).fill(Number.NaN);
  return {
    converged: false,
    unsupplied,
    iterations: 0,
    residual: Number.POSITIVE_INFINITY,
    wageHat: none(N),
    priceHat: none(N * J),
    costHat: none(N * J),
    expenditure: none(N * J),
    output: none(N * J),
    revenue: none(N),
    deficit,
    income: none(N),
  };
}
