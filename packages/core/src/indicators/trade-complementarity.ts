import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { tradeComplementarity as complementarityOf } from "../kernels/index.ts";
import { aligned, basketsOf } from "../trade/baskets.ts";
import { bucketsOf } from "../trade/flows.ts";
import { figureParameters } from "../trade/parameters.ts";
import { defined, framed } from "../trade/rows.ts";
import { chooseWorld, worldNote } from "../trade/world.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country } from "./parameters.ts";

/**
 * Trade complementarity: how well what one country sells (to anyone) matches what another buys (from anyone).
 *
 *   C_ij = 1 − ½ Σ_k |m_jk − x_ik|
 *
 * 1 when the baskets are the same, 0 when they have no good in common; not symmetric in the countries. The finer the
 * goods, the lower the value, so compare only at one level. Null when either basket is empty or the world not known.
 *
 * @example trade-complementarity exporter=CHN importer=RUS level=chapter
 */
export const tradeComplementarity = defineIndicator({
  name: "trade-complementarity",
  title: "Trade complementarity",
  summary: "How well what one country exports matches what another imports.",
  formula: "C_ij = 1 − ½ Σ_k |m_jk − x_ik|",
  references: [
    {
      text: "Michaely, M. (1996), Trade Preferential Agreements in Latin America, World Bank Policy Research Working Paper 1583",
    },
  ],
  group: "trade",
  params: z.object({
    exporter: country("i: the country that sells"),
    importer: country("j: the country that buys"),
    level: choice(["section", "chapter", "heading", "product"], "how goods are told apart").default(
      "product",
    ),
    ...figureParameters,
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    exporter: { type: "text", description: "i" },
    importer: { type: "text", description: "j" },
    product: { type: "text", description: "goods that count" },
    level: { type: "text", description: "how goods are told apart" },
    complementarity: { type: "double", unit: "index (0 to 1)", description: "C_ij" },
    goods: { type: "integer", unit: "goods", description: "goods that either trades" },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported or reconciled" },
  },
  example: { exporter: "CHN", importer: "USA", level: "chapter", min_partners: 5 },
  async compute(_frame, params, context): Promise<Frame> {
    const choices = await chooseWorld(params, context, { codes: true });
    worldNote(choices, context);
    const sold = await basketsOf(
      { countries: [params.exporter], flow: "exports" },
      params,
      choices,
      params.level,
      context,
    );
    const bought = await basketsOf(
      { countries: [params.importer], flow: "imports" },
      params,
      choices,
      params.level,
      context,
    );
    const rows = bucketsOf(choices, params).map((bucket) => {
      const { goods, a, b } = aligned(sold, bought, bucket.period);
      return {
        period: bucket.period,
        exporter: params.exporter,
        importer: params.importer,
        product: params.product,
        level: params.level,
        complementarity: bucket.known ? defined(complementarityOf(a, b)) : null,
        goods: goods.length,
        source: bucket.source,
        basis: bucket.basis,
      };
    });
    return framed(tradeComplementarity.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.complementarity !== null);
    if (!last) return undefined;
    return `What ${countryName(params.exporter)} sells matched what ${countryName(params.importer)} buys to ${((last.complementarity as number) * 100).toFixed(0)}\u202f% in ${String(last.period).slice(0, 4)}`;
  },
  chart: { kind: "line", x: "period", y: "complementarity", status: "basis", format: "number" },
});
