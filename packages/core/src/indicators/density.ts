import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows, type Row } from "../frame.ts";
import { density as densityOf } from "../kernels/index.ts";
import { productText } from "../products/index.ts";
import { complexityParameters, complexityPeriods } from "../trade/complexity-input.ts";
import { complexityOf, conventionParameters } from "../trade/complexity-measures.ts";
import { ComplexityNotes } from "../trade/complexity-notes.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, code, country } from "./parameters.ts";

/**
 * Density (Hidalgo, Klinger, Barabási, Hausmann 2007): the part of a product's neighbourhood that a country already
 * exports with advantage.
 *
 *   ω_cp = Σ_p' M_cp' φ_pp' / Σ_p' φ_pp'
 *
 * Between 0 and 1; one minus it is the Atlas's distance. φ_pp counts too, so a product the country makes gets its own
 * weight. A product that no country exports with advantage has no density and no row.
 *
 * @example advantage in {a, b, c}, {a, b}, {a} → density of b for the third country: φ_ab / (φ_ab + 1 + φ_bc) = 0.308
 */
export const density = defineIndicator({
  name: "density",
  title: "Density around products",
  summary: "How much of the neighbourhood of each product a country already exports with advantage.",
  formula: "ω_cp = Σ_p' M_cp' φ_pp' / Σ_p' φ_pp'",
  references: [
    {
      text: "Hidalgo, C., Klinger, B., Barabási, A.-L., Hausmann, R. (2007), The Product Space Conditions the Development of Nations, Science 317",
      url: "https://doi.org/10.1126/science.1144581",
    },
  ],
  group: "complexity",
  params: z.object({
    country: country("country whose density is asked"),
    code: code("product code or its first digits; every product when left out").optional(),
    made: choice(
      ["all", "yes", "no"],
      "products the country exports with advantage, those it does not, or all",
    ).default("all"),
    ...conventionParameters,
    ...complexityParameters,
  }),
  tables: ["trade"],
  optionalTables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "country" },
    product: { type: "text", description: "product code" },
    name: { type: "text", description: "what the product is, where the text is known" },
    density: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of the neighbourhood that is made",
    },
    distance: { type: "double", unit: "share (0 to 1)", description: "one minus density" },
    rca: { type: "double", unit: "ratio", description: "revealed comparative advantage" },
    made: { type: "boolean", description: "true when the advantage reaches the threshold" },
    pci: { type: "double", unit: "standard deviations", description: "complexity of the product" },
    classification: { type: "text", description: "classification of the code" },
    source: { type: "text", description: "source of the figures" },
  },
  example: { country: "RUS", code: "85", from: "2021", to: "2021", made: "no" },
  async compute(_frame, params, context) {
    const notes = new ComplexityNotes(params, context);
    const rows: Record<string, unknown>[] = [];
    for await (const period of complexityPeriods(params, context)) {
      const { countries, products, classification } = period;
      const n = products.length;
      const all = complexityOf(period, params);
      notes.add(period, all);
      const r = countries.indexOf(params.country);
      if (r < 0) continue;
      const omega = densityOf(all.presence);
      products.forEach((p, k) => {
        const at = r * n + k;
        const value = omega[at] as number;
        const rca = all.rca[at] as number;
        const made = rca >= params.threshold;
        if ((params.code !== undefined && !p.startsWith(params.code)) || Number.isNaN(value)) return;
        if (params.made !== "all" && made !== (params.made === "yes")) return;
        rows.push({
          period: period.period,
          country: params.country,
          product: p,
          name: productText(classification, p) ?? null,
          density: value,
          distance: 1 - value,
          rca,
          made,
          pci: all.pci[k],
          classification,
          source: period.source,
        });
      });
    }
    notes.finish();
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[], params) {
    const last = rows.at(-1)?.period;
    const [best] = rows
      .filter((r) => r.period === last && r.made === false)
      .sort((a, b) => (b.density as number) - (a.density as number));
    return best
      ? `Of what ${countryName(params.country)} does not export with advantage, ${best.name ?? best.product} lies nearest`
      : undefined;
  },
  chart: { kind: "dot", x: "density", y: "pci", format: "number" },
});

const COLUMNS = {
  period: "date",
  country: "text",
  product: "text",
  name: "text",
  density: "double",
  distance: "double",
  rca: "double",
  made: "boolean",
  pci: "double",
  classification: "text",
  source: "text",
} as const;
