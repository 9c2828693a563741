import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { fromRows, type Row } from "../frame.ts";
import { complexityWithOutlook } from "../kernels/index.ts";
import { productText } from "../products/index.ts";
import { complexityParameters, complexityPeriods } from "../trade/complexity-input.ts";
import { conventionParameters } from "../trade/complexity-measures.ts";
import { ComplexityNotes, ranks } from "../trade/complexity-notes.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, code, country } from "./parameters.ts";

/**
 * Complexity outlook (Hausmann, Hidalgo et al. 2014): how much complexity lies within a country's reach, and which
 * product would add most to it.
 *
 *   COI_c = Σ_p ω_cp (1 − M_cp) PCI_p
 *   COG_cp = (1 − M_cp) [Σ_p' (1 − M_cp') PCI_p' φ_pp' / Σ_p'' φ_p'p'' − ω_cp PCI_p]
 *
 * With `level=countries` a row is a country and its index; with `level=products` a row is a product that the country
 * does not export with advantage, with its gain. The packages leave the last term out, and py-ecomplexity
 * standardises the index: `convention` says whose rules hold.
 */
export const complexityOutlook = defineIndicator({
  name: "complexity-outlook",
  title: "Complexity outlook",
  summary: "How much complexity lies within a country's reach, and which new product would add most to it.",
  formula:
    "COI_c = Σ_p ω_cp (1 − M_cp) PCI_p; COG_cp = (1 − M_cp)[Σ_p' (1 − M_cp') PCI_p' φ_pp' / Σ_p'' φ_p'p'' − ω_cp PCI_p]",
  references: [
    {
      text: "Hausmann, R., Hidalgo, C. et al. (2014), The Atlas of Economic Complexity, MIT Press",
      url: "https://doi.org/10.7551/mitpress/9647.001.0001",
    },
  ],
  group: "complexity",
  params: z.object({
    level: choice(
      ["countries", "products"],
      "one index a country, or the gain from each product of one country",
    ).default("countries"),
    country: country("country shown; needed with level=products").optional(),
    code: code("product code or its first digits, with level=products").optional(),
    ...conventionParameters,
    ...complexityParameters,
  }),
  tables: ["trade"],
  optionalTables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "country" },
    product: { type: "text", description: "product code; null with level=countries" },
    name: { type: "text", description: "what the product is, where the text is known" },
    outlook: {
      type: "double",
      unit: "sum of density times standard deviations",
      description: "outlook index of the country, or gain from the product",
    },
    rank: {
      type: "integer",
      unit: "place",
      description: "place among countries, or among the country's products; 1 is the largest",
    },
    density: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of the product's neighbourhood that is made",
    },
    pci: { type: "double", unit: "standard deviations", description: "complexity of the product" },
    eci: { type: "double", unit: "standard deviations", description: "complexity of the country" },
    classification: { type: "text", description: "classification of the codes" },
    source: { type: "text", description: "source of the figures" },
  },
  example: { from: "2021", to: "2021" },
  async compute(_frame, params, context) {
    if (params.level === "products" && params.country === undefined)
      throw new UsageError("complexity-outlook with level=products needs a country: add --country");
    const notes = new ComplexityNotes(params, context);
    const rows: Record<string, unknown>[] = [];
    for await (const period of complexityPeriods(params, context)) {
      const { countries, products, values, classification, source } = period;
      const n = products.length;
      const all = complexityWithOutlook(values, countries.length, n, params);
      notes.add(period, all);
      const shared = { period: period.period, classification, source };
      const places = ranks(all.outlookIndex);
      countries.forEach((c, r) => {
        if (params.country !== undefined && params.country !== c) return;
        if (params.level === "countries") {
          rows.push({
            ...shared,
            country: c,
            outlook: all.outlookIndex[r],
            rank: places[r],
            eci: all.eci[r],
          });
          return;
        }
        const gains = all.outlookGain.slice(r * n, (r + 1) * n);
        for (let k = 0; k < n; k++)
          if ((all.rca[r * n + k] as number) >= params.threshold) gains[k] = Number.NaN;
        const place = ranks(gains);
        products.forEach((p, k) => {
          if (Number.isNaN(gains[k]) || (params.code !== undefined && !p.startsWith(params.code))) return;
          rows.push({
            ...shared,
            country: c,
            product: p,
            name: productText(classification, p) ?? null,
            outlook: gains[k],
            rank: place[k],
            density: all.density[r * n + k],
            pci: all.pci[k],
            eci: all.eci[r],
          });
        });
      });
    }
    notes.finish();
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[], params) {
    const last = rows.at(-1)?.period;
    const [first] = rows
      .filter((r) => r.period === last && r.rank !== null)
      .sort((a, b) => (a.rank as number) - (b.rank as number));
    if (!first) return undefined;
    const who = countryName(String(first.country));
    if (params.level === "products") return `${who} would gain most from ${first.name ?? first.product}`;
    return params.country === undefined
      ? `${who} had the most complexity within reach in ${String(last).slice(0, 4)}`
      : `${who} was number ${first.rank} by complexity within reach in ${String(last).slice(0, 4)}`;
  },
  chart: { kind: "bar", x: "country", y: "outlook", format: "number" },
});

const COLUMNS = {
  period: "date",
  country: "text",
  product: "text",
  name: "text",
  outlook: "double",
  rank: "integer",
  density: "double",
  pci: "double",
  eci: "double",
  classification: "text",
  source: "text",
} as const;
