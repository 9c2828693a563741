import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { fromRows, type Row } from "../frame.ts";
import { revealedComparativeAdvantage } from "../kernels/index.ts";
import { complexityParameters, complexityPeriods } from "../trade/complexity-input.ts";
import { totals } from "../trade/complexity-measures.ts";
import { ComplexityNotes, lastOf } from "../trade/complexity-notes.ts";
import { defineIndicator } from "./indicator.ts";
import { code, country, real } from "./parameters.ts";

/**
 * Revealed comparative advantage (Balassa 1965): how much larger a product is in a country's exports than in the
 * world's.
 *
 *   RCA_cp = (x_cp / x_c) / (x_p / x)
 *
 * 1 means an average share; 0 that others export the product and this country does not; a product that nobody
 * exports, or a country without exports, has no row. Independent of the currency unit. The world is the countries
 * that take part, so leaving small ones out moves the figure a little.
 *
 * @example rca country=CHN digits=4 min=1 → the headings China exports more than its share of
 */
export const rca = defineIndicator({
  name: "rca",
  title: "Revealed comparative advantage",
  summary:
    "In which products a country exports more than its share of the world, or which countries do so for a product.",
  formula: "RCA_cp = (x_cp / x_c) / (x_p / x)",
  references: [
    {
      text: "Balassa, B. (1965), Trade Liberalisation and Revealed Comparative Advantage, The Manchester School 33",
      url: "https://doi.org/10.1111/j.1467-9957.1965.tb00050.x",
    },
  ],
  group: "complexity",
  params: z.object({
    country: country("exporter; every country when left out (a code is needed then)").optional(),
    code: code(
      "product code or its first digits, e.g. 8542; every product when left out (a country is needed then)",
    ).optional(),
    min: real("leave out lower figures; 0 keeps all, flows of nothing included", {
      min: 0,
      max: 1e9,
      unit: "ratio",
    }).default(0),
    ...complexityParameters,
  }),
  tables: ["trade"],
  optionalTables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "exporter" },
    product: { type: "text", description: "product code, with the digits asked for" },
    classification: { type: "text", description: "classification of the code" },
    value_usd: {
      type: "double",
      unit: "current US dollars",
      description: "exports of the product by the country",
    },
    rca: {
      type: "double",
      unit: "ratio",
      description: "share in the country's exports over share in the world's",
    },
    share_of_country: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of the country's exports",
    },
    share_of_world: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of the world's exports of the product",
    },
    source: { type: "text", description: "source of the figures" },
  },
  example: { country: "CHN", from: "2021", to: "2021", min: 1 },
  async compute(_frame, params, context) {
    if (params.country === undefined && params.code === undefined)
      throw new UsageError(
        "rca needs a country or a code (all of both would be a million rows): add --country or --code",
      );
    const notes = new ComplexityNotes(params, context);
    const rows: Record<string, unknown>[] = [];
    for await (const period of complexityPeriods(params, context)) {
      notes.add(period);
      const { countries, products, values } = period;
      const n = products.length;
      const all = revealedComparativeAdvantage(values, countries.length, n);
      const ofCountry = totals(values, countries.length, n, "rows");
      const ofProduct = totals(values, countries.length, n, "columns");
      countries.forEach((c, r) => {
        if (params.country !== undefined && params.country !== c) return;
        products.forEach((p, k) => {
          const value = values[r * n + k] as number;
          const found = all[r * n + k] as number;
          if ((params.code !== undefined && !p.startsWith(params.code)) || !(found >= params.min)) return;
          rows.push({
            period: period.period,
            country: c,
            product: p,
            classification: period.classification,
            value_usd: value,
            rca: found,
            share_of_country: value / (ofCountry[r] as number),
            share_of_world: value / (ofProduct[k] as number),
            source: period.source,
          });
        });
      });
    }
    notes.finish();
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[]) {
    const period = lastOf(rows)?.period;
    const top = rows
      .filter((r) => r.period === period)
      .sort((a, b) => (b.rca as number) - (a.rca as number))[0];
    if (!top) return undefined;
    return `${countryName(String(top.country))} exports ${(top.rca as number).toPrecision(2)} times its share of ${top.classification} ${top.product} in ${String(top.period).slice(0, 4)}`;
  },
  chart: { kind: "bar", x: "product", y: "rca", series: "country", format: "number" },
});

const COLUMNS = {
  period: "date",
  country: "text",
  product: "text",
  classification: "text",
  value_usd: "double",
  rca: "double",
  share_of_country: "double",
  share_of_world: "double",
  source: "text",
} as const;
