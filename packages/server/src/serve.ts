import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Engine, Workspace, WorkspaceOptions } from "@tightrope/core";
import { openEngine, openWorkspace } from "@tightrope/core";
import { createApp, withDefaults } from "./app.ts";
import { caseNames } from "./catalogue.ts";
import type { App } from "./context.ts";
import type { AppOptions, LogEntry } from "./options.ts";

export interface ServeOptions extends AppOptions {
  /** Folder of the workspace, or a workspace that stays the caller's to close. */
  readonly workspace: string | Workspace;
  /** Default 127.0.0.1: this machine only. */
  readonly host?: string;
  /** Default 4747; 0 takes a free one. */
  readonly port?: number;
  /** For a workspace given as a folder: an engine's address (`trino://user@host:8080/tightrope`), or one opened elsewhere. */
  readonly engine?: string | Engine;
  readonly duckdb?: WorkspaceOptions["duckdb"];
  /** Milliseconds a client may take to send the head of a request. Default 10 000; the body has 20 s more. */
  readonly headersTimeout?: number;
}

export interface Served {
  readonly url: string;
  /** Settles when the claims of every case have been checked once, so that the first page has its verdicts at hand. */
  readonly warm: Promise<void>;
  /** Stops listening, ends open connections after a grace of 3 s and closes what was opened. */
  close(): Promise<void>;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);
const GRACE = 3000;

/** Serves a workspace, read-only when it is given as a folder. Log lines go to standard error as JSON by default. */
export async function serve(options: ServeOptions): Promise<Served> {
  const {
    workspace,
    host = "127.0.0.1",
    port = 4747,
    engine,
    duckdb,
    headersTimeout = 10_000,
    ...rest
  } = options;
  const own = typeof workspace === "string";
  const ws = own
    ? await openWorkspace(workspace, {
        readOnly: true,
        ...(engine ? { engine: typeof engine === "string" ? await openEngine(engine) : engine } : {}),
        ...(duckdb ? { duckdb } : {}),
      })
    : workspace;
  const loopback = LOOPBACK.has(host);
  const log = rest.log ?? ((entry: LogEntry) => process.stderr.write(logLine(entry)));
  const app = createApp(ws, {
    // On one's own machine one looks at one's own data; others get only what may be passed on.
    restricted: loopback ? "view" : "refuse",
    ...(loopback ? { hosts: ["localhost", "127.0.0.1", "[::1]"] } : {}),
    ...rest,
    log,
  });
  const server = createServer(
    // A client that sends its request drop by drop is cut off.
    {
      headersTimeout,
      requestTimeout: headersTimeout + 20_000,
      connectionsCheckingInterval: Math.min(2000, headersTimeout),
      keepAliveTimeout: 5000,
    },
    getRequestListener(app.fetch, { hostname: host }),
  );
  server.maxHeadersCount = 100;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return;
    const status = CLIENT_ERRORS[error.code ?? ""] ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  try {
    await listening(server, port, host);
  } catch (error) {
    if (own) await ws.close();
    throw error;
  }
  const address = server.address() as AddressInfo;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
  log({ level: "info", event: "listening", url, workspace: ws.folder });
  const leaving = new AbortController();
  const warm = warmUp(app, options, url, leaving.signal);
  let closing: Promise<void> | undefined;
  return {
    url,
    warm,
    close() {
      closing ??= (async () => {
        log({ level: "info", event: "closing", url });
        leaving.abort();
        await Promise.all([closed(server), warm]);
        if (own) await ws.close();
      })();
      return closing;
    },
  };
}

const CLIENT_ERRORS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Checks the claims of every case once, so that the first page has its verdicts at hand. */
async function warmUp(
  app: App,
  { token, cases }: ServeOptions,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  for (const name of await caseNames(withDefaults({ ...(cases ? { cases } : {}) }).cases))
    await app.request(`${url}/v1/claims/${name}`, { headers, signal });
}

function logLine(entry: LogEntry): string {
  return `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`;
}
