import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { AppEnv, Services } from "../context.ts";

/** Gives each request an id, a deadline and a signal; counts it and logs it when it is answered. */
export function requests({ settings, metrics }: Services): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const start = performance.now();
    const id = randomUUID();
    const deadline = AbortSignal.timeout(settings.timeLimit);
    c.set("requestId", id);
    c.set("deadline", deadline);
    c.set("signal", AbortSignal.any([c.req.raw.signal, deadline]));
    await next();
    c.header("X-Request-Id", id);
    const seconds = (performance.now() - start) / 1000;
    const route = matchedRoutes(c).findLast((r) => !r.path.includes("*"))?.path ?? "static";
    const { status } = c.res;
    metrics.request(route, c.req.method, status, seconds);
    const fault = c.get("fault");
    const url = new URL(c.req.url);
    settings.log?.({
      level: status >= 500 ? "error" : status >= 400 ? "warn" : "info",
      event: "request",
      id,
      method: c.req.method,
      path: url.pathname,
      query: url.search.slice(1, 2000),
      route,
      status,
      ms: Math.round(seconds * 10000) / 10,
      ...(fault === undefined
        ? {}
        : { error: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }),
    });
  };
}
