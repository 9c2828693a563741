import type { Routes } from "../context.ts";

/** `/metrics` in Prometheus' text format. */
export const metricRoutes: Routes = (app, { metrics }) => {
  app.get("/metrics", async () => {
    const text = await metrics.registry.metrics();
    return new Response(text, {
      headers: { "Content-Type": metrics.registry.contentType, "Cache-Control": "no-store" },
    });
  });
};
