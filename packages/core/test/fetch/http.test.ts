import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FetchError } from "../../src/errors.ts";
import { folderCache } from "../../src/fetch/cache.ts";
import { type HttpOptions, httpClient, retryAfter } from "../../src/fetch/http.ts";
import { openAlexServer } from "../fixtures/openalex/server.ts";

let folder: string;
let server: Awaited<ReturnType<typeof openAlexServer>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tightrope-fetch-"));
  server = await openAlexServer((query) => ({ body: { asked: query.get("q") } }));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const client = (options: Partial<HttpOptions> = {}) =>
  httpClient({
    baseUrl: server.baseUrl,
    cache: folderCache(folder),
    spacingMs: 0,
    backoffMs: 5,
    secret: { api_key: "s3cret" },
    ...options,
  });

async function kept(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return files.filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name));
}

async function fault(call: Promise<unknown>): Promise<FetchError> {
  const error = await call.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(FetchError);
  return error as FetchError;
}

describe("the client", () => {
  it("asks once, keeps the answer, and never writes the key", async () => {
    const first = await client().get("/works", { q: "a" });
    const second = await client().get("/works", { q: "a" });
    expect(first).toMatchObject({ body: { asked: "a" }, cached: false });
    expect(second).toMatchObject({ body: { asked: "a" }, cached: true, retrieved: first.retrieved });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.query.get("api_key")).toBe("s3cret");
    for (const file of await kept()) expect(await readFile(file, "utf8")).not.toContain("s3cret");
  });

  it("asks again when the kept answer is damaged, or when told to refresh", async () => {
    await client().get("/works", { q: "a" });
    const [file] = await kept();
    await writeFile(file as string, '{"url": "x", "bo');
    expect((await client().get("/works", { q: "a" })).cached).toBe(false);
    expect((await client({ refresh: true }).get("/works", { q: "a" })).cached).toBe(false);
    expect(server.asked).toHaveLength(3);
  });

  it("waits as long as a busy server asks, then goes on", async () => {
    server.faults.push({ status: 429, headers: { "retry-after": "1", "x-ratelimit-remaining-usd": "0.7" } });
    const answer = await client().get("/works", { q: "a" });
    expect(answer.body).toEqual({ asked: "a" });
    const [first, second] = server.asked;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it.each([
    ["nothing is left", { "x-ratelimit-remaining-usd": "0", "x-ratelimit-reset": "7200" }],
    [
      "less is left than the call costs",
      { "x-ratelimit-remaining-usd": "0.00005", "x-ratelimit-cost-required-usd": "0.0001" },
    ],
    ["no calls are left", { "x-ratelimit-remaining": "0" }],
    ["the pause asked for is hours long", { "retry-after": "20000" }],
  ])("calls the credit used up when %s, and does not try again", async (_, headers) => {
    server.faults.push({ status: 429, headers });
    const error = await fault(client().get("/works", { q: "a" }));
    expect(error.details.kind).toBe("credit");
    expect(error.message).toMatch(/credit for 127\.0\.0\.1:\d+ is used up; answers so far are kept/);
    if ("x-ratelimit-reset" in headers) expect(error.message).toContain("in about 120 minutes");
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ["Insufficient budget. This request costs $0.0001 but you only have $0 remaining.", true],
    ["You have exceeded your daily limit of credits; upgrade for more.", true],
    ["Your credit is used up, come back tomorrow", true],
    ["Too many requests per second; slow down", false],
  ])("reads in the body of a 429 whether credit is gone: %s", async (message, gone) => {
    server.faults.push({
      status: 429,
      headers: { "retry-after": gone ? "300" : "0" },
      body: { error: "Rate limit exceeded", message },
    });
    const call = client().get("/works", { q: "a" });
    if (gone) expect((await fault(call)).details.kind).toBe("credit");
    else expect((await call).body).toEqual({ asked: "a" });
    expect(server.asked).toHaveLength(gone ? 1 : 2);
  });

  it("gives up on a server that stays busy, without calling it credit", async () => {
    for (let i = 0; i < 3; i++) server.faults.push({ status: 429, headers: { "retry-after": "0" } });
    const error = await fault(client({ attempts: 3 }).get("/works", { q: "a" }));
    expect(error.details.kind).toBe("busy");
  });

  it.each([
    ["a server fault", { status: 500, raw: "oops" }],
    ["a cut connection", { hangUp: true }],
    ["an answer cut short", { raw: '{"asked": "a' }],
    ["an error page with status 200", { raw: "<html>Service unavailable</html>" }],
  ])("tries again after %s", async (_, reply) => {
    server.faults.push(reply, reply);
    expect((await client().get("/works", { q: "a" })).body).toEqual({ asked: "a" });
    expect(server.asked).toHaveLength(3);
  });

  it("does not repeat a question the server refuses, and says why without the key", async () => {
    server.faults.push({
      status: 400,
      body: { error: "Invalid query", message: "unknown filter field: colour" },
    });
    const bad = await fault(client().get("/works", { q: "a" }));
    expect(bad.message).toMatch(/refused with status 400: unknown filter field: colour/);
    expect(bad.message).not.toContain("s3cret");
    server.faults.push({ status: 403 });
    expect((await fault(client().get("/works", { q: "b" }))).message).toMatch(
      /status 403; check the API key/,
    );
    expect(server.asked).toHaveLength(2);
  });

  it("says a server that cannot be reached cannot be reached", async () => {
    const error = await fault(client({ baseUrl: "http://127.0.0.1:9", attempts: 2 }).get("/works", {}));
    expect(error.details.kind).toBe("network");
    expect(error.message).toMatch(/cannot be reached/);
  });

  it("has no more requests under way than it may", async () => {
    const one = client({ concurrency: 3 });
    await Promise.all(Array.from({ length: 20 }, (_, i) => one.get("/works", { q: String(i) })));
    expect(server.asked).toHaveLength(20);
    expect(server.mostAtOnce()).toBeLessThanOrEqual(3);
  });

  it.each([1, 2, 4, 8])("keeps its usual distance with %i at once, and gets through", async (concurrency) => {
    const one = httpClient({ baseUrl: server.baseUrl, cache: folderCache(folder), concurrency });
    await Promise.all(Array.from({ length: 12 }, (_, i) => one.get("/works", { q: String(i) })));
    expect(server.asked).toHaveLength(12);
    const starts = server.asked.map((a) => a.at).sort((a, b) => a - b);
    // Twelve starts, 50 ms apart; clocks of timers may be a little early.
    expect((starts.at(-1) as number) - (starts[0] as number)).toBeGreaterThanOrEqual(11 * 50 - 30);
    expect(server.mostAtOnce()).toBeLessThanOrEqual(concurrency);
  });

  it("lets nobody go on while a busy server has asked for a pause, whoever was asked", async () => {
    const one = httpClient({ baseUrl: server.baseUrl, cache: folderCache(folder), backoffMs: 5 });
    server.faults.push({ status: 429, headers: { "retry-after": "1" } });
    await Promise.all(Array.from({ length: 10 }, (_, i) => one.get("/works", { q: String(i) })));
    expect(server.asked).toHaveLength(11);
    const [first] = server.asked;
    const during = server.asked.filter((a) => a.at > (first?.at ?? 0) + 150 && a.at < (first?.at ?? 0) + 950);
    expect(during).toEqual([]);
  });

  it("stops when cancelled", async () => {
    const stop = new AbortController();
    server.faults.push({ status: 429, headers: { "retry-after": "60" } });
    const call = client({ signal: stop.signal }).get("/works", { q: "a" });
    setTimeout(() => stop.abort(), 50);
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("retry-after", () => {
  it("is seconds or a date, and nothing when it is neither", () => {
    const now = Date.parse("2026-11-23T12:00:00Z");
    expect(retryAfter("30", now)).toBe(30);
    expect(retryAfter("Mon, 23 Nov 2026 12:01:00 GMT", now)).toBe(60);
    expect(retryAfter("Mon, 23 Nov 2026 11:00:00 GMT", now)).toBe(0);
    expect(retryAfter("soon", now)).toBeUndefined();
    expect(retryAfter(null, now)).toBeUndefined();
  });
});
