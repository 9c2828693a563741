import type { AppContext, Services } from "./context.ts";
import { matches } from "./etag.ts";

type Body = ConstructorParameters<typeof Response>[0];

export interface Answer {
  readonly type: string;
  readonly etag: string;
  /** True for a permalink: the answer stays the same as long as this version runs. */
  readonly pinned?: boolean;
  readonly filename?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only called when the client does not have the answer yet. */
  body(): Promise<Body> | Body;
}

/** Sends an answer, or 304 when the client has it. */
export async function respond(c: AppContext, { settings }: Services, answer: Answer): Promise<Response> {
  const scope = settings.token ? "private" : "public";
  const headers: Record<string, string> = {
    ETag: answer.etag,
    "Cache-Control": answer.pinned ? `${scope}, max-age=3600, must-revalidate` : `${scope}, no-cache`,
    Vary: "Accept-Encoding, Authorization",
    ...answer.headers,
  };
  if (matches(c.req.header("If-None-Match"), answer.etag))
    return new Response(null, { status: 304, headers });
  headers["Content-Type"] = answer.type;
  if (answer.filename) headers["Content-Disposition"] = `inline; filename="${answer.filename}"`;
  return new Response(await answer.body(), { headers });
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
