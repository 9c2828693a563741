import { CancelledError, FetchError } from "../errors.ts";
import { type AnswerCache, answerKey } from "./cache.ts";

export interface HttpOptions {
  /** Address every path is resolved against, such as https://api.openalex.org. */
  readonly baseUrl: string;
  /** Query parameters that must never be stored or shown, such as the API key. */
  readonly secret?: Readonly<Record<string, string>>;
  /** Where answers are kept. */
  readonly cache: AnswerCache;
  /** Asks again even when an answer is kept. Default false. */
  readonly refresh?: boolean;
  /** Requests under way at once. Default 4. */
  readonly concurrency?: number;
  /** Least time between the starts of two requests, in ms. Default 50. */
  readonly spacingMs?: number;
  /** Tries of one request before giving up. Default 6. */
  readonly attempts?: number;
  /** Longest wait for one answer, in ms. Default 60,000. */
  readonly timeoutMs?: number;
  /** First pause after a server fault, in ms; doubles each time. Default 500. */
  readonly backoffMs?: number;
  /** A server that asks for a longer pause than this, in s, is out of credit rather than busy. Default 600. */
  readonly longestPauseS?: number;
  readonly userAgent?: string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly body: unknown;
  readonly retrieved: string;
  readonly cached: boolean;
}

export interface HttpClient {
  /** The JSON answer to one question, from the cache when it is there. */
  get(path: string, query: Readonly<Record<string, string>>): Promise<Answer>;
  /** Requests sent so far, retries included. */
  readonly sent: () => number;
}

const DEFAULTS = { concurrency: 4, spacingMs: 50, attempts: 6, timeoutMs: 60_000, backoffMs: 500 };

/**
 * A polite JSON client: few requests at once, every answer kept on disk, a busy server waited for, and a used-up
 * daily credit told apart from it, since waiting minutes does not bring credit back.
 *
 * @throws {FetchError} whose `details.kind` is `credit`, `busy`, `refused`, `server`, `network` or `answer`.
 */
export function httpClient(options: HttpOptions): HttpClient {
  const settings = { ...DEFAULTS, ...options };
  const gate = {
    running: 0,
    waiting: [] as (() => void)[],
    nextStart: 0,
    pausedUntil: 0,
    sent: 0,
    over: undefined as unknown,
  };

  async function enter(): Promise<void> {
    if (gate.running >= settings.concurrency)
      await new Promise<void>((resolve) => gate.waiting.push(resolve));
    gate.running++;
  }

  function leave(): void {
    gate.running--;
    gate.waiting.shift()?.();
  }

  /** Waits for a slot of its own, given out once, and then for as long as a busy server has asked everyone to. */
  async function turn(): Promise<void> {
    const now = Date.now();
    const start = Math.max(now, gate.nextStart);
    gate.nextStart = start + settings.spacingMs;
    if (start > now) await pause(start - now, options.signal);
    for (let left = gate.pausedUntil - Date.now(); left > 0; left = gate.pausedUntil - Date.now())
      await pause(left, options.signal);
    // Another may have learnt meanwhile that no credit is left.
    if (gate.over) throw gate.over;
  }

  async function send(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    const shown = address(options.baseUrl, path, query);
    const full = address(options.baseUrl, path, { ...query, ...options.secret });
    for (let attempt = 1; ; attempt++) {
      if (gate.over) throw gate.over;
      if (options.signal?.aborted) throw new CancelledError("fetch cancelled; answers so far are kept");
      await turn();
      gate.sent++;
      const outcome = await once(full, settings.timeoutMs, options);
      if (outcome.kind === "ok") return outcome.body;
      const last = attempt >= settings.attempts;
      if (outcome.kind === "wait") {
        if (outcome.exhausted) {
          gate.over = creditError(shown, outcome);
          throw gate.over;
        }
        if (last)
          throw new FetchError(`${shown} is still busy after ${attempt} tries; try again later`, {
            details: { kind: "busy", url: shown },
          });
        gate.pausedUntil = Math.max(
          gate.pausedUntil,
          Date.now() + (outcome.retryAfterS ?? (settings.backoffMs * 2 ** attempt) / 1000) * 1000,
        );
        continue;
      }
      if (outcome.kind === "refused" || last)
        throw new FetchError(`${shown}: ${outcome.text}`, {
          details: { kind: outcome.kind, url: shown, status: outcome.status },
        });
      await pause(settings.backoffMs * 2 ** (attempt - 1), options.signal);
    }
  }

  return {
    sent: () => gate.sent,
    async get(path, query) {
      const key = answerKey(address("", path, query));
      const kept = options.refresh ? undefined : await options.cache.read(key);
      if (kept) return { body: kept.body, retrieved: kept.retrieved, cached: true };
      await enter();
      try {
        const body = await send(path, query);
        const retrieved = new Date().toISOString();
        await options.cache.write(key, { url: address(options.baseUrl, path, query), retrieved, body });
        return { body, retrieved, cached: false };
      } finally {
        leave();
      }
    },
  };
}

type Outcome =
  | { kind: "ok"; body: unknown }
  | { kind: "wait"; retryAfterS: number | undefined; exhausted: boolean; resetS: number | undefined }
  | { kind: "refused" | "server" | "network" | "answer"; text: string; status?: number };

async function once(url: string, timeoutMs: number, options: HttpOptions): Promise<Outcome> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      signal,
      headers: { accept: "application/json", "user-agent": options.userAgent ?? "tightrope" },
    });
    text = await response.text();
  } catch (error) {
    if (options.signal?.aborted)
      throw new CancelledError("fetch cancelled; answers so far are kept", { cause: error });
    const why = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : reason(error);
    return { kind: "network", text: `cannot be reached (${why}); check the address and the connection` };
  }
  const { status } = response;
  if (status === 429 || status === 402) return waiting(response, text, options.longestPauseS ?? 600);
  if (status === 503 && response.headers.has("retry-after"))
    return waiting(response, text, options.longestPauseS ?? 600);
  if (status >= 500) return { kind: "server", status, text: `the server failed with status ${status}` };
  if (status === 401 || status === 403)
    return { kind: "refused", status, text: `access refused with status ${status}; check the API key` };
  if (!response.ok)
    return { kind: "refused", status, text: `refused with status ${status}: ${message(text)}` };
  try {
    return { kind: "ok", body: JSON.parse(text) };
  } catch {
    return { kind: "answer", status, text: `the answer is not JSON: ${text.slice(0, 60).trim()}` };
  }
}

/** Words by which the body of a 429 says that credit is gone, whatever pause its headers ask for. */
const NO_CREDIT =
  /(insufficient|exhausted|exceeded|used up|out of|no|not enough)\b[^.]{0,40}\b(credits?|budget|balance|daily (limit|quota|usage))|\b(credits?|budget|balance|daily (limit|quota|usage))\b[^.]{0,40}\b(insufficient|exhausted|exceeded|used up|spent|gone|reached|empty)/i;

/** A 429 says either "slower" or "no more today"; the headers or the reason given in the body tell which. */
function waiting(response: Response, text: string, longestPauseS: number): Outcome {
  const number = (name: string) => {
    const text = response.headers.get(name);
    const value = text === null || text.trim() === "" ? Number.NaN : Number(text.replace(/^\$/, ""));
    return Number.isFinite(value) ? value : undefined;
  };
  const retryAfterS = retryAfter(response.headers.get("retry-after"));
  const left = number("x-ratelimit-remaining-usd");
  const needed = number("x-ratelimit-cost-required-usd");
  const exhausted =
    response.status === 402 ||
    (left !== undefined && (left <= 0 || (needed !== undefined && left < needed))) ||
    number("x-ratelimit-remaining") === 0 ||
    NO_CREDIT.test(message(text)) ||
    (retryAfterS !== undefined && retryAfterS > longestPauseS);
  return { kind: "wait", retryAfterS, exhausted, resetS: number("x-ratelimit-reset") ?? retryAfterS };
}

/** Seconds from a Retry-After header, which holds either seconds or a date. */
export function retryAfter(text: string | null, now: number = Date.now()): number | undefined {
  if (text === null || text.trim() === "") return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : Math.max(0, (moment - now) / 1000);
}

function creditError(url: string, outcome: { resetS: number | undefined }): FetchError {
  const when =
    outcome.resetS === undefined
      ? "when it renews"
      : `in about ${Math.max(1, Math.ceil(outcome.resetS / 60))} minutes`;
  return new FetchError(
    `the credit for ${new URL(url).host} is used up; answers so far are kept: run the same command again ${when}`,
    { details: { kind: "credit", resetSeconds: outcome.resetS ?? null } },
  );
}

function address(base: string, path: string, query: Readonly<Record<string, string>>): string {
  const parts = Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([k, v]) =>
        `${encodeURIComponent(k)}=${encodeURIComponent(v).replaceAll("%3A", ":").replaceAll("%2C", ",")}`,
    );
  return `${base.replace(/\/+$/, "")}${path}${parts.length > 0 ? `?${parts.join("&")}` : ""}`;
}

function message(text: string): string {
  try {
    const body = JSON.parse(text) as { message?: unknown; error?: unknown } | null;
    return String(body?.message ?? body?.error ?? "no reason given").slice(0, 300);
  } catch {
    return "no reason given";
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : String(cause);
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new CancelledError("fetch cancelled; answers so far are kept"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
