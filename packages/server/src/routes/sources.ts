import { type SourceDefinition, sources, UnknownNameError } from "@tightrope/core";
import { z } from "zod";
import type { Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { jsonText, respond } from "../respond.ts";

/** `/v1/sources` and `/v1/sources/NAME`: what can be loaded, what is, under which licence. */
export const sourceRoutes: Routes = (app, services) => {
  const { ws } = services;

  app.get("/v1/sources", async (c) => {
    const { loads } = await ws.state();
    const text = jsonText({ sources: sources.map((s) => describe(s, loads)) });
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  app.get("/v1/sources/:name", async (c) => {
    const name = c.req.param("name");
    const source = sources.find((s) => s.name === name);
    if (!source) throw new UnknownNameError("source", name.slice(0, 80));
    const text = jsonText(describe(source, (await ws.state()).loads));
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });
};

type Loads = Awaited<ReturnType<Parameters<Routes>[1]["ws"]["state"]>>["loads"];

/** The licence of a source, what it fills, and each load of it with the rows that were refused. */
function describe(source: SourceDefinition, loads: Loads) {
  const { name, title, publisher, url, licence, citation, description, accepts, tables } = source;
  const { $schema: _, ...options } = z.toJSONSchema(source.options, { io: "input", unrepresentable: "any" });
  return {
    name,
    title,
    publisher,
    url,
    licence,
    citation,
    description,
    accepts,
    tables,
    options,
    loads: loads.filter((l) => l.source === name).map(({ source: _, ...load }) => load),
  };
}
