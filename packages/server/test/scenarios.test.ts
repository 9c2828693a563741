import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkScenario, readBaseline, toJson } from "@tightrope/core";
import { runScenario } from "@tightrope/core/models";
import { createApp } from "@tightrope/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  it("refuse what is not there, or not a year or a day", async () => {
    expect((await app.request("/v1/baselines/wiod-compact/1999")).status).toBe(404);
    expect((await json("/v1/baselines/wiod-compact/1999")).detail).toMatch(/wiod-compact 2011/);
    expect((await json("/v1/baselines/wiod-compact/20x1")).detail).toMatch(/four digits/);
    expect((await json("/v1/baselines/wiod-compact/2011?members_on=2022-02-31")).detail).toMatch(/a day/);
    expect((await app.request("/v1/baselines/'%20or%201=1/2011")).status).toBe(404);
  });
});

describe("scenarios over HTTP", () => {
  it("are answered over HTTP as on the command line", async () => {
    const { text, scenario, result } = await json("/v1/scenarios/china-russia/china-russia-decoupling");
    const there = await json("/v1/scenarios/simulate", { method: "POST", body: text });
    const answer = await test.ws.run("scenario", { scenario: JSON.stringify(scenario) });
    expect(there).toEqual(JSON.parse(toJson(answer)));
    expect((await json(result)).receipt).toEqual(answer.receipt);
  });
});

describe("a long question to the model", () => {
  const long = {
    scenario: "a thousand draws",
    shocks: [{ senders: ["CHN"], target: ["RUS"], kind: "cut-off" }],
    uncertainty: { draws: 1000, seed: 3 },
  };

  it("leaves the server free for others, and ends when the one who asked leaves", async () => {
    const leave = new AbortController();
    let over = false;
    const asked = Promise.resolve(
      app.request(
        new Request("http://localhost/v1/scenarios/simulate", {
          method: "POST",
          body: JSON.stringify(long),
          signal: leave.signal,
        }),
      ),
    ).finally(() => {
      over = true;
    });
    const running = async () =>
      (await (await app.request("/metrics")).text()).match(/^tightrope_runs_active (\d+)/m)?.[1];
    while ((await running()) === "0") await new Promise((r) => setTimeout(r, 5));
    // Solved in this thread, nothing here would get its turn before the answer.
    for (let k = 0; k < 40; k++) {
      expect((await app.request("/healthz")).status).toBe(200);
      await new Promise((r) => setTimeout(r, 5));
      expect(over).toBe(false);
    }
    leave.abort();
    const answer = await asked.catch((error: Error) => error);
    expect(answer instanceof Error || answer.status >= 400).toBe(true);
    while ((await running()) !== "0") await new Promise((r) => setTimeout(r, 5));
    const small = await app.request("/v1/scenarios/simulate", {
      method: "POST",
      body: JSON.stringify({ ...long, uncertainty: { draws: 2, seed: 3 } }),
    });
    expect(small.status).toBe(200);
  });

  it("has the digits of the library, and states its draws in the notes", async () => {
    const few = { ...long, uncertainty: { draws: 24, seed: 3 } };
    const there = await json("/v1/scenarios/simulate", { method: "POST", body: JSON.stringify(few) });
    const { rows } = await test.ws.run("scenario", { scenario: JSON.stringify(few) });
    const russia = rows.find((r) => r.measure === "welfare" && r.country === "RUS");
    const data = await readBaseline(test.ws, await test.ws.state(), { source: "wiod-compact", year: 2011 });
    const here = runScenario(data.data, checkScenario(few), { countries: data.groups });
    const n = data.data.countryCodes.indexOf("RUS");
    expect(russia?.change).toBe(here.simulation.welfare[n]);
    expect(russia?.low).toBe(here.bands?.low[n]);
    expect(russia?.high).toBe(here.bands?.high[n]);
    expect(there.coverage.notes.map((note: { text: string }) => note.text)).toContain(
      "intervals: 5th to 95th percentile of 24 draws of the trade elasticities (log-normal, spread 0.3, seed 3)",
    );
  });
});
