import { type SolveOptions, solveTrade, type TradeEquilibrium } from "./caliendo-parro.ts";
import type { TradeEconomy, TradeShock } from "./trade-economy.ts";
import { tradeFlows } from "./trade-flows.ts";

/**
 * The exact change of log real income, split along the way from base to shock. Per country, in log points;
 * the parts add up to `total` but for `remainder`.
 */
export interface WelfarePath {
  readonly termsOfTrade: Float64Array;
  readonly volumeOfTrade: Float64Array;
  /** Resources lost to (or saved by) iceberg and non-tariff costs and flows cut off. */
  readonly tradeCosts: Float64Array;
  /** Change of the deficit that others finance. */
  readonly transfers: Float64Array;
  /** ln(Î / P̂) at the end, from the last solution alone. */
  readonly total: Float64Array;
  readonly remainder: Float64Array;
  readonly converged: boolean;
  readonly solves: number;
}

/**
 * Path decomposition. Along a path s from 0 to 1 on which tariffs move in a straight line, each flow's
 * cost-weighted share κ^{−θ} likewise (so that cutting a flow off is an ordinary end point), and deficits too:
 *
 *     I d ln W = Σ (E_ni dln c_n - M_ni dln c_i)            terms of trade
 *              + Σ τ_ni M_ni (dln M_ni - dln c_i - dln d_ni)  volume of trade
 *              - Σ M_ni dln d_ni                            trade costs
 *              + dD                                         transfers
 *
 * The model is solved at Chebyshev points; derivatives along the path are those of the polynomial through them
 * and the integral is Clenshaw and Curtis's, so that a dozen solves leave a remainder near rounding, where
 * thirty equal steps leave one in the third digit.
 */
export function welfarePath(
  economy: TradeEconomy,
  shock: TradeShock,
  { points = 12, ...options }: SolveOptions & { readonly points?: number } = {},
): WelfarePath {
  const { countries: N, sectors: J, theta, finalShare } = economy;
  const nodes = Array.from({ length: points + 1 }, (_, k) => (1 - Math.cos((Math.PI * k) / points)) / 2);
  const derivative = chebyshevDerivative(nodes);
  const weights = clenshawCurtis(points);
  const shocks = nodes.map((s) => shockAt(economy, shock, s));
  const solutions: TradeEquilibrium[] = [];
  let converged = true;
  for (const at of shocks) {
    const previous = solutions.at(-1);
    const solved = solveTrade(economy, at, previous ? { ...options, start: previous } : options);
    converged &&= solved.converged;
    solutions.push(solved);
  }

  const parts = [0, 1, 2, 3].map(() => new Float64Array(N)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [termsOfTrade, volumeOfTrade, tradeCosts, transfers] = parts;
  const cells = N * J;
  for (let k = 0; k <= points; k++) {
    const solution = solutions[k];
    const at = shocks[k];
    const { flow } = tradeFlows(economy, at, solution);
    const slope = (read: (e: TradeEquilibrium, a: number) => number, size: number) => {
      const out = new Float64Array(size);
      for (let q = 0; q <= points; q++) {
        const d = derivative[k * (points + 1) + q];
        for (let a = 0; a < size; a++) out[a] += d * read(solutions[q], a);
      }
      return out;
    };
    const dCost = slope((e, a) => Math.log(e.costHat[a]), cells);
    const dPrice = slope((e, a) => Math.log(e.priceHat[a]), cells);
    const dSpending = slope((e, a) => e.expenditure[a], cells);
    const tariff = at.tariff ?? null;
    for (let j = 0; j < J; j++)
      for (let n = 0; n < N; n++) {
        const row = (j * N + n) * N;
        const spending = solution.expenditure[j * N + n];
        const price = solution.priceHat[j * N + n];
        const scale = weights[k] / solution.income[n];
        for (let i = 0; i < N; i++) {
          const a = row + i;
          if (economy.share[a] === 0) continue;
          const duty = tariff ? tariff[a] : 0;
          // φ = d^{−θ}; flows are φ times `perPhi`, which is finite where φ is 0 as well.
          const phiEnd = shock.costHat ? shock.costHat[a] ** -theta[j] : 1;
          const dPhi = phiEnd - 1;
          const dTariff = tariff ? (shock.tariff?.[a] ?? duty) - (economy.tariff?.[a] ?? 0) : 0;
          const cost = solution.costHat[j * N + i];
          const relative = (1 + duty) / (1 + (economy.tariff ? economy.tariff[a] : 0));
          const perPhi =
            dPhi === 0
              ? 0
              : (economy.share[a] * ((relative * cost) / price) ** -theta[j] * spending) / (1 + duty);
          const m = flow[a];
          const own = dCost[j * N + i];
          termsOfTrade[n] -= scale * m * own;
          termsOfTrade[i] += (weights[k] / solution.income[i]) * m * own;
          const resources = (-perPhi * dPhi) / theta[j];
          tradeCosts[n] -= scale * resources;
          if (duty !== 0) {
            const kappa = own + dTariff / (1 + duty);
            const change =
              perPhi * dPhi -
              m * theta[j] * (kappa - dPrice[j * N + n]) +
              (spending > 0 ? (m / spending) * dSpending[j * N + n] : 0) -
              (m * dTariff) / (1 + duty);
            volumeOfTrade[n] += scale * duty * (change - m * own - resources);
          }
        }
      }
    for (let n = 0; n < N; n++)
      transfers[n] +=
        (weights[k] / solution.income[n]) * ((shock.deficit ?? economy.deficit)[n] - economy.deficit[n]);
  }

  const total = new Float64Array(N);
  const remainder = new Float64Array(N);
  const end = solutions[points];
  const start = solutions[0];
  for (let n = 0; n < N; n++) {
    let log = Math.log(end.income[n] / start.income[n]);
    for (let j = 0; j < J; j++) {
      const alpha = finalShare[j * N + n];
      if (alpha > 0) log -= alpha * Math.log(end.priceHat[j * N + n] / start.priceHat[j * N + n]);
    }
    total[n] = log;
    remainder[n] = log - termsOfTrade[n] - volumeOfTrade[n] - tradeCosts[n] - transfers[n];
  }
  return {
    termsOfTrade,
    volumeOfTrade,
    tradeCosts,
    transfers,
    total,
    remainder,
    converged,
    solves: points + 1,
  };
}

/** The shock a fraction `s` of the way. */
function shockAt(economy: TradeEconomy, shock: TradeShock, s: number): TradeShock {
  const { countries: N, sectors: J, theta } = economy;
  if (s === 1) return { ...shock, tariff: shock.tariff ?? economy.tariff };
  let costHat: Float64Array | null = null;
  if (shock.costHat) {
    costHat = shock.costHat.slice();
    for (let j = 0; j < J; j++)
      for (let a = j * N * N; a < (j + 1) * N * N; a++)
        if (costHat[a] !== 1) costHat[a] = (1 - s + s * costHat[a] ** -theta[j]) ** (-1 / theta[j]);
  }
  let tariff = economy.tariff;
  if (shock.tariff) {
    tariff = shock.tariff.slice();
    for (let a = 0; a < tariff.length; a++)
      tariff[a] = (1 - s) * (economy.tariff ? economy.tariff[a] : 0) + s * tariff[a];
  }
  const deficit = (shock.deficit ?? economy.deficit).map((d, n) => (1 - s) * economy.deficit[n] + s * d);
  return { costHat, tariff, deficit };
}

/** Differentiation matrix of the polynomial through Chebyshev points on [0, 1] (barycentric weights). */
function chebyshevDerivative(nodes: readonly number[]): Float64Array {
  const size = nodes.length;
  const last = size - 1;
  const out = new Float64Array(size * size);
  const weight = (k: number) => (k % 2 === 0 ? 1 : -1) * (k === 0 || k === last ? 0.5 : 1);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) {
      if (a === b) continue;
      out[a * size + b] = weight(b) / weight(a) / (nodes[a] - nodes[b]);
      out[a * size + a] -= out[a * size + b];
    }
  return out;
}

/** Quadrature weights on [0, 1] for the same points. */
function clenshawCurtis(intervals: number): Float64Array {
  const out = new Float64Array(intervals + 1);
  for (let k = 0; k <= intervals; k++) {
    let sum = 1;
    for (let m = 1; m <= Math.floor(intervals / 2); m++) {
      const half = 2 * m === intervals ? 1 : 2;
      sum -= (half * Math.cos((2 * m * k * Math.PI) / intervals)) / (4 * m * m - 1);
    }
    out[k] = ((k === 0 || k === intervals ? 1 : 2) * sum) / intervals / 2;
  }
  return out;
}
