import { type Bar, barKey, ranked, valueColumn } from "./bar.ts";
import { type Draft, type Drawn, keysOf, subjects } from "./draft.ts";
import { hatch } from "./key.ts";
import { clampText, textWidth } from "./measure.ts";
import { textAt } from "./svg.ts";
import { paletteFor, SIZE } from "./theme.ts";

const MOST = 25;

/** A pair around one axis: A's bars to the left, B's to the right, both on one scale from one zero. */
export function drawMirror(draft: Draft): Drawn {
  const { pen, theme, width, narrow, hint, input } = draft;
  if (!hint.series) throw new RangeError("mirrored bars need a series column with two sides");
  const keys = keysOf(input.rows, hint.series);
  const asked = subjects(draft, keys);
  const [a = "", b = ""] = [...new Set([...asked, ...keys])];
  const palette = paletteFor(theme, [a, b]);
  const { categories, rows } = paired(draft, a, b);
  const bars = rows.flat().filter((bar) => bar !== undefined);
  const most = Math.max(...bars.map((bar) => bar.value ?? 0), 0) || 1;
  const text = (bar: Bar | undefined) => (bar?.value == null ? "no data" : draft.format(bar.value));
  const ends = Math.max(...rows.flat().map((bar) => textWidth(text(bar), SIZE.label, "semibold"))) + 8;
  const longest = Math.max(...categories.map((c) => textWidth(c, SIZE.label)));
  const above = narrow || longest > width * 0.3;
  const middle = above ? 2 : longest + 24;
  const half = (width - middle) / 2 - ends;
  const rowHeight = above ? 42 : 27;
  const top = 30;
  const nodes: SVGElement[] = [];
  const [left, right] = [(width - middle) / 2, (width + middle) / 2];

  ([a, b] as const).forEach((key, side) => {
    const [line = ""] = clampText(draft.name(key, hint.series), width / 2 - 12, SIZE.text, 1, "semibold");
    nodes.push(
      textAt(pen, side === 0 ? left - (above ? 8 : 0) : right + (above ? 8 : 0), 16, line, {
        size: SIZE.text,
        fill: palette.colour(key),
        bold: true,
        anchor: side === 0 ? "end" : "start",
        role: "label",
      }),
    );
  });
  const points = rows.flatMap((pair, i) => {
    const y = top + i * rowHeight;
    const barTop = above ? y + 19 : y + 4;
    const height = 19;
    nodes.push(
      textAt(pen, width / 2, above ? y + 14 : y + rowHeight / 2 + 4.5, categories[i] as string, {
        size: SIZE.label,
        fill: theme.text,
        anchor: "middle",
        role: "label",
      }),
    );
    return pair.flatMap((bar, side) => {
      const length = ((bar?.value ?? 0) / most) * half;
      const colour = palette.colour(side === 0 ? a : b);
      const zero = side === 0 ? left : right;
      const end = side === 0 ? zero - length : zero + length;
      if (bar && bar.value !== null)
        nodes.push(
          pen.element("rect", {
            x: Math.min(zero, end),
            y: barTop,
            width: Math.abs(length),
            height,
            fill: bar.status === "mirrored" ? hatch(draft, colour) : colour,
            ...(bar.status === "reported" ? {} : { stroke: colour }),
            ...(bar.status === "estimated" ? { "fill-opacity": 0.4 } : {}),
            "data-role": "bar",
          }),
        );
      nodes.push(
        textAt(pen, end + (side === 0 ? -5 : 5), barTop + 14, text(bar), {
          size: SIZE.label,
          fill: bar?.value == null ? theme.quiet : theme.text,
          anchor: side === 0 ? "end" : "start",
          role: "label",
        }),
      );
      const name = draft.name(side === 0 ? a : b, hint.series);
      return bar
        ? [
            {
              x: end,
              y: barTop + height / 2,
              label: categories[i] as string,
              series: bar.key,
              text: `${name}, ${categories[i]}: ${draft.format(bar.value, false)}`,
              row: bar.row,
            },
          ]
        : [];
    });
  });
  const bottom = top + rows.length * rowHeight;
  for (const x of above ? [width / 2] : [left, right])
    nodes.push(
      pen.element("path", {
        d: above
          ? rows.map((_, i) => `M${x},${top + i * rowHeight + 18}v21`).join("")
          : `M${x},${top}V${bottom}`,
        stroke: theme.quiet,
        "stroke-width": 1,
        fill: "none",
      }),
    );
  return {
    group: pen.element("g", {}, ...nodes),
    height: bottom + 4,
    key: barKey(draft, bars).filter((item) => item.shape !== "interval"),
    notes: ["Both sides are drawn on one scale."],
    points,
    summary: `Mirrored bars, ${draft.name(a)} on the left and ${draft.name(b)} on the right. ${rows
      .slice(0, 6)
      .map(([p, q], i) => `${categories[i]}: ${text(p)} and ${text(q)}.`)
      .join(" ")}`,
  };
}

/** Both sides' bars for each category, in order of the larger of the two. */
function paired(
  draft: Draft,
  a: string,
  b: string,
): { categories: string[]; rows: [Bar | undefined, Bar | undefined][] } {
  const [category] = valueColumn(draft);
  const bars = ranked(draft);
  const found = new Map<string, { name: string; pair: [Bar | undefined, Bar | undefined] }>();
  for (const bar of bars) {
    const code = String(bar.row[category] ?? "");
    const entry = found.get(code) ?? {
      name: draft.name(code, category, bar.row),
      pair: [undefined, undefined],
    };
    if (bar.key === a) entry.pair[0] = bar;
    else if (bar.key === b) entry.pair[1] = bar;
    found.set(code, entry);
  }
  const entries = [...found.values()].slice(0, MOST);
  return { categories: entries.map((e) => e.name), rows: entries.map((e) => e.pair) };
}
