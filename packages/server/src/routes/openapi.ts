import type { AppContext, Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { openApiDocument } from "../openapi/document.ts";
import { docsPage } from "../openapi/page.ts";
import { jsonText, respond } from "../respond.ts";
import { Lru } from "../results/lru.ts";

/** `/openapi.json`, and the same document to read at `/docs`. */
export const openApiRoutes: Routes = (app, services) => {
  /** By the address it is asked for under: a few names of one server. */
  const texts = new Lru<{ json: string; html: string }>(16);
  const textsFor = (c: AppContext) => {
    const origin = services.settings.publicUrl ?? new URL(c.req.url).origin;
    const known = texts.get(origin);
    if (known) return known;
    const document = openApiDocument(origin, services.settings);
    const fresh = { json: jsonText(document), html: docsPage(document) };
    texts.set(origin, fresh, 1);
    return fresh;
  };

  app.get("/openapi.json", (c) => {
    const { json } = textsFor(c);
    return respond(c, services, { type: "application/json", etag: etagOfText(json), body: () => json });
  });

  app.get("/docs", (c) => {
    const { html } = textsFor(c);
    return respond(c, services, {
      type: "text/html; charset=utf-8",
      etag: etagOfText(html),
      body: () => html,
    });
  });
};
