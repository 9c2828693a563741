import { double, type Example, example, integer, noise, text, years } from "./inputs.ts";

const share = double("share", "Share of all imports that come from the other", "share");
type Row = Record<string, string | number | null>;

export const pairs: readonly Example[] = [
  example("mirror", "A pair around one axis: A on the left, B on the right, one scale", {
    title: "What each supplies to the other",
    finding: "China supplied 34.3 % of Russia’s imports in 2022; Russia supplied 4.2 % of China’s",
    parameters: { a: "CHN", b: "RUS", year: 2022 },
    columns: [
      text("section", "Product group"),
      text("supplier", "Supplier"),
      share,
      text("status", "How known"),
    ],
    rows: [
      ["All goods", 0.343, 0.042],
      ["Machinery and electronics", 0.581, 0.002],
      ["Mineral fuels", 0.04, 0.117],
      ["Chemicals", 0.24, 0.031],
      ["Vehicles", 0.47, 0.001],
      ["Wood and paper", 0.18, 0.21],
      ["Arms", null, null],
    ].flatMap(([section, a, b], i) => [
      {
        section,
        supplier: "CHN",
        share: a,
        status: a === null ? "missing" : i === 4 ? "estimated" : "mirrored",
      } as Row,
      { section, supplier: "RUS", share: b, status: b === null ? "missing" : "reported" } as Row,
    ]),
    chart: {
      kind: "mirror",
      x: "section",
      y: "share",
      series: "supplier",
      status: "status",
      format: "percent",
    },
    notes: [
      { kind: "mirrored", text: "Russia’s imports are taken from what China reports as exports" },
      { kind: "missing", text: "trade in arms is published by neither side" },
    ],
  }),
  example("slope", "Change between two years, one line each", {
    title: "Share of exports that go to China",
    finding: "Russia sent 31 % of its exports to China in 2023, four times its share of 2014",
    columns: [
      integer("year", "Year"),
      text("exporter", "Exporter"),
      double("share", "Share of exports that go to China", "share"),
    ],
    rows: [
      ["RUS", 0.075, 0.31],
      ["KAZ", 0.123, 0.187],
      ["DEU", 0.066, 0.061],
      ["AUS", 0.344, 0.362],
      ["JPN", 0.183, 0.176],
      ["BRA", 0.18, 0.306],
      ["USA", 0.076, null],
    ].flatMap(([exporter, a, b]) => [
      { year: 2014, exporter, share: a } as Row,
      { year: 2023, exporter, share: b } as Row,
    ]),
    chart: { kind: "slope", x: "year", y: "share", series: "exporter", format: "percent" },
    options: { highlight: ["RUS", "KAZ", "DEU", "BRA", "JPN"] },
  }),
  example("dot", "Dots with intervals, so that a small count says how sure it is", {
    title: "Affinity in research",
    finding: "Russia writes with Kazakhstan far more often than the size of either would suggest",
    parameters: { country: "RUS", year: 2023 },
    columns: [
      text("partner", "Partner"),
      double("affinity", "Joint papers over those expected from both countries’ output", "ratio"),
      double("low", "Low", "ratio"),
      double("high", "High", "ratio"),
    ],
    rows: [
      ["KAZ", 9.4, 0.08],
      ["BLR", 8.1, 0.12],
      ["CHN", 0.71, 0.02],
      ["DEU", 1.24, 0.03],
      ["IND", 0.52, 0.09],
      ["USA", 0.48, 0.02],
      ["MNG", 3.9, 0.45],
    ].map(
      ([partner, v, e]) =>
        ({
          partner,
          affinity: v,
          low: (v as number) * (1 - (e as number)),
          high: (v as number) * (1 + (e as number) * 1.1),
        }) as Row,
    ),
    chart: { kind: "dot", x: "partner", y: "affinity", low: "low", high: "high", scale: "log" },
    options: { highlight: ["CHN", "KAZ"] },
    notes: [
      {
        kind: "sample",
        text: "works whose affiliations name a country; 95 % intervals from a Poisson count",
      },
    ],
  }),
  example("dot-two", "Two readings a row, joined", {
    title: "Mirror gap",
    finding: "China reports selling Russia a tenth more than Russia reports buying",
    columns: [
      text("section", "Section"),
      text("reporter", "Reporter"),
      double("value", "Value of the flow", "current US dollars"),
    ],
    rows: ["Machinery", "Textiles", "Metals", "Chemicals", "Vehicles"].flatMap((section, i) => [
      { section, reporter: "CHN", value: (30 - i * 5.2) * 1e9 },
      { section, reporter: "RUS", value: (27.5 - i * 4.9 + noise(i, 2)) * 1e9 },
    ]),
    chart: { kind: "dot", x: "section", y: "value", series: "reporter", format: "usd" },
  }),
  example("bump", "Ranks over time", {
    title: "Largest partners",
    finding: "China has been Russia’s first supplier since before 2014; Türkiye rose from tenth to third",
    parameters: { reporter: "RUS" },
    columns: [
      integer("year", "Year"),
      text("partner", "Partner"),
      double("value", "Imports by partner", "current US dollars"),
    ],
    rows: ["CHN", "DEU", "USA", "JPN", "ITA", "FRA", "KOR", "POL", "BLR", "TUR", "KAZ"].flatMap(
      (partner, i) =>
        years(2014, 2023).map((year) => {
          const rise: Record<string, number> = { CHN: 3, TUR: 1.75, KAZ: 1.35, BLR: 1.2 };
          const t = (year - 2014) / 9;
          return {
            year,
            partner,
            value:
              year === 2019 && partner === "KOR"
                ? null
                : 50e9 * 0.8 ** i * ((rise[partner] ?? -0.6) * t + 1) * (0.93 + 0.14 * noise(year, i)),
          };
        }),
    ),
    chart: { kind: "bump", x: "year", y: "value", series: "partner", format: "usd" },
    options: { highlight: ["CHN", "DEU", "TUR", "KAZ"] },
  }),
  example("specification", "A claim under each reading, with what was claimed and its tolerance", {
    title: "One claim, seven readings",
    finding: "The claim that China supplies half of Russia’s machinery holds under two of seven readings",
    columns: [
      text("reading", "Reading"),
      double("value", "Share of Russia’s machinery imports", "share"),
      text("verdict", "Verdict"),
    ],
    rows: [
      ["BACI, HS 84 and 85, China and Hong Kong", 0.512, "holds"],
      ["BACI, HS 84 and 85, China", 0.467, "fails"],
      ["Mirror of China’s exports, HS 84", 0.431, "fails"],
      ["Mirror of China’s exports, HS 84 to 90", 0.494, "holds"],
      ["Comtrade, Russia as reporter, 2021", 0.389, "fails"],
      ["By weight, BACI", 0.558, "fails"],
      ["Russia as reporter, 2022", null, "untestable"],
    ].map(([reading, value, verdict]) => ({ reading, value, verdict }) as Row),
    chart: {
      kind: "specification",
      x: "reading",
      y: "value",
      series: "verdict",
      format: "percent",
      claimed: 0.5,
      tolerance: [0.475, 0.525],
    },
    notes: [{ kind: "missing", text: "Russia stopped publishing detailed trade in 2022" }],
  }),
  example("table", "A table, where no chart says it better", {
    title: "Dependence tests",
    finding: "Four products pass all three tests of dependence",
    columns: [
      text("product", "Product"),
      text("name", "Name"),
      double("share", "Share from China", "share"),
      double("value", "Imports", "current US dollars"),
      integer("suppliers", "Suppliers"),
    ],
    rows: [
      ["850650", "Lithium primary cells", 0.812, 214e6, 14],
      ["280530", "Rare-earth metals", 0.946, 61.2e6, 6],
      ["854143", "Photovoltaic cells in modules", 0.881, 2.41e9, 21],
      ["810419", "Unwrought magnesium", 0.904, null, 9],
    ].map(([product, name, s, value, suppliers]) => ({ product, name, share: s, value, suppliers }) as Row),
    chart: { kind: "table", x: "product", y: "share", format: "percent" },
  }),
];
