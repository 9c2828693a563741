import type { Routes } from "../context.ts";
import { matches } from "../etag.ts";
import { nothingAt } from "../methods.ts";
import { HttpProblem } from "../problem.ts";
import { createFiles } from "../static-files.ts";

/** The built explorer for every path that is no resource; its own pages are all `index.html`. Registered last. */
export const explorerRoutes: Routes = (app, { settings }) => {
  app.all("/v1/*", (c) => {
    const { pathname } = new URL(c.req.url);
    throw nothingAt(app, c.req.method, pathname, "no such resource: /openapi.json lists them");
  });
  if (!settings.web) return;
  const files = createFiles(settings.web);

  app.get("/*", async (c) => {
    const { pathname } = new URL(c.req.url);
    const wantsPage = (c.req.header("Accept") ?? "*/*").includes("text/html");
    const encodings = (c.req.header("Accept-Encoding") ?? "")
      .split(",")
      .map((e) => e.trim().split(";")[0] ?? "");
    const file =
      (await files.read(pathname, encodings)) ??
      // A path with a file's ending that is not there is a mistake, not a page of the explorer.
      (wantsPage && !/\.[a-z0-9]{1,8}$/i.test(pathname)
        ? await files.read("/index.html", encodings)
        : undefined);
    if (!file) throw new HttpProblem(404, "not-found", `nothing at ${pathname.slice(0, 200)}`);
    const headers: Record<string, string> = {
      ETag: file.etag,
      "Cache-Control": file.immutable
        ? "public, max-age=31536000, immutable"
        : // Browsers look at the icon again with every change of the address.
          file.type.startsWith("image/")
          ? "public, max-age=3600"
          : "public, no-cache",
      Vary: "Accept-Encoding",
    };
    if (matches(c.req.header("If-None-Match"), file.etag))
      return new Response(null, { status: 304, headers });
    headers["Content-Type"] = file.type;
    if (file.encoding) headers["Content-Encoding"] = file.encoding;
    return new Response(file.bytes, { headers });
  });
};
