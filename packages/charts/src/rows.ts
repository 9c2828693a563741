import type { Draft } from "./draft.ts";
import { clampText, textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

export interface RowLayout {
  /** Where marks begin. */
  readonly left: number;
  readonly rowHeight: number;
  /** Middle of a row's marks. */
  middle(row: number): number;
  /** The label of a row, beside its marks or above them. */
  label(row: number, text: string, bold?: boolean): SVGElement;
}

/** Rows with labels on the left, or above the marks where the labels are too long for the width. */
export function rowLayout(draft: Draft, labels: readonly string[], top: number, bold = false): RowLayout {
  const { pen, theme, width, narrow } = draft;
  const longest = Math.max(0, ...labels.map((l) => textWidth(l, SIZE.label, bold ? "semibold" : "regular")));
  const above = longest > width * (narrow ? 0.34 : 0.42);
  const left = above ? 0 : longest + 12;
  const rowHeight = above ? 40 : 26;
  return {
    left,
    rowHeight,
    middle: (row) => top + row * rowHeight + (above ? 27 : rowHeight / 2),
    label(row, text, strong = false) {
      const [line = ""] = clampText(
        text,
        above ? width : left,
        SIZE.label,
        1,
        strong ? "semibold" : "regular",
      );
      return textAt(
        pen,
        above ? 5 : left - 10,
        top + row * rowHeight + (above ? 15 : rowHeight / 2 + 4.5),
        line,
        {
          size: SIZE.label,
          fill: theme.text,
          halo: above ? theme.background : undefined,
          bold: strong,
          anchor: above ? "start" : "end",
          role: "label",
        },
      );
    },
  };
}
