import type { ChartInput } from "@tightrope/charts";
import { bandsText } from "@tightrope/core/models";
import type { BaselineAnswer } from "@tightrope/server";
import type { Part } from "../figure/part.ts";

interface About {
  readonly indicator: string;
  readonly title: string;
  readonly columns: ChartInput["columns"];
  readonly rows: ChartInput["rows"];
  readonly converged: boolean;
  readonly residual: number;
  readonly deficits: string;
  /** Where the rows carry intervals: how they were drawn. */
  readonly intervals?: {
    readonly draws: number;
    readonly solved: number;
    readonly seed: number;
    readonly spread: number;
  };
  /** The server's answer to the same question, when it was asked. */
  readonly checked: Part | undefined;
}

const IMBALANCES: Readonly<Record<string, string>> = {
  zero: "removed before",
  share: "kept as shares of world income",
  fixed: "kept as amounts",
};

/** What was solved in the page as a picture's input: year, model, residual, source and licence travel with it. */
export function solvedInput(baseline: BaselineAnswer, about: About): ChartInput {
  const { indicator, title, columns, rows, converged, residual, intervals, checked } = about;
  return {
    indicator,
    title,
    parameters: {},
    columns,
    rows,
    coverage: {
      notes: [
        ...(converged
          ? []
          : [
              {
                kind: "partial" as const,
                text: "the equilibrium was not found; the figures are where the iteration stood",
              },
            ]),
        {
          kind: "estimated",
          text: `by a trade model (Caliendo and Parro) on the world of ${baseline.year}, long run, not a forecast; imbalances ${IMBALANCES[about.deficits] ?? about.deficits}; equilibrium residual ${residual.toExponential(0)}`,
        },
        ...(intervals ? [{ kind: "definition" as const, text: bandsText(intervals) }] : []),
        ...baseline.coverage.notes,
      ],
      sources: baseline.coverage.sources,
    },
    receipt: {
      tightrope: baseline.tightrope,
      snapshot: baseline.snapshot,
      // Twelve letters are shown. Without the server there is none, and the picture says where it was made.
      contentHash: checked ? checked.answer.receipt.contentHash : "in this page",
    },
  };
}

/** Largest difference between what the page and the server found. */
export function largestDifference(here: readonly number[], there: readonly (number | undefined)[]): number {
  let most = here.length === there.length ? 0 : Number.POSITIVE_INFINITY;
  here.forEach((value, i) => {
    const other = there[i];
    most = other === undefined ? Number.POSITIVE_INFINITY : Math.max(most, Math.abs(value - other));
  });
  return most;
}
