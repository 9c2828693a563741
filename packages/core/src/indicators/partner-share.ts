import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame, Row } from "../frame.ts";
import { chooseFigures } from "../trade/choose.ts";
import { chosenFlows } from "../trade/flows.ts";
import { jumpNotes } from "../trade/jumps.ts";
import { flowNotes } from "../trade/notes.ts";
import { tradeParameters } from "../trade/parameters.ts";
import { framed, ratio, shareBounds } from "../trade/rows.ts";
import { seriesTotals } from "../trade/series-totals.ts";
import { NOTHING_UNTOLD, untold, untoldNote } from "../trade/untold.ts";
import { defineIndicator } from "./indicator.ts";
import { country, word } from "./parameters.ts";

/**
 * Partner share: the part of a country's imports or exports that goes to or comes from one partner.
 *
 *   s_rp = V_rp / Σ_p V_rp
 *
 * The denominator is every partner, areas not elsewhere specified included, World and groups excluded; or, with
 * `total`, an observation series of the reporter's total over the same periods. Null when the total is not known
 * (fewer than `min_partners` partners have figures, or the series lacks a period), and null when the source tells
 * nothing of the partner in some part of the period: an empty cell is not zero. 0 only when the partner has figures of
 * other goods, or when the source declares that a flow it lacks was none (a whole year of BACI, a WIOD table) and has the
 * partner. With `product`, both sides of the fraction are of those goods.
 *
 * @example partner-share reporter=RUS partner=CHN flow=imports from=2022 to=2022 source=imts → share 0.343
 */
export const partnerShare = defineIndicator({
  name: "partner-share",
  title: "Share of a partner in a country's trade",
  summary: "How much of a country's imports or exports comes from or goes to one partner.",
  formula: "s_rp = V_rp / Σ_p V_rp",
  references: [
    {
      text: "United Nations (2010), International Merchandise Trade Statistics: Concepts and Definitions",
      url: "https://unstats.un.org/unsd/trade/eg-imts/IMTS%202010%20(English).pdf",
    },
  ],
  group: "trade",
  params: z.object({
    ...tradeParameters,
    partner: country("partner whose share is asked"),
    total: word(
      "observation series in current US dollars to divide by, instead of the sum over partners",
      "series",
    ).optional(),
  }),
  tables: ["trade"],
  optionalTables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: "country whose trade is measured" },
    partner: { type: "text", description: "partner" },
    flow: { type: "text", description: "imports or exports of the reporter" },
    product: { type: "text", description: "goods that count" },
    value_usd: { type: "decimal", unit: "current US dollars", description: "flow with the partner" },
    total_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "flow with all partners; null when not known",
    },
    share: { type: "double", unit: "share (0 to 1)", description: "value_usd / total_usd" },
    low: {
      type: "double",
      unit: "share (0 to 1)",
      description: "least share under other weights of codes that had to be divided; else equal to share",
    },
    high: { type: "double", unit: "share (0 to 1)", description: "greatest share under other weights" },
    partners: {
      type: "integer",
      unit: "partners",
      description: "partners with a figure in every part of the period",
    },
    periods: { type: "integer", unit: "periods", description: "periods of the source that were added up" },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported, mirrored or reconciled; mixed when periods differ" },
    status: { type: "text", description: "estimated when any part is an estimate, else reported" },
  },
  example: { reporter: "RUS", partner: "CHN", flow: "imports", from: "2016", to: "2024" },
  async compute(_frame, params, context): Promise<Frame> {
    const own = { countries: [params.reporter], flow: params.flow };
    const choices = await chooseFigures(own, params, context);
    const result = await chosenFlows(own, params, choices, context, { show: [params.partner] });
    for (const note of flowNotes(params.reporter, result, params)) context.note(note);
    for (const note of await jumpNotes(own, params, choices, context)) context.note(note);
    const series = params.total ? await seriesTotals(params.total, params, result, context) : undefined;
    const flows = new Map(result.flows.map((f) => [f.period, f]));
    const totals = new Map(result.totals.map((t) => [t.period, t]));
    const gaps = result.buckets.some((b) => (flows.get(b.period)?.periods ?? 0) < b.periods);
    const silent = gaps ? await untold(own, [params.partner], params, choices, context) : NOTHING_UNTOLD;
    const untoldPeriods = result.buckets.flatMap((b) => (b.known ? silent.of(params.partner, b.parts) : []));
    const missing = untoldNote(params, result.buckets[0]?.source ?? "", untoldPeriods);
    if (missing) context.note(missing);
    const rows = result.buckets.map((bucket) => {
      const mine = flows.get(bucket.period);
      const all = totals.get(bucket.period);
      const told = silent.of(params.partner, bucket.parts).length === 0;
      const value = bucket.known ? (told ? (mine?.value ?? 0) : null) : (mine?.value ?? null);
      const sum = bucket.known ? (all?.value ?? 0) : null;
      const total = series ? (series.get(bucket.period) ?? null) : sum;
      const part = { low: mine?.low ?? 0, high: mine?.high ?? 0 };
      const whole = { low: all?.low ?? 0, high: all?.high ?? 0 };
      const bounds = series
        ? { low: ratio(part.low, total), high: ratio(part.high, total) }
        : shareBounds(part, whole);
      const share = ratio(value, total);
      const open = share !== null && result.split;
      return {
        period: bucket.period,
        reporter: params.reporter,
        partner: params.partner,
        flow: params.flow,
        product: params.product,
        value_usd: value,
        total_usd: total,
        share,
        low: open ? bounds.low : share,
        high: open ? bounds.high : share,
        partners: bucket.partners,
        periods: series && mine ? mine.periods : bucket.periods,
        source: bucket.source,
        basis: bucket.basis,
        status: all?.estimated ? "estimated" : "reported",
      };
    });
    return framed(partnerShare.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.share !== null);
    const end = rows.at(-1);
    const [reporter, partner] = [countryName(params.reporter), countryName(params.partner)];
    const goods = params.product === "total" ? "" : ` of ${params.product}`;
    const whenOf = (row: Row) =>
      String(row.period).slice(0, params.frequency === "A" || params.by === "year" ? 4 : 7);
    if (end && end.value_usd === null && end.total_usd !== null) {
      const before = last ? `, after ${percent(last.share as number)} in ${whenOf(last)}` : "";
      return `${reporter}'s ${params.flow}${goods} ${params.flow === "imports" ? "from" : "to"} ${partner} are not reported for ${whenOf(end)}${before}`;
    }
    if (!last) return undefined;
    const share = percent(last.share as number);
    const when = whenOf(last);
    return params.flow === "imports"
      ? `${partner} supplied ${share} of ${reporter}'s imports${goods} in ${when}`
      : `${partner} took ${share} of ${reporter}'s exports${goods} in ${when}`;
  },
  chart: {
    kind: "line",
    x: "period",
    y: "share",
    low: "low",
    high: "high",
    status: "basis",
    format: "percent",
  },
});

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}\u202f%`;
}
