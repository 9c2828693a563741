import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { fromRows, type Row } from "../frame.ts";
import { sql } from "../sql.ts";
import { bothSides } from "../trade/both-sides.ts";
import { marginParameters, marginsFrom } from "../trade/cif-margin.ts";
import { marginNote, silenceNotes } from "../trade/mirror-notes.ts";
import { bestSource, reports } from "../trade/mirror-reports.ts";
import { lastPeriod, product } from "../trade/parameters.ts";
import { reconcilePeriod } from "../trade/reconcile-flows.ts";
import { spanText } from "../trade/spans.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country, period, text } from "./parameters.ts";

/**
 * Reconciled trade: one figure a flow out of the exporter's and the importer's, weighted by how reliable each is, as
 * BACI does (Gaulier and Zignago 2010).
 *
 *   v_ij = w X_ij + (1 − w) M_ij / m_ij,   w = d_j² / (d_i² + d_j²)
 *
 * m is the CIF/FOB margin, d_i the expected |ln(X / M)| of i as exporter against an average importer, and d_j that of j
 * as importer, both from a two-way analysis of variance over all flows of the period that both ends report (all goods,
 * weighted by the log of their size; BACI works product by product, our reading of its weights is in the kernel). A
 * flow with one report keeps it. Estimates of the source, and figures ascribed to a country that had stopped
 * publishing (Russia from January 2022), are no reports: they are used only where nothing else is, and flagged.
 * A flow that nobody reports has no row; it is not zero.
 *
 * @example d_i = 0.1, d_j = 0.2, X = 100, M/m = 120 → w = 0.8, v = 104
 */
export const reconciledTrade = defineIndicator({
  name: "reconciled-trade",
  title: "One figure a flow, from both reports",
  summary:
    "What flowed between two countries when both reports are weighed by their reliability, and where only a mirror or an estimate is left.",
  formula: "v_ij = w X_ij + (1 − w) M_ij / m_ij, w = d_j² / (d_i² + d_j²)",
  references: [
    {
      text: "Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at the Product-Level, CEPII Working Paper 2010-23",
      url: "https://www.cepii.fr/CEPII/en/publications/wp/abstract.asp?NoDoc=2726",
    },
  ],
  group: "mirrors",
  params: z.object({
    exporter: country("exporter; every exporter to the importer when left out").optional(),
    importer: country("importer; every importer from the exporter when left out").optional(),
    product: product(
      "goods: total, an HS code (8542, HS2017:8542), chapter:85, section:XVI, list:chpl",
    ).default("total"),
    from: period("first period, e.g. 2016").optional(),
    to: lastPeriod("last period, e.g. 2023").optional(),
    frequency: choice(["A", "M"], "yearly (A) or monthly (M) figures").default("A"),
    source: text(
      "source of the figures; the one in which both ends report most when left out",
      "source",
    ).optional(),
    mean: choice(["arithmetic", "geometric"], "kind of weighted mean").default("arithmetic"),
    ...marginParameters,
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    exporter: { type: "text", description: "exporter" },
    importer: { type: "text", description: "importer" },
    value_usd: { type: "double", unit: "current US dollars", description: "reconciled figure, FOB" },
    low_usd: { type: "double", unit: "current US dollars", description: "the smaller report, FOB" },
    high_usd: { type: "double", unit: "current US dollars", description: "the larger report, FOB" },
    exporter_usd: { type: "double", unit: "current US dollars", description: "the exporter's figure" },
    importer_usd: {
      type: "double",
      unit: "current US dollars",
      description: "the importer's figure as published",
    },
    margin: { type: "double", unit: "ratio", description: "CIF over FOB taken off the importer's figure" },
    exporter_weight: {
      type: "double",
      unit: "share (0 to 1)",
      description: "weight of the exporter's figure",
    },
    reported_by: {
      type: "text",
      description: "both, exporter, importer, source (reconciled by it) or none (an estimate)",
    },
    status: {
      type: "text",
      description: "reported (both ends, or reconciled by the source), mirrored (one end only) or estimated",
    },
    source: { type: "text", description: "source of the figures" },
  },
  example: { exporter: "CHN", importer: "RUS", from: "2016", to: "2024" },
  async compute(_frame, params, context) {
    if (!params.exporter && !params.importer)
      throw new UsageError(
        "reconciled-trade needs --exporter or --importer (all flows of the world would be too many rows)",
      );
    const found = await reports(
      params,
      [
        ...(params.exporter ? [sql`exporter = ${params.exporter}`] : []),
        ...(params.importer ? [sql`importer = ${params.importer}`] : []),
      ],
      context,
    );
    const source = params.source ?? bestSource(found);
    const mine = found.filter((r) => r.source === source);
    const mirrors = mine.some((r) => r.role !== "reconciled");
    const both = source && mirrors ? await bothSides({ ...params, source }, "period", context) : [];
    const margins = marginsFrom(both, params);
    const rows: Record<string, unknown>[] = [];
    const unweighted: string[] = [];
    for (const at of [...new Set(mine.map((r) => r.period))].sort()) {
      const result = reconcilePeriod(
        mine.filter((r) => r.period === at),
        both.filter((f) => f.period === at),
        margins,
        params.mean,
      );
      if (result.both > 0 && result.flows < 2) unweighted.push(at);
      rows.push(...result.rows);
    }
    if (rows.length > 0) {
      for (const note of silenceNotes(
        [params.exporter, params.importer].filter((c) => c !== undefined),
        rows.map((r) => String(r.period)),
      ))
        context.note(note);
      if (mirrors) context.note(marginNote(margins, params));
      else
        context.note({
          kind: "reconciled",
          text: `one figure a flow as ${source} reconciled it; it holds no separate reports`,
        });
      const of = (status: string) =>
        spanText(rows.filter((r) => r.status === status).map((r) => String(r.period)));
      const [mirrored, estimated, equal] = [of("mirrored"), of("estimated"), spanText(unweighted)];
      if (mirrored)
        context.note({ kind: "mirrored", text: `${mirrored}: holds flows that one end alone reports` });
      if (estimated)
        context.note({
          kind: "estimated",
          text: `${estimated}: holds flows that neither end reports; the figure is an estimate of the source`,
        });
      if (equal)
        context.note({
          kind: "definition",
          text: `${equal}: too few flows have both reports to tell reporters apart, so both weigh the same`,
        });
    }
    return fromRows(rows, COLUMNS);
  },
  finding(rows: readonly Row[], params) {
    const last = rows.at(-1);
    if (!last || !params.exporter || !params.importer) return undefined;
    const bn = ((last.value_usd as number) / 1e9).toPrecision(3);
    return `${countryName(params.exporter)} sent goods worth ${bn} bn dollars to ${countryName(params.importer)} in ${String(last.period).slice(0, params.frequency === "A" ? 4 : 7)} (${last.status})`;
  },
  chart: {
    kind: "line",
    x: "period",
    y: "value_usd",
    low: "low_usd",
    high: "high_usd",
    status: "status",
    format: "usd",
  },
});

const COLUMNS = {
  period: "date",
  exporter: "text",
  importer: "text",
  value_usd: "double",
  low_usd: "double",
  high_usd: "double",
  exporter_usd: "double",
  importer_usd: "double",
  margin: "double",
  exporter_weight: "double",
  reported_by: "text",
  status: "text",
  source: "text",
} as const;
