import type { Row } from "@tightrope/core";
import { horizontalAxis } from "./axis.ts";
import { type Draft, type Drawn, numberIn } from "./draft.ts";
import { textWidth } from "./measure.ts";
import { rowLayout } from "./rows.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

interface Step {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly total: boolean;
  readonly row: Row;
}

/**
 * How parts add up to a total, top to bottom. A row whose series column says total, start or end is drawn from
 * zero; every other row is a change on what stands above it. Without such a row at the end, the sum is added.
 */
export function drawWaterfall(draft: Draft): Drawn {
  const { pen, theme, width } = draft;
  const steps = stepsOf(draft);
  const layout = rowLayout(
    draft,
    steps.map((s) => s.label),
    4,
    true,
  );
  const texts = steps.map((s) => (s.total ? draft.format(s.to) : signed(draft, s.to - s.from)));
  const room = Math.max(0, ...texts.map((t) => textWidth(t, SIZE.label, "semibold"))) + 8;
  const bottom = 4 + steps.length * layout.rowHeight;
  const low = Math.min(0, ...steps.map((s) => Math.min(s.from, s.to)));
  const axis = horizontalAxis(
    draft,
    steps.flatMap((s) => [s.from, s.to]),
    layout.left + (low < 0 ? room : 1),
    width - room,
    true,
  );
  const nodes: SVGElement[] = axis.draw(4, bottom);
  const up = theme.verdict.holds;
  const down = theme.verdict.fails;
  const points = steps.map((step, i) => {
    const y = layout.middle(i);
    const [a, b] = [axis.at(step.from), axis.at(step.to)];
    const rises = step.to >= step.from;
    nodes.push(layout.label(i, step.label, step.total));
    nodes.push(
      pen.element("rect", {
        x: Math.min(a, b),
        y: y - 8.5,
        width: Math.max(1, Math.abs(b - a)),
        height: 17,
        fill: step.total ? theme.quiet : rises ? up : down,
        "data-role": "bar",
      }),
    );
    if (i + 1 < steps.length)
      nodes.push(
        pen.element("path", {
          d: `M${r(b)},${y + 8.5}V${layout.middle(i + 1) - 8.5}`,
          stroke: theme.quiet,
          "stroke-width": 1,
          fill: "none",
        }),
      );
    const left = step.total ? step.to < 0 : !rises;
    const fits = !left || Math.min(a, b) - room > layout.left;
    nodes.push(
      textAt(pen, left && fits ? Math.min(a, b) - 5 : Math.max(a, b) + 5, y + 4.5, texts[i] as string, {
        size: SIZE.label,
        fill: theme.text,
        bold: step.total,
        anchor: left && fits ? "end" : "start",
        halo: theme.background,
        role: "label",
      }),
    );
    return { x: b, y, label: step.label, series: "", text: `${step.label}: ${texts[i]}`, row: step.row };
  });
  return {
    group: pen.element("g", {}, ...nodes),
    height: bottom + 24,
    key: [
      { shape: "bar", colour: theme.quiet, text: "total" },
      ...(steps.some((s) => !s.total && s.to > s.from)
        ? [{ shape: "bar" as const, colour: up, text: "+ adds" }]
        : []),
      ...(steps.some((s) => !s.total && s.to < s.from)
        ? [{ shape: "bar" as const, colour: down, text: "− takes away" }]
        : []),
    ],
    points,
    summary: `Waterfall. ${points.map((p) => `${p.text}.`).join(" ")}`,
  };
}

function stepsOf(draft: Draft): Step[] {
  const { input, hint } = draft;
  const steps: Step[] = [];
  let sum = 0;
  for (const row of input.rows) {
    const value = numberIn(row, hint.y);
    if (value === null) continue;
    const total = /^(total|start|end|sum)$/i.test(String(row[hint.series ?? ""] ?? ""));
    steps.push({
      label: draft.name(row[hint.x], hint.x, row),
      from: total ? 0 : sum,
      to: total ? value : sum + value,
      total,
      row,
    });
    sum = total ? value : sum + value;
  }
  if (steps.length > 0 && !steps.at(-1)?.total)
    steps.push({ label: "Total", from: 0, to: sum, total: true, row: {} });
  return steps;
}

function signed(draft: Draft, value: number): string {
  // A difference of two percentages is in points: a share that goes from 20 % to 30 % grew by 10 points, or by half.
  const text = draft.format(value).replace(/%$/, "points");
  return value > 0 ? `+${text}` : text;
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
