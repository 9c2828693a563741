import { request } from "node:http";
import { connect } from "node:net";
import { UnknownNameError } from "@tightrope/core";
import { type LogEntry, type Served, serve } from "@tightrope/server";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestWorkspace, testWorkspace } from "./workspace.ts";

const SHARE = "/v1/indicators/partner-share?reporter=RUS&partner=CHN";

let test: TestWorkspace;
let served: Served | undefined;
beforeAll(async () => {
  test = await testWorkspace();
});
afterEach(async () => {
  await served?.close();
  served = undefined;
});
afterAll(() => test.close());

async function start(
  options: Partial<Parameters<typeof serve>[0]> = {},
): Promise<{ url: string; log: LogEntry[] }> {
  const log: LogEntry[] = [];
  served = await serve({
    workspace: test.ws,
    port: 0,
    cases: test.ws.folder,
    log: (entry) => log.push(entry),
    ...options,
  });
  return { url: served.url, log };
}

/** What a server answers to bytes on a socket, until it hangs up. */
function raw(url: string, send: (write: (text: string) => void) => void): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => send((text) => socket.write(text)));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}

describe("a server", () => {
  it("listens on this machine only, answers, and opens a folder read-only", async () => {
    const { url, log } = await start({ workspace: test.ws.folder });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const response = await fetch(`${url}${SHARE}`, { headers: { "Accept-Encoding": "gzip" } });
    expect(response.headers.get("Content-Encoding")).toBe("gzip");
    expect((await response.json()).rows).toHaveLength(2);
    expect(log[0]).toMatchObject({ event: "listening", url });
    await served?.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  it("has the verdicts of its cases at hand soon after it starts", async () => {
    const { url } = await start({ cases: `${test.folder}/cases` });
    const checked = async () =>
      (await (await fetch(`${url}/metrics`)).text()).includes('route="/v1/claims/:file"');
    await expect.poll(checked, { timeout: 20_000 }).toBe(true);
    expect((await (await fetch(`${url}/v1/claims/small`)).json()).claims[0].verdict).toBe("holds");
  });

  it("says which port is taken", async () => {
    const { url } = await start();
    await expect(serve({ workspace: test.ws, port: Number(new URL(url).port) })).rejects.toThrow(
      /EADDRINUSE/,
    );
  });

  it("refuses what is no HTTP, heads too large and paths that climb", async () => {
    const { url } = await start();
    expect(await raw(url, (write) => write("NOT HTTP\r\n\r\n"))).toMatch(/^HTTP\/1\.1 400 /);
    const large = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`;
    expect(await raw(url, (write) => write(large))).toMatch(/^HTTP\/1\.1 431 /);
    const climb = "GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const answer = await raw(url, (write) => write(climb));
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toContain("root:");
    const foreign = "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    expect(await raw(url, (write) => write(foreign))).toMatch(/^HTTP\/1\.1 421 /);
    const nobody = "GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n";
    expect(await raw(url, (write) => write(nobody))).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("refuses a body that turns out too large although it did not say so", async () => {
    const { url } = await start({ maxBody: 1000 });
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(600));
      },
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const status = await fetch(`${url}/v1/receipts/verify`, init).then(
      (r) => r.status,
      () => "cut off",
    );
    expect([413, "cut off"]).toContain(status);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("cuts off a client that sends its request drop by drop, and serves others meanwhile", async () => {
    const { url } = await start({ headersTimeout: 500 });
    const slow = raw(url, (write) => {
      write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
      const drops = setInterval(() => write("X: y\r\n"), 100);
      setTimeout(() => clearInterval(drops), 8000).unref();
      drops.unref();
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 |^$/);
  });
});

describe("a question that takes long", () => {
  /** A workspace whose questions last until they are cancelled; everything else is the real one's. */
  function slow() {
    const seen = { started: 0, cancelled: 0 };
    let begun = () => {};
    const begin = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const ws = Object.assign(Object.create(test.ws), {
      folder: test.ws.folder,
      state: () => test.ws.state(),
      run: (_name: string, _parameters: unknown, { signal }: { signal: AbortSignal }) => {
        seen.started++;
        begun();
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            seen.cancelled++;
            reject(new UnknownNameError("answer", "none"));
          });
        });
      },
    });
    return { ws, seen, begin };
  }

  it("is cancelled in the engine when the client leaves", async () => {
    const { ws, seen, begin } = slow();
    const { url, log } = await start({ workspace: ws });
    const leaving = request(`${url}${SHARE}`);
    leaving.on("error", () => undefined);
    leaving.end();
    await begin;
    leaving.destroy();
    await expect.poll(() => seen.cancelled, { timeout: 5000 }).toBe(1);
    await expect.poll(() => log.some((e) => e.status === 499), { timeout: 5000 }).toBe(true);
  });

  it("is shared by all who ask it, and goes on while one of them stays", async () => {
    const { ws, seen, begin } = slow();
    const { url } = await start({ workspace: ws });
    const asked = [1, 2].map(() => {
      const asking = request(`${url}${SHARE}`);
      asking.on("error", () => undefined);
      asking.end();
      return asking;
    });
    await begin;
    await expect
      .poll(async () =>
        /tightrope_result_lookups_total\{found="false"\} 2/.test(
          await (await fetch(`${url}/metrics`)).text(),
        ),
      )
      .toBe(true);
    asked[0]?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toEqual({ started: 1, cancelled: 0 });
    asked[1]?.destroy();
    await expect.poll(() => seen.cancelled, { timeout: 5000 }).toBe(1);
  });

  it("ends at the time limit, in words", async () => {
    const { ws, seen } = slow();
    const { url } = await start({ workspace: ws, timeLimit: 200 });
    const response = await fetch(`${url}${SHARE}`);
    expect(response.status).toBe(503);
    expect((await response.json()).code).toBe("timeout");
    expect(seen.cancelled).toBe(1);
  });

  it("is turned away when too many wait", async () => {
    const { ws } = slow();
    const { url } = await start({ workspace: ws, concurrency: 1, queue: 1, timeLimit: 1000 });
    const answers = await Promise.all(
      [2010, 2011, 2012].map((from) => fetch(`${url}${SHARE}&from=${from}`).then((r) => r.json())),
    );
    expect(answers.map((a) => a.code).sort()).toEqual(["busy", "timeout", "timeout"]);
  });
});
