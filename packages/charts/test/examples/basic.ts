import { double, type Example, example, integer, noise, text, years } from "./inputs.ts";

const share = double("share", "Share of Russia’s imports that come from each partner", "share");

const reorientation = years(2012, 2024).flatMap((year) =>
  [
    ["CHN", 0.16, 0.36],
    ["DEU", 0.12, 0.03],
    ["TUR", 0.02, 0.06],
    ["KAZ", 0.03, 0.045],
    ["IND", 0.012, 0.024],
  ].map(([partner, from, to], i) => {
    const t = 1 / (1 + Math.exp(-(year - 2021)));
    const missing = partner === "DEU" && (year === 2019 || year === 2020);
    const status = missing ? "missing" : year >= 2022 ? "mirrored" : "reported";
    const value = (from as number) + ((to as number) - (from as number)) * t + 0.006 * (noise(year, i) - 0.5);
    return { year, partner: partner as string, share: missing ? null : value, status };
  }),
);

export const basic: readonly Example[] = [
  example("line", "Lines over time: mirrored years dashed, missing years a gap, events as rules", {
    title: "Partner shares",
    finding:
      "China supplied 35 % of Russia’s imports in 2024, up from 16 % in 2012; Germany’s part fell below 4 %",
    parameters: { reporter: "RUS", flow: "imports", from: 2012, to: 2024 },
    columns: [
      integer("year", "Calendar year"),
      text("partner", "Partner"),
      share,
      text("status", "How known"),
    ],
    rows: reorientation,
    chart: { kind: "line", x: "year", y: "share", series: "partner", status: "status", format: "percent" },
    notes: [
      {
        kind: "mirrored",
        text: "Russia has published no detailed figures since 2022; those years are what its partners report",
      },
      { kind: "missing", text: "Germany 2019 and 2020 are left out of this example to show a gap" },
    ],
  }),
  example("line-estimate", "An estimate with its band, continuing a reported line", {
    title: "Trade in current US dollars",
    finding: "Trade between the two may have reached 234 billion US dollars in 2024",
    parameters: { a: "CHN", b: "RUS" },
    columns: [
      integer("year", "Calendar year"),
      double("value", "Exports of both to each other", "current US dollars"),
      double("low", "Low", "current US dollars"),
      double("high", "High", "current US dollars"),
      text("status", "How known"),
    ],
    rows: years(2014, 2024).map((year) => {
      const value = (70 + (year - 2014) ** 1.3 * 8.2) * 1e9;
      const estimated = year >= 2021;
      return {
        year,
        value,
        low: estimated ? value * (1 - 0.04 * (year - 2020)) : null,
        high: estimated ? value * (1 + 0.05 * (year - 2020)) : null,
        status: estimated ? "estimated" : "reported",
      };
    }),
    chart: { kind: "line", x: "year", y: "value", low: "low", high: "high", status: "status", format: "usd" },
    notes: [{ kind: "estimated", text: "from 2021 by the gravity model, with its 90 % interval" }],
  }),
  example("line-many", "Many series: the subjects in colour, the rest grey company", {
    title: "Price per kilogram",
    finding: "A kilogram of machinery from China cost two fifths less than one from Germany in 2023",
    parameters: { reporter: "RUS", partner: "CHN" },
    columns: [
      integer("year", "Calendar year"),
      text("partner", "Partner"),
      double("price", "Unit value of machinery imports", "US dollars per kg"),
    ],
    rows: ["CHN", "DEU", "JPN", "KOR", "USA", "ITA", "FRA", "POL", "CZE", "FIN", "SWE", "AUT"].flatMap(
      (partner, i) =>
        years(2016, 2023).map((year) => ({
          year,
          partner,
          price: (6 + 5 * i ** 1.3) * (0.9 + 0.25 * noise(year, i)),
        })),
    ),
    chart: { kind: "line", x: "year", y: "price", series: "partner", scale: "log" },
  }),
  example("line-months", "Monthly figures of a single series", {
    title: "Monthly exports",
    finding: "Exports of controlled machine tools fell by half within three months",
    parameters: { exporter: "CHN", importer: "RUS" },
    columns: [
      { name: "month", type: "date", description: "Month" },
      double("value", "Exports of controlled machine tools", "current US dollars"),
    ],
    rows: Array.from({ length: 18 }, (_, i) => ({
      month: `${2021 + Math.floor((i + 6) / 12)}-${String(((i + 6) % 12) + 1).padStart(2, "0")}-01`,
      value: i === 11 ? null : (i > 8 ? 31e6 : 64e6) * (0.9 + 0.2 * noise(i, 3)),
    })),
    chart: { kind: "line", x: "month", y: "value", format: "usd" },
    notes: [{ kind: "missing", text: "June 2022 was not published" }],
  }),
  example(
    "bar",
    "Ranked bars from zero; hatched as mirrored, light as estimated; the subject in its colour",
    {
      title: "Where imports come from",
      finding: "China supplied 34.3 % of Russia’s imports in 2022, more than the next five together",
      parameters: { reporter: "RUS", partner: "CHN", year: 2022 },
      columns: [text("partner", "Partner"), share, text("status", "How known")],
      rows: [
        ["CHN", 0.343, "mirrored"],
        ["DEU", 0.071, "mirrored"],
        ["BLR", 0.066, "estimated"],
        ["TUR", 0.044, "mirrored"],
        ["KAZ", 0.041, "reported"],
        ["KOR", 0.029, "reported"],
        ["ARE", null, "missing"],
        ["ITA", 0.028, "reported"],
      ].map(
        ([partner, value, status]) =>
          ({ partner, share: value, status }) as Record<string, string | number | null>,
      ),
      chart: { kind: "bar", x: "partner", y: "share", status: "status", format: "percent" },
      notes: [{ kind: "missing", text: "United Arab Emirates: not reported by either side" }],
    },
  ),
  example("bar-change", "Changes around zero, with intervals and long names", {
    title: "Change in real income",
    finding: "Motor vehicles would lose 4.1 % of real income; two of five sectors would gain",
    columns: [
      text("sector", "Sector"),
      double("change", "Change in real income by sector", "share"),
      double("low", "Low", "share"),
      double("high", "High", "share"),
    ],
    rows: [
      ["Motor vehicles, trailers and semi-trailers", -0.041],
      ["Computer, electronic and optical products", -0.033],
      ["Crop and animal production, hunting", 0.008],
      ["Mining and quarrying of energy products", -0.021],
      ["Basic metals", 0.004],
    ].map(
      ([sector, change]) =>
        ({ sector, change, low: (change as number) - 0.006, high: (change as number) + 0.007 }) as Record<
          string,
          string | number | null
        >,
    ),
    chart: { kind: "bar", x: "sector", y: "change", low: "low", high: "high", format: "percent" },
  }),
];
