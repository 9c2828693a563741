import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Workspace } from "@tightrope/core";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import type { App, AppEnv, Services } from "./context.ts";
import { nothingAt } from "./methods.ts";
import { createMetrics } from "./metrics.ts";
import { requests } from "./middleware/requests.ts";
import { bearerToken, knownHosts, securityHeaders } from "./middleware/security.ts";
import { type AppOptions, DEFAULTS, type Settings } from "./options.ts";
import { HttpProblem, problemResponse, toProblem } from "./problem.ts";
import { Bodies } from "./results/bodies.ts";
import { Results } from "./results/results.ts";
import { allRoutes } from "./routes/index.ts";

/** Longest path and query read; longer ones are refused before anything looks at them. */
const LONGEST_URL = 8192;

/** The HTTP API of a workspace as a Hono application: it listens nowhere, `serve` does. */
export function createApp(workspace: Workspace, options: AppOptions = {}): App {
  const settings = withDefaults(options);
  const metrics = createMetrics();
  const services: Services = {
    ws: workspace,
    settings,
    metrics,
    results: new Results(workspace, metrics, settings),
    bodies: new Bodies(settings.cacheBytes),
  };
  const app: App = new Hono<AppEnv>();

  app.onError((error, c) => {
    const late = c.get("deadline")?.aborted ?? false;
    const answer = toProblem(error, { id: c.get("requestId") ?? "none", folder: workspace.folder, late });
    if (answer.problem.status >= 500) c.set("fault", error);
    return problemResponse(answer, c.req.header("Accept"));
  });
  app.notFound((c) => {
    const { pathname } = new URL(c.req.url);
    const error = nothingAt(app, c.req.method, pathname, `nothing at ${pathname.slice(0, 200)}`);
    return problemResponse(
      toProblem(error, { id: c.get("requestId"), folder: workspace.folder, late: false }),
      c.req.header("Accept"),
    );
  });

  app.use(requests(services));
  app.use(securityHeaders(services));
  app.use(knownHosts(services));
  app.use(async (c, next) => {
    if (c.req.url.length > LONGEST_URL)
      throw new HttpProblem(414, "too-large", `the address is longer than ${LONGEST_URL} characters`);
    await next();
  });
  if (settings.cors.length > 0)
    app.use(
      cors({
        origin: [...settings.cors],
        allowMethods: ["GET", "HEAD", "POST"],
        allowHeaders: ["Authorization", "Content-Type", "If-None-Match"],
        exposeHeaders: ["ETag", "Link", "X-Request-Id", "X-Withheld-Rows", "Retry-After"],
        maxAge: 600,
      }),
    );
  app.use("/v1/*", bearerToken(services));
  app.use("/metrics", bearerToken(services));
  app.use("/v1/*", compress());
  app.use(
    bodyLimit({
      maxSize: settings.maxBody,
      onError: () => {
        throw new HttpProblem(413, "too-large", `the body is larger than ${settings.maxBody} bytes`);
      },
    }),
  );
  for (const routes of allRoutes) routes(app, services);
  return app;
}

/** Fills in what was not given; the explorer and the cases are looked for in this repository. */
export function withDefaults(options: AppOptions): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined));
  const beside = (path: string) => {
    const folder = fileURLToPath(new URL(path, import.meta.url));
    return existsSync(folder) ? folder : undefined;
  };
  const web = options.web ?? beside("../../web/dist");
  const cases = options.cases ?? beside("../../../cases");
  return { ...DEFAULTS, ...given, ...(web ? { web } : {}), ...(cases ? { cases } : {}) };
}
