import { Anderson } from "./anderson.ts";
import type { TradeEconomy, TradeShock } from "./trade-economy.ts";
import { evaluate, prepare, type Round } from "./trade-round.ts";

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
