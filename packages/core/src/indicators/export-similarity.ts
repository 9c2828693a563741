import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { exportSimilarity as similarityOf } from "../kernels/index.ts";
import { aligned, basketsOf } from "../trade/baskets.ts";
import { bucketsOf } from "../trade/flows.ts";
import { figureParameters } from "../trade/parameters.ts";
import { defined, framed } from "../trade/rows.ts";
import { chooseWorld, worldNote } from "../trade/world.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country } from "./parameters.ts";

/**
 * Export similarity: how alike the goods are that two countries sell, to the world or to one market.
 *
 *   S_ij = Σ_k min(s_ik, s_jk)
 *
 * 1 for the same composition, 0 for none in common; symmetric, and blind to size. The finer the goods, the lower the
 * value, so compare only at one level. Null when either sells nothing (to the market) or the world is not known.
 *
 * @example export-similarity country=CHN partner=DEU market=RUS
 */
export const exportSimilarity = defineIndicator({
  name: "export-similarity",
  title: "Similarity of exports",
  summary: "How alike the goods are that two countries sell: whether they compete.",
  formula: "S_ij = Σ_k min(s_ik, s_jk)",
  references: [
    {
      text: "Finger, J. M. and Kreinin, M. E. (1979), A Measure of 'Export Similarity' and Its Possible Uses, Economic Journal 89(356)",
    },
  ],
  group: "trade",
  ownPartner: true,
  params: z.object({
    country: country("i: one exporter"),
    partner: country("j: the other exporter"),
    market: country("importer both sell to; the whole world when left out").optional(),
    level: choice(["section", "chapter", "heading", "product"], "how goods are told apart").default(
      "product",
    ),
    ...figureParameters,
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "i" },
    partner: { type: "text", description: "j" },
    market: { type: "text", description: "importer, or empty for the world" },
    product: { type: "text", description: "goods that count" },
    level: { type: "text", description: "how goods are told apart" },
    similarity: { type: "double", unit: "index (0 to 1)", description: "S_ij" },
    goods: { type: "integer", unit: "goods", description: "goods that either sells" },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported or reconciled" },
  },
  example: { country: "CHN", partner: "DEU", level: "chapter", min_partners: 5 },
  async compute(_frame, params, context): Promise<Frame> {
    const choices = await chooseWorld(params, context, { codes: true });
    worldNote(choices, context);
    const only = params.market ? { only: [params.market] } : {};
    const of = (c: string) =>
      basketsOf({ countries: [c], flow: "exports" }, params, choices, params.level, context, only);
    const [one, other] = [await of(params.country), await of(params.partner)];
    const rows = bucketsOf(choices, params).map((bucket) => {
      const { goods, a, b } = aligned(one, other, bucket.period);
      return {
        period: bucket.period,
        country: params.country,
        partner: params.partner,
        market: params.market ?? "",
        product: params.product,
        level: params.level,
        similarity: bucket.known ? defined(similarityOf(a, b)) : null,
        goods: goods.length,
        source: bucket.source,
        basis: bucket.basis,
      };
    });
    return framed(exportSimilarity.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.similarity !== null);
    if (!last) return undefined;
    return `Exports of ${countryName(params.country)} and ${countryName(params.partner)} were alike to ${((last.similarity as number) * 100).toFixed(0)}\u202f% in ${String(last.period).slice(0, 4)}`;
  },
  chart: { kind: "line", x: "period", y: "similarity", status: "basis", format: "number" },
});
