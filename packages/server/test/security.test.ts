import { RestrictedError, type Result, toCsv } from "@tightrope/core";
import { createApp, type LogEntry } from "@tightrope/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtExplorer, type TestWorkspace, testWorkspace } from "./workspace.ts";

const SHARE = "/v1/indicators/partner-share?reporter=RUS&partner=CHN";

let test: TestWorkspace;
let web: string;
beforeAll(async () => {
  test = await testWorkspace();
  web = await builtExplorer(test.folder);
});
afterAll(() => test.close());

describe("headers", () => {
  it("keep every answer to its own server, problems included", async () => {
    const app = createApp(test.ws, { web });
    for (const path of [SHARE, "/nothing", "/docs", "/"]) {
      const { headers } = await app.request(path, { headers: { Accept: "text/html" } });
      expect(headers.get("Content-Security-Policy")).toMatch(/default-src 'self'; .*frame-ancestors 'none'$/);
      expect(headers.get("Content-Security-Policy")).not.toMatch(/script-src|https?:|\*/);
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
      expect(headers.get("X-Frame-Options")).toBe("DENY");
      expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
    }
  });

  it("let /embed be framed by whom the owner names, and an SVG do nothing but draw", async () => {
    const app = createApp(test.ws, { web, embed: ["https://paper.example"] });
    const embed = await app.request("/embed?view=pair", { headers: { Accept: "text/html" } });
    expect(embed.headers.get("Content-Security-Policy")).toMatch(/frame-ancestors https:\/\/paper\.example$/);
    expect(embed.headers.get("X-Frame-Options")).toBeNull();
    const svg = await app.request(SHARE.replace("?", ".svg?"));
    expect(svg.headers.get("Content-Security-Policy")).toMatch(/default-src 'none'.*sandbox/);
  });
});

describe("another origin", () => {
  const from = (origin: string) => ({ headers: { Origin: origin } });
  it("reads nothing unless the owner lists it", async () => {
    const closed = await createApp(test.ws).request(SHARE, from("https://other.example"));
    expect(closed.headers.get("Access-Control-Allow-Origin")).toBeNull();
    const app = createApp(test.ws, { cors: ["https://paper.example"] });
    const listed = await app.request(SHARE, from("https://paper.example"));
    expect(listed.headers.get("Access-Control-Allow-Origin")).toBe("https://paper.example");
    const other = await app.request(SHARE, from("https://other.example"));
    expect(other.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  it("cannot reach a server on this machine under a name of its own", async () => {
    const app = createApp(test.ws, { hosts: ["localhost", "127.0.0.1"] });
    expect((await app.request(SHARE, { headers: { Host: "evil.example:4747" } })).status).toBe(421);
    expect((await app.request(SHARE, { headers: { Host: "localhost:4747" } })).status).toBe(200);
  });
});

describe("a token", () => {
  it("is asked for where data are, and not for health, docs and the explorer's own files", async () => {
    const app = createApp(test.ws, { web, token: "right" });
    const status = async (path: string, token?: string) =>
      (await app.request(path, token ? { headers: { Authorization: token } } : {})).status;
    expect(await status(SHARE)).toBe(401);
    expect(await status("/metrics")).toBe(401);
    expect(await status(SHARE, "Bearer wrong")).toBe(401);
    expect(await status(SHARE, "Basic right")).toBe(401);
    expect(await status(SHARE, "Bearer right")).toBe(200);
    expect(await status("/healthz")).toBe(200);
    expect(await status("/openapi.json")).toBe(200);
    const refused = await app.request(SHARE);
    expect(refused.headers.get("WWW-Authenticate")).toContain("Bearer");
    const given = await app.request(SHARE, { headers: { Authorization: "Bearer right" } });
    expect(given.headers.get("Cache-Control")).toContain("private");
  });
});

describe("the log", () => {
  it("has one line a request, with the status and the request's id, and no token", async () => {
    const entries: LogEntry[] = [];
    const app = createApp(test.ws, { token: "right", log: (entry) => entries.push(entry) });
    const response = await app.request(SHARE, { headers: { Authorization: "Bearer right" } });
    await app.request("/v1/none");
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({
      level: "info",
      event: "request",
      id: response.headers.get("X-Request-Id"),
      method: "GET",
      path: "/v1/indicators/partner-share",
      route: "/v1/indicators/:file",
      status: 200,
    });
    expect(entries[1]).toMatchObject({ level: "warn", status: 401 });
    expect(JSON.stringify(entries)).not.toContain("right");
  });
});

describe("data that may not be passed on", () => {
  const closed = async (): Promise<Result> => {
    const result = await test.ws.run("partner-share", { reporter: "RUS", partner: "CHN" });
    const sources = result.coverage.sources.map((s) => ({ ...s, redistributable: false }));
    return { ...result, coverage: { ...result.coverage, sources } };
  };
  const statusOf = async (restricted: "refuse" | "view" | "export", suffix: string) => {
    const result = await closed();
    const ws = Object.assign(Object.create(test.ws), {
      run: () => Promise.resolve(result),
      state: () => test.ws.state(),
    });
    return (await createApp(ws, { restricted }).request(SHARE.replace("?", `${suffix}?`))).status;
  };

  it("are refused, shown or exported as the owner decided", async () => {
    expect(await statusOf("refuse", "")).toBe(403);
    expect(await statusOf("refuse", ".svg")).toBe(403);
    expect(await statusOf("view", "")).toBe(200);
    expect(await statusOf("view", ".md")).toBe(200);
    expect(await statusOf("view", ".csv")).toBe(403);
    expect(await statusOf("view", ".parquet")).toBe(403);
    expect(await statusOf("export", ".csv")).toBe(200);
  });

  it("are refused by name, with the licence", async () => {
    const result = await closed();
    expect(() => toCsv(result)).toThrow(RestrictedError);
    expect(() => toCsv(result)).toThrow(/baci \(etalab-2\.0\)/);
  });
});

describe("the explorer's files", () => {
  const page = { headers: { Accept: "text/html" } };
  it("are served, the page standing in for every address of its own", async () => {
    const app = createApp(test.ws, { web });
    for (const path of ["/", "/index.html", "/pair/RUS/CHN", "/embed"]) {
      const response = await app.request(path, page);
      expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
      expect(await response.text()).toContain("Explorer");
      expect(response.headers.get("Cache-Control")).toBe("public, no-cache");
    }
    expect((await app.request("/assets/gone-00000000.js", page)).status).toBe(404);
    expect((await app.request("/v1/none", page)).status).toBe(404);
  });

  it("are compressed on request and kept for good when their name holds a hash", async () => {
    const app = createApp(test.ws, { web });
    const plain = await app.request("/assets/main-Ab12Cd34.js");
    expect(plain.headers.get("Cache-Control")).toContain("immutable");
    expect(plain.headers.get("Content-Encoding")).toBeNull();
    const packed = await app.request("/assets/main-Ab12Cd34.js", {
      headers: { "Accept-Encoding": "gzip, br" },
    });
    expect(packed.headers.get("Content-Encoding")).toBe("gzip");
    const stream = packed.body?.pipeThrough(new DecompressionStream("gzip"));
    expect(await new Response(stream).text()).toBe(await plain.text());
    const etag = plain.headers.get("ETag") as string;
    const again = await app.request("/assets/main-Ab12Cd34.js", { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
  });

  it("end at their folder", async () => {
    const app = createApp(test.ws, { web });
    for (const path of [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/assets/..%2f..%2fsecret.txt",
      "/%2e%2e%5csecret.txt",
      "/..%5csecret.txt",
      "/.hidden",
      "/assets/%2e%2e/.hidden",
      "/%00",
      "/%",
      "/%c0%ae%c0%ae/secret.txt",
    ]) {
      const response = await app.request(path);
      expect(response.status, path).toBe(404);
      expect(await response.text()).not.toMatch(/^(secret|hidden)$/);
    }
  });
});
