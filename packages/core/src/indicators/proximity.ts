import { z } from "zod";
import { fromRows, type Row } from "../frame.ts";
import { type Presence, presence, revealedComparativeAdvantage } from "../kernels/index.ts";
import { PairCounter } from "../kernels/pair-counter.ts";
import { productText } from "../products/index.ts";
import { complexityParameters, complexityPeriods } from "../trade/complexity-input.ts";
import { conventionParameters } from "../trade/complexity-measures.ts";
import { ComplexityNotes } from "../trade/complexity-notes.ts";
import { defineIndicator } from "./indicator.ts";
import { code, real, whole } from "./parameters.ts";

/**
 * Proximity of two products (Hidalgo, Klinger, Barabási, Hausmann 2007): the chance that a country which exports
 * one with advantage also exports the other, taken in the less favourable direction.
 *
 *   φ_pp' = Σ_c M_cp M_cp' / max(k_p, k_p')
 *
 * Between 0 (no country makes both) and 1 (always together), symmetric. All pairs of 5,000 products would be 12
 * million rows, so either one product is asked, or the strongest pairs above `min`, at most `limit` a period. A
 * product that no country exports with advantage has no proximity and no row. Products made by one or two countries
 * have proximities of 1 by chance: `min_ubiquity` leaves them out.
 *
 * @example advantage in {a, b, c}, {a, b}, {a} → φ_ab = 2/3, φ_ac = 1/3, φ_bc = 1/2
 */
export const proximity = defineIndicator({
  name: "proximity",
  title: "Proximity of products",
  summary: "Which products are exported by the same countries: the links of the product space.",
  formula: "φ_pp' = Σ_c M_cp M_cp' / max(k_p, k_p'), M = 1[RCA ≥ 1]",
  references: [
    {
      text: "Hidalgo, C., Klinger, B., Barabási, A.-L., Hausmann, R. (2007), The Product Space Conditions the Development of Nations, Science 317",
      url: "https://doi.org/10.1126/science.1144581",
    },
  ],
  group: "complexity",
  params: z.object({
    code: code(
      "product whose neighbours are asked, e.g. 8542, in full; the strongest pairs when left out",
    ).optional(),
    min: real("leave out weaker links (with a code, 0 keeps all)", {
      min: 0,
      max: 1,
      unit: "proximity",
    }).default(0.55),
    min_ubiquity: whole("leave out products that fewer countries export with advantage", {
      min: 1,
      max: 300,
      unit: "countries",
    }).default(3),
    limit: whole("strongest links kept in each period", { min: 1, max: 200000, unit: "rows" }).default(1000),
    threshold: conventionParameters.threshold,
    ...complexityParameters,
  }),
  tables: ["trade"],
  optionalTables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    product: { type: "text", description: "product code" },
    neighbour: { type: "text", description: "the other product" },
    proximity: {
      type: "double",
      unit: "share (0 to 1)",
      description: "smaller of the two conditional shares",
    },
    both: { type: "integer", unit: "countries", description: "countries that export both with advantage" },
    ubiquity: {
      type: "integer",
      unit: "countries",
      description: "countries that export the product with advantage",
    },
    neighbour_ubiquity: { type: "integer", unit: "countries", description: "likewise the other product" },
    neighbour_name: { type: "text", description: "what the other product is, where the text is known" },
    classification: { type: "text", description: "classification of the codes" },
    source: { type: "text", description: "source of the figures" },
  },
  example: { code: "8542", from: "2021", to: "2021", min: 0.3 },
  async compute(_frame, params, context) {
    const notes = new ComplexityNotes(params, context);
    const rows: Record<string, unknown>[] = [];
    for await (const period of complexityPeriods(params, context)) {
      notes.add(period);
      const { countries, products, values } = period;
      const n = products.length;
      const m = presence(
        revealedComparativeAdvantage(values, countries.length, n),
        countries.length,
        n,
        params.threshold,
      );
      const { links, found } = strongest(m, products, params);
      if (found > links.length)
        context.note({
          kind: "partial",
          text: `${period.period.slice(0, 4)}: the ${links.length} strongest of ${found} links are shown (--limit)`,
        });
      for (const { p, q, phi, both } of links)
        rows.push({
          period: period.period,
          product: products[p],
          neighbour: products[q],
          proximity: phi,
          both,
          ubiquity: m.ubiquity[p],
          neighbour_ubiquity: m.ubiquity[q],
          neighbour_name: productText(period.classification, products[q] as string) ?? null,
          classification: period.classification,
          source: period.source,
        });
    }
    notes.finish();
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[], params) {
    const [first] = rows;
    return params.code && first
      ? `${first.classification} ${first.product} is nearest to ${first.neighbour_name ?? first.neighbour}`
      : undefined;
  },
  chart: { kind: "bar", x: "neighbour", y: "proximity", format: "percent" },
});

interface Link {
  readonly p: number;
  readonly q: number;
  readonly phi: number;
  readonly both: number;
}

interface Limits {
  readonly code?: string | undefined;
  readonly min: number;
  readonly min_ubiquity: number;
  readonly limit: number;
}

/** Links of one product with all others, or of every product with the later ones, strongest first. */
function strongest(m: Presence, products: readonly string[], { code, min, min_ubiquity, limit }: Limits) {
  let links: Link[] = [];
  let found = 0;
  const order = (a: Link, b: Link) => b.phi - a.phi || a.p - b.p || a.q - b.q;
  const consider = (p: number, q: number, both: number) => {
    const [kp, kq] = [m.ubiquity[p] as number, m.ubiquity[q] as number];
    if (kp < min_ubiquity || kq < min_ubiquity) return;
    const phi = both / Math.max(kp, kq);
    if (phi < min) return;
    found++;
    links.push({ p, q, phi, both });
  };
  if (code !== undefined) {
    const p = products.indexOf(code);
    if (p < 0) return { links, found };
    const both = sharedWith(m, p);
    for (let q = 0; q < m.columns; q++) if (q !== p) consider(p, q, both[q] as number);
  } else {
    const counter = new PairCounter(m);
    for (let p = 0; p < m.columns; p++) {
      const both = counter.row(p);
      for (let q = p + 1; q < m.columns; q++) consider(p, q, both[q] as number);
      // Never more than a few times what is asked for is held.
      if (links.length > 4 * limit + 100_000) links = links.sort(order).slice(0, limit);
    }
  }
  return { links: links.sort(order).slice(0, limit), found };
}

/** How many countries make both p and each other product. */
function sharedWith(m: Presence, p: number): Uint16Array {
  const both = new Uint16Array(m.columns);
  for (let x = m.productStart[p] as number; x < (m.productStart[p + 1] as number); x++) {
    const c = m.countryOf[x] as number;
    for (let y = m.countryStart[c] as number; y < (m.countryStart[c + 1] as number); y++) {
      const q = m.productOf[y] as number;
      both[q] = (both[q] as number) + 1;
    }
  }
  return both;
}

const COLUMNS = {
  period: "date",
  product: "text",
  neighbour: "text",
  proximity: "double",
  both: "integer",
  ubiquity: "integer",
  neighbour_ubiquity: "integer",
  neighbour_name: "text",
  classification: "text",
  source: "text",
} as const;
