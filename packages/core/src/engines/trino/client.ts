import { CancelledError, EngineError } from "../../errors.ts";
import type { Frame } from "../../frame.ts";
import { firstLine, type Transport } from "./transport.ts";
import { pageFrame, type ResultColumn } from "./types.ts";

interface Page {
  readonly id?: string;
  readonly nextUri?: string;
  readonly columns?: readonly ResultColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly stats?: { readonly state?: string };
  readonly error?: {
    readonly message?: string;
    readonly errorName?: string;
    readonly errorType?: string;
  };
}

/** Faults of the cluster, not of the question: a node died. The same question may succeed a moment later. */
const PASSING = new Set([
  "REMOTE_TASK_ERROR",
  "REMOTE_TASK_MISMATCH",
  "REMOTE_HOST_GONE",
  "PAGE_TRANSPORT_ERROR",
  "PAGE_TRANSPORT_TIMEOUT",
  "TOO_MANY_REQUESTS_FAILED",
  "ABANDONED_TASK",
]);

/** The cluster is on its way up or down; nothing has begun yet. */
const STARTING = new Set(["SERVER_STARTING_UP", "SERVER_SHUTTING_DOWN", "NO_NODES_AVAILABLE"]);

/**
 * Runs one statement and yields its pages as frames, at least one. It ends normally only when Trino says the query
 * has finished: an error on any page, a lost query or an answer that is no page rejects, and a caller that stops
 * early, or aborts, stops the query in the cluster.
 */
export async function* runStatement(
  transport: Transport,
  statement: string,
  signal?: AbortSignal,
): AsyncGenerator<Frame, void, undefined> {
  if (signal?.aborted) throw new CancelledError();
  let page = await submit(transport, statement, signal);
  const id = page.id ?? "unknown";
  let next = page.nextUri;
  let columns: readonly ResultColumn[] | undefined;
  let yielded = false;
  let finished = false;
  try {
    for (;;) {
      if (page.error) {
        finished = true;
        throw queryError(page.error, id);
      }
      columns ??= page.columns;
      if (page.data && page.data.length > 0) {
        if (!columns) throw new EngineError(`trino sent rows before their columns (query ${id})`);
        yield pageFrame(columns, page.data);
        yielded = true;
      }
      next = page.nextUri;
      if (next === undefined) break;
      page = read(await transport.request("GET", pathOf(next, id), undefined, signal), id);
    }
    if (page.stats?.state !== "FINISHED")
      throw new EngineError(`trino ended query ${id} in state ${page.stats?.state} (expected FINISHED)`);
    finished = true;
    if (!yielded) yield pageFrame(columns ?? [], []);
  } catch (error) {
    throw signal?.aborted ? new CancelledError() : error;
  } finally {
    if (!finished && next !== undefined) stop(transport, next, id);
  }
}

/**
 * The first request. It is not aborted with the signal: once sent, the query may exist, and only the answer says
 * how to stop it. The caller is rejected at once all the same.
 */
async function submit(transport: Transport, statement: string, signal?: AbortSignal): Promise<Page> {
  const posted = transport
    .request("POST", "/v1/statement", statement)
    .then((answer) => read(answer, "unknown"));
  if (!signal) return posted;
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new CancelledError());
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([posted, aborted]);
  } catch (error) {
    if (signal.aborted)
      posted.then(
        (page) => page.nextUri !== undefined && stop(transport, page.nextUri, page.id ?? "unknown"),
        () => undefined,
      );
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Asks Trino to stop a query. Nobody waits for it: Trino also frees a query nobody fetches from. */
function stop(transport: Transport, next: string, id: string): void {
  transport.request("DELETE", pathOf(next, id)).catch(() => undefined);
}

function read({ status, text }: { status: number; text: string }, id: string): Page {
  if (status === 404 || status === 410)
    throw new EngineError(`trino no longer knows query ${id}: the coordinator was restarted`, {
      details: { query: id, passing: true },
    });
  if (status !== 200)
    throw new EngineError(`trino answered ${status} (expected 200): ${firstLine(text)}`, {
      details: { query: id, status },
    });
  let page: unknown;
  try {
    page = parsePage(text);
  } catch (cause) {
    throw new EngineError(`trino sent an unreadable page (query ${id}): ${firstLine(text).slice(0, 80)}`, {
      cause,
    });
  }
  if (page === null || typeof page !== "object" || typeof (page as Page).id !== "string")
    throw new EngineError(`trino sent a page without a query id: ${firstLine(text).slice(0, 80)}`);
  return page as Page;
}

/** A page, in which whole numbers that JSON would round to a double are text, as Trino sends decimals. */
export function parsePage(text: string): unknown {
  const page: unknown = JSON.parse(text);
  const { columns = [], data = [] } = (page ?? {}) as Partial<Page>;
  const wide = columns.some(
    ({ type }, at) =>
      type === "bigint" &&
      data.some((row) => typeof row[at] === "number" && !Number.isSafeInteger(row[at] as number)),
  );
  if (!wide) return page;
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) =>
      /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
    ),
  );
}

/**
 * Path of the next page. Only the path is used, never the host that the answer names: credentials go nowhere but
 * to the address the user gave, also behind a proxy that speaks TLS for the cluster.
 */
function pathOf(next: string, id: string): string {
  try {
    const { pathname, search } = new URL(next);
    return pathname + search;
  } catch (cause) {
    throw new EngineError(`trino sent an unusable address of the next page (query ${id})`, { cause });
  }
}

function queryError(
  { message = "", errorName = "UNKNOWN", errorType }: NonNullable<Page["error"]>,
  id: string,
) {
  const about = `(${errorName}, query ${id})`;
  const details = {
    query: id,
    error: errorName,
    type: errorType,
    passing: PASSING.has(errorName),
    starting: STARTING.has(errorName),
  };
  if (errorName === "USER_CANCELED" || errorName === "ADMINISTRATIVELY_KILLED")
    return new EngineError(`trino stopped the query: ${message} ${about}`, { details });
  return new EngineError(
    errorType === "USER_ERROR"
      ? `trino refused the query: ${message} ${about}`
      : `trino failed: ${message} ${about}`,
    { details },
  );
}
