import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { AppEnv, Services } from "../context.ts";
import { HttpProblem } from "../problem.ts";

/** Headers that keep a page to its own server: nothing is fetched from or framed by anywhere else. */
export function securityHeaders({ settings }: Services): MiddlewareHandler<AppEnv> {
  const policy = (ancestors: string) =>
    [
      "default-src 'self'",
      "img-src 'self' data: blob:",
      // Charts and formulas set styles on their own elements; scripts have no such exception.
      "style-src 'self' 'unsafe-inline'",
      "font-src 'self' data:",
      "worker-src 'self' blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      `frame-ancestors ${ancestors}`,
    ].join("; ");
  const closed = policy("'none'");
  const framed = policy(settings.embed.join(" "));
  const shared = settings.cors.length > 0 || settings.embed.some((s) => s !== "'self'" && s !== "'none'");
  return async (c, next) => {
    await next();
    const embed = c.req.path === "/embed" || c.req.path.startsWith("/embed/");
    const { headers } = c.res;
    if (!headers.has("Content-Security-Policy"))
      headers.set("Content-Security-Policy", embed ? framed : closed);
    if (!embed) headers.set("X-Frame-Options", "DENY");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", shared ? "cross-origin" : "same-origin");
    headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  };
}

/** A page elsewhere can point its own name at this machine; a server that knows its names refuses others. */
export function knownHosts({ settings }: Services): MiddlewareHandler<AppEnv> {
  const hosts = settings.hosts && new Set(settings.hosts.map((h) => h.toLowerCase()));
  return async (c, next) => {
    if (hosts) {
      const host = (c.req.header("Host") ?? new URL(c.req.url).host).replace(/:\d+$/, "").toLowerCase();
      if (!hosts.has(host))
        throw new HttpProblem(421, "host", `this server does not answer for ${host.slice(0, 80)}`);
    }
    await next();
  };
}

/** Asks for the token. Digests are compared, so that neither length nor content shows in the time taken. */
export function bearerToken({ settings }: Services): MiddlewareHandler<AppEnv> {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = settings.token === undefined ? undefined : digest(settings.token);
  return async (c, next) => {
    if (wanted) {
      const given = /^Bearer ([\x21-\x7e]+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
      if (given === undefined || !timingSafeEqual(digest(given), wanted))
        throw new HttpProblem(
          401,
          "unauthorized",
          given === undefined
            ? "no token: send Authorization: Bearer TOKEN"
            : "the token is not the right one",
          { "WWW-Authenticate": 'Bearer realm="tightrope"' },
        );
    }
    await next();
  };
}
