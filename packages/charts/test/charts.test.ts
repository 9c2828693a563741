import { readdirSync, readFileSync } from "node:fs";
import {
  type ChartInput,
  chartFor,
  chartPoints,
  contrast,
  drawChart,
  hintFor,
  paletteFor,
  tableFor,
  themes,
} from "@tightrope/charts";
import { nodeDocument, renderSvg } from "@tightrope/charts/node";
import { expect, test } from "vitest";
import { examples } from "./examples/index.ts";
import { double, example, integer, text } from "./examples/inputs.ts";

const of = (name: string): ChartInput => {
  const found = examples.find((e) => e.name === name);
  if (!found) throw new Error(`no example ${name}`);
  return found.input;
};
const light = (input: ChartInput, width = 720) =>
  chartFor(input, { document: nodeDocument(), width, theme: "light" });

/** The rectangles that Plot draws for bars: left end and width. */
function barsIn(svg: string): { x: number; width: number }[] {
  return [...svg.matchAll(/<rect ([^>]*)\/>/g)]
    .map((m) =>
      Object.fromEntries([...(m[1] ?? "").matchAll(/([\w-]+)="([^"]*)"/g)].map((a) => [a[1], a[2]])),
    )
    .filter((a) => a.x !== undefined && a.y !== undefined && Number(a.height) > 12)
    .map((a) => ({ x: Number(a.x), width: Number(a.width) }));
}

test("a row that is the total of the others is no bar among them, unless it stands alone", () => {
  const { input } = example("total", "", {
    title: "t",
    columns: [text("k", "Key"), double("v", "Value", "index")],
    rows: [
      { k: "all", v: 30 },
      { k: "a", v: 10 },
      { k: "b", v: 20 },
    ],
    chart: { kind: "bar", x: "k", y: "v", total: ["k", "all"] },
  });
  const drawn = (rows: ChartInput["rows"]) =>
    barsIn(renderSvg({ ...input, rows }, { width: 800, theme: "light" }) as unknown as string).length;
  expect(drawn(input.rows)).toBe(2);
  expect(drawn(input.rows.slice(0, 1))).toBe(1);
});

test("panels of one unit share an axis, and each says its unit", () => {
  const { input } = example("units", "", {
    title: "t",
    columns: [
      integer("year", "Year"),
      text("line", "Line"),
      double("v", "Value", "index"),
      text("unit", "Unit"),
    ],
    rows: [2020, 2021].flatMap((year) => [
      { year, line: "goods", v: 4e8, unit: "current US dollars" },
      { year, line: "other goods", v: 1e8, unit: "current US dollars" },
      { year, line: "papers", v: 12, unit: "works" },
    ]),
    chart: { kind: "multiples", x: "year", y: "v", series: "line", unit: "unit" },
  });
  const svg = light(input).outerHTML;
  expect(svg).toContain("12 works");
  expect(svg).toMatch(/400\u202f?.?mn/);
  expect(svg).toContain("Panels of one unit share their axes.");
  const heights = chartPoints(light(input))
    .filter((p) => p.label === "2021")
    .map((p) => Math.round(p.y));
  // 12 works stand far above the axis of 400 million dollars.
  expect(new Set(heights).size).toBeGreaterThan(1);
});

test("a matrix says its intervals, frames what leaves the middle out, and has no class under zero", () => {
  const { input } = example("intervals", "", {
    title: "t",
    columns: [
      text("line", "Line"),
      text("partner", "Partner"),
      double("v", "V", "ratio"),
      double("lo", "L", "ratio"),
      double("hi", "H", "ratio"),
    ],
    rows: [
      { line: "chips", partner: "RUS", v: 0.91, lo: 0.8, hi: 1.1 },
      { line: "chips", partner: "USA", v: 2.11, lo: 1.9, hi: 2.3 },
      { line: "chips", partner: "JPN", v: null, lo: null, hi: null },
    ],
    chart: { kind: "matrix", x: "partner", y: "line", value: "v", low: "lo", high: "hi", centre: 1 },
  });
  const svg = light(input).outerHTML;
  expect(svg).toContain("0.8–1.1");
  expect(svg).toContain("1.9–2.3");
  expect(
    [...svg.matchAll(/<rect ([^>]*)>/g)].filter(
      ([, a]) => a?.includes('data-role="cell"') && a.includes("stroke-width"),
    ),
  ).toHaveLength(1);
  expect(svg).toContain("framed: the interval leaves out 1");
  expect(svg).not.toMatch(/under (0<|-|−)/);
  expect(svg).toContain("Japan");
  expect(svg).toContain("crossed out: no data");
});

test("bars start at zero and are as long as their values", () => {
  const { input } = example("zero", "", {
    title: "t",
    columns: [text("k", "Key"), double("v", "Value", "index")],
    rows: [
      { k: "a", v: 95 },
      { k: "b", v: 100 },
      { k: "c", v: 90 },
    ],
    chart: { kind: "bar", x: "k", y: "v" },
  });
  const bars = barsIn(renderSvg(input, { width: 800, theme: "light" }));
  expect(bars).toHaveLength(3);
  expect(new Set(bars.map((b) => b.x)).size).toBe(1);
  const [first, second, third] = bars.map((b) => b.width) as [number, number, number];
  expect(second / first).toBeCloseTo(0.95, 3);
  expect(third / first).toBeCloseTo(0.9, 3);
});

test("negative bars end where positive ones begin", () => {
  const { input } = example("signs", "", {
    title: "t",
    columns: [text("k", "Key"), double("v", "Value", "index")],
    rows: [
      { k: "up", v: 2 },
      { k: "down", v: -4 },
    ],
    chart: { kind: "bar", x: "k", y: "v" },
  });
  const [up, down] = barsIn(renderSvg(input, { width: 800, theme: "light" })) as [
    { x: number; width: number },
    { x: number; width: number },
  ];
  expect(down.x + down.width).toBeCloseTo(up.x, 1);
  expect(down.width / up.width).toBeCloseTo(2, 2);
});

/** Paths of drawn lines: those with the width of a named series. */
const strokes = (svg: string): string[] =>
  [...svg.matchAll(/<g[^>]*stroke-width="2.25"[^>]*>(.*?)<\/g>/g)].flatMap((m) =>
    [...(m[1] ?? "").matchAll(/ d="([^"]+)"/g)].map((d) => d[1] as string),
  );

test("a missing year breaks the line, whether it is null or absent", () => {
  const rows = [2015, 2016, 2017, 2018, 2019, 2020].map((year) => ({ year, v: year - 2000 }));
  const draw = (list: { year: number; v: number | null }[]) =>
    strokes(
      renderSvg(
        example("gap", "", {
          title: "t",
          columns: [integer("year", "Year"), double("v", "Value", "index")],
          rows: list,
          chart: { kind: "line", x: "year", y: "v" },
        }).input,
        { width: 720, theme: "light" },
      ),
    );
  expect(draw(rows)).toHaveLength(1);
  expect(draw(rows.map((row) => (row.year === 2017 ? { ...row, v: null } : row)))).toHaveLength(2);
  expect(draw(rows.filter((row) => row.year !== 2017))).toHaveLength(2);
});

test("mirrored stretches are dashed and say so in the key", () => {
  const svg = renderSvg(of("line"), { width: 720, theme: "light" });
  expect(svg).toMatch(/stroke-dasharray="6 4"/);
  expect(svg).toContain(">mirrored or reconciled<");
  expect(svg).toContain(">gap: no data<");
  const plain = { ...of("line"), rows: of("line").rows.filter((row) => Number(row.year) < 2018) };
  expect(renderSvg(plain, { width: 720, theme: "light", events: [] })).not.toMatch(
    /stroke-dasharray|gap: no data/,
  );
});

test("an estimate is keyed with a band only where it has one, and a gap says what it means where it is told", () => {
  const draw = (low: number) =>
    renderSvg(
      example("estimated", "", {
        title: "t",
        columns: [integer("year", "Year"), double("v", "Value", "index"), text("known", "How it is known")],
        rows: [2020, 2021, 2022].map((year) => ({ year, v: 10, low, high: 10, known: "estimated" })),
        chart: { kind: "line", x: "year", y: "v", low: "low", high: "high", status: "known" },
      }).input,
      { width: 720, theme: "light" },
    );
  expect(draw(5)).toContain(">estimated, with its band<");
  expect(draw(10)).toContain(">estimated<");
  expect(renderSvg(of("line"), { width: 720, theme: "light", gap: "not asked" })).toContain(
    ">gap: not asked<",
  );
});

test("ranks go as deep as the countries that a picture is about, and no deeper than twelve else", () => {
  const ranked = (highlight: readonly string[]) =>
    renderSvg(
      example("deep", "", {
        title: "t",
        columns: [integer("year", "Year"), text("partner", "Partner"), integer("rank", "Rank")],
        rows: [2020, 2021, 2022].flatMap((year) => [
          { year, partner: "USA", rank: 1 },
          { year, partner: "RUS", rank: year - 1998 },
        ]),
        chart: { kind: "bump", x: "year", y: "rank", series: "partner" },
      }).input,
      { width: 720, theme: "light", highlight },
    );
  expect(ranked(["RUS"])).toMatch(/>20<[\s\S]*>Russia</);
  expect(ranked(["USA"])).not.toContain(">Russia<");
});

test("events stand in their place and only inside the period", () => {
  const svg = (events?: []) =>
    renderSvg(of("line"), { width: 720, theme: "light", ...(events ? { events } : {}) });
  expect(svg()).toContain("Feb 2014");
  expect(svg()).toContain("Feb 2022");
  expect(svg([])).not.toContain("Feb 2022");
  expect(renderSvg(of("line-many"), { width: 720, theme: "light" })).not.toContain("Feb 2014");
});

test("every known mark can be pointed at, with its words and row", () => {
  for (const name of [
    "line",
    "bar",
    "mirror",
    "slope",
    "dot",
    "bump",
    "matrix",
    "waterfall",
    "multiples",
    "specification",
  ]) {
    const points = chartPoints(light(of(name)));
    expect(points.length, name).toBeGreaterThan(3);
    for (const p of points) {
      expect(p.text.length, name).toBeGreaterThan(3);
      expect(p.x, name).toBeGreaterThanOrEqual(0);
      expect(p.x, name).toBeLessThanOrEqual(720);
      expect(p.y, name).toBeGreaterThan(0);
    }
  }
});

test("what is loaded on demand draws the same as in Node", async () => {
  for (const name of ["map", "sankey", "network"]) {
    expect(() => light(of(name))).toThrow(/has to be loaded first/);
    const svg = await drawChart(of(name), { document: nodeDocument(), width: 720, theme: "light" });
    expect(chartPoints(svg).length).toBeGreaterThan(5);
  }
});

test("a result without a hint still gets a sensible picture", () => {
  const { chart: _, ...bare } = of("line");
  expect(hintFor(bare, {})).toMatchObject({ kind: "line", x: "year", y: "share", series: "partner" });
  expect(light(bare).getAttribute("data-kind")).toBe("line");
});

test("an empty result is a picture that says so", () => {
  for (const { input } of examples) {
    const svg = renderSvg({ ...input, rows: [] }, { width: 400, theme: "light" });
    expect(svg, input.indicator).not.toMatch(/NaN|Infinity/);
    expect(svg, input.indicator).toContain("No rows");
  }
});

test("a width that no layout is made for is refused", () => {
  for (const width of [100, 2000, Number.NaN])
    expect(() => light(of("bar"), width)).toThrow(/outside 320 to 1600/);
});

test("a verdict has a shape and a word of its own", () => {
  const svg = renderSvg(of("specification"), { width: 720, theme: "light" });
  expect(svg.match(/data-verdict="holds"/g)).toHaveLength(2);
  expect(svg.match(/<circle[^>]*data-verdict="holds"/g)).toHaveLength(2);
  expect(svg.match(/<path[^>]*data-verdict="fails"/g)).toHaveLength(4);
  expect(svg).toContain(">untestable<");
});

test("a country keeps its colour whoever stands beside it, and others never take China's or Russia's first", () => {
  for (const theme of [themes.light, themes.dark]) {
    const alone = paletteFor(theme, ["RUS"]).colour("RUS");
    expect(paletteFor(theme, ["BRA", "CHN", "RUS", "DEU"]).colour("RUS")).toBe(alone);
    expect(paletteFor(theme, ["BRA", "PER"]).colour("BRA")).not.toBe(
      paletteFor(theme, ["CHN"]).colour("CHN"),
    );
    expect(paletteFor(theme, ["CHN"]).colour("FRA")).toBe(theme.grey);
    for (const colour of [...theme.categorical, theme.text, theme.quiet, ...Object.values(theme.verdict)])
      expect(contrast(colour, theme.background), colour).toBeGreaterThanOrEqual(4.5);
    expect(new Set(theme.categorical).size).toBe(theme.categorical.length);
  }
});

test("the table says what the chart shows, in the same words", () => {
  const table = tableFor(of("bar"));
  expect(table.columns.map((c) => c.name)).toEqual(["partner", "share", "status"]);
  expect(table.rows[0]).toEqual(["CHN", "34.3\u202f%", "mirrored"]);
  expect(table.rows.find((row) => row[0] === "ARE")?.[1]).toBe("no data");
});

test("markup in names and findings is text, not markup", () => {
  const input = { ...of("bar"), finding: 'A <b>bold</b> & "quoted" finding</svg>' };
  const svg = renderSvg(input, { width: 720, theme: "light" });
  expect(svg).toContain("A &lt;b&gt;bold&lt;/b&gt; &amp;");
  expect(svg.match(/<\/svg>/g)).toHaveLength(1);
});

test("only the Node entry knows Node, so that a browser can load the rest", () => {
  const folder = new URL("../src/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file !== "node.ts");
  expect(files.length).toBeGreaterThan(20);
  for (const file of files)
    expect(readFileSync(new URL(file, folder), "utf8"), file).not.toMatch(
      /from "(node:|linkedom|@resvg|\.\/node)/,
    );
});
