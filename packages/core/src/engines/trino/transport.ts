import * as http from "node:http";
import * as https from "node:https";
import { gunzipSync } from "node:zlib";
import { CancelledError, EngineError } from "../../errors.ts";
import { describeAddress, type TrinoAddress } from "./url.ts";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface TransportOptions {
  /** How long to keep asking a coordinator that was there before, in ms. Default 90 000: longer than a restart. */
  readonly patience?: number;
  /** The same for one that has never answered, in ms. Default 5 000: a wrong port should not take minutes. */
  readonly firstPatience?: number;
  /** First pause between two tries, in ms; doubled each time up to 5 s. Default 100. */
  readonly backoff?: number;
  /** A request without an answer for this long has failed, in ms. Default 60 000 (Trino answers within seconds). */
  readonly timeout?: number;
}

type Method = "GET" | "POST" | "DELETE";

export interface Transport {
  /** One request, tried again (but for DELETE) while the coordinator is away or busy. @throws {EngineError, CancelledError} */
  request(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: string,
    signal?: AbortSignal,
  ): Promise<Answer>;
  /** Cuts what is under way, lets cancellations through, and refuses everything later. */
  close(): Promise<void>;
}

const BUSY = new Set([429, 502, 503, 504]);
/** Failures of the network that may pass: the coordinator is restarting, or a connection was cut. */
const PASSING = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "EAI_AGAIN"]);
const LONGEST_PAUSE = 5_000;

/** Requests to one coordinator: credentials, TLS, kept connections, patience. */
export function createTransport(address: TrinoAddress, options: TransportOptions = {}): Transport {
  const { patience = 90_000, firstPatience = 5_000, backoff = 100, timeout = 60_000 } = options;
  const agent = address.tls
    ? new https.Agent({ keepAlive: true, rejectUnauthorized: address.verify, ...trust(address) })
    : new http.Agent({ keepAlive: true });
  const headers = sessionHeaders(address);
  const where = describeAddress(address);
  const open = new Set<http.ClientRequest>();
  const cancellations = new Set<Promise<unknown>>();
  let met = false;
  let closed = false;

  const refuseClosed = () => {
    if (closed) throw new EngineError(`the engine is closed: ${where}`);
  };

  function request(method: Method, path: string, body?: string, signal?: AbortSignal): Promise<Answer> {
    if (method !== "DELETE") return persist(method, path, body, signal);
    const cancellation = send(method, path, body, signal).finally(() => cancellations.delete(cancellation));
    cancellations.add(cancellation);
    return cancellation;
  }

  async function persist(method: Method, path: string, body?: string, signal?: AbortSignal): Promise<Answer> {
    const started = Date.now();
    for (let pause = backoff; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      let trouble: string;
      let asked = 0;
      let cause: unknown;
      refuseClosed();
      try {
        const answer = await send(method, path, body, signal);
        met = true;
        if (!BUSY.has(answer.status)) return checked(answer);
        trouble = `it answers ${answer.status}`;
        asked = answer.retryAfter;
      } catch (error) {
        if (signal?.aborted) throw new CancelledError();
        refuseClosed();
        if (error instanceof EngineError) throw error;
        const code = (error as NodeJS.ErrnoException).code ?? "";
        trouble = (error as Error).message || code;
        if (!PASSING.has(code))
          throw new EngineError(`cannot talk to trino at ${where}: ${trouble}`, { cause: error });
        cause = error;
      }
      const wait = Math.max(asked, pause * (0.5 + Math.random() / 2));
      if (Date.now() + wait - started > (met ? patience : firstPatience))
        throw new EngineError(`cannot reach trino at ${where}: ${trouble}`, {
          ...(cause === undefined ? {} : { cause }),
          details: { unreachable: true },
        });
      await sleep(wait, signal);
    }
  }

  function send(method: string, path: string, body: string | undefined, signal: AbortSignal | undefined) {
    return new Promise<Answer & { retryAfter: number }>((resolve, reject) => {
      const req = (address.tls ? https : http).request(
        {
          host: address.host,
          port: address.port,
          method,
          path,
          agent,
          headers: body === undefined ? headers : { ...headers, "content-type": "text/plain; charset=utf-8" },
          ...(signal === undefined ? {} : { signal }),
        },
        (res) => {
          const chunks: Buffer[] = [];
          res.on("data", (chunk: Buffer) => chunks.push(chunk));
          res.once("error", reject);
          res.once("aborted", () => reject(cut()));
          res.once("end", () => {
            const raw = Buffer.concat(chunks);
            try {
              const text = (res.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString(
                "utf8",
              );
              resolve({
                status: res.statusCode ?? 0,
                text,
                retryAfter: pauseAsked(res.headers["retry-after"]),
              });
            } catch (error) {
              reject(error);
            }
          });
        },
      );
      req.setTimeout(timeout, () =>
        req.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })),
      );
      req.once("error", reject);
      req.once("close", () => open.delete(req));
      open.add(req);
      req.end(body);
    });
  }

  async function close() {
    closed = true;
    for (const req of open) if (req.method !== "DELETE") req.destroy(cut());
    // The queries just cut ask to be cancelled in the cluster; a coordinator that is gone is not waited for.
    await new Promise(setImmediate);
    await Promise.race([Promise.allSettled(cancellations), sleep(2_000)]);
    agent.destroy();
  }

  return { request, close };
}

function checked({ status, text }: Answer): Answer {
  if (status === 401 || status === 403)
    throw new EngineError(`trino refused the credentials (${status}): ${firstLine(text)}`);
  return { status, text };
}

function sessionHeaders(address: TrinoAddress): Record<string, string> {
  const { user, password, token, catalog, schema, session } = address;
  const credentials =
    token !== undefined
      ? `Bearer ${token}`
      : password !== undefined
        ? `Basic ${basic(`${user}:${password}`)}`
        : undefined;
  // With a token the cluster knows the user from it; without any name Trino answers nobody.
  const name = user ?? (token === undefined ? "tightrope" : undefined);
  const settings = Object.entries(session).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return {
    ...(credentials === undefined ? {} : { authorization: credentials }),
    ...(name === undefined ? {} : { "x-trino-user": name }),
    "x-trino-source": "tightrope",
    "x-trino-catalog": catalog,
    "x-trino-schema": schema,
    // Without it, times come cut to milliseconds.
    "x-trino-client-capabilities": "PARAMETRIC_DATETIME",
    "x-trino-time-zone": "UTC",
    ...(settings.length === 0 ? {} : { "x-trino-session": settings.join(",") }),
    "accept-encoding": "gzip",
  };
}

/** Trino reads the pair as Latin-1; only what has no place there goes as UTF-8. */
function basic(pair: string): string {
  const latin = [...pair].every((letter) => letter <= "\u00ff");
  return Buffer.from(pair, latin ? "latin1" : "utf8").toString("base64");
}

/** Node's own authorities are replaced, not joined, by `ca`; a private cluster has only the private one. */
const trust = ({ ca }: TrinoAddress) => (ca === undefined ? {} : { ca });

const cut = () => Object.assign(new Error("the connection was cut"), { code: "ECONNRESET" });

function pauseAsked(header: string | undefined): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) ? Math.max(seconds, 0) * 1000 : 0;
}

export const firstLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 300) ?? "";

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new CancelledError());
    };
    if (signal?.aborted) return stop();
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
