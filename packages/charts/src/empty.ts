import type { Draft, Drawn } from "./draft.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

/** The picture of a result without rows: the footer still says what was asked of which source. */
export function drawEmpty(draft: Draft): Drawn {
  const { pen, theme, input } = draft;
  const text = "No rows match what was asked.";
  return {
    group: pen.element(
      "g",
      {},
      textAt(pen, 0, 24, text, { size: SIZE.text, fill: theme.text, role: "label" }),
    ),
    height: 40,
    notes:
      input.coverage.notes.length > 0 ? [] : ["Widen the period or the choice of countries and products."],
    summary: text,
  };
}
