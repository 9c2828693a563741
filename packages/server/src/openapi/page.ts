import { html, raw } from "hono/html";
import { TITLES } from "../problem.ts";
import type { OpenApiDocument } from "./document.ts";
import type { Operation, Parameter } from "./shared.ts";

/** The OpenAPI document as one page to read: no script, nothing fetched. */
export function docsPage(document: OpenApiDocument): string {
  const origin = document.servers[0]?.url ?? "";
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const isFormat = (path: string) => /^\/v1\/indicators\/[^/{]+\./.test(path);
  const sections = document.tags.map(({ name, description }) => {
    const own = operations.filter((o) => o.operation.tags[0] === name && !isFormat(o.path));
    return html`<section id="${name}"><h2>${name}</h2><p>${description}</p>
${own.map((o) =>
  entry(
    o,
    origin,
    operations
      .filter((f) => isFormat(f.path) && f.path.startsWith(`${o.path}.`))
      .map((f) => f.path.slice(o.path.length)),
  ),
)}</section>`;
  });
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tightrope HTTP API ${document.info.version}</title><style>${raw(STYLE)}</style></head>
<body><main><header><h1>Tightrope HTTP API</h1><p>${document.info.description}</p>
<p>Version ${document.info.version}. Address: <code>${origin}</code>. As a document for programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav aria-label="Sections">${document.tags.map((t) => html`<a href="#${t.name}">${t.name}</a> `)}<a href="#problems">problems</a></nav></header>
${sections}
<section id="problems"><h2>problems</h2>
<p>Every error is <code>application/problem+json</code> (RFC 9457) with <code>title</code>, <code>status</code>, <code>detail</code> and a <code>code</code>:</p>
<dl>${Object.entries(TITLES).map(([code, title]) => html`<dt id="problem-${code}"><code>${code}</code></dt><dd>${title}.</dd>`)}</dl></section>
</main></body></html>
`;
  return String(page);
}

function entry(
  { path, method, operation }: { path: string; method: string; operation: Operation },
  origin: string,
  suffixes: readonly string[],
) {
  const { summary, description, parameters = [], operationId } = operation;
  const [first = "", ...rest] = (description ?? "").split("\n\n").filter((p) => p.trim() !== "");
  const example = exampleOf(path, parameters);
  return html`<article id="${operationId}"><h3>${summary}</h3>
<p class="path"><b>${method.toUpperCase()}</b> <code>${path}</code></p>
${first ? html`<p>${first}</p>` : ""}${rest.map((p) => html`<p class="small">${p}</p>`)}
${suffixes.length > 0 ? html`<p>Also as ${suffixes.map((s) => html`<code>${s}</code> `)}</p>` : ""}
${parameters.length > 0 ? table(parameters) : ""}
${example && method === "get" ? html`<p>Example: <a href="${example}"><code>${origin}${example}</code></a></p>` : ""}</article>`;
}

function table(parameters: readonly Parameter[]) {
  return html`<div class="wide"><table><thead><tr><th scope="col">parameter</th><th scope="col">meaning</th><th scope="col">values</th></tr></thead>
<tbody>${parameters.map((p) => html`<tr><th scope="row"><code>${p.name}</code>${p.required ? html` <b>required</b>` : ""}</th><td>${p.description}</td><td>${values(p)}</td></tr>`)}</tbody></table></div>`;
}

function values({ schema }: Parameter): string {
  const { enum: words, minimum, maximum, default: otherwise, type } = schema;
  const allowed = Array.isArray(words)
    ? words.join(", ")
    : minimum !== undefined || maximum !== undefined
      ? `${minimum ?? ""} to ${maximum ?? ""}`.trim()
      : Array.isArray(type)
        ? type.join(" or ")
        : String(type ?? "");
  return otherwise === undefined ? allowed : `${allowed}; default ${JSON.stringify(otherwise)}`;
}

/** The path with every example filled in; undefined when a required one has none. */
function exampleOf(path: string, parameters: readonly Parameter[]): string | undefined {
  if (parameters.some((p) => p.required && p.example === undefined)) return undefined;
  const filled = parameters
    .filter((p) => p.in === "path")
    .reduce((text, p) => text.replace(`{${p.name}}`, encodeURIComponent(String(p.example))), path);
  const query = new URLSearchParams(
    parameters.flatMap((p) =>
      p.in === "query" && p.example !== undefined ? [[p.name, String(p.example)] as [string, string]] : [],
    ),
  ).toString();
  return query ? `${filled}?${query}` : filled;
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dce0, #3a3f44); --soft: light-dark(#f4f6f7, #202428); }
body { margin: 0; font: 16px/1.5 "Source Sans 3 Variable", "Source Sans 3", system-ui, sans-serif; background: light-dark(#fff, #16191c); color: light-dark(#1a1d20, #e6e8ea); }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; } h3 { margin: 2rem 0 .25rem; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; } a { color: light-dark(#0b5cad, #7db8f0); }
nav a { margin-right: .75rem; } .path { margin: 0 0 .5rem; } .small { font-size: .9rem; white-space: pre-line; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { font-weight: 600; } th b { font-weight: 600; font-size: .8rem; } dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
`;
