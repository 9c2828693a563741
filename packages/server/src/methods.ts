import type { App } from "./context.ts";
import { HttpProblem } from "./problem.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** The explorer answers whatever is no resource, so its route says nothing of a resource's methods. */
const EXPLORER = "/*";

/** What to answer where no route took a request: 405 with the methods of that resource, else 404. */
export function nothingAt(app: App, method: string, pathname: string, detail: string): HttpProblem {
  const api = pathname.startsWith("/v1/");
  const allowed = METHODS.filter((m) =>
    app.router
      .match(m, pathname)[0]
      .some(([[, route]]) => route.method === m && !(api && route.path === EXPLORER)),
  ).flatMap((m) => (m === "GET" ? ["GET", "HEAD"] : [m]));
  if (allowed.length === 0 || allowed.includes(method)) return new HttpProblem(404, "not-found", detail);
  const allow = allowed.join(", ");
  return new HttpProblem(
    405,
    "method",
    `${method} is not a method of ${pathname.slice(0, 200)}: use ${allow}`,
    {
      Allow: allow,
    },
  );
}
