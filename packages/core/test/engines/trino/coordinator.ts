import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** What the stand-in for a coordinator does with one request: a page, an HTTP fault, raw text, or a cut line. */
export type Step =
  | { readonly page: Record<string, unknown>; readonly gzip?: boolean }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string }
  | { readonly text: string }
  | { readonly cut: true }
  /** Sends half an answer, then cuts the line. */
  | { readonly half: Record<string, unknown> }
  | { readonly hang: true };

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/**
 * An HTTP server on the loopback that speaks the statement protocol from a script of steps: one for the POST and
 * one for every GET after it. DELETE is always taken and answered 204.
 */
export async function startCoordinator(steps: Step[], serve: (on: RequestListener) => Server = createServer) {
  const seen: Seen[] = [];
  const waiting: (() => void)[] = [];
  const server = serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
      for (const wake of waiting.splice(0)) wake();
      if (method === "DELETE") return void response.writeHead(204).end();
      const step = steps.shift();
      if (step === undefined) return void response.writeHead(404).end("query not found");
      if ("hang" in step) return;
      if ("cut" in step) return void request.socket.destroy();
      if ("half" in step) {
        const text = JSON.stringify(step.half);
        response.writeHead(200, { "content-length": String(text.length) });
        response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
        return;
      }
      if ("status" in step) return void response.writeHead(step.status, step.headers).end(step.text ?? "");
      if ("text" in step) return void response.writeHead(200).end(step.text);
      const text = JSON.stringify(step.page);
      if (step.gzip) response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
      else response.writeHead(200, { "content-type": "application/json" }).end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    /** Resolves once a request of this method has come. */
    async request(method: string): Promise<Seen> {
      for (;;) {
        const found = seen.find((request) => request.method === method);
        if (found) return found;
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export const integerColumn = {
  name: "n",
  type: "integer",
  typeSignature: { rawType: "integer", arguments: [] },
};

/** A page of query q1; `next` adds the address of a further page. */
export function page(rows: unknown[][] | undefined, next?: number, more: Record<string, unknown> = {}) {
  return {
    page: {
      id: "q1",
      ...(next === undefined
        ? {}
        : { nextUri: `http://elsewhere.invalid/v1/statement/executing/q1/s/${next}?x=1` }),
      ...(rows === undefined ? {} : { columns: [integerColumn], data: rows }),
      stats: { state: next === undefined ? "FINISHED" : "RUNNING" },
      ...more,
    },
  };
}
