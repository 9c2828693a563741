import type { Draft, KeyItem } from "./draft.ts";
import { textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

const SWATCH = 24;

/** The key in one row or as many as it needs, only for what direct labels cannot say. */
export function drawKey(
  draft: Draft,
  items: readonly KeyItem[],
  y: number,
): { nodes: SVGElement[]; height: number } {
  const rowHeight = SIZE.foot + 8;
  const nodes: SVGElement[] = [];
  let x = 0;
  let row = 0;
  for (const item of items) {
    const width = SWATCH + 6 + textWidth(item.text, SIZE.foot);
    if (x > 0 && x + width > draft.width) {
      x = 0;
      row++;
    }
    const middle = y + row * rowHeight + rowHeight / 2;
    nodes.push(swatch(draft, item, x, middle));
    nodes.push(
      textAt(draft.pen, x + SWATCH + 6, middle + 4, item.text, {
        size: SIZE.foot,
        fill: draft.theme.quiet,
        role: "key",
      }),
    );
    x += width + 18;
  }
  return { nodes, height: items.length === 0 ? 0 : (row + 1) * rowHeight + 4 };
}

function swatch(draft: Draft, item: KeyItem, x: number, y: number): SVGElement {
  const { pen, theme } = draft;
  const colour = item.colour ?? theme.quiet;
  const stroke = { stroke: colour, "stroke-width": 2.25, fill: "none" };
  const box = { x, y: y - 5, width: SWATCH, height: 10 };
  switch (item.shape) {
    case "line":
      return pen.element("path", { d: `M${x},${y}h${SWATCH}`, ...stroke });
    case "grey":
      return pen.element("path", { d: `M${x},${y}h${SWATCH}`, ...stroke, "stroke-width": 1 });
    case "pale":
      return pen.element("path", { d: `M${x},${y}h${SWATCH}`, ...stroke, "stroke-opacity": 0.55 });
    case "dashed":
      return pen.element("path", { d: `M${x},${y}h${SWATCH}`, ...stroke, "stroke-dasharray": "6 4" });
    case "gap":
      return pen.element("path", { d: `M${x},${y}h6M${x + 18},${y}h6`, ...stroke });
    case "faint":
      return pen.element(
        "g",
        {},
        pen.element("rect", { ...box, fill: colour, "fill-opacity": 0.16 }),
        pen.element("path", { d: `M${x},${y}h${SWATCH}`, ...stroke, "stroke-opacity": 0.55 }),
      );
    case "interval":
      return pen.element("path", {
        d: `M${x},${y}h${SWATCH}M${x},${y - 4}v8M${x + SWATCH},${y - 4}v8`,
        ...stroke,
        "stroke-width": 1.5,
      });
    case "hatched":
      return pen.element("rect", { ...box, fill: hatch(draft, colour), stroke: colour });
    case "light":
      return pen.element("rect", { ...box, fill: colour, "fill-opacity": 0.4, stroke: colour });
    case "framed":
      return pen.element("rect", { ...box, fill: theme.background, stroke: colour, "stroke-width": 1.5 });
    case "dot":
      return pen.element("circle", { cx: x + SWATCH / 2, cy: y, r: 4.5, fill: colour });
    case "ring":
      return pen.element("circle", {
        cx: x + SWATCH / 2,
        cy: y,
        r: 4.5,
        fill: theme.background,
        stroke: colour,
        "stroke-width": 2,
      });
    default:
      return pen.element("rect", { ...box, fill: colour });
  }
}

/** The fill of a hatched mark; the frame puts the patterns that a picture refers to into its definitions. */
export function hatch(draft: Draft, colour: string): string {
  return `url(#${draft.pen.id}-hatch-${colour.slice(1)})`;
}

/** Definitions for every hatch that the nodes refer to. */
export function hatchPatterns(draft: Draft, root: Element): SVGElement[] {
  const { pen, theme } = draft;
  const colours = new Set<string>();
  const visit = (element: Element): void => {
    const match = /-hatch-([0-9a-f]{6})\)$/.exec(element.getAttribute("fill") ?? "");
    if (match) colours.add(match[1] as string);
    for (const child of Array.from(element.children)) visit(child);
  };
  visit(root);
  return [...colours].sort().map((colour) =>
    pen.element(
      "pattern",
      {
        id: `${pen.id}-hatch-${colour}`,
        width: 5,
        height: 5,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      },
      pen.element("rect", { width: 5, height: 5, fill: theme.background }),
      pen.element("rect", { width: 2.6, height: 5, fill: `#${colour}` }),
    ),
  );
}
