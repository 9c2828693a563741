import { listBaselines, type ReadBaseline, readBaseline, UsageError, version } from "@tightrope/core";
import type { Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { checkLicence } from "../licence.ts";
import { jsonText, respond } from "../respond.ts";
import { stateOf } from "../snapshot.ts";

/**
 * A baseline as it travels: numbers as JSON writes them, so that they come back bit by bit. Flows are
 * `[sector][importer][exporter]`, inputs `[country][buying sector][input]`, value added `[sector][country]`, in
 * million current US dollars.
 */
export interface BaselineAnswer extends Omit<ReadBaseline, "data"> {
  readonly source: string;
  readonly year: number;
  readonly name: string;
  /** Version of the server's library. */
  readonly tightrope: string;
  readonly snapshot: string;
  readonly unit: string;
  readonly countries: readonly string[];
  readonly sectors: readonly string[];
  readonly sectorLabels: Readonly<Record<string, string>>;
  readonly flow: readonly number[];
  readonly intermediate: readonly number[];
  readonly valueAdded: readonly number[];
  readonly theta: readonly number[];
  readonly tableNotes: ReadBaseline["data"]["tableNotes"];
}

/** `/v1/baselines` and `/v1/baselines/SOURCE/YEAR`: input-output tables as the trade model takes them. */
export const baselineRoutes: Routes = (app, services) => {
  const { ws, settings, results, bodies } = services;

  app.get("/v1/baselines", async (c) => {
    const { state, pinned } = await stateOf(ws, c.req.query("snapshot"));
    const held = await listBaselines(ws, state, { signal: c.get("signal") });
    const text = jsonText({
      snapshot: state.snapshot,
      baselines: held.map((b) => ({ ...b, link: `/v1/baselines/${b.source}/${b.year}` })),
    });
    return respond(c, services, {
      type: "application/json",
      etag: etagOfText(text),
      pinned,
      body: () => text,
    });
  });

  app.get("/v1/baselines/:source/:year", async (c) => {
    const signal = c.get("signal");
    const { state, pinned } = await stateOf(ws, c.req.query("snapshot"));
    const membersOn = dayOf(c.req.query("members_on"));
    const { source, year } = c.req.param();
    if (!/^\d{4}$/.test(year)) throw new UsageError(`year is "${year.slice(0, 80)}": expected four digits`);
    const etag = etagOfText(JSON.stringify([source, year, membersOn, state.snapshot, version]));
    return respond(c, services, {
      type: "application/json",
      etag,
      pinned,
      body: () =>
        bodies.make(etag, signal, (shared) =>
          results.gate.through(shared, async () => {
            const read = await readBaseline(ws, state, {
              source: source.slice(0, 80),
              year: Number(year),
              signal: shared,
              ...(membersOn ? { membersOn } : {}),
            });
            checkLicence(read, settings.restricted, false);
            return `${JSON.stringify(answerOf(read, state.snapshot))}\n`;
          }),
        ),
    });
  });
};

/** Typed arrays as plain lists, which every language reads. */
function answerOf({ data, ...about }: ReadBaseline, snapshot: string): BaselineAnswer {
  return {
    source: data.source,
    year: data.year,
    name: data.name,
    tightrope: version,
    snapshot,
    unit: "million current US dollars",
    countries: data.countryCodes,
    sectors: data.sectorCodes,
    sectorLabels: data.sectorLabels ?? {},
    ...about,
    tableNotes: data.tableNotes,
    theta: [...data.theta],
    valueAdded: [...data.valueAdded],
    intermediate: [...data.intermediate],
    flow: [...data.flow],
  };
}

function dayOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  // 31 February would roll over into March.
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new UsageError(`members_on is "${text.slice(0, 80)}": expected a day such as 2022-12-31`);
  return text;
}
