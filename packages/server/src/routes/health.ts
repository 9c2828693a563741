import { version } from "@tightrope/core";
import type { Routes } from "../context.ts";

/** `/healthz`: 200 while the workspace can be read. */
export const healthRoutes: Routes = (app, { ws }) => {
  app.get("/healthz", async (c) => {
    const { snapshot } = await ws.state();
    return c.json({ status: "ok", version, snapshot }, 200, { "Cache-Control": "no-store" });
  });
};
