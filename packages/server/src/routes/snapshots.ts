import { version } from "@tightrope/core";
import type { Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { jsonText, respond } from "../respond.ts";

/** `/v1/snapshots`: the current one, those that permalinks can still name, and what is loaded. */
export const snapshotRoutes: Routes = (app, services) => {
  app.get("/v1/snapshots", async (c) => {
    const state = await services.ws.state();
    const kept = await services.ws.snapshots();
    const text = jsonText({ version, current: state.snapshot, kept, loads: state.loads });
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });
};
