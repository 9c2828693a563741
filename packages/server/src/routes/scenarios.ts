import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { indicatorsByName, parseScenario, type Scenario, toJson, UnknownNameError } from "@tightrope/core";
import { caseNames, caseOf } from "../catalogue.ts";
import type { Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { checkLicence } from "../licence.ts";
import { parametersOf } from "../query.ts";
import { jsonText, respond } from "../respond.ts";
import { stateOf } from "../snapshot.ts";

const TITLE = "scenario";

/** `/v1/scenarios`: the what-if questions of the cases, and `POST /v1/scenarios/simulate` for one of one's own. */
export const scenarioRoutes: Routes = (app, services) => {
  const { ws, results, settings } = services;

  const ofCase = async (name: string) => {
    const { case: opened } = await caseOf(settings.cases, name);
    const read = async (path: string) => {
      const text = await readFile(path, "utf8").catch(() => undefined);
      if (text === undefined) return [];
      const id = basename(path).replace(/\.ya?ml$/, "");
      return [{ case: name, name: id, ...described(parseScenario(text, basename(path))), text }];
    };
    return (await Promise.all(opened.scenarios.map(read))).flat();
  };

  app.get("/v1/scenarios", async (c) => {
    const all = (await Promise.all((await caseNames(settings.cases)).map(ofCase))).flat();
    const text = jsonText({ scenarios: all });
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  app.get("/v1/scenarios/:case/:name", async (c) => {
    const name = c.req.param("name");
    const found = (await ofCase(c.req.param("case"))).find((s) => s.name === name);
    if (!found) throw new UnknownNameError("scenario", name.slice(0, 80));
    const text = jsonText(found);
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  /** The body is a scenario file, YAML or JSON; the query may hold the other parameters of the indicator. */
  app.post("/v1/scenarios/simulate", async (c) => {
    const scenario = parseScenario(await c.req.text(), "the body");
    const indicator = indicatorsByName.get(TITLE);
    if (!indicator) throw new UnknownNameError("indicator", TITLE);
    const { state } = await stateOf(ws, c.req.query("snapshot"));
    const result = await results.run(
      indicator,
      { ...parametersOf(c), scenario: JSON.stringify(scenario) },
      { snapshot: state.snapshot, signal: c.get("signal") },
    );
    checkLicence(result, settings.restricted, false);
    return c.body(toJson(result), 200, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  });
};

/** A scenario with the address that answers it. */
function described(scenario: Scenario) {
  return {
    title: scenario.scenario,
    ...(scenario.description ? { description: scenario.description } : {}),
    scenario,
    result: `/v1/indicators/scenario?${new URLSearchParams({ scenario: JSON.stringify(scenario) })}`,
  };
}
