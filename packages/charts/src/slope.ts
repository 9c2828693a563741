import type { Draft, Drawn } from "./draft.ts";
import { dodge } from "./labels.ts";
import { clampText, textWidth } from "./measure.ts";
import { linePalette, lineSeries, namedSeries } from "./series.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";
import { timeLabel } from "./time.ts";
import { valueAxis } from "./value-axis.ts";

/** Change between the first and the last time that the data have, one straight line for each series. */
export function drawSlope(draft: Draft): Drawn {
  const { pen, theme, width, narrow } = draft;
  const series = lineSeries(draft);
  const named = namedSeries(draft, series);
  const palette = linePalette(draft, series, named);
  const times = series.flatMap((s) => s.points.filter((p) => p.value !== null).map((p) => p.time));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const pairs = series.flatMap((s) => {
    const a = s.points.find((p) => p.time === first);
    const b = s.points.find((p) => p.time === last);
    return a && b ? [{ ...s, a, b }] : [];
  });
  const whole = pairs.filter((p) => p.a.value !== null && p.b.value !== null);
  const { domain, log } = valueAxis(
    draft,
    whole.flatMap((p) => [p.a, p.b]),
  );
  const labelled = whole.filter((p) => named.includes(p.key));
  const room = narrow ? width * 0.36 : 220;
  const lefts = labelled.map((p) => draft.format(p.a.value));
  const rights = labelled.map((p) => {
    const value = draft.format(p.b.value);
    const [name = ""] = clampText(
      p.label,
      room - textWidth(`${value}  `, SIZE.label),
      SIZE.label,
      1,
      "semibold",
    );
    return { value, name };
  });
  const marginLeft = Math.max(...lefts.map((t) => textWidth(t, SIZE.label)), 20) + 12;
  const marginRight =
    Math.max(
      ...rights.map((t) => textWidth(`${t.value}  `, SIZE.label) + textWidth(t.name, SIZE.label, "semibold")),
      20,
    ) + 14;
  const height = draft.options.plotHeight ?? Math.max(260, labelled.length * 26 + 60, narrow ? 0 : 340);
  const [top, bottom] = [34, height - 14];
  // A slope wider than it needs to be hides the steepness that it is drawn for.
  const span = Math.min(width - marginLeft - marginRight, 520);
  const [x1, x2] = [marginLeft, marginLeft + span];
  const scaled = (v: number) => (log ? Math.log(v) : v);
  const y = (v: number) =>
    bottom - ((scaled(v) - scaled(domain[0])) / (scaled(domain[1]) - scaled(domain[0]))) * (bottom - top);
  const nodes: SVGElement[] = [];
  for (const [x, time, anchor] of [
    [x1, first, "end"],
    [x2, last, "start"],
  ] as const) {
    nodes.push(
      pen.element("path", {
        d: `M${r(x)},${top - 8}V${bottom}`,
        stroke: theme.hairline,
        "stroke-width": 1,
        fill: "none",
      }),
    );
    nodes.push(
      textAt(pen, x, 16, timeLabel(time), {
        size: SIZE.label,
        fill: theme.quiet,
        bold: true,
        anchor: anchor === "end" ? "start" : "end",
        role: "tick",
      }),
    );
  }
  const ordered = [...whole].sort((p, q) => Number(named.includes(p.key)) - Number(named.includes(q.key)));
  for (const p of ordered) {
    const strong = named.includes(p.key);
    const colour = palette.colour(p.key);
    const [a, b] = [y(p.a.value as number), y(p.b.value as number)];
    const weak = [p.a.status, p.b.status];
    nodes.push(
      pen.element("path", {
        d: `M${r(x1)},${r(a)}L${r(x2)},${r(b)}`,
        stroke: colour,
        "stroke-width": strong ? 2.25 : 1,
        fill: "none",
        ...(weak.includes("mirrored") ? { "stroke-dasharray": "6 4" } : {}),
        ...(weak.includes("estimated") ? { "stroke-opacity": 0.55 } : {}),
      }),
    );
    if (strong)
      for (const [x, at] of [
        [x1, a],
        [x2, b],
      ] as const)
        nodes.push(pen.element("circle", { cx: x, cy: at, r: 3.5, fill: colour }));
  }
  const size = SIZE.label + 5;
  const leftAt = dodge(
    labelled.map((p) => ({ at: y(p.a.value as number), size })),
    top - 10,
    height,
  );
  const rightAt = dodge(
    labelled.map((p) => ({ at: y(p.b.value as number), size })),
    top - 10,
    height,
  );
  labelled.forEach((p, i) => {
    const colour = palette.colour(p.key);
    const { value, name } = rights[i] as { value: string; name: string };
    nodes.push(
      textAt(pen, x1 - 8, (leftAt[i] as number) + 4.5, lefts[i] as string, {
        size: SIZE.label,
        fill: colour,
        anchor: "end",
        role: "label",
      }),
    );
    nodes.push(
      textAt(pen, x2 + 9, (rightAt[i] as number) + 4.5, value, {
        size: SIZE.label,
        fill: theme.text,
        role: "label",
      }),
    );
    nodes.push(
      textAt(pen, x2 + 9 + textWidth(`${value}  `, SIZE.label), (rightAt[i] as number) + 4.5, name, {
        size: SIZE.label,
        fill: colour,
        bold: true,
        role: "label",
      }),
    );
  });
  const greys = whole.length - labelled.length;
  const dropped = series.length - whole.length;
  const mirrored = whole.some((p) => p.a.status === "mirrored" || p.b.status === "mirrored");
  return {
    group: pen.element("g", {}, ...nodes),
    height,
    key: [
      ...(mirrored
        ? [{ shape: "dashed" as const, colour: theme.quiet, text: "an end is mirrored or reconciled" }]
        : []),
      ...(greys > 0
        ? [{ shape: "grey" as const, colour: theme.grey, text: greys === 1 ? "1 other" : `${greys} others` }]
        : []),
    ],
    notes: [
      ...(log ? ["Logarithmic axis: equal distances are equal ratios."] : []),
      ...(dropped > 0
        ? [`${dropped} without a figure at both ends ${dropped === 1 ? "is" : "are"} not drawn.`]
        : []),
    ],
    points: whole.flatMap((p) =>
      (
        [
          [p.a, x1],
          [p.b, x2],
        ] as const
      ).flatMap(([end, x]) =>
        end.row
          ? [
              {
                x,
                y: y(end.value as number),
                label: timeLabel(end.time),
                series: p.key,
                text: `${p.label}, ${timeLabel(end.time)}: ${draft.format(end.value, false)}`,
                row: end.row,
              },
            ]
          : [],
      ),
    ),
    summary: `Slope chart from ${timeLabel(first)} to ${timeLabel(last)}. ${labelled
      .map((p) => `${p.label}: from ${draft.format(p.a.value, false)} to ${draft.format(p.b.value, false)}.`)
      .join(" ")}`,
  };
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
