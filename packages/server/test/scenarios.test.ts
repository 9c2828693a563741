import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { solveBaseline, toJson, tradeShock } from "@tightrope/core";
import { createApp } from "@tightrope/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, tradeDataOf } from "../../web/src/scenarios/lab.ts";
import type { BaselineAnswer } from "../src/routes/baselines.ts";
import { type TestWorkspace, testWorkspace } from "./workspace.ts";

const CASES = fileURLToPath(new URL("../../../cases/", import.meta.url));
const TABLE = join(CASES, "china-russia", "figures", "wiod-compact-2011.csv.gz");

let test: TestWorkspace;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  test = await testWorkspace([]);
  await test.ws.load("wiod-compact", [TABLE]);
  app = createApp(test.ws, { cases: CASES });
});
afterAll(() => test.close());

const json = async (path: string, init?: RequestInit) => (await app.request(path, init)).json();
const baseline = (): Promise<BaselineAnswer> => json("/v1/baselines/wiod-compact/2011");

describe("baselines", () => {
  it("are listed with their addresses", async () => {
    expect((await json("/v1/baselines")).baselines).toEqual([
      { source: "wiod-compact", year: 2011, link: "/v1/baselines/wiod-compact/2011" },
    ]);
    const empty = await testWorkspace([]);
    try {
      expect((await (await createApp(empty.ws).request("/v1/baselines")).json()).baselines).toEqual([]);
    } finally {
      await empty.close();
    }
  });

  it("carry data, names, blocs, notes and licence, and are not sent twice", async () => {
    const response = await app.request("/v1/baselines/wiod-compact/2011");
    const answer: BaselineAnswer = await response.json();
    const [N, J] = [answer.countries.length, answer.sectors.length];
    expect(answer.flow).toHaveLength(J * N * N);
    expect(answer.intermediate).toHaveLength(N * J * J);
    expect(answer.valueAdded).toHaveLength(J * N);
    expect(answer.theta).toHaveLength(J);
    expect(answer.labels.CHN).toBe("China");
    expect(answer.groups.eu).toContain("DEU");
    expect(answer.groups.eu).toContain("XOE");
    expect(answer.groups.eu).not.toContain("GBR");
    expect(answer.coverage.sources[0]).toMatchObject({ source: "wiod-compact", redistributable: true });
    expect(answer.coverage.notes[0]?.text).toMatch(/2011/);
    const etag = response.headers.get("ETag") as string;
    const again = await app.request("/v1/baselines/wiod-compact/2011", {
      headers: { "If-None-Match": etag },
    });
    expect(again.status).toBe(304);
    const britain = await json("/v1/baselines/wiod-compact/2011?members_on=2011-12-31");
    expect(britain.groups.eu).toContain("GBR");
  });

  it("balance: what everybody sells is inputs and value added, to the cent", async () => {
    const data = tradeDataOf(await baseline());
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

  it("refuse what is not there, or not a year or a day", async () => {
    expect((await app.request("/v1/baselines/wiod-compact/1999")).status).toBe(404);
    expect((await json("/v1/baselines/wiod-compact/1999")).detail).toMatch(/wiod-compact 2011/);
    expect((await json("/v1/baselines/wiod-compact/20x1")).detail).toMatch(/four digits/);
    expect((await json("/v1/baselines/wiod-compact/2011?members_on=2022-02-31")).detail).toMatch(/a day/);
    expect((await app.request("/v1/baselines/'%20or%201=1/2011")).status).toBe(404);
  });
});

describe("scenarios solved on the baseline as the browser gets it", () => {
  it("equal the indicator to 1e-10: every shipped scenario, every country, every part", async () => {
    const lab = new Lab(await baseline());
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
    const lab = new Lab(await baseline());
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

  it("slide: many sizes from a warm start give what a cold one gives", async () => {
    const answer = await baseline();
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

  it("forced choices equal the indicator to 1e-10, blocs without the country itself", async () => {
    const lab = new Lab(await baseline());
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
    const answer = await baseline();
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
    expect(tradeShock(solveBaseline(data), scenario.shocks).costHat).not.toBeNull();
  });

  it("are answered over HTTP as on the command line", async () => {
    const { text, scenario, result } = await json("/v1/scenarios/china-russia/china-russia-decoupling");
    const there = await json("/v1/scenarios/simulate", { method: "POST", body: text });
    const answer = await test.ws.run("scenario", { scenario: JSON.stringify(scenario) });
    expect(there).toEqual(JSON.parse(toJson(answer)));
    expect((await json(result)).receipt).toEqual(answer.receipt);
  });
});
