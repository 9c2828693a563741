import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkScenario, parseScenario, type Scenario } from "@tightrope/core";
import { type BaselineAnswer, createApp } from "@tightrope/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestWorkspace, testWorkspace } from "../../server/test/workspace.ts";
import {
  asComposed,
  type Composed,
  changesOf,
  composedIn,
  FIRST,
  scenarioOf,
} from "../src/scenarios/compose.ts";
import { Lab, tradeDataOf } from "../src/scenarios/lab.ts";
import { largestDifference, solvedInput } from "../src/scenarios/picture.ts";
import { choiceFinding, findingOf, nameIn, supposition, titleIn } from "../src/scenarios/sentences.ts";
import { Solver } from "../src/scenarios/solver.ts";
import type { FromWorker, Question, ToWorker } from "../src/scenarios/worker.ts";
import { scenarioFile } from "../src/scenarios/yaml.ts";

const CASES = fileURLToPath(new URL("../../../cases/", import.meta.url));
const TABLE = join(CASES, "china-russia", "figures", "wiod-compact-2011.csv.gz");

let test: TestWorkspace;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  test = await testWorkspace([]);
  await test.ws.load("wiod-compact", [TABLE]);
  app = createApp(test.ws, { cases: CASES });
  answer = await json("/v1/baselines/wiod-compact/2011");
});
afterAll(() => test.close());

let answer: BaselineAnswer;
const json = async (path: string, init?: RequestInit) => (await app.request(path, init)).json();

describe("scenarios solved on the baseline as the browser gets it", () => {
  it("start from a balanced table: what everybody sells is inputs and value added, to the cent", async () => {
    const data = tradeDataOf(answer);
    const { countries: N, sectors: J } = data;
    for (let n = 0; n < N; n++)
      for (let j = 0; j < J; j++) {
        let sold = 0;
        for (let buyer = 0; buyer < N; buyer++) sold += data.flow[(j * N + buyer) * N + n] as number;
        let made = data.valueAdded[j * N + n] as number;
        for (let k = 0; k < J; k++) made += data.intermediate[(n * J + j) * J + k] as number;
        expect(Math.abs(sold - made)).toBeLessThan(0.01);
      }
  });

  it("equal the indicator to 1e-10: every shipped scenario, every country, every part", async () => {
    const lab = new Lab(answer);
    const { scenarios } = await json("/v1/scenarios");
    expect(scenarios.map((s: { name: string }) => s.name).sort()).toEqual([
      "china-russia-decoupling",
      "coalition-on-russia",
      "coalition-with-china",
      "eu-china-decoupling",
    ]);
    // One after the other on one lab: from the second on, each starts where the last one ended.
    for (const { scenario, text, name } of scenarios) {
      expect(text).toBe(await readFile(join(CASES, "china-russia", "scenarios", `${name}.yaml`), "utf8"));
      const { rows } = await test.ws.run("scenario", { scenario: JSON.stringify(scenario) });
      const here = lab.scenario({ scenario, decompose: true });
      expect(here.converged).toBe(true);
      expect(here.residual).toBeLessThan(1e-10);
      const at = new Map(rows.map((r) => [`${r.country} ${r.measure}`, r.change as number]));
      for (const r of here.rows)
        for (const [measure, value] of Object.entries({
          welfare: r.welfare,
          "welfare: terms of trade": r.termsOfTrade,
          "welfare: volume of trade": r.volumeOfTrade,
          "welfare: trade costs": r.tradeCosts,
          "welfare: transfers": r.transfers,
          "real wage": r.realWage,
          "price index": r.priceIndex,
        }))
          expect(
            Math.abs((value as number) - (at.get(`${r.country} ${measure}`) as number)),
            `${name} ${r.country} ${measure}`,
          ).toBeLessThan(1e-10);
    }
  });

  it("give the pair's flows as the indicator does", async () => {
    const lab = new Lab(answer);
    const { scenario } = await json("/v1/scenarios/china-russia/coalition-with-china");
    const { flows } = lab.scenario({ scenario, decompose: false, pair: ["CHN", "RUS"] });
    const { rows } = await test.ws.run("scenario", { scenario: JSON.stringify(scenario), output: "flows" });
    const wanted = rows.filter((r) => [r.country, r.partner].sort().join() === "CHN,RUS");
    expect(flows).toHaveLength(wanted.length);
    for (const row of wanted) {
      const found = flows.find((f) => f.exporter === row.country && f.sector === row.sector);
      expect(found?.before).toBeCloseTo(row.before as number, 6);
      expect(found?.after).toBeCloseTo(row.after as number, 6);
    }
    expect(flows.find((f) => f.exporter === "CHN" && f.sector === "electronics")?.after).toBe(0);
  });

  it("draw the same intervals from the same seed as the server, and only when asked", async () => {
    const scenario = checkScenario({
      scenario: "x",
      shocks: [{ senders: "CHN", target: "RUS", kind: "cut-off" }],
      decompose: false,
      uncertainty: { draws: 6, seed: 4 },
    });
    const lab = new Lab(answer);
    expect(lab.scenario({ scenario, decompose: false }).bands).toBeUndefined();
    const { bands, rows } = lab.scenario({ scenario, decompose: false, bands: true });
    const there = await test.ws.run("scenario", { scenario: JSON.stringify(scenario) });
    const welfare = there.rows.filter((r) => r.measure === "welfare");
    expect(welfare.map((r) => r.country)).toEqual(rows.map((r) => r.country));
    for (const [n, r] of welfare.entries()) {
      expect(bands?.low[n] as number).toBeCloseTo(r.low as number, 9);
      expect(bands?.high[n] as number).toBeCloseTo(r.high as number, 9);
    }
    const input = solvedInput(answer, {
      indicator: "scenario",
      title: "x",
      columns: [],
      rows: [],
      converged: true,
      residual: 0,
      deficits: "zero",
      intervals: { draws: 6, solved: 6, seed: 4, spread: 0.3 },
      checked: undefined,
    });
    const said = input.coverage.notes.map((n) => n.text).filter((t) => t.startsWith("intervals"));
    expect(said).toEqual(there.coverage.notes.map((n) => n.text).filter((t) => t.startsWith("intervals")));
    expect(said).toHaveLength(1);
  });

  it("slide: many sizes from a warm start give what a cold one gives", async () => {
    const warm = new Lab(answer);
    const question = (size: number) => ({
      scenario: {
        scenario: "x",
        deficits: "share" as const,
        numeraire: "world-income",
        elasticities: {},
        decompose: false,
        outputs: ["countries" as const],
        shocks: [
          {
            senders: ["eu"],
            target: ["RUS"],
            side: "both" as const,
            sectors: ["electronics", "mining"],
            kind: "cost" as const,
            size,
            share: 0.5,
          },
        ],
      },
      decompose: false,
    });
    for (const size of [0.1, 0.2, 0.4, 3, 0.05]) {
      const a = warm.scenario(question(size));
      const b = new Lab(answer).scenario(question(size));
      a.rows.forEach((r, i) => {
        expect(Math.abs(r.welfare - (b.rows[i]?.welfare as number))).toBeLessThan(1e-10);
      });
    }
  });

  it("count the rounds of the quick answer and the full one together", () => {
    const lab = new Lab(answer);
    const scenario = scenarioOf(FIRST, "x", "wiod-compact 2011");
    const quick = lab.scenario({ scenario, decompose: false });
    const full = lab.scenario({ scenario, decompose: true });
    expect(quick.iterations).toBeGreaterThan(0);
    expect(full.iterations).toBeGreaterThanOrEqual(quick.iterations);
    expect(full.rows[0]?.termsOfTrade).not.toBeNull();
  });

  it("forced choices equal the indicator to 1e-10, blocs without the country itself", async () => {
    const lab = new Lab(answer);
    for (const [country, partner, other] of [
      ["CHN", "RUS", "eu"],
      ["DEU", "CHN", "eu"],
    ] as const) {
      const { rows } = await test.ws.run("forced-choice", { country, partner, other });
      const here = lab.choice({ country, partner, other, deficits: "zero" });
      expect(here.losing.map((l) => l.partner)).toEqual(rows.map((r) => r.losing));
      here.losing.forEach((l, i) => {
        expect(Math.abs(l.welfare - (rows[i]?.welfare as number))).toBeLessThan(1e-10);
      });
      expect(rows.find((r) => r.costlier)?.losing).toBe(here.costlier);
    }
  });

  it("say which goods a cut-off leaves without a supplier", async () => {
    const data = tradeDataOf(answer);
    const [n, j, N] = [
      answer.countries.indexOf("RUS"),
      answer.sectors.indexOf("electronics"),
      data.countries,
    ];
    // Russia makes none of its electronics here, and everybody stops selling it any.
    const flow = data.flow.slice();
    flow[(j * N + n) * N + n] = 0;
    const lab = new Lab({ ...answer, flow: [...flow] });
    const shock = { senders: ["all"], target: ["RUS"], side: "exports", kind: "cut-off" } as const;
    const scenario = {
      ...(await json("/v1/scenarios/china-russia/china-russia-decoupling")).scenario,
      shocks: [{ ...shock, sectors: ["electronics"], share: 1 }],
    };
    expect(() => lab.scenario({ scenario, decompose: false })).toThrow(
      /RUS without any supplier of electron/,
    );
  });
});

describe("a question in the address", () => {
  const full: Composed = {
    senders: ["eu", "USA"],
    target: ["CHN"],
    side: "imports",
    sectors: ["electronics", "machinery"],
    kind: "tariff",
    size: 0.6,
    share: 0.35,
    deficits: "share",
    draws: 100,
  };
  const through = (c: Composed) => {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(changesOf(c)))
      if (value !== null && value !== undefined) query.set(key, String(value));
    return query;
  };

  it("comes back as it went in, and says nothing that goes without saying", () => {
    expect(composedIn(through(full))).toEqual(full);
    expect(through(FIRST).toString()).toBe("senders=CHN&target=RUS");
    expect(composedIn(through(FIRST))).toEqual(FIRST);
    expect(composedIn(new URLSearchParams("s=coalition-on-russia"))).toBeUndefined();
  });

  it("falls back where the address holds what no form could give", () => {
    const odd = new URLSearchParams("senders=CHN&target=RUS&kind=war&side=up&size=-3&share=7&deficits=x");
    expect(composedIn(odd)).toEqual(FIRST);
  });

  it("makes a scenario that the model takes, and the form reads back", () => {
    const scenario = scenarioOf(full, "x", "wiod-compact 2011");
    expect(checkScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
    expect(asComposed(scenario)).toEqual(full);
  });

  it("reads every shipped scenario into the form, with the same answer", async () => {
    const { scenarios } = await json("/v1/scenarios");
    for (const { scenario } of scenarios as { scenario: Scenario }[]) {
      const composed = asComposed(scenario);
      expect(composed).toBeDefined();
      const again = scenarioOf(composed as Composed, scenario.scenario, "wiod-compact 2011");
      const welfare = (s: Scenario) =>
        new Lab(answer).scenario({ scenario: s, decompose: false }).rows.map((r) => r.welfare);
      expect(largestDifference(welfare(again), welfare(scenario))).toBeLessThan(1e-12);
    }
    const odd = { ...scenarios[0].scenario, elasticities: { mining: 3 } };
    expect(asComposed(odd)).toBeUndefined();
  });

  it("is written as a file that reads back as the same scenario", () => {
    const scenario = scenarioOf(full, 'What: "if" # not', "wiod-compact 2011");
    expect(parseScenario(scenarioFile(scenario))).toEqual(scenario);
    const rare: Scenario = {
      ...scenario,
      description: "two\nlines",
      numeraire: "USA",
      elasticities: { mining: 3.5 },
      uncertainty: { draws: 20, seed: 7, spread: 0.2 },
    };
    expect(parseScenario(scenarioFile(rare))).toEqual(rare);
    expect(parseScenario(scenarioFile(scenarioOf(FIRST, "yes", "wiod-compact 2011"))).scenario).toBe("yes");
  });
});

describe("the words", () => {
  it("say who does what to whom", () => {
    const say = (c: Partial<Composed>) => supposition({ ...FIRST, ...c }, answer);
    expect(say({})).toBe("China and Russia stop trading");
    expect(say({ senders: ["eu"], side: "exports", sectors: ["electronics"] })).toBe(
      "The European Union sells Russia no more electrical and optical equipment",
    );
    expect(say({ senders: ["CHN", "IND"], side: "imports" })).toBe(
      "China and India buy nothing more from Russia",
    );
    expect(say({ kind: "cost", size: 0.25, share: 0.5 })).toMatch(
      /^Trade between China and Russia costs 25(\.0)?\s%\smore, for 50(\.0)?\s% of the goods$/,
    );
    expect(say({ senders: ["USA"], target: ["CHN"], side: "imports", kind: "tariff", size: 0.6 })).toBe(
      "The United States raises tariffs on goods from China by 60 points",
    );
    expect(say({ senders: ["USA"], target: ["CHN"], side: "exports", kind: "tariff", size: 0.1 })).toBe(
      "China raises tariffs on goods from the United States by 10 points",
    );
  });

  it("call what a table adds up the rest of something", () => {
    expect(nameIn(answer, "XOE")).toBe("the rest of the European Union");
    expect(nameIn(answer, "XRW")).toBe("the rest of the world");
    expect(nameIn(answer, "USA")).toBe("the United States");
    expect(titleIn(answer, "eu")).toBe("European Union");
  });

  it("never give a figure for an equilibrium that was not found", () => {
    const sides = { senders: ["CHN"], target: ["RUS"] };
    const scenario = scenarioOf(FIRST, "x", "wiod-compact 2011");
    const solved = new Lab(answer).scenario({ scenario, decompose: false });
    const russia = solved.rows.find((r) => r.country === "RUS")?.welfare as number;
    expect(russia).toBeLessThan(0);
    expect(findingOf(sides, solved, answer)).toMatch(
      /^Russia would lose [\d.]+\s% of its real income; China would lose/,
    );
    expect(findingOf(sides, { ...solved, converged: false }, answer)).toBe(
      "No equilibrium was found: there is no figure to rely on",
    );
  });

  it("put the costlier loss first, and infinity in words", () => {
    const lose = (partner: string, welfare: number, infinite = false) => ({ partner, welfare, infinite });
    expect(choiceFinding("CHN", [lose("RUS", -0.002), lose("eu", -0.01)], answer)).toMatch(
      /^Losing the European Union would cost China 1(\.00)?\s% of its real income, losing Russia 0\.2(00)?\s%: the first costs 5(\.0)? times as much$/,
    );
    expect(choiceFinding("CHN", [lose("RUS", -1, true), lose("eu", -0.01)], answer)).toMatch(
      /^Losing Russia would cost China more than the model can say of its real income/,
    );
  });
});

describe("the model beside the page", () => {
  /** Stands for a browser's worker, with the same lab inside, answering when told. */
  class Beside {
    onmessage: ((event: { data: FromWorker }) => void) | null = null;
    onerror: ((event: { message: string }) => void) | null = null;
    readonly got: ToWorker[] = [];
    ended = false;
    postMessage(message: ToWorker) {
      this.got.push(message);
    }
    answer() {
      const asked = this.got.flatMap((m) => ("id" in m ? [m.id] : [])).at(-1) as number;
      this.onmessage?.({ data: { id: asked, milliseconds: 1 } });
    }
    terminate() {
      this.ended = true;
    }
  }
  const question = (size: number): Question => ({
    kind: "scenario",
    scenario: scenarioOf({ ...FIRST, kind: "cost", size }, String(size), "wiod-compact 2011"),
    decompose: false,
  });

  it("solves one question at a time and skips those a slider has left behind", () => {
    const beside = new Beside();
    const solver = new Solver(() => beside as unknown as Worker);
    const answered: number[] = [];
    for (const k of [1, 2, 3, 4]) solver.ask(answer, question(k), () => answered.push(k));
    expect(beside.got.filter((m) => "baseline" in m)).toHaveLength(1);
    expect(beside.got.filter((m) => "id" in m)).toHaveLength(1);
    beside.answer();
    beside.answer();
    expect(answered).toEqual([1, 4]);
    solver.ask({ ...answer }, question(5), () => answered.push(5));
    expect(beside.got.filter((m) => "baseline" in m)).toHaveLength(2);
  });

  it("says so when it falls, and starts again", () => {
    const started: Beside[] = [];
    const solver = new Solver(() => {
      started.push(new Beside());
      return started.at(-1) as unknown as Worker;
    });
    const said: (string | undefined)[] = [];
    solver.ask(answer, question(1), (a) => said.push(a.unsolved?.message));
    started[0]?.onerror?.({ message: "out of memory" });
    expect(said).toEqual(["out of memory"]);
    expect(started[0]?.ended).toBe(true);
    solver.ask(answer, question(2), (a) => said.push(a.unsolved?.message));
    expect(started).toHaveLength(2);
    expect(started[1]?.got.some((m) => "baseline" in m)).toBe(true);
  });
});
