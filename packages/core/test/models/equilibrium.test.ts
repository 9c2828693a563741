import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gainsFromTrade,
  random,
  solveTrade,
  type TradeEconomy,
  type TradeShock,
  welfarePath,
} from "../../src/kernels/index.ts";
import { decoupling, oneSectorData, simulate, solveBaseline } from "../../src/models/index.ts";
import { smallWorld } from "./worlds.ts";

const seeds = fc.integer({ min: 1, max: 1_000_000 });

/** Tariffs, costs and one flow cut off, drawn. */
function someShock(economy: TradeEconomy, seed: number): TradeShock {
  const { countries: N, sectors: J } = economy;
  const source = random(seed + 1);
  const costHat = new Float64Array(J * N * N).fill(1);
  const tariff = new Float64Array(J * N * N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++)
      for (let i = 0; i < N; i++) {
        if (i === n) continue;
        const a = (j * N + n) * N + i;
        costHat[a] = 0.8 + 0.6 * source.next();
        tariff[a] = 0.4 * source.next();
      }
  costHat[1] = Number.POSITIVE_INFINITY;
  return { costHat, tariff };
}

/** The model written down once more, slowly: damped wages outside, everything else iterated to the end inside. */
function bruteForce(e: TradeEconomy, shock: TradeShock): { wage: number[]; price: number[] } {
  const { countries: N, sectors: J } = e;
  const cells = (f: (j: number, n: number) => number) =>
    Array.from({ length: J * N }, (_, a) => f(Math.floor(a / N), a % N));
  const countries = (f: (n: number) => number) => Array.from({ length: N }, (_, n) => f(n));
  const total = (size: number, f: (k: number) => number) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += f(k);
    return sum;
  };
  const at = (values: ArrayLike<number>, k: number) => values[k] as number;
  const deficit = shock.deficit ?? e.deficit;
  const newTariff = (a: number) => (shock.tariff ? at(shock.tariff, a) : e.tariff ? at(e.tariff, a) : 0);
  const kappa = (a: number) =>
    ((shock.costHat ? at(shock.costHat, a) : 1) * (1 + newTariff(a))) /
    (1 + (e.tariff ? at(e.tariff, a) : 0));
  let wage = countries(() => 1);
  let price = cells(() => 1);
  let spending = Array.from(e.expenditure);
  const world = total(N, (n) => at(e.wageBill, n) + at(e.revenue, n));
  for (let outer = 0; outer < 4000; outer++) {
    let cost: number[] = [];
    for (let inner = 0; inner < 400; inner++) {
      cost = cells((j, n) =>
        Math.exp(
          at(e.valueAddedShare, j * N + n) * Math.log(at(wage, n)) +
            total(J, (k) => at(e.inputShare, (n * J + j) * J + k) * Math.log(at(price, k * N + n))),
        ),
      );
      const next = cells((j, n) => {
        const sum = total(N, (i) => {
          const a = (j * N + n) * N + i;
          return at(e.share, a) * (kappa(a) * at(cost, j * N + i)) ** -at(e.theta, j);
        });
        return sum ** (-1 / at(e.theta, j));
      });
      const moved = Math.max(...next.map((p, a) => Math.abs(p - at(price, a))));
      price = next;
      if (moved < 1e-14) break;
    }
    const share = (j: number, n: number, i: number) => {
      const a = (j * N + n) * N + i;
      return at(e.share, a) * ((kappa(a) * at(cost, j * N + i)) / at(price, j * N + n)) ** -at(e.theta, j);
    };
    let sales: number[] = [];
    let revenue: number[] = [];
    for (let inner = 0; inner < 400; inner++) {
      const paid = (j: number, n: number, i: number) =>
        (share(j, n, i) * at(spending, j * N + n)) / (1 + newTariff((j * N + n) * N + i));
      sales = cells((j, i) => total(N, (n) => paid(j, n, i)));
      revenue = countries((n) =>
        total(J, (j) => total(N, (i) => paid(j, n, i) * newTariff((j * N + n) * N + i))),
      );
      const next = cells(
        (k, n) =>
          total(J, (j) => at(e.inputShare, (n * J + j) * J + k) * at(sales, j * N + n)) +
          at(e.finalShare, k * N + n) * (at(wage, n) * at(e.wageBill, n) + at(revenue, n) + at(deficit, n)),
      );
      const moved = Math.max(...next.map((x, a) => Math.abs(x - at(spending, a)))) / world;
      spending = next;
      if (moved < 1e-15) break;
    }
    const gap = countries(
      (n) =>
        total(J, (j) => at(e.valueAddedShare, j * N + n) * at(sales, j * N + n)) /
          (at(wage, n) * at(e.wageBill, n)) -
        1,
    );
    if (Math.max(...gap.map(Math.abs)) < 1e-11) break;
    wage = wage.map((w, n) => w * (1 + 0.15 * at(gap, n)));
    const level =
      (world - total(N, (n) => at(revenue, n))) / total(N, (n) => at(wage, n) * at(e.wageBill, n));
    wage = wage.map((w) => w * level);
  }
  return { wage, price };
}

describe("the equilibrium solver", () => {
  it("agrees with a brute-force solver on small worlds with tariffs, costs and a flow cut off", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { economy } = solveBaseline(smallWorld(seed, 3, 2), { deficits: seed % 2 ? "zero" : "share" });
        const shock = someShock(economy, seed);
        const fast = solveTrade(economy, shock);
        const slow = bruteForce(economy, shock);
        expect(fast.converged).toBe(true);
        slow.wage.forEach((w, n) => {
          expect(Math.abs((fast.wageHat[n] as number) / w - 1)).toBeLessThan(1e-8);
        });
        slow.price.forEach((p, a) => {
          expect(Math.abs((fast.priceHat[a] as number) / p - 1)).toBeLessThan(1e-8);
        });
      }),
      { numRuns: 8 },
    );
  });

  it("returns exactly ones when nothing changes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const deficits of ["zero", "share", "fixed"] as const) {
          const baseline = solveBaseline(smallWorld(seed), { deficits });
          const still = simulate(baseline, {});
          for (const hats of [still.wageHat, still.priceHat, still.priceIndexHat])
            expect([...new Set(hats)]).toEqual([1]);
          expect([...new Set(still.welfare)]).toEqual([0]);
          expect(still.iterations).toBe(0);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("clears every market, keeps every budget and satisfies Walras' law", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 3, max: 7 }), fc.integer({ min: 1, max: 6 }), (seed, N, J) => {
        const baseline = solveBaseline(smallWorld(seed, N, J), { deficits: seed % 2 ? "zero" : "share" });
        const result = simulate(baseline, someShock(baseline.economy, seed));
        expect(result.converged).toBe(true);
        for (const [name, value] of Object.entries(result.residuals)) expect(value, name).toBeLessThan(1e-10);
        const { deficit, income, revenue } = result.equilibrium;
        const sum = (v: Float64Array) => v.reduce((a, b) => a + b, 0);
        expect(Math.abs(sum(deficit)) / sum(income)).toBeLessThan(1e-12);
        // Spending less use as input is income, country by country, so world final spending is world income.
        expect(sum(revenue)).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });

  it("does not depend on the unit of money, nor real figures on the numeraire", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const data = smallWorld(seed);
        const big = {
          ...data,
          flow: data.flow.map((x) => x * 1000),
          intermediate: data.intermediate.map((x) => x * 1000),
          valueAdded: data.valueAdded.map((x) => x * 1000),
        };
        const shock = someShock(solveBaseline(data).economy, seed);
        const a = simulate(solveBaseline(data), shock);
        const b = simulate(solveBaseline(big), shock);
        const c = simulate(solveBaseline(data), shock, { numeraire: "C1" });
        expect(c.wageHat[1]).toBeCloseTo(1, 14);
        a.welfare.forEach((w, n) => {
          expect(b.welfare[n] as number).toBeCloseTo(w, 9);
          expect(c.welfare[n] as number).toBeCloseTo(w, 12);
          expect((a.wageHat[n] as number) / (a.wageHat[1] as number)).toBeCloseTo(c.wageHat[n] as number, 12);
        });
      }),
      { numRuns: 10 },
    );
  });

  it("treats fixed deficits like shares under world income, and differently under a country's wage", () => {
    const data = smallWorld(77);
    const shock = someShock(solveBaseline(data).economy, 5);
    const share = simulate(solveBaseline(data, { deficits: "share" }), shock);
    const fixed = simulate(solveBaseline(data, { deficits: "fixed" }), shock);
    const inWages = simulate(solveBaseline(data, { deficits: "fixed" }), shock, { numeraire: "C0" });
    expect([...fixed.welfare]).toEqual([...share.welfare]);
    const wage = inWages.equilibrium.wageHat[0] as number;
    inWages.equilibrium.deficit.forEach((d, n) => {
      expect(d / wage).toBeCloseTo(inWages.baseline.economy.deficit[n] as number, 8);
    });
    expect(Math.abs((inWages.welfare[0] as number) - (share.welfare[0] as number))).toBeGreaterThan(1e-6);
    expect(inWages.residual).toBeLessThan(1e-10);
  });

  it("gives (home share)^(-1/θ) as welfare in the one-sector case", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const data = oneSectorData(smallWorld(seed, 5, 3, false), 4);
        const baseline = solveBaseline(data);
        const costHat = new Float64Array(25).fill(1);
        const source = random(seed);
        for (let a = 0; a < 25; a++) if (a % 6 !== 0) costHat[a] = 0.7 + source.next();
        const result = simulate(baseline, { costHat });
        for (let n = 0; n < 5; n++) {
          const hat = (result.after.share[n * 6] as number) / (result.before.share[n * 6] as number);
          expect(result.welfare[n] as number).toBeCloseTo(hat ** (-1 / 4) - 1, 10);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("makes the path's parts add up for tariffs, costs, deficits and a cut-off together", () => {
    const baseline = solveBaseline(smallWorld(11), { deficits: "share" });
    const { economy } = baseline;
    const shock = { ...someShock(economy, 3), deficit: economy.deficit.map((d) => d / 2) };
    const path = welfarePath(economy, shock, { points: 24 });
    expect(path.converged).toBe(true);
    path.remainder.forEach((gap) => {
      expect(Math.abs(gap)).toBeLessThan(1e-8);
    });
    const exact = simulate(baseline, shock).welfare;
    path.total.forEach((log, n) => {
      expect(Math.expm1(log)).toBeCloseTo(exact[n] as number, 10);
    });
    expect(path.transfers.some((t) => Math.abs(t) > 1e-6)).toBe(true);
  });

  it("puts a country cut off both ways at autarky, where the gains-from-trade formula says it is", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const baseline = solveBaseline(smallWorld(seed, 4, 3, false));
        const { economy } = baseline;
        const result = simulate(baseline, decoupling(baseline, ["C0"], ["all"]));
        expect(result.converged).toBe(true);
        const sectors = [0, 1, 2];
        const gains = gainsFromTrade({
          sectors: 3,
          homeShare: Float64Array.from(sectors, (j) => economy.share[j * 16] as number),
          finalShare: Float64Array.from(sectors, (j) => economy.finalShare[j * 4] as number),
          inputShare: economy.inputShare.slice(0, 9),
          elasticity: economy.theta,
          homeShareAll: 1,
          elasticityAll: 5,
        });
        expect(result.welfare[0] as number).toBeCloseTo(-gains.withIntermediates, 9);
      }),
      { numRuns: 10 },
    );
  });

  it("says which goods are left without a supplier, also when a supplier's own input is gone", () => {
    const data = smallWorld(9, 3, 2, false);
    const N = 3;
    // C0 makes no s0 itself; cutting the others off leaves it, and what it makes with s0, without supply.
    data.flow[0] = 0;
    const { economy } = solveBaseline(data);
    const costHat = new Float64Array(2 * N * N).fill(1);
    costHat[1] = Number.POSITIVE_INFINITY;
    costHat[2] = Number.POSITIVE_INFINITY;
    const direct = solveTrade(economy, { costHat });
    expect(direct.converged).toBe(false);
    expect(direct.unsupplied[0]).toEqual({ importer: 0, sector: 0 });
    expect(direct.unsupplied).toHaveLength(1);
    // C1 buys s1 from C0 alone, which can no longer make it.
    for (const i of [1, 2]) costHat[(N + 1) * N + i] = Number.POSITIVE_INFINITY;
    expect(solveTrade(economy, { costHat }).unsupplied).toContainEqual({ importer: 1, sector: 1 });
  });

  it("never hides that it did not converge", () => {
    const baseline = solveBaseline(smallWorld(21));
    const result = simulate(baseline, someShock(baseline.economy, 2), { maxIterations: 2 });
    expect(result.converged).toBe(false);
    expect(result.iterations).toBe(2);
    expect(result.residual).toBeGreaterThan(1e-10);
  });
});
