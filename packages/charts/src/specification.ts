import type { Row } from "@tightrope/core";
import { horizontalAxis } from "./axis.ts";
import { type Draft, type Drawn, numberIn } from "./draft.ts";
import { textWidth } from "./measure.ts";
import { rowLayout } from "./rows.ts";
import { type Pen, textAt } from "./svg.ts";
import { SIZE, type Theme, type Verdict } from "./theme.ts";

interface Reading {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: Verdict;
  readonly row: Row;
}

/**
 * The readings of a claim on one axis, in order, with the claimed value as a rule and its tolerance as a band: one
 * sees at a glance which choice decides. A verdict has a shape, a word and a colour.
 */
export function drawSpecification(draft: Draft): Drawn {
  const { pen, theme, width, hint } = draft;
  const readings = readingsOf(draft);
  const claimed = hint.claimed;
  const band = hint.tolerance;
  const layout = rowLayout(
    draft,
    readings.map((r) => r.label),
    claimed === undefined ? 6 : 26,
  );
  const words = readings.map((r) => `${draft.format(r.value)} ${r.verdict}`);
  const right = Math.max(0, ...words.map((w) => textWidth(w, SIZE.label, "semibold"))) + 16;
  const values = [
    ...readings.flatMap((r) => [r.value, r.low, r.high]).filter((v) => v !== null),
    ...(claimed === undefined ? [] : [claimed]),
    ...(band ?? []).filter(Number.isFinite),
  ];
  const top = claimed === undefined ? 6 : 26;
  const bottom = top + readings.length * layout.rowHeight;
  const axis = horizontalAxis(draft, values, layout.left + 8, width - right, false);
  const nodes: SVGElement[] = [];
  if (band) {
    const clip = (v: number, edge: number) => (Number.isFinite(v) ? axis.at(v) : edge);
    const [a, b] = [clip(band[0], layout.left), clip(band[1], width - right + 6)];
    nodes.push(
      pen.element("rect", {
        x: a,
        y: top,
        width: Math.max(1, b - a),
        height: bottom - top,
        fill: theme.verdict.holds,
        "fill-opacity": 0.13,
        "data-role": "tolerance",
      }),
    );
  }
  nodes.push(...axis.draw(top, bottom));
  if (claimed !== undefined) {
    const x = axis.at(claimed);
    const text = `claimed ${draft.format(claimed)}`;
    const half = textWidth(text, SIZE.label, "semibold") / 2;
    const at = Math.max(half, Math.min(width - half, x));
    nodes.push(
      pen.element("path", {
        // Where names stand above their marks, the rule leaves their lines free.
        d:
          layout.left > 0
            ? `M${r2(x)},${top - 4}V${bottom}`
            : `M${r2(x)},${top - 4}V${top + 1}${readings.map((_, i) => `M${r2(x)},${top + i * layout.rowHeight + 20}v${layout.rowHeight - 19}`).join("")}`,
        stroke: theme.text,
        "stroke-width": 1.5,
        fill: "none",
        "data-role": "claimed",
      }),
    );
    nodes.push(
      textAt(pen, at, 14, text, {
        size: SIZE.label,
        fill: theme.text,
        bold: true,
        anchor: "middle",
        role: "label",
      }),
    );
  }
  const points = readings.map((reading, i) => {
    const y = layout.middle(i);
    const colour = theme.verdict[reading.verdict];
    nodes.push(layout.label(i, reading.label));
    const x = reading.value === null ? layout.left + 8 : axis.at(reading.value);
    if (reading.low !== null && reading.high !== null)
      nodes.push(
        pen.element("path", {
          d: `M${r2(axis.at(reading.low))},${y}H${r2(axis.at(reading.high))}`,
          stroke: colour,
          "stroke-width": 2,
          "stroke-opacity": 0.6,
          fill: "none",
        }),
      );
    if (reading.value !== null) nodes.push(verdictMark(pen, theme, reading.verdict, x, y));
    nodes.push(
      textAt(
        pen,
        width - textWidth(`${reading.verdict} `, SIZE.label, "semibold") - 4,
        y + 4.5,
        draft.format(reading.value),
        {
          size: SIZE.label,
          fill: reading.value === null ? theme.quiet : theme.text,
          anchor: "end",
          role: "label",
        },
      ),
      textAt(pen, width, y + 4.5, reading.verdict, {
        size: SIZE.label,
        fill: colour,
        bold: true,
        anchor: "end",
        role: "label",
      }),
    );
    return {
      x,
      y,
      label: reading.label,
      series: reading.verdict,
      text: `${reading.label}: ${draft.format(reading.value, false)}, ${reading.verdict}`,
      row: reading.row,
    };
  });
  const count = (verdict: Verdict) => readings.filter((r) => r.verdict === verdict).length;
  return {
    group: pen.element("g", {}, ...nodes),
    height: bottom + 24,
    notes: [
      ...(band ? [`Shaded: where the claim holds, ${bandWords(draft, band)}.`] : []),
      ...(axis.log ? ["Logarithmic axis: equal distances are equal ratios."] : []),
    ],
    points,
    summary: `Specification curve of ${readings.length} readings${claimed === undefined ? "" : ` against a claimed ${draft.format(claimed, false)}`}: ${count("holds")} hold, ${count("fails")} fail, ${count("untestable")} cannot be tested. ${points.map((p) => `${p.text}.`).join(" ")}`,
  };
}

/** The sign of a verdict: a disc holds, a cross fails, a half disc is mixed, a ring is untestable. */
export function verdictMark(pen: Pen, theme: Theme, verdict: Verdict, x: number, y: number): SVGElement {
  const colour = theme.verdict[verdict];
  const role = { "data-verdict": verdict };
  if (verdict === "fails")
    return pen.element("path", {
      d: `M${r2(x - 5)},${r2(y - 5)}l10,10m0,-10l-10,10`,
      stroke: colour,
      "stroke-width": 2.75,
      fill: "none",
      "stroke-linecap": "round",
      ...role,
    });
  if (verdict === "holds") return pen.element("circle", { cx: x, cy: y, r: 6, fill: colour, ...role });
  const ring = pen.element("circle", {
    cx: x,
    cy: y,
    r: 5,
    fill: theme.background,
    stroke: colour,
    "stroke-width": 2,
  });
  if (verdict === "untestable") return pen.element("g", role, ring);
  const half = pen.element("path", { d: `M${r2(x)},${r2(y - 5)}a5,5 0 0 0 0,10z`, fill: colour });
  return pen.element("g", role, ring, half);
}

/** Readings from small to large; those without a number last. */
function readingsOf(draft: Draft): Reading[] {
  const { input, hint } = draft;
  return input.rows
    .map((row): Reading => {
      const value = numberIn(row, hint.y);
      const said = hint.series === undefined ? "" : String(row[hint.series] ?? "");
      return {
        label: draft.name(row[hint.x] ?? "", hint.x, row),
        value,
        low: numberIn(row, hint.low),
        high: numberIn(row, hint.high),
        verdict: isVerdict(said) ? said : judged(value, hint.tolerance),
        row,
      };
    })
    .sort((a, b) => (a.value ?? Number.POSITIVE_INFINITY) - (b.value ?? Number.POSITIVE_INFINITY));
}

function judged(value: number | null, band: readonly [number, number] | undefined): Verdict {
  if (value === null || !band) return "untestable";
  return value >= band[0] && value <= band[1] ? "holds" : "fails";
}

function isVerdict(text: string): text is Verdict {
  return text === "holds" || text === "fails" || text === "mixed" || text === "untestable";
}

function bandWords(draft: Draft, [low, high]: readonly [number, number]): string {
  if (!Number.isFinite(low)) return `up to ${draft.format(high)}`;
  if (!Number.isFinite(high)) return `${draft.format(low)} or more`;
  return `${draft.format(low)} to ${draft.format(high)}`;
}

function r2(value: number): number {
  return Math.round(value * 100) / 100;
}
