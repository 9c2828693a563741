import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runStatement } from "../../../src/engines/trino/client.ts";
import { createTransport, type TransportOptions } from "../../../src/engines/trino/transport.ts";
import { concatFrames } from "../../../src/engines/trino/types.ts";
import { parseTrinoUrl } from "../../../src/engines/trino/url.ts";
import { CancelledError, EngineError } from "../../../src/errors.ts";
import { type Frame, numbers } from "../../../src/frame.ts";
import { page, type Step, startCoordinator } from "./coordinator.ts";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function setUp(steps: Step[], options: TransportOptions = {}, address = "trino://ana@HOST/cat/sch") {
  const coordinator = await startCoordinator(steps);
  const transport = createTransport(
    parseTrinoUrl(address.replace("HOST", `127.0.0.1:${coordinator.port}`), {}),
    { backoff: 1, patience: 200, firstPatience: 200, ...options },
  );
  open.push(coordinator, transport);
  return { coordinator, transport };
}

async function ask(transport: ReturnType<typeof createTransport>, signal?: AbortSignal): Promise<Frame> {
  const frames: Frame[] = [];
  for await (const frame of runStatement(transport, "select n", signal)) frames.push(frame);
  return concatFrames(frames);
}

const list = (frame: Frame) => [...numbers(frame, "n")];

test("follows every page in order, also empty ones, and sends the statement and session once", async () => {
  const { coordinator, transport } = await setUp([
    page(undefined, 1),
    page([], 2),
    page([[1], [2]], 3),
    { ...page(undefined, 4) },
    { ...page([[3]], 5), gzip: true },
    page(undefined),
  ]);
  expect(list(await ask(transport))).toEqual([1, 2, 3]);
  expect(coordinator.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /v1/statement",
    ...[1, 2, 3, 4, 5].map((n) => `GET /v1/statement/executing/q1/s/${n}?x=1`),
  ]);
  const [post] = coordinator.seen;
  expect(post?.body).toBe("select n");
  expect(post?.headers).toMatchObject({
    "x-trino-user": "ana",
    "x-trino-catalog": "cat",
    "x-trino-schema": "sch",
    "x-trino-time-zone": "UTC",
    "x-trino-source": "tightrope",
  });
  expect(post?.headers.authorization).toBeUndefined();
});

test("a query without rows still tells its columns", async () => {
  const { transport } = await setUp([page(undefined, 1), page([])]);
  expect(await ask(transport)).toMatchObject({ length: 0, columns: [{ name: "n", type: "integer" }] });
});

test("pages go to the address the user gave, not to a host the answer names", async () => {
  const { coordinator, transport } = await setUp(
    [page([[1]], 1), page([[2]])],
    {},
    "trino://ana:s%C3%A9cret@HOST/cat?ssl=false",
  );
  expect(list(await ask(transport))).toEqual([1, 2]);
  const basic = `Basic ${Buffer.from("ana:sécret", "latin1").toString("base64")}`;
  expect(coordinator.seen.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
});

test("a token goes as a bearer, and the user is left to it", async () => {
  const coordinator = await startCoordinator([page([[1]])]);
  const address = parseTrinoUrl(`trino://127.0.0.1:${coordinator.port}/cat?ssl=false`, {
    TIGHTROPE_TRINO_TOKEN: "a.b.c",
  });
  const transport = createTransport(address);
  open.push(coordinator, transport);
  await ask(transport);
  expect(coordinator.seen[0]?.headers.authorization).toBe("Bearer a.b.c");
  expect(coordinator.seen[0]?.headers["x-trino-user"]).toBeUndefined();
});

test("session settings are sent", async () => {
  const { coordinator, transport } = await setUp(
    [page([[1]])],
    {},
    "trino://ana@HOST/cat?session.query_max_run_time=10m&session.a=b%2Cc",
  );
  await ask(transport);
  expect(coordinator.seen[0]?.headers["x-trino-session"]).toBe("query_max_run_time=10m,a=b%2Cc");
});

test.each([429, 502, 503, 504])(
  "status %i is tried again, on the first request and on a page",
  async (status) => {
    const busy = { status, headers: { "retry-after": "0" } };
    const { coordinator, transport } = await setUp([busy, busy, page([[1]], 1), busy, page([[2]])]);
    expect(list(await ask(transport))).toEqual([1, 2]);
    expect(coordinator.seen.map(({ method }) => method).join(" ")).toBe("POST POST POST GET GET");
  },
);

test("waits as long as the coordinator asks", async () => {
  const { transport } = await setUp([{ status: 503, headers: { "retry-after": "60" } }, page([[1]])]);
  // A minute is more than the patience of this test, so it gives up at once rather than ask too early.
  await expect(ask(transport)).rejects.toThrow(
    /cannot reach trino at trino:\/\/127.0.0.1:\d+\/cat: it answers 503/,
  );
});

test("a cut line is tried again with the same page, so no row comes twice", async () => {
  const { coordinator, transport } = await setUp([
    page([[1]], 1),
    { cut: true },
    { half: page([[2]], 2).page },
    page([[2]], 2),
    page([[3]]),
  ]);
  expect(list(await ask(transport))).toEqual([1, 2, 3]);
  const pages = coordinator.seen.flatMap(({ url }) => /s\/(\d)/.exec(url)?.[1] ?? []);
  expect(pages).toEqual(["1", "1", "1", "2"]);
});

test("a coordinator that stays away is an error that names it, and its password is not in it", async () => {
  const { coordinator, transport } = await setUp([], {}, "trino://ana:hush@HOST/cat?ssl=false");
  await coordinator.close();
  const error = await ask(transport).catch((e: Error) => e);
  expect(error).toBeInstanceOf(EngineError);
  expect(String(error)).toMatch(/cannot reach trino at trino:\/\/127\.0\.0\.1:\d+\/cat: .*ECONNREFUSED/);
  expect(JSON.stringify(error) + String(error)).not.toContain("hush");
});

test("an error on any page rejects the whole answer, whatever came before", async () => {
  const { transport } = await setUp([
    page([[1], [2]], 1),
    page([[3]], undefined, {
      error: {
        message: "Query exceeded memory",
        errorName: "EXCEEDED_LOCAL_MEMORY_LIMIT",
        errorType: "INSUFFICIENT_RESOURCES",
      },
    }),
  ]);
  await expect(ask(transport)).rejects.toThrow(
    "trino failed: Query exceeded memory (EXCEEDED_LOCAL_MEMORY_LIMIT, query q1)",
  );
});

test("a refused question says so, with Trino's reason", async () => {
  const error = {
    message: "line 1:8: Column 'x' cannot be resolved",
    errorName: "COLUMN_NOT_FOUND",
    errorType: "USER_ERROR",
  };
  const { transport } = await setUp([page(undefined, undefined, { error })]);
  await expect(ask(transport)).rejects.toThrow(
    "trino refused the query: line 1:8: Column 'x' cannot be resolved",
  );
});

test("an answer that stops before the query has finished is an error", async () => {
  const { transport } = await setUp([page([[1]], undefined, { stats: { state: "RUNNING" } })]);
  await expect(ask(transport)).rejects.toThrow("trino ended query q1 in state RUNNING (expected FINISHED)");
});

test.each<[string, Step, RegExp]>([
  ["broken JSON", { text: '{"id": "q1", "data": [[1' }, /unreadable page \(query q1\)/],
  ["JSON of something else", { text: "[]" }, /page without a query id/],
  ["a web page", { text: "<html>login</html>" }, /unreadable page/],
  ["a short row", page([[1], []], 2), /row of 0 values for 1 columns/],
  ["text for a number", page([["one"]], 2), /trino sent "one" for a integer/],
  [
    "an unusable next address",
    page([[2]], undefined, { nextUri: "::" }),
    /unusable address of the next page/,
  ],
  [
    "another HTTP status",
    { status: 500, text: "boom\nat x.y" },
    /trino answered 500 \(expected 200\): boom$/,
  ],
  ["a redirect", { status: 302, headers: { location: "http://elsewhere.invalid/" } }, /trino answered 302/],
  ["a forgotten query", { status: 404 }, /no longer knows query q1: the coordinator was restarted/],
])("%s in the middle rejects and stops the query", async (_, step, message) => {
  const { coordinator, transport } = await setUp([page([[1]], 1), step]);
  await expect(ask(transport)).rejects.toThrow(message);
  if (!message.source.includes("unusable address")) await coordinator.request("DELETE");
});

test.each([401, 403])("status %i says that the credentials were refused", async (status) => {
  const { transport } = await setUp([{ status, text: "Access Denied" }]);
  await expect(ask(transport)).rejects.toThrow(`trino refused the credentials (${status}): Access Denied`);
});

test("aborting between pages stops the query in the cluster", async () => {
  const { coordinator, transport } = await setUp([page([[1]], 1), { hang: true }]);
  const abort = new AbortController();
  const answer = ask(transport, abort.signal);
  await coordinator.request("GET");
  abort.abort();
  await expect(answer).rejects.toBeInstanceOf(CancelledError);
  expect((await coordinator.request("DELETE")).url).toBe("/v1/statement/executing/q1/s/1?x=1");
});

test("aborting before the first answer rejects at once and stops the query when its address is known", async () => {
  const steps: Step[] = [{ hang: true }, page(undefined, 1)];
  const { coordinator, transport } = await setUp(steps, { timeout: 100 });
  const abort = new AbortController();
  const answer = ask(transport, abort.signal);
  await coordinator.request("POST");
  abort.abort();
  await expect(answer).rejects.toBeInstanceOf(CancelledError);
  expect(coordinator.seen.some(({ method }) => method === "DELETE")).toBe(false);
  await coordinator.request("DELETE");
});

test("aborted before it starts, nothing is sent", async () => {
  const { coordinator, transport } = await setUp([]);
  await expect(ask(transport, AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
  expect(coordinator.seen).toEqual([]);
});

test("aborting while waiting for a busy coordinator does not wait it out", async () => {
  const busy = { status: 503, headers: { "retry-after": "30" } };
  const { coordinator, transport } = await setUp([page([[1]], 1), busy], { patience: 60_000 });
  const abort = new AbortController();
  const answer = ask(transport, abort.signal);
  await coordinator.request("GET");
  abort.abort();
  await expect(answer).rejects.toBeInstanceOf(CancelledError);
});

test("a reader who stops early stops the query", async () => {
  const { coordinator, transport } = await setUp([page([[1]], 1), page([[2]], 2), page([[3]])]);
  for await (const frame of runStatement(transport, "select n")) {
    expect(list(frame)).toEqual([1]);
    break;
  }
  await coordinator.request("DELETE");
  expect(coordinator.seen.filter(({ method }) => method === "GET")).toEqual([]);
});

test("closing ends what is under way, stops it in the cluster, and refuses what comes later", async () => {
  const { coordinator, transport } = await setUp([page([[1]], 1), { hang: true }], { patience: 60_000 });
  const answer = ask(transport);
  await coordinator.request("GET");
  const rejected = expect(answer).rejects.toThrow("the engine is closed");
  await transport.close();
  await rejected;
  await coordinator.request("DELETE");
  await expect(ask(transport)).rejects.toThrow("the engine is closed");
});

const openssl = (() => {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    console.warn(
      "TLS tests of the Trino client are left out: openssl, which makes their certificate, is not here",
    );
    return false;
  }
})();

test.skipIf(!openssl)("TLS: a private authority is trusted when given, and only then", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tightrope-tls-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        key,
        "-out",
        cert,
      ].concat(["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]),
      { stdio: "ignore" },
    );
    const pem = { key: readFileSync(key), cert: readFileSync(cert) };
    const coordinator = await startCoordinator([page([[1]]), page([[2]])], (on) =>
      https.createServer(pem, on),
    );
    open.push(coordinator);
    const connect = (options: string) => {
      const url = `trino://ana:hush@127.0.0.1:${coordinator.port}/cat?ssl=true${options}`;
      const transport = createTransport(parseTrinoUrl(url, {}), {
        backoff: 1,
        patience: 200,
        firstPatience: 200,
      });
      open.push(transport);
      return ask(transport);
    };
    expect(list(await connect(`&ca=${encodeURIComponent(cert)}`))).toEqual([1]);
    await expect(connect("")).rejects.toThrow(/cannot talk to trino at .*self.signed certificate/);
    expect(list(await connect("&verify=false"))).toEqual([2]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
