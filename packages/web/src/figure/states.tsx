import type { RequestError } from "../api.ts";

/** Where a result will be: its place after a moment, its progress after a second. */
export function Waiting({ progress, hidden = false }: { progress: boolean; hidden?: boolean }) {
  return (
    <div class="waiting" data-hidden={hidden ? "" : undefined} role="status">
      {progress ? (
        <>
          <span class="line" />
          <span>Computing…</span>
        </>
      ) : (
        <span class="heard">Loading</span>
      )}
    </div>
  );
}

/** What went wrong, and what to do about it. */
export function Failed({ error }: { error: RequestError }) {
  const { problem } = error;
  return (
    <div class="failed" role="alert">
      <p>
        <strong>{problem.title}.</strong> {problem.detail}
      </p>
      <p>{adviceOf(problem)}</p>
    </div>
  );
}

function adviceOf(problem: RequestError["problem"]) {
  const suggestions = Array.isArray(problem.suggestions) ? problem.suggestions.map(String) : [];
  const sources = Array.isArray(problem.sources) ? problem.sources.map(String) : [];
  switch (problem.code) {
    case "missing-data":
      return (
        <>
          Load a source that fills it
          {sources.map((s) => (
            <span key={s}>
              : <code>tightrope load {s} FILE</code>
            </span>
          ))}
          , then reload this page. <a href="/data">What is loaded</a>
        </>
      );
    case "unknown-name":
      return suggestions.length > 0
        ? `Near to it: ${suggestions.join(", ")}.`
        : "Choose another name from the list.";
    case "usage":
      return "Change the choice above.";
    case "restricted":
      return "The licence of this source does not allow it; the picture and its citation may be used.";
    case "timeout":
      return "Narrow the years or the goods, then try again.";
    case "busy":
      return "Wait a few seconds, then reload this page.";
    case "unauthorized":
      return "Reload this page and give the token that this server asks for.";
    case "not-found":
      return "Reload this page once the server runs.";
    default:
      return "Reload this page. If it happens again, the server’s log names the request.";
  }
}
