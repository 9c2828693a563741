import type { Row } from "@tightrope/core";
import { type SankeyLink, type SankeyNode, sankey, sankeyLinkHorizontal } from "d3-sankey";
import { type Draft, type Drawn, numberIn, statusIn, subjects } from "./draft.ts";
import { dodge } from "./labels.ts";
import { clampText, textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { hasFixedColour, paletteFor, SIZE } from "./theme.ts";

interface Place {
  readonly id: string;
  readonly code: string;
  /** Column, counted from the left. */
  readonly level: number;
  /** A stretch of a long flow across a column between its ends, so that nothing is drawn over it. */
  readonly passing?: Tie;
}
interface Tie {
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly row: Row;
}
interface Flow {
  readonly value: number;
  readonly tie: Tie;
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
  const levelOf = levelsOf(flows.map((f) => [sourceId(f.from), targetId(f.to)]));
  const places = new Map<string, Place>();
  const links: { source: string; target: string; value: number; tie: Tie }[] = [];
  flows.forEach((tie, i) => {
    const [source, target] = [sourceId(tie.from), targetId(tie.to)];
    const [first, last] = [levelOf.get(source) ?? 0, levelOf.get(target) ?? 1];
    places.set(source, { id: source, code: tie.from, level: first });
    places.set(target, { id: target, code: tie.to, level: last });
    let before = source;
    for (let level = first + 1; level < last; level++) {
      const id = `${i} across ${level}`;
      places.set(id, { id, code: "", level, passing: tie });
      links.push({ source: before, target: id, value: tie.value, tie });
      before = id;
    }
    links.push({ source: before, target, value: tie.value, tie });
  });
  const name = (code: string): string => {
    for (const column of [hint.x, target]) {
      const row = input.rows.find((candidate) => String(candidate[column]) === code);
      if (row) return draft.name(code, column, row);
    }
    return code;
  };
  const codes = [...new Set([...places.values()].flatMap((p) => (p.passing ? [] : p.code)))];
  const asked = subjects(draft, codes);
  const palette = paletteFor(theme, asked.length > 0 ? asked : codes.filter(hasFixedColour).slice(0, 11));
  const room = Math.min(narrow ? width * 0.27 : 210, width * 0.3);
  const most = draft.format(flows.reduce((sum, f) => sum + f.value, 0));
  const beside = narrow ? 0 : textWidth(` ${most}  `, SIZE.label, "semibold");
  const longest = Math.max(0, ...codes.map((c) => textWidth(name(c), SIZE.label, "semibold")));
  const widest = Math.min(room, longest);
  const height = draft.options.plotHeight ?? Math.max(260, Math.min(640, places.size * 26));
  const layout = sankey<Place, Flow>()
    .nodeId((node) => node.id)
    .nodeAlign((node) => node.level)
    .nodeWidth(10)
    .nodePadding(16)
    .extent([
      [narrow ? 0 : widest + beside + 8, 8],
      [width - widest - beside - 8, height - 8],
    ]);
  const graph = layout({
    nodes: [...places.values()].map((p) => ({ ...p })),
    links: links.map((link) => ({ ...link })),
  });
  const path = sankeyLinkHorizontal<Place, Flow>();
  const nodes: SVGElement[] = [];
  const end = (n: Link["source"]) => n as Node;
  const ownerOf = (tie: Tie) => (palette.highlighted.has(tie.from) ? tie.from : tie.to);
  for (const link of [...graph.links].sort((a, b) => (b.width ?? 0) - (a.width ?? 0))) {
    const { tie } = link;
    const status = statusIn(tie.row, hint.status);
    nodes.push(
      pen.element("path", {
        d: shorten(path(link) ?? ""),
        fill: "none",
        stroke: palette.colour(ownerOf(tie)),
        "stroke-width": Math.max(0.75, link.width ?? 0),
        "stroke-opacity": status === "estimated" ? 0.22 : 0.42,
        ...(status === "mirrored" ? { "stroke-dasharray": "10 2" } : {}),
        "data-role": "flow",
      }),
    );
  }
  for (const n of graph.nodes)
    if (n.passing)
      nodes.push(
        pen.element("rect", {
          x: n.x0,
          y: n.y0,
          width: (n.x1 ?? 0) - (n.x0 ?? 0),
          height: Math.max(0.75, (n.y1 ?? 0) - (n.y0 ?? 0)),
          fill: palette.colour(ownerOf(n.passing)),
          "fill-opacity": statusIn(n.passing.row, hint.status) === "estimated" ? 0.22 : 0.42,
        }),
      );
  const levels = [...new Set(graph.nodes.map((n) => n.x0 ?? 0))].sort((a, b) => a - b);
  const depth = levels.length - 1;
  for (let level = 0; level <= depth; level++) {
    const column = graph.nodes.filter((n) => !n.passing && (n.x0 ?? 0) === levels[level]);
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
      const outer = level === 0 && !narrow ? "end" : "start";
      const x = level === 0 && !narrow ? x0 - 6 : x1 + 6;
      const value = draft.format(n.value);
      const strong = palette.highlighted.has(n.code);
      const style = { size: SIZE.label, anchor: outer, halo: theme.background, role: "label" } as const;
      const middle = level < depth && (level > 0 || narrow);
      const gap = (levels[level + 1] ?? width) - x1 - 10;
      const [text = ""] = clampText(name(n.code), middle ? gap : widest, SIZE.label, 1, "semibold");
      const y = (places[i] as number) + (narrow ? -2 : 4.5);
      const whole = narrow || middle ? text : `${text} ${value}`;
      nodes.push(textAt(pen, x, y, whole, { ...style, fill: strong ? colour : theme.text, bold: strong }));
      if (narrow) nodes.push(textAt(pen, x, y + 14, value, { ...style, size: SIZE.foot, fill: theme.quiet }));
    });
  }
  const words = (tie: Tie) => `${name(tie.from)} to ${name(tie.to)}: ${draft.format(tie.value, false)}`;
  const biggest = [...flows].sort((a, b) => b.value - a.value);
  const ends = graph.nodes.filter((n) => !n.passing).length;
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
    points: graph.links
      .filter((link) => !end(link.source).passing)
      .map((link) => ({
        x: ((end(link.source).x1 ?? 0) + (end(link.target).x0 ?? 0)) / 2,
        y: ((link.y0 ?? 0) + (link.y1 ?? 0)) / 2,
        label: name(link.tie.from),
        series: link.tie.from,
        text: words(link.tie),
        row: link.tie.row,
      })),
    summary: `Flows between ${ends} places. Largest: ${biggest.slice(0, 5).map(words).join("; ")}.`,
  };
}

function shorten(d: string): string {
  return d.replace(/-?\d+\.\d+/g, (n) => String(Math.round(Number(n) * 10) / 10));
}

/** The column of each place: as far right as its longest way from an origin, final destinations all on the last. */
function levelsOf(links: readonly (readonly [string, string])[]): Map<string, number> {
  const level = new Map<string, number>();
  for (const place of new Set(links.flat())) level.set(place, 0);
  // There is no cycle, so a way has fewer steps than there are places.
  for (let round = 0; round < level.size; round++)
    for (const [from, to] of links) level.set(to, Math.max(level.get(to) ?? 0, (level.get(from) ?? 0) + 1));
  const last = Math.max(0, ...level.values());
  const origins = new Set(links.map(([from]) => from));
  for (const place of level.keys()) if (!origins.has(place)) level.set(place, last);
  return level;
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
