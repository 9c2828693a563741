import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { AppContext, Services } from "./context.ts";
import { matches } from "./etag.ts";

const zip = promisify(gzip);

type Body = string | Uint8Array | ReadableStream<Uint8Array>;

export interface Answer {
  readonly type: string;
  readonly etag: string;
  /** Identity of the very bytes, where the tag stands for what was computed only. Default: the tag. */
  readonly key?: string;
  /** True for a permalink: the answer stays the same as long as this version runs. */
  readonly pinned?: boolean;
  readonly filename?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only called when neither the client nor the memory has the answer. A stream is not kept. */
  body(): Promise<Body> | Body;
}

/** Smaller answers are not worth packing. */
const PACKED_FROM = 1024;

/** Sends an answer, packed when the client takes it so, or 304 when the client has it. */
export async function respond(c: AppContext, services: Services, answer: Answer): Promise<Response> {
  const { settings, bodies } = services;
  const { etag, key = etag, type } = answer;
  const scope = settings.token ? "private" : "public";
  const headers: Record<string, string> = {
    ETag: etag,
    "Cache-Control": answer.pinned ? `${scope}, max-age=3600, must-revalidate` : `${scope}, no-cache`,
    Vary: "Accept-Encoding, Authorization",
    ...answer.headers,
  };
  if (matches(c.req.header("If-None-Match"), etag)) return new Response(null, { status: 304, headers });
  headers["Content-Type"] = type;
  if (answer.filename) headers["Content-Disposition"] = `inline; filename="${answer.filename}"`;
  let body: Body | undefined = bodies.get(key);
  if (body === undefined) {
    body = await answer.body();
    if (body instanceof ReadableStream) return new Response(body, { headers });
    body = typeof body === "string" ? encoder.encode(body) : body;
    bodies.set(key, body);
  }
  if (body.byteLength >= PACKED_FROM && packable(type) && takesGzip(c)) {
    const packed = bodies.get(`gzip ${key}`) ?? (await zip(body));
    bodies.set(`gzip ${key}`, packed);
    headers["Content-Encoding"] = "gzip";
    return new Response(new Uint8Array(packed), { headers });
  }
  return new Response(new Uint8Array(body), { headers });
}

function packable(type: string): boolean {
  return /^text\/|json|csv|svg/.test(type);
}

export function takesGzip(c: AppContext): boolean {
  return /(^|,)\s*gzip\s*(?!;\s*q=0(\.0*)?\s*(,|$))/.test(c.req.header("Accept-Encoding") ?? "");
}

const encoder = new TextEncoder();

/** Pieces of text as a body that is written as fast as the client reads; `after` hears of the end either way. */
export function streamed(
  pieces: Iterable<string> | AsyncIterable<string>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const iterator =
    Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (signal.aborted) {
          await iterator.return?.();
          controller.error(signal.reason);
          return;
        }
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
