import { countryName } from "@tightrope/charts";
import { double, type Example, example, integer, noise, text, years } from "./inputs.ts";

type Row = Record<string, string | number | null>;
const codes =
  "AGO ARE ARG AUS AUT BEL BGD BLR BRA CAN CHE CHL CHN CMR COD COL CUB CZE DEU DNK DZA EGY ESP ETH FIN FRA GBR GHA GRC HKG HUN IDN IND IRN IRQ ISR ITA JPN KAZ KEN KGZ KOR LAO LBY LUX MAC MAR MDV MEX MLT MMR MNG MOZ MUS MYS NAM NGA NLD NOR NPL NZL PAK PER PHL POL PRK PRT QAT ROU RUS SAU SDN SGP SRB SWE SYR THA TJK TKM TUN TUR TZA UGA UKR USA UZB VEN VNM ZAF ZMB ZWE".split(
    " ",
  );
const technologies = ["Semiconductors", "Batteries", "Robotics", "Biotechnology", "Space", "Quantum"];
const partners = ["CHN", "USA", "DEU", "JPN", "KOR", "IND", "RUS", "GBR"];

export const fields: readonly Example[] = [
  example("matrix", "Technology by partner, around a meaningful one", {
    title: "Specialisation in joint research",
    finding: "Batteries are the field in which six of eight partners stand above the world’s average",
    columns: [
      text("technology", "Technology"),
      text("partner", "Partner"),
      double("rca", "Specialisation of joint work, 1 is the world’s", "index"),
    ],
    rows: technologies.flatMap((technology, i) =>
      partners.map((partner, j) => ({
        technology,
        partner,
        rca: i === 5 && j === 4 ? null : Math.round(100 * 0.2 * 16 ** noise(i + 3, j + 1)) / 100,
      })),
    ),
    chart: { kind: "matrix", x: "partner", y: "technology", value: "rca", scale: "log", centre: 1 },
    notes: [{ kind: "missing", text: "South Korea, quantum: fewer than five joint works" }],
  }),
  example("matrix-share", "Shares over time as a heat map", {
    title: "Where controlled goods come from",
    finding: "Controlled goods have moved to Hong Kong, Türkiye and the Emirates",
    parameters: { importer: "RUS" },
    columns: [
      integer("year", "Year"),
      text("partner", "Partner"),
      double("share", "Share of Russia’s imports of controlled goods", "share"),
    ],
    rows: ["CHN", "HKG", "TUR", "ARE", "KAZ", "DEU", "USA", "KOR"].flatMap((partner, i) =>
      years(2012, 2023).map((year) => ({
        year,
        partner,
        share: Math.max(
          0.001,
          (i < 5 ? (year - 2010) * 0.012 : (2024 - year) * 0.011) * (0.5 + noise(i, year)),
        ),
      })),
    ),
    chart: { kind: "matrix", x: "year", y: "share", series: "partner", format: "percent" },
  }),
  example("waterfall", "Why a number moved: its parts, adding up", {
    title: "Why China’s share rose",
    finding: "China’s share rose by 13.6 points, most of it because others left",
    parameters: { reporter: "RUS", partner: "CHN", from: 2021, to: 2023 },
    columns: [
      text("part", "Part"),
      double("change", "Share of Russia’s imports from China and its changes", "share"),
      text("role", "Role"),
    ],
    rows: [
      ["Share in 2021", 0.248, "start"],
      ["Partners that left", 0.094, "part"],
      ["Growth in machinery", 0.041, "part"],
      ["Growth in vehicles", 0.031, "part"],
      ["Prices", -0.022, "part"],
      ["Other products", -0.008, "part"],
      ["Share in 2023", 0.384, "end"],
    ].map(([part, change, role]) => ({ part, change, role }) as Row),
    chart: { kind: "waterfall", x: "part", y: "change", series: "role", format: "percent" },
  }),
  example("multiples", "Small multiples instead of a drop-down", {
    title: "Partners one by one",
    finding: "Seven of nine partners lost ground after 2021",
    parameters: { reporter: "RUS" },
    columns: [
      integer("year", "Year"),
      text("partner", "Partner"),
      double("share", "Share of Russia’s imports", "share"),
      text("status", "How known"),
    ],
    rows: ["CHN", "DEU", "USA", "JPN", "KOR", "TUR", "IND", "KAZ", "POL"].flatMap((partner, i) =>
      years(2012, 2024).map((year) => ({
        year,
        partner,
        share:
          (0.2 / (i + 1)) *
          (i === 0 || i === 5 ? 1 + (year - 2012) * 0.08 : 1 - Math.max(0, year - 2020) * 0.15) *
          (0.9 + 0.2 * noise(year, i)),
        status: year > 2021 ? "mirrored" : "reported",
      })),
    ),
    chart: {
      kind: "multiples",
      x: "year",
      y: "share",
      series: "partner",
      status: "status",
      format: "percent",
    },
    notes: [{ kind: "mirrored", text: "from 2022 partners’ figures" }],
  }),
  example("map", "A map, equal in area, with small states as dots and missing ones grey", {
    title: "Dependence on China",
    finding: "Of 89 countries, 47 buy a fifth or more of their imports from China",
    parameters: { exporter: "CHN", year: 2022 },
    columns: [
      text("country", "Importer"),
      double("share", "Share of imports that come from China", "share"),
      text("status", "How known"),
    ],
    rows: codes
      .filter((code) => code !== "CHN")
      .map((country, i) => ({
        country,
        share: country === "VEN" ? null : 0.02 + 0.42 * noise(i, 11) ** 1.6,
        status: country === "RUS" || country === "IRN" ? "mirrored" : "reported",
      })),
    chart: { kind: "map", x: "country", y: "share", status: "status", format: "percent" },
  }),
  example("sankey", "Flows that split and join", {
    title: "Where controlled goods pass through",
    finding: "Almost half of the controlled goods reached Russia by way of a third country",
    columns: [
      text("from", "From"),
      text("to", "To"),
      double("value", "Value of controlled goods", "current US dollars"),
    ],
    rows: [
      ["CHN", "HKG", 3.1e9],
      ["USA", "HKG", 0.8e9],
      ["USA", "TUR", 0.35e9],
      ["DEU", "TUR", 0.9e9],
      ["DEU", "KAZ", 0.5e9],
      ["JPN", "ARE", 0.4e9],
      ["CHN", "RUS", 5.2e9],
      ["HKG", "RUS", 2.9e9],
      ["TUR", "RUS", 1.0e9],
      ["KAZ", "RUS", 0.45e9],
      ["ARE", "RUS", 0.3e9],
    ].map(([from, to, value]) => ({ from, to, value }) as Row),
    chart: { kind: "sankey", x: "from", series: "to", y: "value", format: "usd" },
  }),
  example("network", "Who works with whom", {
    title: "Joint papers",
    finding: "China’s strongest tie in research is still with the United States",
    columns: [
      text("a", "Country"),
      text("b", "Country"),
      double("works", "Joint papers, counted in parts", "works"),
    ],
    rows: [
      "CHN",
      "USA",
      "RUS",
      "DEU",
      "GBR",
      "FRA",
      "JPN",
      "KOR",
      "IND",
      "AUS",
      "BRA",
      "ITA",
      "CAN",
      "KAZ",
      "BLR",
      "UZB",
      "PAK",
      "IRN",
    ].flatMap((a, i, all) =>
      all.slice(i + 1).flatMap((b, j) =>
        noise(i, j + 40) > 0.55 - (i < 3 ? 0.3 : 0)
          ? [
              {
                a,
                b,
                works: Math.round((20_000 * noise(i + 1, j + 7) ** 2) / (1 + i * 0.4 + j * 0.2)) + 40,
              },
            ]
          : [],
      ),
    ),
    chart: { kind: "network", x: "a", series: "b", y: "works" },
    options: { highlight: ["CHN", "USA", "RUS"] },
  }),
];

/** The names are those of the module, so that an example cannot name a code that it does not know. */
for (const code of codes)
  if (countryName(code) === undefined) throw new Error(`example names an unknown country: ${code}`);
