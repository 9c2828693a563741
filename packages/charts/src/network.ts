import type { Row } from "@tightrope/core";
import { type Draft, type Drawn, numberIn, statusIn, subjects } from "./draft.ts";
import { type Edge, forceLayout } from "./force.ts";
import { textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { hasFixedColour, paletteFor, SIZE } from "./theme.ts";

/** Ties drawn at most: the strongest; a hairball says nothing. */
const MOST = 250;

/** Who is tied to whom: ties as wide as their weight, nodes as large as the sum of theirs, placed by force. */
export function drawNetwork(draft: Draft): Drawn {
  const { pen, theme, width, narrow, hint, input } = draft;
  const target = hint.series;
  if (!target) throw new RangeError("a network needs a series column with the other end of each tie");
  const all = input.rows.flatMap((row) => {
    const weight = numberIn(row, hint.y);
    const [from, to] = [String(row[hint.x]), String(row[target])];
    return weight !== null && weight > 0 && from !== to ? [{ from, to, weight, row }] : [];
  });
  const ties = [...all].sort((a, b) => b.weight - a.weight).slice(0, MOST);
  const codes = [...new Set(ties.flatMap((t) => [t.from, t.to]))].sort();
  const index = new Map(codes.map((code, i) => [code, i]));
  const edges: Edge[] = ties.map((t) => ({
    source: index.get(t.from) as number,
    target: index.get(t.to) as number,
    weight: t.weight,
  }));
  const strength = codes.map((code) =>
    ties.reduce((sum, t) => sum + (t.from === code || t.to === code ? t.weight : 0), 0),
  );
  const strongest = Math.max(...strength, 0) || 1;
  const heaviest = Math.max(...ties.map((t) => t.weight), 0) || 1;
  const places = forceLayout(codes.length, edges);
  const height = draft.options.plotHeight ?? Math.round(Math.min(560, Math.max(300, width * 0.62)));
  const side = narrow ? 36 : 70;
  const at = (i: number): [number, number] => {
    const [x, y] = places[i] as [number, number];
    return [side + x * (width - 2 * side), 26 + y * (height - 52)];
  };
  const radius = (i: number) =>
    (narrow ? 3 : 4) + Math.sqrt((strength[i] as number) / strongest) * (narrow ? 9 : 14);
  const asked = subjects(draft, codes);
  const palette = paletteFor(theme, asked.length > 0 ? asked : codes.filter(hasFixedColour).slice(0, 8));
  const names = nameOf(draft, target);
  const nodes: SVGElement[] = [];
  for (const tie of [...ties].reverse()) {
    const [x1, y1] = at(index.get(tie.from) as number);
    const [x2, y2] = at(index.get(tie.to) as number);
    const own = palette.highlighted.has(tie.from) ? tie.from : tie.to;
    const status = statusIn(tie.row, hint.status);
    nodes.push(
      pen.element("line", {
        x1,
        y1,
        x2,
        y2,
        stroke: palette.colour(own),
        "stroke-width": 0.6 + 7 * (tie.weight / heaviest),
        "stroke-opacity": status === "estimated" ? 0.25 : 0.45,
        ...(status === "mirrored" ? { "stroke-dasharray": "6 4" } : {}),
      }),
    );
  }
  const order = codes
    .map((_, i) => i)
    .sort((a, b) => (strength[b] as number) - (strength[a] as number) || a - b);
  for (const i of [...order].reverse()) {
    const [cx, cy] = at(i);
    nodes.push(
      pen.element("circle", {
        cx,
        cy,
        r: radius(i),
        fill: palette.colour(codes[i] as string),
        stroke: theme.background,
        "stroke-width": 1.5,
      }),
    );
  }
  // Labels by strength, each where it covers no other label and no node; a weak node may go without, its name on hover.
  const boxes: Box[] = order.map((i) => {
    const [x, y] = at(i);
    return { x: x - radius(i), y: y - radius(i), w: 2 * radius(i), h: 2 * radius(i) };
  });
  let bare = 0;
  for (const i of order) {
    const code = codes[i] as string;
    const strong = palette.highlighted.has(code);
    const text = names(code);
    const w = textWidth(text, SIZE.label, strong ? "semibold" : "regular");
    const [x, y] = at(i);
    const r = radius(i);
    const found = [
      { x: x + r + 4, y: y - 8 },
      { x: x - r - 4 - w, y: y - 8 },
      { x: x - w / 2, y: y - r - 18 },
      { x: x - w / 2, y: y + r + 2 },
    ].find(
      (p) =>
        p.x >= 0 &&
        p.x + w <= width &&
        p.y >= 0 &&
        p.y + 16 <= height &&
        !boxes.some((b) => overlaps(b, { ...p, w, h: 16 })),
    );
    if (!found) {
      bare++;
      continue;
    }
    boxes.push({ ...found, w, h: 16 });
    nodes.push(
      textAt(pen, found.x, found.y + 12.5, text, {
        size: SIZE.label,
        fill: strong ? palette.colour(code) : theme.text,
        bold: strong,
        halo: theme.background,
        role: "label",
      }),
    );
  }
  return {
    group: pen.element("g", {}, ...nodes),
    height,
    notes: [
      "Lines are as wide as the tie, discs as large as all ties of a node; nearness means ties, not geography.",
      ...(all.length > ties.length ? [`The ${ties.length} strongest of ${all.length} ties are drawn.`] : []),
      ...(bare > 0 ? [`${bare} of ${codes.length} names are left out for want of room.`] : []),
    ],
    points: codes.map((code, i) => {
      const [x, y] = at(i);
      const tie = ties.find((t) => t.from === code || t.to === code) as { row: Row };
      return {
        x,
        y,
        label: names(code),
        series: code,
        text: `${names(code)}: ${draft.format(strength[i], false)} in all`,
        row: tie.row,
      };
    }),
    summary: `Network of ${codes.length} nodes and ${ties.length} ties. Strongest ties: ${ties
      .slice(0, 5)
      .map((t) => `${names(t.from)} and ${names(t.to)}, ${draft.format(t.weight, false)}`)
      .join("; ")}.`,
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function nameOf(draft: Draft, target: string): (code: string) => string {
  const { rows } = draft.input;
  return (code) => {
    for (const column of [draft.hint.x, target]) {
      const row = rows.find((candidate) => String(candidate[column]) === code);
      if (row) return draft.name(code, column, row);
    }
    return code;
  };
}
