import { CancelledError, type ErrorCode, TightropeError } from "@tightrope/core";

/** A problem that only a server has: the code is its own, the shape is the same. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: ServerCode;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: ServerCode, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.name = "HttpProblem";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export type ServerCode =
  | "not-found"
  | "method"
  | "unauthorized"
  | "host"
  | "too-large"
  | "too-many-rows"
  | "timeout"
  | "busy"
  | "body";

/** RFC 9457, with the project's error code and what it knows (`suggestions`, `table`, `sources`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode | ServerCode;
  /** Identifies the request in the server's log. */
  readonly instance: string;
  readonly [extra: string]: unknown;
}

export const TITLES: Readonly<Record<ErrorCode | ServerCode, string>> = {
  usage: "A parameter cannot be used",
  "unknown-name": "A name nobody knows",
  data: "A file is not what it should be",
  workspace: "The workspace cannot answer",
  locked: "The workspace is being changed",
  "missing-data": "The workspace lacks the data",
  engine: "The engine failed",
  cancelled: "Cancelled",
  restricted: "A licence forbids it",
  receipt: "Not a receipt",
  model: "The model cannot be solved as asked",
  fetch: "A remote service failed",
  file: "The file system refuses",
  internal: "Our fault",
  "not-found": "Nothing here",
  method: "Method not allowed",
  unauthorized: "A token is needed",
  host: "Another host was asked for",
  "too-large": "The request is too large",
  "too-many-rows": "The answer has too many rows",
  timeout: "It took too long",
  busy: "Too many questions at once",
  body: "The body is not JSON",
};

const STATUS: Readonly<Record<ErrorCode, number>> = {
  usage: 400,
  "unknown-name": 400,
  data: 422,
  workspace: 503,
  locked: 409,
  "missing-data": 422,
  engine: 500,
  cancelled: 499,
  restricted: 403,
  receipt: 400,
  model: 422,
  fetch: 502,
  file: 500,
  internal: 500,
};

/** Kinds of name that stand in the path: unknown there means there is no such resource. */
const RESOURCES = new Set([
  "indicator",
  "table",
  "source",
  "claim",
  "case",
  "scenario",
  "baseline",
  "snapshot",
]);

/** Any error as a problem. Nothing of ours leaks: no stack, and no path of the workspace. */
export function toProblem(
  error: unknown,
  request: { id: string; folder: string; late: boolean },
): { problem: Problem; headers: Readonly<Record<string, string>> } {
  const { id, folder, late } = request;
  const make = (
    status: number,
    code: ErrorCode | ServerCode,
    detail: string,
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) => ({
    problem: {
      type: `/docs#problem-${code}`,
      title: TITLES[code],
      status,
      detail: detail.replaceAll(folder, "workspace"),
      code,
      instance: `urn:request:${id}`,
      ...extra,
    },
    headers,
  });
  if (error instanceof HttpProblem) return make(error.status, error.code, error.message, {}, error.headers);
  if (error instanceof CancelledError && late)
    return make(503, "timeout", "no answer within the server's time limit: narrow the question", {}, RETRY);
  if (error instanceof TightropeError && error.code !== "internal") {
    const missing = error.code === "unknown-name" && RESOURCES.has(String(error.details.kind));
    const known = Object.fromEntries(
      Object.entries(error.details).filter(([k]) =>
        ["kind", "value", "suggestions", "table", "indicator", "sources"].includes(k),
      ),
    );
    return make(missing ? 404 : STATUS[error.code], error.code, error.message, known);
  }
  return make(500, "internal", "something went wrong here; the server's log has it under this request");
}

export const RETRY = { "Retry-After": "5" };

/** What a browser that asked for a page is shown instead of JSON: 404 and 405 only, which people meet. */
const PAGES = new Set([404, 405]);

export function problemResponse(
  { problem, headers }: ReturnType<typeof toProblem>,
  accept: string | undefined = undefined,
): Response {
  const page = PAGES.has(problem.status) && (accept ?? "").includes("text/html");
  return new Response(page ? pageOf(problem) : `${JSON.stringify(problem, null, 1)}\n`, {
    status: problem.status,
    headers: {
      ...headers,
      "Content-Type": page ? "text/html; charset=utf-8" : "application/problem+json",
      "Cache-Control": "no-store",
      Vary: "Accept",
    },
  });
}

/** Plain HTML without style or script, which any content policy allows. */
function pageOf({ status, title, detail, instance }: Problem): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Tightrope</title>
<h1>${escaped(title)}</h1>
<p>${status}: ${escaped(detail)}</p>
<p><a href="/">To the explorer</a> · <a href="/openapi.json">All resources</a></p>
<p><small>${escaped(instance)}</small></p>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
