import { allCountries, blocs } from "@tightrope/core";
import type { Routes } from "../context.ts";
import { respond } from "../respond.ts";
import { Texts } from "../results/texts.ts";

/** `/v1/countries` and `/v1/blocs`: what a form offers, with the names people type. */
export const classificationRoutes: Routes = (app, services) => {
  const texts = new Texts();

  app.get("/v1/countries", (c) => {
    const { text, etag } = texts.get("countries", () => ({
      countries: allCountries().map(({ iso3, iso2, m49, kind, name, aliases, starts, ends }) => ({
        iso3,
        ...(iso2 ? { iso2 } : {}),
        ...(m49 ? { m49 } : {}),
        kind,
        name,
        aliases,
        ...(starts ? { starts } : {}),
        ...(ends ? { ends } : {}),
      })),
    }));
    return respond(c, services, { type: "application/json", etag, body: () => text });
  });

  app.get("/v1/blocs", (c) => {
    const { text, etag } = texts.get("blocs", () => ({ blocs: blocs() }));
    return respond(c, services, { type: "application/json", etag, body: () => text });
  });
};
