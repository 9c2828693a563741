import { indicatorsByName, nearestName, type Result, UnknownNameError } from "@tightrope/core";
import type { Routes } from "../context.ts";
import { describe } from "../describe.ts";
import { etagOf, etagOfText } from "../etag.ts";
import { type Format, formatsBySuffix } from "../formats.ts";
import { checkLicence } from "../licence.ts";
import { HttpProblem } from "../problem.ts";
import { parametersOf, pictureOf } from "../query.ts";
import { jsonText, respond, streamed } from "../respond.ts";
import { Texts } from "../results/texts.ts";
import { stateOf } from "../snapshot.ts";

/** `/v1/indicators`, `/v1/indicators/NAME` and every format beside it. */
export const indicatorRoutes: Routes = (app, services) => {
  const { ws, results, bodies, settings } = services;

  const texts = new Texts();

  app.get("/v1/indicators", async (c) => {
    const { snapshot, tables } = await ws.state();
    const filled = (name: string) => (tables[name] ?? []).length > 0;
    const { text, etag } = texts.get(snapshot, () => ({
      indicators: [...indicatorsByName.values()].map((i) => ({
        ...describe(i),
        available: i.tables.every(filled),
      })),
    }));
    return respond(c, services, { type: "application/json", etag, body: () => text });
  });

  app.get("/v1/indicators/:file/definition", async (c) => {
    const text = jsonText(describe(indicatorOf(c.req.param("file"))));
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  app.get("/v1/indicators/:file", async (c) => {
    const { name, format } = parse(c.req.param("file"));
    const indicator = indicatorOf(name);
    const signal = c.get("signal");
    const { state, pinned } = await stateOf(ws, c.req.query("snapshot"));
    const picture = pictureOf(c);
    const result = await results.run(indicator, parametersOf(c), { snapshot: state.snapshot, signal });
    checkLicence(result, settings.restricted, format.exports);
    const etag = etagOf(result, format.suffix, format.picture ? picture : null);
    const key = `${etag} ${state.snapshot}`;
    return respond(c, services, {
      type: format.type,
      etag,
      pinned,
      filename: `${name}-${result.receipt.contentHash.slice(0, 12)}.${format.suffix}`,
      headers: {
        Link: links(name, state.snapshot, result),
        // An SVG opened on its own is a document: it may draw, and nothing else.
        ...(format.suffix === "svg"
          ? {
              "Content-Security-Policy":
                "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox",
            }
          : {}),
      },
      key,
      async body() {
        const write = async () => format.write(result, picture);
        if (!format.heavy) {
          const pieces = (await write()) as Iterable<string>;
          return result.rows.length > STREAMED ? streamed(pieces, signal) : [...pieces].join("");
        }
        // Drawing and packing are work for the processor, so they wait in the same line as questions do.
        return bodies.make(key, signal, (shared) =>
          results.gate.through(shared, async () => (await write()) as Uint8Array),
        );
      },
    });
  });
};

/** Answers with more rows than this are sent in pieces. */
const STREAMED = 4000;

function parse(file: string): { name: string; format: Format } {
  const dot = file.indexOf(".");
  const name = dot < 0 ? file : file.slice(0, dot);
  const suffix = dot < 0 ? "json" : file.slice(dot + 1);
  const format = formatsBySuffix.get(suffix);
  if (!format)
    throw new HttpProblem(
      404,
      "not-found",
      `no format .${suffix.slice(0, 40)}: there are ${[...formatsBySuffix.keys()].map((s) => `.${s}`).join(" ")}`,
    );
  return { name, format };
}

function indicatorOf(name: string) {
  const found = indicatorsByName.get(name);
  if (!found)
    throw new UnknownNameError(
      "indicator",
      name.slice(0, 80),
      nearestName(name, [...indicatorsByName.keys()]),
    );
  return found;
}

/** The permalink and the other formats of the same answer. */
function links(name: string, snapshot: string, result: Result): string {
  const query = new URLSearchParams({
    ...Object.fromEntries(
      Object.entries(result.parameters).flatMap(([k, v]) =>
        Array.isArray(v) || typeof v !== "object" ? [[k, String(v)]] : [],
      ),
    ),
    snapshot: snapshot.slice(0, 16),
  });
  const link = (suffix: string, rel: string, type: string) =>
    `</v1/indicators/${name}${suffix}?${query}>; rel="${rel}"; type="${type}"`;
  return [
    link("", "canonical", "application/json"),
    link(".csv", "alternate", "text/csv"),
    link(".metadata.json", "describedby", "application/json"),
  ].join(", ");
}
