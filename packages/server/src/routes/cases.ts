import { basename } from "node:path";
import { caseNames, caseOf } from "../catalogue.ts";
import type { Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { jsonText, respond } from "../respond.ts";

/** `/v1/cases` and `/v1/cases/NAME`: the worked cases, what they load, claim and simulate. */
export const caseRoutes: Routes = (app, services) => {
  const { cases } = services.settings;

  const describe = async (name: string) => {
    const { case: opened, claims } = await caseOf(cases, name);
    return {
      name,
      title: opened.title,
      summary: opened.summary,
      load: opened.load.map(({ source, files, retrieved }) => ({
        source,
        files: files.map((f) => basename(f)),
        retrieved,
      })),
      claims: claims.claims.length,
      scenarios: opened.scenarios.map((f) => basename(f).replace(/\.ya?ml$/, "")),
      links: { claims: `/v1/claims/${name}` },
    };
  };

  app.get("/v1/cases", async (c) => {
    const text = jsonText({ cases: await Promise.all((await caseNames(cases)).map(describe)) });
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  app.get("/v1/cases/:name", async (c) => {
    const text = jsonText(await describe(c.req.param("name")));
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });
};
