import type { Row } from "@tightrope/core";
import { type SankeyLink, type SankeyNode, sankey, sankeyJustify, sankeyLinkHorizontal } from "d3-sankey";
import { type Draft, type Drawn, numberIn, statusIn, subjects } from "./draft.ts";
import { dodge } from "./labels.ts";
import { clampText, textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { hasFixedColour, paletteFor, SIZE } from "./theme.ts";

interface Place {
  readonly id: string;
  readonly code: string;
}
interface Flow {
  readonly value: number;
  readonly row: Row;
}
type Node = SankeyNode<Place, Flow>;
type Link = SankeyLink<Place, Flow>;

/** Flows from the x column to the series column, as wide as the value. A country on both ends stands twice. */
export function drawSankey(draft: Draft): Drawn {
  const { pen, theme, width, narrow, hint, input } = draft;
  const target = hint.series;
  if (!target) throw new RangeError("a sankey needs a series column with the target of each flow");
  const flows = input.rows.flatMap((row) => {
    const value = numberIn(row, hint.y);
    return value !== null && value > 0
      ? [{ from: String(row[hint.x]), to: String(row[target]), value, row }]
      : [];
  });
  const layered = !hasCycle(flows);
  const sourceId = (code: string) => (layered ? code : `from ${code}`);
  const targetId = (code: string) => (layered ? code : `to ${code}`);
  const places = new Map<string, Place>();
  for (const f of flows) {
    places.set(sourceId(f.from), { id: sourceId(f.from), code: f.from });
    places.set(targetId(f.to), { id: targetId(f.to), code: f.to });
  }
  const name = (code: string): string => {
    for (const column of [hint.x, target]) {
      const row = input.rows.find((candidate) => String(candidate[column]) === code);
      if (row) return draft.name(code, column, row);
    }
    return code;
  };
  const codes = [...new Set([...places.values()].map((p) => p.code))];
  const asked = subjects(draft, codes);
  const palette = paletteFor(theme, asked.length > 0 ? asked : codes.filter(hasFixedColour).slice(0, 6));
  const room = Math.min(narrow ? width * 0.27 : 210, width * 0.3);
  const most = draft.format(flows.reduce((sum, f) => sum + f.value, 0));
  const beside = narrow ? 0 : textWidth(` ${most}  `, SIZE.label, "semibold");
  const longest = Math.max(0, ...codes.map((c) => textWidth(name(c), SIZE.label, "semibold")));
  const widest = Math.min(room, longest);
  const height = draft.options.plotHeight ?? Math.max(260, Math.min(640, places.size * 26));
  const layout = sankey<Place, Flow>()
    .nodeId((node) => node.id)
    .nodeAlign(sankeyJustify)
    .nodeWidth(10)
    .nodePadding(16)
    .extent([
      [widest + beside + 8, 8],
      [width - widest - beside - 8, height - 8],
    ]);
  const graph = layout({
    nodes: [...places.values()].map((p) => ({ ...p })),
    links: flows.map((f) => ({
      source: sourceId(f.from),
      target: targetId(f.to),
      value: f.value,
      row: f.row,
    })),
  });
  const path = sankeyLinkHorizontal<Place, Flow>();
  const nodes: SVGElement[] = [];
  const end = (n: Link["source"]) => n as Node;
  for (const link of [...graph.links].sort((a, b) => (b.width ?? 0) - (a.width ?? 0))) {
    const [from, to] = [end(link.source), end(link.target)];
    const own = palette.highlighted.has(from.code) ? from.code : to.code;
    const status = statusIn(link.row, hint.status);
    nodes.push(
      pen.element("path", {
        d: shorten(path(link) ?? ""),
        fill: "none",
        stroke: palette.colour(own),
        "stroke-width": Math.max(0.75, link.width ?? 0),
        "stroke-opacity": status === "estimated" ? 0.22 : 0.42,
        ...(status === "mirrored" ? { "stroke-dasharray": "10 2" } : {}),
        "data-role": "flow",
      }),
    );
  }
  const levels = [...new Set(graph.nodes.map((n) => n.x0 ?? 0))].sort((a, b) => a - b);
  const depth = levels.length - 1;
  for (let level = 0; level <= depth; level++) {
    const column = graph.nodes.filter((n) => (n.x0 ?? 0) === levels[level]);
    const places = dodge(
      column.map((n) => ({ at: ((n.y0 ?? 0) + (n.y1 ?? 0)) / 2, size: narrow ? 32 : 19 })),
      0,
      height,
    );
    column.forEach((n, i) => {
      const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [n.x0, n.x1, n.y0, n.y1];
      const colour = palette.colour(n.code);
      nodes.push(
        pen.element("rect", {
          x: x0,
          y: y0,
          width: x1 - x0,
          height: Math.max(1, y1 - y0),
          fill: colour,
          "data-role": "node",
        }),
      );
      const outer = level === 0 ? "end" : "start";
      const x = level === 0 ? x0 - 6 : x1 + 6;
      const value = draft.format(n.value);
      const strong = palette.highlighted.has(n.code);
      const style = { size: SIZE.label, anchor: outer, halo: theme.background, role: "label" } as const;
      const middle = level > 0 && level < depth;
      const [text = ""] = clampText(name(n.code), middle ? 140 : widest, SIZE.label, 1, "semibold");
      const y = (places[i] as number) + (narrow ? -2 : 4.5);
      const whole = narrow || middle ? text : `${text} ${value}`;
      nodes.push(textAt(pen, x, y, whole, { ...style, fill: strong ? colour : theme.text, bold: strong }));
      if (narrow) nodes.push(textAt(pen, x, y + 14, value, { ...style, size: SIZE.foot, fill: theme.quiet }));
    });
  }
  const words = (link: Link) =>
    `${name(end(link.source).code)} to ${name(end(link.target).code)}: ${draft.format(link.value, false)}`;
  const biggest = [...graph.links].sort((a, b) => b.value - a.value);
  const statuses = new Set(flows.map((f) => statusIn(f.row, hint.status)));
  return {
    group: pen.element("g", {}, ...nodes),
    height,
    key: [
      ...(statuses.has("mirrored") ? [{ shape: "dashed" as const, text: "mirrored or reconciled" }] : []),
      ...(statuses.has("estimated") ? [{ shape: "faint" as const, text: "estimated" }] : []),
    ],
    notes: [
      layered
        ? "Widths are in proportion to the values."
        : "Widths are in proportion to the values; origins stand left, destinations right.",
    ],
    points: graph.links.map((link) => ({
      x: ((end(link.source).x1 ?? 0) + (end(link.target).x0 ?? 0)) / 2,
      y: ((link.y0 ?? 0) + (link.y1 ?? 0)) / 2,
      label: name(end(link.source).code),
      series: end(link.source).code,
      text: words(link),
      row: link.row,
    })),
    summary: `Flows between ${graph.nodes.length} places. Largest: ${biggest.slice(0, 5).map(words).join("; ")}.`,
  };
}

function shorten(d: string): string {
  return d.replace(/-?\d+\.\d+/g, (n) => String(Math.round(Number(n) * 10) / 10));
}

/** Whether following the flows can lead back to where one began; such data are drawn as origins and destinations. */
function hasCycle(flows: readonly { from: string; to: string }[]): boolean {
  const next = new Map<string, string[]>();
  for (const { from, to } of flows) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (node: string): boolean => {
    if (open.has(node)) return true;
    if (done.has(node)) return false;
    open.add(node);
    const found = (next.get(node) ?? []).some(visit);
    open.delete(node);
    done.add(node);
    return found;
  };
  return [...next.keys()].some(visit);
}
