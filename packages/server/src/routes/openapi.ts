import type { AppContext, Routes, Services } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { openApiDocument } from "../openapi/document.ts";
import { docsPage } from "../openapi/page.ts";
import { jsonText, respond } from "../respond.ts";

/** `/openapi.json`, and the same document to read at `/docs`. */
export const openApiRoutes: Routes = (app, services) => {
  app.get("/openapi.json", (c) => {
    const text = jsonText(documentOf(c, services));
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  app.get("/docs", (c) => {
    const html = docsPage(documentOf(c, services));
    return respond(c, services, {
      type: "text/html; charset=utf-8",
      etag: etagOfText(html),
      body: () => html,
    });
  });
};

function documentOf(c: AppContext, { settings }: Services) {
  return openApiDocument(settings.publicUrl ?? new URL(c.req.url).origin, settings);
}
