import { useState } from "preact/hooks";
import { type Answer, indicatorUrl, type Parameters } from "../api.ts";
import type { Part } from "../figure/part.ts";
import { Failed } from "../figure/states.tsx";
import { type Request, useRequest } from "../request.ts";

/** How far the page and the server may lie apart. */
export const AGREED = 1e-9;

export interface Check {
  readonly request: Request<Answer>;
  readonly part: Part | undefined;
  ask(): void;
}

/** The same question for the server, asked when wanted; a changed question has not been asked yet. */
export function useCheck(label: string, indicator: string, parameters: Parameters | null): Check {
  const url = parameters && indicatorUrl(indicator, parameters);
  const [asked, set] = useState<string | null>(null);
  const request = useRequest<Answer>(url !== null && asked === url ? url : null);
  const fresh = url !== null && asked === url && !request.stale ? request.data : undefined;
  return {
    request,
    part: fresh && parameters ? { label, indicator, parameters, answer: fresh } : undefined,
    ask: () => set(url),
  };
}

interface Props {
  readonly check: Check;
  /** Largest difference between the page's figures and the server's; undefined until there are both. */
  readonly difference: number | undefined;
}

/** The button that has the server answer the same, and what came of it. */
export function CheckPanel({ check, difference }: Props) {
  const { request, part } = check;
  const waiting = request.waiting !== "no";
  return (
    <div class="check">
      <p>
        <button type="button" onClick={check.ask} disabled={waiting || part !== undefined}>
          Run it on the server and compare
        </button>{" "}
        <span role="status">
          {waiting && "The server is solving it…"}
          {part &&
            difference !== undefined &&
            (difference <= AGREED ? (
              <>
                <strong>The server finds the same.</strong> Largest difference{" "}
                {difference === 0 ? "0" : difference.toExponential(0)}; receipt{" "}
                <code>{part.answer.receipt.contentHash.slice(0, 12)}</code>.
              </>
            ) : (
              <strong>
                The server finds something else: the largest difference is {difference.toExponential(0)}.
                Trust the server, and report it.
              </strong>
            ))}
        </span>
      </p>
      {request.error && <Failed error={request.error} />}
    </div>
  );
}

/** Said where a file, a citation or a receipt would be. */
export function Pending({ check }: { check: Check }) {
  return (
    <p>
      This was solved in the page. Data files, citation and receipt come with the server’s answer.{" "}
      <button type="button" onClick={check.ask} disabled={check.request.waiting !== "no"}>
        Get them
      </button>
    </p>
  );
}
