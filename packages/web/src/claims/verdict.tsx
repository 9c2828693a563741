import type { CheckReport } from "../api.ts";

export type Verdict = CheckReport["claims"][number]["verdict"];

export const VERDICTS: readonly Verdict[] = ["holds", "mixed", "fails", "untestable"];

/** A verdict by shape, word and colour: a disc holds, a half disc is mixed, a cross fails, a ring is untestable. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  return (
    <span class={`verdict ${verdict}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {verdict === "holds" && <circle cx="8" cy="8" r="6" fill="currentColor" />}
        {verdict === "fails" && (
          <path
            d="M3 3l10 10m0-10l-10 10"
            stroke="currentColor"
            stroke-width="3"
            stroke-linecap="round"
            fill="none"
          />
        )}
        {(verdict === "mixed" || verdict === "untestable") && (
          <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2" />
        )}
        {verdict === "mixed" && <path d="M8 2.5a5.5 5.5 0 0 0 0 11z" fill="currentColor" />}
      </svg>
      {verdict}
    </span>
  );
}
