import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { firstOrder, type Simulation, simulate, solveBaseline } from "../../src/models/index.ts";
import { hasData, nafta } from "./worlds.ts";

interface Reference {
  readonly regions: readonly string[];
  readonly negativeFinalCells: number;
  readonly closures: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

const reference = JSON.parse(
  readFileSync(new URL("../fixtures/models/cp_reference.json", import.meta.url), "utf8"),
) as Reference;

const percent = (values: Float64Array, n: number) => 100 * (values[n] as number);
const digits = (value: number) => value.toFixed(2).replace("-0.00", "0.00");

/** Percent against the independent script, every region: both stop at about 1e-12, prices carry θ up to 65. */
function expectReference(result: Simulation, closure: string): void {
  const figures = reference.closures[closure] as Reference["closures"][string];
  reference.regions.forEach((region, n) => {
    expect(percent(result.welfare, n), `${region} welfare`).toBeCloseTo(figures.welfare?.[n] as number, 8);
    expect(percent(result.realWage, n), `${region} real wage`).toBeCloseTo(
      figures.realWage?.[n] as number,
      8,
    );
  });
}

function solved() {
  const { data, tariff2005 } = nafta();
  const balanced = solveBaseline(data, { deficits: "zero" });
  const result = simulate(balanced, { tariff: tariff2005 }, { decompose: true });
  return { data, tariff2005, balanced, result, at: (name: string) => data.countryCodes.indexOf(name) };
}

describe.skipIf(!hasData())("the NAFTA exercise of Caliendo and Parro (2015)", () => {
  let exercise: ReturnType<typeof solved>;
  beforeAll(() => {
    exercise = solved();
  });

  it("prints the paper's table in its first-order form", () => {
    const { result, at } = exercise;
    const form = firstOrder(result);
    expect(form.welfareMeasure).toBe("first-order");
    const table = ["Mexico", "Canada", "USA"].map((name) =>
      [form.welfare, form.termsOfTrade, form.volumeOfTrade, result.realWage].map((v) =>
        digits(percent(v, at(name))),
      ),
    );
    expect(table).toEqual([
      ["1.31", "-0.41", "1.72", "1.72"],
      ["-0.06", "-0.11", "0.04", "0.32"],
      // The paper prints 0.08 for 0.0848: kept to its digits.
      ["0.08", "0.04", "0.04", "0.11"],
    ]);
  });

  it("gives the exact effect by default, far from the first-order one", () => {
    const { result, at } = exercise;
    expect(result.welfareMeasure).toBe("exact");
    const exact = ["Mexico", "Canada", "USA"].map((name) => percent(result.welfare, at(name)).toFixed(3));
    expect(exact).toEqual(["0.007", "-0.110", "0.074"]);
  });

  it("splits the exact effect along the path into parts that add up to it", () => {
    const { data, result, at } = exercise;
    const { parts } = result;
    if (!parts) throw new Error("asked for parts");
    data.countryCodes.forEach((_, n) => {
      const sum = [parts.termsOfTrade, parts.volumeOfTrade, parts.tradeCosts, parts.transfers]
        .map((v) => v[n] as number)
        .reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - (result.welfare[n] as number))).toBeLessThan(1e-9);
    });
    expect(percent(parts.termsOfTrade, at("Mexico")).toFixed(3)).toBe("-0.680");
    expect(percent(parts.volumeOfTrade, at("Mexico")).toFixed(3)).toBe("0.687");
  });

  it("agrees with the independent script in every region, deficits zeroed", () => {
    const { balanced, result } = exercise;
    expect(balanced.notes.negativeFinalCells).toBe(reference.negativeFinalCells);
    expectReference(result, "zero");
    const form = firstOrder(result);
    const figures = reference.closures.zero;
    reference.regions.forEach((_, n) => {
      expect(percent(form.termsOfTrade, n)).toBeCloseTo(figures?.termsOfTrade?.[n] as number, 8);
      expect(percent(form.volumeOfTrade, n)).toBeCloseTo(figures?.volumeOfTrade?.[n] as number, 8);
    });
  });

  it("agrees with it when deficits stay a share of world income", () => {
    const { data, tariff2005 } = exercise;
    const kept = solveBaseline(data, { deficits: "share" });
    expectReference(simulate(kept, { tariff: tariff2005 }), "share");
  });

  it("agrees with it when Canada buys nothing from the United States", () => {
    const { data, balanced, at } = exercise;
    const { countries: N, sectors: J } = data;
    const costHat = new Float64Array(J * N * N).fill(1);
    for (let j = 0; j < J; j++) costHat[(j * N + at("Canada")) * N + at("USA")] = Number.POSITIVE_INFINITY;
    const cut = simulate(balanced, { costHat });
    expectReference(cut, "cutOff");
    for (let j = 0; j < J; j++) expect(cut.after.flow[(j * N + at("Canada")) * N + at("USA")]).toBe(0);
  });

  it("agrees with it when Canada's goods imports cost a tenth more", () => {
    const { data, balanced, at } = exercise;
    const { countries: N, sectors: J } = data;
    const costHat = new Float64Array(J * N * N).fill(1);
    for (let j = 0; j < 20; j++)
      for (let i = 0; i < N; i++) if (i !== at("Canada")) costHat[(j * N + at("Canada")) * N + i] = 1.1;
    expectReference(simulate(balanced, { costHat }), "cost");
  });

  it("leaves residuals at most 1e-10", () => {
    const { balanced, result } = exercise;
    expect(result.converged).toBe(true);
    expect(result.residual).toBeLessThan(1e-10);
    expect(Math.max(...Object.values(balanced.residuals))).toBeLessThan(1e-10);
  });
});
