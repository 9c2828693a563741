import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows, type Row } from "../frame.ts";
import { productText } from "../products/index.ts";
import { sql } from "../sql.ts";
import { bothSides } from "../trade/both-sides.ts";
import { type Margins, marginParameters, marginsFrom } from "../trade/cif-margin.ts";
import { mirrorNotes } from "../trade/mirror-notes.ts";
import { mirrorPairs } from "../trade/mirror-pairs.ts";
import { reports } from "../trade/mirror-reports.ts";
import { lastPeriod, product } from "../trade/parameters.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, code, country, period, text } from "./parameters.ts";

/**
 * Mirror gap: what the exporter says it sent beside what the importer says it received.
 *
 *   gap = X_ij − M_ij / m_ij,   log ratio = ln(X_ij m_ij / M_ij)
 *
 * X is FOB, M is CIF, and m the transport margin CIF/FOB: fitted by distance, coast and border on all flows that both
 * ends report, or one stated constant. Both readings stay visible: the ratio without a margin, and the range over the
 * margin used and the usual 5 to 10 %. Null where one end has no figure: a missing report is not a report of zero.
 * Goods that pass through a third country are the importer's from where they were made and the exporter's to where
 * they went first, so a gap alone is no proof of anything.
 *
 * @example X = 100, M = 107, margin 1.07 → gap 0, log ratio 0, without margin −0.068
 */
export const mirrorGap = defineIndicator({
  name: "mirror-gap",
  title: "Exporter's and importer's figure of one flow",
  summary:
    "How far the exporter's and the importer's figures of the same flow lie apart, once transport is taken off.",
  formula: "gap = X_ij − M_ij / m_ij; log ratio = ln(X_ij m_ij / M_ij)",
  references: [
    {
      text: "Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at the Product-Level, CEPII Working Paper 2010-23",
      url: "https://www.cepii.fr/CEPII/en/publications/wp/abstract.asp?NoDoc=2726",
    },
    {
      text: "Mayer, T. and Zignago, S. (2011), Notes on CEPII's distances measures: the GeoDist database, CEPII Working Paper 2011-25",
      url: "https://www.cepii.fr/CEPII/en/publications/wp/abstract.asp?NoDoc=3877",
    },
  ],
  group: "mirrors",
  params: z.object({
    exporter: country("exporter"),
    importer: country("importer"),
    product: product(
      "goods: total, an HS code (8542, HS2017:8542), chapter:85, section:XVI, list:chpl",
    ).default("total"),
    digits: choice(
      ["none", "2", "4", "6"],
      "tell goods apart by this many digits of the code, or not",
    ).default("none"),
    classification: code(
      "HS revision in which goods are told apart, e.g. HS2012; the exporter's when left out",
    ).optional(),
    from: period("first period, e.g. 2016").optional(),
    to: lastPeriod("last period, e.g. 2023").optional(),
    frequency: choice(["A", "M"], "yearly (A) or monthly (M) figures").default("A"),
    source: text(
      "source of both figures; the one in which both ends report most when left out",
      "source",
    ).optional(),
    exporter_source: text("source of the exporter's figure, when it is another", "source").optional(),
    importer_source: text("source of the importer's figure, when it is another", "source").optional(),
    ...marginParameters,
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    exporter: { type: "text", description: "exporter" },
    importer: { type: "text", description: "importer" },
    product: { type: "text", description: "goods, or the code when they are told apart" },
    name: { type: "text", description: "what the code is, where the text is known" },
    exporter_usd: { type: "double", unit: "current US dollars", description: "the exporter's figure, FOB" },
    importer_usd: {
      type: "double",
      unit: "current US dollars",
      description: "the importer's figure as published",
    },
    margin: {
      type: "double",
      unit: "ratio",
      description: "CIF over FOB that was taken off; 1 when the imports are FOB",
    },
    importer_fob_usd: { type: "double", unit: "current US dollars", description: "importer_usd / margin" },
    gap_usd: { type: "double", unit: "current US dollars", description: "exporter_usd − importer_fob_usd" },
    log_ratio: {
      type: "double",
      unit: "log points",
      description: "ln(exporter_usd / importer_fob_usd); 0 is agreement",
    },
    log_ratio_low: { type: "double", unit: "log points", description: "the same with the smallest margin" },
    log_ratio_high: { type: "double", unit: "log points", description: "the same with the largest margin" },
    log_ratio_unadjusted: {
      type: "double",
      unit: "log points",
      description: "ln(exporter_usd / importer_usd)",
    },
    converted_share: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of both figures whose code was divided to compare them, and could lie elsewhere",
    },
    reported_by: { type: "text", description: "both, exporter or importer" },
    margin_basis: { type: "text", description: "fitted, constant or none" },
    status: {
      type: "text",
      description: "reported, mirrored (one end only) or estimated (a figure its country did not publish)",
    },
    source: { type: "text", description: "source of the figures; two joined by + when they differ" },
  },
  example: { exporter: "CHN", importer: "RUS", from: "2016", to: "2024" },
  async compute(_frame, params, context) {
    const sides = [sql`exporter = ${params.exporter}`, sql`importer = ${params.importer}`];
    const found = (
      await reports(
        { ...params, source: undefined, digits: params.digits === "none" ? undefined : 6 },
        sides,
        context,
      )
    ).filter((r) => r.role !== "reconciled");
    const pairs = mirrorPairs(found, params);
    const source = pairs.find((p) => p.exporter && p.importer)?.importer?.source;
    const margins: Margins = marginsFrom(
      source && params.margin !== "constant" && params.margin !== "none"
        ? await bothSides({ ...params, source }, "range", context)
        : [],
      params,
    );
    const rows = pairs.map((pair) => {
      const { exporter: x, importer: m } = pair;
      const margin = margins.of(params.exporter, params.importer);
      const cif = m?.valuation === "CIF" && x?.valuation !== "CIF";
      const used = cif ? margin.value : 1;
      const ratio = x && m && x.value > 0 && m.value > 0 ? x.value / m.value : Number.NaN;
      const fob = m ? m.value / used : Number.NaN;
      const loose = (r: typeof x) => (r && r.high > 0 ? (r.high - r.low) / r.high : 0);
      return {
        period: pair.period,
        exporter: params.exporter,
        importer: params.importer,
        product: pair.group === "" ? params.product : pair.group,
        name: pair.group === "" ? null : (productText(pair.classification, pair.group) ?? null),
        exporter_usd: x?.value,
        importer_usd: m?.value,
        margin: m ? used : Number.NaN,
        importer_fob_usd: fob,
        gap_usd: x ? x.value - fob : Number.NaN,
        log_ratio: Math.log(ratio * used),
        log_ratio_low: Math.log(ratio * (cif ? margin.low : 1)),
        log_ratio_high: Math.log(ratio * (cif ? margin.high : 1)),
        log_ratio_unadjusted: Math.log(ratio),
        converted_share: Math.max(loose(x), loose(m)),
        reported_by: x && m ? "both" : x ? "exporter" : "importer",
        margin_basis: cif ? margin.basis : "none",
        status: pair.estimated ? "estimated" : x && m ? "reported" : "mirrored",
        source: [...new Set([x?.source, m?.source].filter(Boolean))].join("+"),
      };
    });
    for (const note of mirrorNotes(pairs, margins, params)) context.note(note);
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[], params) {
    const last = rows.findLast((r) => r.log_ratio !== null);
    if (!last) {
      const end = rows.at(-1);
      if (!end) return undefined;
      const [told, silent] =
        end.reported_by === "exporter"
          ? [params.exporter, params.importer]
          : [params.importer, params.exporter];
      return `Only ${countryName(told)} has a figure of this flow in ${String(end.period).slice(0, params.frequency === "A" ? 4 : 7)}; there is none of ${countryName(silent)} to set against it`;
    }
    const gap = Math.exp(last.log_ratio as number);
    const [a, b] = [countryName(params.exporter), countryName(params.importer)];
    return `${a} reports ${gap.toPrecision(3)} times what ${b} reports of ${params.product === "total" ? "their trade" : String(last.product)} in ${String(last.period).slice(0, params.frequency === "A" ? 4 : 7)}`;
  },
  chart: {
    kind: "line",
    x: "period",
    y: "log_ratio",
    low: "log_ratio_low",
    high: "log_ratio_high",
    status: "status",
    format: "number",
  },
});

const COLUMNS = {
  period: "date",
  exporter: "text",
  importer: "text",
  product: "text",
  name: "text",
  exporter_usd: "double",
  importer_usd: "double",
  margin: "double",
  importer_fob_usd: "double",
  gap_usd: "double",
  log_ratio: "double",
  log_ratio_low: "double",
  log_ratio_high: "double",
  log_ratio_unadjusted: "double",
  converted_share: "double",
  reported_by: "text",
  margin_basis: "text",
  status: "text",
  source: "text",
} as const;
