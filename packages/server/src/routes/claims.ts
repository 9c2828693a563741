import {
  type CheckReport,
  checkClaims,
  indicatorsByName,
  sha256,
  toClaimReview,
  toMarkdownReport,
  UnknownNameError,
  version,
} from "@tightrope/core";
import { caseNames, caseOf } from "../catalogue.ts";
import type { AppContext, Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { jsonText, respond } from "../respond.ts";
import { Flights } from "../results/flights.ts";
import { Lru } from "../results/lru.ts";
import { stateOf } from "../snapshot.ts";

/** Reports kept: one a case and snapshot. */
const KEPT = 64;

/** `/v1/claims`, the report of a case as JSON, Markdown and ClaimReview, and each claim of it. */
export const claimRoutes: Routes = (app, services) => {
  const { ws, settings, results } = services;
  const reports = new Lru<CheckReport>(KEPT);
  const flights = new Flights<CheckReport>();

  app.get("/v1/claims", async (c) => {
    const names = await caseNames(settings.cases);
    const text = jsonText({
      cases: await Promise.all(
        names.map(async (name) => {
          const { claims } = await caseOf(settings.cases, name);
          return {
            case: name,
            title: claims.title,
            author: claims.author,
            published: claims.published,
            claims: claims.claims.map(({ id, number, sentence, recorded }) => ({
              id,
              number,
              sentence,
              recorded,
            })),
            report: `/v1/claims/${name}`,
          };
        }),
      ),
    });
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  /** The verdicts of a case on a snapshot; every number comes through the same memory as the indicator routes. */
  async function report(c: AppContext, name: string) {
    const { claims, hash } = await caseOf(settings.cases, name);
    const { state, pinned } = await stateOf(ws, c.req.query("snapshot"));
    const { snapshot } = state;
    const key = sha256(`${name} ${hash} ${snapshot} ${version}`);
    const known = reports.get(key);
    if (known) return { report: known, key, pinned };
    const fresh = await flights.join(key, c.get("signal"), async (signal) => {
      const checked = await checkClaims(
        {
          state: () => Promise.resolve(state),
          run: (indicator, parameters) => {
            const found = indicatorsByName.get(indicator);
            if (!found) return Promise.reject(new UnknownNameError("indicator", indicator));
            return results.run(found, parameters, { snapshot, signal });
          },
        },
        claims,
        { signal, snapshot },
      );
      reports.set(key, checked, 1);
      return checked;
    });
    return { report: fresh, key, pinned };
  }

  app.get("/v1/claims/:file", async (c) => {
    const file = c.req.param("file");
    const [, name = file, form = ".json"] = /^([^.]+)(\.json|\.md|\.claimreview\.json)?$/.exec(file) ?? [];
    const { report: checked, key, pinned } = await report(c, name);
    // A review is published where and when it is served, unless the claim file says otherwise.
    const review = {
      url:
        checked.review?.url ??
        `${settings.publicUrl ?? new URL(c.req.url).origin}/v1/claims/${encodeURIComponent(name)}`,
      published: checked.review?.published ?? new Date().toISOString().slice(0, 10),
    };
    const forms: Record<string, { type: string; body: () => string }> = {
      ".json": { type: "application/json", body: () => jsonText(checked) },
      ".md": { type: "text/markdown; charset=utf-8", body: () => toMarkdownReport(checked) },
      ".claimreview.json": {
        type: "application/ld+json",
        body: () => jsonText(toClaimReview(checked, review)),
      },
    };
    const chosen = forms[form] as { type: string; body: () => string };
    return respond(c, services, {
      ...chosen,
      pinned,
      etag: etagOfText(key + form + (form === ".claimreview.json" ? JSON.stringify(review) : "")),
    });
  });

  app.get("/v1/claims/:case/:id", async (c) => {
    const { report: checked, key, pinned } = await report(c, c.req.param("case"));
    const id = c.req.param("id");
    const found = checked.claims.find((claim) => claim.id === id || String(claim.number) === id);
    if (!found) throw new UnknownNameError("claim", id.slice(0, 80));
    return respond(c, services, {
      type: "application/json",
      pinned,
      etag: etagOfText(`${key} ${found.id}`),
      body: () => jsonText({ snapshot: checked.snapshot, ...found }),
    });
  });
};
