import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { classesFor } from "./classes.ts";
import { countries } from "./countries.ts";
import { type Body, type ChartPoint, type Draft, type Drawn, numberIn, statusIn, subjects } from "./draft.ts";
import { hatch } from "./key.ts";
import { smallStates } from "./small-states.ts";

/** The outlines of world-atlas: a topology with an object `countries`, its ids M49 numbers. */
export type World = Topology<{ countries: GeometryCollection<{ name: string }> }>;

const iso3OfM49 = new Map(countries.map((country) => [country.m49, country.iso3]));

/**
 * The drawing of maps on the given outlines, which are passed in because a browser and Node load them in different
 * ways. Equal Earth keeps areas, so that no large country looks larger than it is; states too small to see are dots.
 */
export function mapBody(world: World): Body {
  return (draft) => drawMap(draft, world);
}

function drawMap(draft: Draft, world: World): Drawn {
  const { pen, theme, width, narrow, hint, input } = draft;
  const rows = new Map(input.rows.map((row) => [String(row[hint.x] ?? ""), row]));
  const known = (code: string): number | null => {
    const row = rows.get(code);
    return row && statusIn(row, hint.status) !== "missing" ? numberIn(row, hint.y) : null;
  };
  const classes = classesFor(
    draft,
    [...rows.keys()].map(known).filter((v) => v !== null),
  );
  // Hatching tells figures apart; where all are of one kind a word in the key does.
  const mixed =
    new Set([...rows.values()].map((row) => statusIn(row, hint.status)).filter((v) => v !== "missing")).size >
    1;
  const outlined = new Set(subjects(draft, [...rows.keys(), ...countries.map((c) => c.iso3)]));
  const shapes = feature(world, world.objects.countries).features.filter((shape) => shape.id !== "010");
  const projection = geoEqualEarth()
    .rotate([-11, 0])
    .fitWidth(width - 2, { type: "FeatureCollection", features: shapes });
  const path = geoPath(projection).digits(1);
  const [[, y0], [, y1]] = path.bounds({ type: "FeatureCollection", features: shapes });
  const [dx, dy] = projection.translate();
  projection.translate([dx + 1, dy - y0 + 2]);

  const nodes: SVGElement[] = [];
  const front: SVGElement[] = [];
  const points: ChartPoint[] = [];
  const reached = new Set<string>();
  const add = (code: string, x: number, y: number): void => {
    const row = rows.get(code);
    if (!row) return;
    reached.add(code);
    const status = statusIn(row, hint.status);
    const name = draft.name(code, hint.x, row);
    points.push({
      x,
      y,
      label: name,
      series: code,
      text: `${name}: ${draft.format(known(code), false)}${status === "reported" ? "" : ` (${status})`}`,
      row,
    });
  };
  for (const shape of shapes) {
    const code = iso3OfM49.get(String(shape.id ?? "")) ?? (shape.properties.name === "Kosovo" ? "XKX" : "");
    const d = path(shape);
    if (!d) continue;
    const value = known(code);
    const row = rows.get(code);
    const doubtful = mixed && row && value !== null && statusIn(row, hint.status) !== "reported";
    nodes.push(
      pen.element("path", {
        d,
        fill: classes.colour(value),
        stroke: theme.background,
        "stroke-width": 0.6,
        "data-country": code || undefined,
      }),
    );
    if (doubtful)
      nodes.push(pen.element("path", { d, fill: hatch(draft, theme.quiet), "fill-opacity": 0.28 }));
    if (outlined.has(code))
      front.push(
        pen.element("path", {
          d,
          fill: "none",
          stroke: theme.text,
          "stroke-width": 1.4,
          "stroke-linejoin": "round",
        }),
      );
    const [x, y] = path.centroid(shape);
    add(code, x, y);
  }
  for (const [code, place] of smallStates) {
    const at = projection([place[0], place[1]]);
    if (!at) continue;
    const value = known(code);
    if (value === null && !rows.has(code)) continue;
    const dot = { cx: at[0], cy: at[1], r: narrow ? 2.6 : 4, "data-country": code };
    front.push(
      pen.element("circle", {
        ...dot,
        fill: classes.colour(value),
        stroke: outlined.has(code) ? theme.text : theme.quiet,
        "stroke-width": outlined.has(code) ? 1.4 : 0.8,
      }),
    );
    add(code, at[0], at[1]);
  }
  const lost = [...rows.keys()].filter((code) => !reached.has(code));
  const doubt = [...rows.values()].some(
    (row) => !["reported", "missing"].includes(statusIn(row, hint.status)),
  );
  const most = points
    .filter((p) => known(p.series) !== null)
    .sort((a, b) => (known(b.series) as number) - (known(a.series) as number));
  return {
    group: pen.element("g", {}, ...nodes, ...front),
    height: Math.ceil(y1 - y0) + 4,
    key: [
      ...classes.key,
      { shape: "cell", colour: theme.missing, text: "no data" },
      ...(doubt && mixed
        ? [{ shape: "hatched" as const, colour: theme.quiet, text: "mirrored or estimated" }]
        : []),
    ],
    notes: [
      ...(doubt && !mixed ? ["Every figure is mirrored, reconciled or estimated."] : []),
      "Equal Earth projection: areas are true. Outlines: Natural Earth 1:110 million; small states are dots. They imply no view on borders.",
      ...(lost.length > 0
        ? [`Not on the map: ${lost.map((code) => draft.name(code, hint.x, rows.get(code))).join(", ")}.`]
        : []),
    ],
    points,
    summary: `World map of ${most.length} countries. Largest: ${most
      .slice(0, 5)
      .map((p) => p.text)
      .join("; ")}.`,
  };
}
