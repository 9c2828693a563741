import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows, type Row } from "../frame.ts";
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
import { country } from "./parameters.ts";

/**
 * Economic complexity index: how rare and how far apart the products are that a country exports with advantage.
 *
 *   M = 1[RCA ≥ 1];  M̃_cc' = Σ_p M_cp M_c'p / (k_c k_p);  ECI = second eigenvector of M̃, mean 0, deviation 1
 *
 * The sign is chosen so that ECI goes with diversity (Atlas, py-ecomplexity) or with reflections (economiccomplexity);
 * `convention` says whose rules hold. Only places and distances within one period mean something: the figure of one
 * year cannot be taken from that of another. Null for a country without any product of advantage. λ₂ and λ₃ tell how
 * well the vector is determined: when they agree it is not.
 *
 * Each period is one eigenproblem over countries, held alone in memory, so every year of BACI streams by.
 *
 * @example three countries with advantage in {a, b, c}, {a, b}, {a} → ECI 1.22, 0, −1.22
 */
export const eci = defineIndicator({
  name: "eci",
  title: "Economic complexity of countries",
  summary: "Which countries export products that few others can make, by the economic complexity index.",
  formula: "ECI = standardised second eigenvector of M̃_cc' = Σ_p M_cp M_c'p / (k_c k_p), M = 1[RCA ≥ 1]",
  references: [
    {
      text: "Hidalgo, C. and Hausmann, R. (2009), The building blocks of economic complexity, PNAS 106",
      url: "https://doi.org/10.1073/pnas.0900943106",
    },
    {
      text: "Hausmann, R., Hidalgo, C. et al. (2014), The Atlas of Economic Complexity, MIT Press",
      url: "https://doi.org/10.7551/mitpress/9647.001.0001",
    },
    {
      text: "Tacchella, A. et al. (2012), A new metrics for countries' fitness and products' complexity, Scientific Reports 2",
      url: "https://doi.org/10.1038/srep00723",
    },
  ],
  group: "complexity",
  params: z.object({
    country: country(
      "country whose figures are shown (all take part in the computation); every country when left out",
    ).optional(),
    method: methodParameter,
    ...conventionParameters,
    ...complexityParameters,
  }),
  tables: ["trade"],
  optionalTables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "country" },
    eci: {
      type: "double",
      unit: "standard deviations (fitness: mean 1)",
      description: "economic complexity index, or fitness",
    },
    rank: { type: "integer", unit: "place", description: "place among the countries, 1 is the most complex" },
    countries: { type: "integer", unit: "countries", description: "countries with an index" },
    diversity: { type: "integer", unit: "products", description: "products with revealed advantage" },
    average_ubiquity: {
      type: "double",
      unit: "countries",
      description: "mean number of countries that share its products",
    },
    exports_usd: { type: "double", unit: "current US dollars", description: "exports that entered" },
    products: { type: "integer", unit: "products", description: "products that entered" },
    lambda2: { type: "double", unit: "1", description: "second eigenvalue of the country matrix" },
    lambda3: {
      type: "double",
      unit: "1",
      description: "third eigenvalue; near the second, the vector is poorly determined",
    },
    source: { type: "text", description: "source of the figures" },
  },
  example: { from: "2021", to: "2021" },
  async compute(_frame, params, context) {
    const notes = new ComplexityNotes(params, context);
    const rows: Record<string, unknown>[] = [];
    for await (const period of complexityPeriods(params, context)) {
      const { countries, products, values } = period;
      const all = complexityOf(period, params);
      notes.add(period, all);
      const figures = scores(all, params.method, params.convention).countries;
      const place = ranks(figures);
      const exports = totals(values, countries.length, products.length, "rows");
      const { diversity, ubiquity, countryStart, productOf } = all.presence;
      const known = figures.filter((v) => !Number.isNaN(v)).length;
      countries.forEach((c, r) => {
        if (params.country !== undefined && params.country !== c) return;
        let sum = 0;
        for (let x = countryStart[r] as number; x < (countryStart[r + 1] as number); x++)
          sum += ubiquity[productOf[x] as number] as number;
        rows.push({
          period: period.period,
          country: c,
          eci: figures[r],
          rank: place[r],
          countries: known,
          diversity: diversity[r],
          average_ubiquity: sum / (diversity[r] as number),
          exports_usd: exports[r],
          products: products.length - all.droppedProducts.length,
          lambda2: all.secondEigenvalue,
          lambda3: all.thirdEigenvalue,
          source: period.source,
        });
      });
    }
    notes.finish();
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[], params) {
    const last = rows.at(-1)?.period;
    const found = rows.filter((r) => r.period === last && r.rank !== null);
    const year = String(last).slice(0, 4);
    if (params.country) {
      const [row] = found;
      return row
        ? `${countryName(params.country)} was number ${row.rank} of ${row.countries} by complexity in ${year}`
        : undefined;
    }
    const first = found.find((r) => r.rank === 1);
    return first
      ? `${countryName(String(first.country))} had the most complex exports in ${year}`
      : undefined;
  },
  chart: { kind: "bump", x: "period", y: "rank", series: "country", format: "number" },
});

const COLUMNS = {
  period: "date",
  country: "text",
  eci: "double",
  rank: "integer",
  countries: "integer",
  diversity: "integer",
  average_ubiquity: "double",
  exports_usd: "double",
  products: "integer",
  lambda2: "double",
  lambda3: "double",
  source: "text",
} as const;
