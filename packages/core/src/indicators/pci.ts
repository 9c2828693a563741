import { z } from "zod";
import { fromRows, type Row } from "../frame.ts";
import { productText } from "../products/index.ts";
import { complexityParameters, complexityPeriods } from "../trade/complexity-input.ts";
import {
  complexityOf,
  conventionParameters,
  methodParameter,
  scores,
  totals,
} from "../trade/complexity-measures.ts";
import { ComplexityNotes, ranks } from "../trade/complexity-notes.ts";
import { defineIndicator } from "./indicator.ts";
import { code } from "./parameters.ts";

/**
 * Product complexity index: how able the countries are that export a product with advantage.
 *
 *   PCI = second eigenvector of M̃_pp' = Σ_c M_cp M_cp' / (k_c k_p), standardised
 *
 * It is the other side of `eci`: under py-ecomplexity's convention ECI is the mean PCI of a country's products, the
 * other conventions standardise PCI by itself. Null for a product in which no country has revealed advantage.
 *
 * @example advantage in {a, b, c}, {a, b}, {a} → c, made by the most diverse country alone, is the most complex
 */
export const pci = defineIndicator({
  name: "pci",
  title: "Complexity of products",
  summary: "Which products only able countries export, by the product complexity index.",
  formula: "PCI = standardised second eigenvector of M̃_pp' = Σ_c M_cp M_cp' / (k_c k_p), M = 1[RCA ≥ 1]",
  references: [
    {
      text: "Hidalgo, C. and Hausmann, R. (2009), The building blocks of economic complexity, PNAS 106",
      url: "https://doi.org/10.1073/pnas.0900943106",
    },
    {
      text: "Hausmann, R., Hidalgo, C. et al. (2014), The Atlas of Economic Complexity, MIT Press",
      url: "https://doi.org/10.7551/mitpress/9647.001.0001",
    },
  ],
  group: "complexity",
  params: z.object({
    code: code("product code or its first digits, e.g. 85; every product when left out").optional(),
    method: methodParameter,
    ...conventionParameters,
    ...complexityParameters,
  }),
  tables: ["trade"],
  optionalTables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    product: { type: "text", description: "product code, with the digits asked for" },
    classification: { type: "text", description: "classification of the code" },
    name: { type: "text", description: "what the product is, where the text is known" },
    pci: { type: "double", unit: "standard deviations (fitness: mean 1)", description: "product complexity" },
    rank: { type: "integer", unit: "place", description: "place among the products, 1 is the most complex" },
    products: { type: "integer", unit: "products", description: "products with an index" },
    ubiquity: { type: "integer", unit: "countries", description: "countries with revealed advantage" },
    exports_usd: { type: "double", unit: "current US dollars", description: "world exports that entered" },
    source: { type: "text", description: "source of the figures" },
  },
  example: { code: "85", from: "2021", to: "2021" },
  async compute(_frame, params, context) {
    const notes = new ComplexityNotes(params, context);
    const rows: Record<string, unknown>[] = [];
    for await (const period of complexityPeriods(params, context)) {
      const { countries, products, values, classification } = period;
      const all = complexityOf(period, params);
      notes.add(period, all);
      const figures = scores(all, params.method, params.convention).products;
      const place = ranks(figures);
      const exports = totals(values, countries.length, products.length, "columns");
      const known = figures.filter((v) => !Number.isNaN(v)).length;
      products.forEach((p, k) => {
        if (params.code !== undefined && !p.startsWith(params.code)) return;
        rows.push({
          period: period.period,
          product: p,
          classification,
          name: productText(classification, p) ?? null,
          pci: figures[k],
          rank: place[k],
          products: known,
          ubiquity: all.presence.ubiquity[k],
          exports_usd: exports[k],
          source: period.source,
        });
      });
    }
    notes.finish();
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[]) {
    const last = rows.at(-1)?.period;
    const [first] = rows
      .filter((r) => r.period === last && r.rank !== null)
      .sort((a, b) => (a.rank as number) - (b.rank as number));
    return first
      ? `${first.name ?? `${first.classification} ${first.product}`} was number ${first.rank} of ${first.products} products by complexity in ${String(last).slice(0, 4)}`
      : undefined;
  },
  chart: { kind: "bar", x: "product", y: "pci", format: "number" },
});

const COLUMNS = {
  period: "date",
  product: "text",
  classification: "text",
  name: "text",
  pci: "double",
  rank: "integer",
  products: "integer",
  ubiquity: "integer",
  exports_usd: "double",
  source: "text",
} as const;
