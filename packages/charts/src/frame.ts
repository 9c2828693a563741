import { type Body, type ChartPoint, type Draft, draftFor } from "./draft.ts";
import { drawFooter } from "./footer.ts";
import type { ChartHint, ChartInput, ChartOptions } from "./input.ts";
import { drawKey, hatchPatterns } from "./key.ts";
import { balanceText } from "./measure.ts";
import { subtitleFor } from "./subtitle.ts";
import { textAt } from "./svg.ts";
import { FONT, SIZE } from "./theme.ts";

const points = new WeakMap<Element, readonly ChartPoint[]>();

/** The marks of a chart made by this module, for hover, keyboard focus and pinning. */
export function chartPoints(svg: Element): readonly ChartPoint[] {
  return points.get(svg) ?? [];
}

/** Puts the finding above a drawn body, and below it everything that the number needs when it travels alone. */
export function frame(input: ChartInput, options: ChartOptions, hint: ChartHint, body: Body): SVGSVGElement {
  const outer = Math.round(options.width);
  if (!(outer >= 320 && outer <= 1600))
    throw new RangeError(`chart width ${options.width} is outside 320 to 1600`);
  const margin = outer < 480 ? 12 : 20;
  const draft = draftFor(input, options, hint, outer - 2 * margin);
  const { pen, theme, width } = draft;

  const svg = pen.element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width: outer,
    color: theme.text,
    "font-family": FONT,
    role: "img",
    "aria-labelledby": `${pen.id}-title ${pen.id}-desc`,
    "data-kind": hint.kind,
    "data-theme": options.theme,
  }) as SVGSVGElement;
  const title = options.title ?? input.finding ?? input.title;
  const subtitle = options.subtitle ?? subtitleFor(draft, title !== input.title);
  const size = draft.narrow ? SIZE.lead : SIZE.title;
  // A column of text is at most some 70 characters wide, whatever the chart's width.
  const measure = Math.min(width, 860);

  const nodes: SVGElement[] = [];
  let y = margin;
  for (const line of balanceText(title, measure, size, "semibold")) {
    y += size + 4;
    nodes.push(textAt(pen, margin, y - 4, line, { size, fill: theme.text, bold: true, role: "title" }));
  }
  y += 3;
  for (const line of balanceText(subtitle, measure, SIZE.text)) {
    y += SIZE.text + 4;
    nodes.push(textAt(pen, margin, y - 4, line, { size: SIZE.text, fill: theme.quiet, role: "subtitle" }));
  }
  y += 8;

  const drawn = body(draft);
  const key = drawKey(draft, drawn.key ?? [], 0);
  nodes.push(pen.element("g", { transform: `translate(${margin},${y})` }, ...key.nodes));
  y += key.height;
  const plot = pen.element(
    "g",
    { transform: `translate(${margin},${Math.round(y)})`, "data-role": "plot" },
    drawn.group,
  );
  const plotTop = Math.round(y);
  nodes.push(plot);
  y = plotTop + drawn.height + 10;
  const footer = drawFooter(draft, drawn.notes ?? [], margin, Math.round(y));
  nodes.push(...footer.nodes);
  const height = Math.ceil(y + footer.height + margin / 2);

  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${outer} ${height}`);
  svg.appendChild(pen.element("title", { id: `${pen.id}-title` }, title));
  svg.appendChild(pen.element("desc", { id: `${pen.id}-desc` }, description(draft, subtitle, drawn.summary)));
  const paper = pen.element("rect", { width: outer, height, fill: theme.background });
  const content = pen.element("g", {}, ...nodes);
  const patterns = hatchPatterns(draft, content);
  if (patterns.length > 0) svg.appendChild(pen.element("defs", {}, ...patterns));
  svg.appendChild(paper);
  svg.appendChild(content);
  points.set(
    svg,
    (drawn.points ?? []).map((p) => ({ ...p, x: p.x + margin, y: p.y + plotTop })),
  );
  return svg;
}

function description(draft: Draft, subtitle: string, summary: string): string {
  const notes = draft.input.coverage.notes.map((note) => `${note.kind}: ${note.text}.`);
  return [`${subtitle}.`, summary, ...notes].join(" ").replace(/\.\./g, ".");
}
