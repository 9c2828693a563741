import { describe, expect, it } from "vitest";
import { ModelError, UnknownNameError, UsageError } from "../../src/errors.ts";
import {
  countryRows,
  everySubset,
  flowRows,
  forcedChoice,
  parseScenario,
  runScenario,
  sectorRows,
  simulate,
  solveBaseline,
  sweepCoalitions,
  type TradeData,
  tradeShock,
} from "../../src/models/index.ts";
import { smallWorld } from "./worlds.ts";

const data: TradeData = {
  ...smallWorld(4, 4, 3, false),
  countryCodes: ["USA", "CHN", "RUS", "DEU"],
  sectorCodes: ["c1", "c8", "c14"],
  sectorLabels: { c14: "Electrical and optical equipment" },
};

const yaml = `
scenario: Coalition sanctions on Russia
shocks:
  - senders: [USA, DEU]
    target: RUS
    side: exports
    sectors: [c14]
    kind: cut-off
  - senders: USA
    target: RUS
    side: imports
    sectors: c8
    kind: tariff
    size: 35%
`;

describe("a scenario file", () => {
  it("becomes shocks on the flows it names, and no others", () => {
    const scenario = parseScenario(yaml);
    const baseline = solveBaseline(data);
    const shock = tradeShock(baseline, scenario.shocks);
    const cut = [...(shock.costHat as Float64Array)].flatMap((x, a) =>
      x === Number.POSITIVE_INFINITY ? [a] : [],
    );
    // sector 2 (c14), importer 2 (RUS), exporters 0 (USA) and 3 (DEU)
    expect(cut).toEqual([(2 * 4 + 2) * 4, (2 * 4 + 2) * 4 + 3]);
    const taxed = [...(shock.tariff as Float64Array)].flatMap((x, a) => (x === 0 ? [] : [[a, x]]));
    // sector 1 (c8), importer 0 (USA), exporter 2 (RUS)
    expect(taxed).toEqual([[16 + 2, 0.35]]);
  });

  it("runs to a result with residuals, rows and parts that add up", () => {
    const { simulation, bands } = runScenario(data, parseScenario(yaml));
    expect(simulation.converged).toBe(true);
    expect(simulation.residual).toBeLessThan(1e-10);
    expect(bands).toBeNull();
    const rows = countryRows(simulation);
    const russia = rows.find((r) => r.country === "RUS");
    expect(russia?.welfare).toBeLessThan(0);
    for (const r of rows) {
      const sum = [r.termsOfTrade, r.volumeOfTrade, r.tradeCosts, r.transfers].reduce<number>(
        (a, b) => a + (b ?? 0),
        0,
      );
      expect(sum).toBeCloseTo(r.welfare, 8);
    }
    expect(rows.find((r) => r.country === "USA")?.tariffRevenueAfter).toBeGreaterThan(0);
    const flows = flowRows(simulation);
    const gone = flows.find((f) => f.exporter === "DEU" && f.importer === "RUS" && f.sector === "c14");
    expect(gone?.valueAfter).toBe(0);
    expect(gone?.valueBefore).toBeGreaterThan(0);
    const output = sectorRows(simulation).filter((s) => s.country === "RUS");
    expect(output).toHaveLength(3);
    for (const cell of [...rows, ...flows, ...output])
      for (const value of Object.values(cell)) expect(Number.isNaN(value)).toBe(false);
  });

  it("draws the same bands from the same seed, around the figure itself", () => {
    const text = `${yaml}decompose: false\nuncertainty: { draws: 20, seed: 3, spread: 0.2 }\n`;
    const first = runScenario(data, parseScenario(text));
    const again = runScenario(data, parseScenario(text));
    expect(first.bands).toEqual(again.bands);
    expect(first.bands?.solved).toBe(20);
    const welfare = first.simulation.welfare[2] as number;
    expect(first.bands?.low[2]).toBeLessThan(welfare);
    expect(first.bands?.high[2]).toBeGreaterThan(welfare);
  });

  it.each([
    [
      "scenario: x\nshocks:\n  - {senders: USA, target: RUSS, kind: cut-off}",
      /unknown country: RUSS \(did you mean RUS/,
    ],
    [
      "scenario: x\nshocks:\n  - {senders: USA, target: RUS, kind: cut-off, sectors: c15}",
      /unknown sector: c15 \(did you mean c1/,
    ],
    [
      "scenario: x\nelasticities: {c1: -2}\nshocks:\n  - {senders: USA, target: RUS, kind: cut-off}",
      /elasticities\.c1: a trade elasticity must be above 0/,
    ],
    [
      "scenario: x\nelasticities: {c9: 2}\nshocks:\n  - {senders: USA, target: RUS, kind: cut-off}",
      /unknown sector: c9/,
    ],
    ["scenario: x\nshocks:\n  - {senders: USA, target: RUS, kind: cost}", /size: a cost needs a size/],
    [
      "scenario: x\nshocks:\n  - {senders: USA, target: RUS, kind: cut-off, size: 1}",
      /a cut-off has no size/,
    ],
    [
      "scenario: x\nshocks:\n  - {senders: USA, target: RUS, kind: tariff, size: lots}",
      /must be a number or a percentage/,
    ],
    [
      "scenario: x\nshocks:\n  - {sender: USA, target: RUS, kind: cut-off}",
      /unknown key in scenario.*sender \(did you mean senders/,
    ],
    ["scenario: x\nshock: []", /unknown key in scenario: shock \(did you mean shocks/],
    ["scenario: x\nshocks:\n  - {senders: RUS, target: RUS, kind: cut-off}", /both sender and target/],
    ["scenario: [x", /not valid yaml at line 1/],
    [
      "scenario: x\nnumeraire: CHM\nshocks:\n  - {senders: USA, target: RUS, kind: cut-off}",
      /unknown numeraire: CHM \(did you mean CHN/,
    ],
  ])("is refused with its reason: %s", (text, message) => {
    const run = () => runScenario(data, parseScenario(text));
    expect(run).toThrow(message);
    try {
      run();
    } catch (error) {
      expect(error instanceof UsageError || error instanceof UnknownNameError).toBe(true);
    }
  });

  it("says that a cost is infinite when a cut-off leaves no supplier", () => {
    const text = "scenario: x\nshocks:\n  - {senders: all, target: RUS, kind: cut-off}";
    const none: TradeData = { ...data, flow: data.flow.slice() };
    // Russia makes no c8 of its own.
    for (let n = 0; n < 4; n++) none.flow[16 + n * 4 + 2] = 0;
    expect(() => runScenario(none, parseScenario(text))).toThrow(ModelError);
    expect(() => runScenario(none, parseScenario(text))).toThrow(/RUS without any supplier of c8.*infinite/);
  });

  it("hits a list that covers part of a sector with that part only", () => {
    const baseline = solveBaseline(data);
    const groups = { sectors: { chips: { c14: 0.25 } }, countries: { eu: ["DEU", "FRA"] } };
    const whole = { target: ["RUS"], side: "exports" as const, kind: "cut-off" as const, share: 1 };
    const listed = tradeShock(baseline, [{ ...whole, senders: ["EU"], sectors: ["Chips"] }], groups);
    const a = (2 * 4 + 2) * 4 + 3;
    expect((listed.costHat?.[a] as number) ** -(baseline.economy.theta[2] as number)).toBeCloseTo(0.75, 12);
    const part = simulate(baseline, listed).welfare[2] as number;
    const all = simulate(baseline, tradeShock(baseline, [{ ...whole, senders: ["DEU"], sectors: ["c14"] }]))
      .welfare[2] as number;
    expect(part).toBeLessThan(0);
    expect(part).toBeGreaterThan(all);
  });
});

describe("a forced choice", () => {
  it("compares the two losses and names the costlier", () => {
    const choice = forcedChoice(solveBaseline(data), "DEU", "CHN", "RUS");
    expect(choice.losing.map((l) => l.partner)).toEqual(["CHN", "RUS"]);
    for (const l of choice.losing) {
      expect(l.welfare).toBeLessThan(0);
      expect(l.converged).toBe(true);
    }
    const [china, russia] = choice.losing as [(typeof choice.losing)[number], (typeof choice.losing)[number]];
    expect(choice.costlier).toBe(china.welfare < russia.welfare ? "CHN" : "RUS");
    expect(choice.ratio).toBeCloseTo(china.welfare / russia.welfare, 14);
    expect(() => forcedChoice(solveBaseline(data), "DEU", "DEU", "RUS")).toThrow(/is itself DEU/);
  });
});

describe("a sweep over coalitions", () => {
  it("gives every subset the answer it gets alone, whatever came before", async () => {
    const baseline = solveBaseline(data);
    const shock = { side: "both" as const, sectors: ["all"], kind: "cut-off" as const, share: 1 };
    const subsets = [[], ...everySubset(["USA", "CHN", "DEU"])];
    expect(subsets).toHaveLength(8);
    const results = await sweepCoalitions(baseline, { target: ["RUS"], subsets, shocks: [shock] });
    for (const { members, welfare, converged } of results) {
      expect(converged).toBe(true);
      const alone =
        members.length === 0
          ? new Float64Array(4)
          : simulate(baseline, tradeShock(baseline, [{ ...shock, senders: [...members], target: ["RUS"] }]))
              .welfare;
      alone.forEach((w, n) => {
        expect(welfare?.[n] as number).toBeCloseTo(w, 9);
      });
    }
    const loss = (names: string) => results.find((r) => r.members.join() === names)?.welfare?.[2] as number;
    expect(loss("USA,CHN,DEU")).toBeLessThan(loss("USA"));
  });

  it("stops when told to", async () => {
    const stop = new AbortController();
    stop.abort();
    const sweep = sweepCoalitions(solveBaseline(data), {
      target: ["RUS"],
      subsets: [["USA"]],
      shocks: [{ side: "both", sectors: ["all"], kind: "cut-off", share: 1 }],
      signal: stop.signal,
    });
    await expect(sweep).rejects.toThrow("cancelled");
  });
});
