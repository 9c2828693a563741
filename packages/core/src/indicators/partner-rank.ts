import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { chooseFigures } from "../trade/choose.ts";
import { chosenFlows, type Flow } from "../trade/flows.ts";
import { jumpNotes } from "../trade/jumps.ts";
import { flowNotes } from "../trade/notes.ts";
import { tradeParameters } from "../trade/parameters.ts";
import { framed, ratio } from "../trade/rows.ts";
import { untold } from "../trade/untold.ts";
import { defineIndicator } from "./indicator.ts";
import { countries, whole } from "./parameters.ts";

/**
 * Partner rank: every partner of a country by the value of their trade, with its share and how that moved.
 *
 *   rank_rp = 1 + #{ q : V_rq > V_rp },  change_t = s_t − s_(t−1)
 *
 * Equal values share the better rank. A partner without a flow has no row. Coming back, its former share counts as 0 where
 * the source shows that there was no trade, and its change is null where the source told nothing.
 * Areas not elsewhere specified are ranked like any partner. The change is null in the first period shown, where the
 * period before has no total, and between periods of different basis, where part of the change would be the basis.
 *
 * @example partner-rank reporter=RUS flow=imports from=2022 to=2022 top=3 → CHN 1, DEU 2, TUR 3
 */
export const partnerRank = defineIndicator({
  name: "partner-rank",
  title: "A country's partners by rank",
  summary:
    "Who a country trades with most, with each partner's share and its change since the period before.",
  formula: "rank_rp = 1 + #{ q : V_rq > V_rp }",
  references: [
    {
      text: "United Nations (2010), International Merchandise Trade Statistics: Concepts and Definitions",
      url: "https://unstats.un.org/unsd/trade/eg-imts/IMTS%202010%20(English).pdf",
    },
  ],
  group: "trade",
  params: z.object({
    ...tradeParameters,
    partner: countries("partners to show; ranks stay those among all").optional(),
    top: whole("how many ranks to show; all when left out", { min: 1, max: 300, unit: "ranks" }).optional(),
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: "country whose trade is measured" },
    flow: { type: "text", description: "imports or exports of the reporter" },
    product: { type: "text", description: "goods that count" },
    rank: {
      type: "integer",
      unit: "rank",
      description: "1 is the largest partner; equal values share a rank",
    },
    partner: { type: "text", description: "partner" },
    value_usd: { type: "decimal", unit: "current US dollars", description: "flow with the partner" },
    share: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of the flow with all partners; null when that is not known",
    },
    change: {
      type: "double",
      unit: "share points (-1 to 1)",
      description: "share less the share in the period before; null where there is none to compare with",
    },
    partners: { type: "integer", unit: "partners", description: "partners with a flow of these goods" },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported, mirrored or reconciled; mixed when periods differ" },
    status: { type: "text", description: "estimated when any part is an estimate, else reported" },
  },
  example: { reporter: "RUS", flow: "imports", from: "2021", to: "2022", top: 5 },
  async compute(_frame, params, context): Promise<Frame> {
    const own = { countries: [params.reporter], flow: params.flow };
    const choices = await chooseFigures(own, params, context);
    const result = await chosenFlows(own, params, choices, context);
    for (const note of flowNotes(params.reporter, result, params)) context.note(note);
    for (const note of await jumpNotes(own, params, choices, context)) context.note(note);
    const byPeriod = new Map<string, Flow[]>();
    for (const f of result.flows) byPeriod.set(f.period, [...(byPeriod.get(f.period) ?? []), f]);
    const partners = [...new Set(result.flows.map((f) => f.partner))].sort();
    const silent = await untold(own, partners, params, choices, context);
    const rows = result.buckets.flatMap((bucket, at) => {
      const flows = (byPeriod.get(bucket.period) ?? []).sort(
        (a, b) => b.value - a.value || (a.partner < b.partner ? -1 : 1),
      );
      const before = result.buckets[at - 1];
      const comparable = before?.known && bucket.known && before.basis === bucket.basis;
      const former = new Map(
        comparable
          ? (byPeriod.get(before.period) ?? []).map((f) => [f.partner, ratio(f.value, f.total)])
          : [],
      );
      let rank = 0;
      return flows.flatMap((f, i) => {
        if (i === 0 || f.value < (flows[i - 1] as Flow).value) rank = i + 1;
        if (params.top && rank > params.top) return [];
        if (params.partner && !params.partner.includes(f.partner)) return [];
        const share = bucket.known ? ratio(f.value, f.total) : null;
        return [
          {
            period: bucket.period,
            reporter: params.reporter,
            flow: params.flow,
            product: params.product,
            rank,
            partner: f.partner,
            value_usd: f.value,
            share,
            change:
              comparable && share !== null && silent.of(f.partner, before.parts).length === 0
                ? share - (former.get(f.partner) ?? 0)
                : null,
            partners: flows.length,
            source: bucket.source,
            basis: bucket.basis,
            status: f.estimated ? "estimated" : "reported",
          },
        ];
      });
    });
    return framed(partnerRank.columns, rows);
  },
  finding(rows, params) {
    const last = rows.at(-1);
    const first = rows.find((r) => r.period === last?.period);
    if (!first || first.share === null) return undefined;
    const place = first.rank === 1 ? "largest" : `number ${first.rank}`;
    const what = params.flow === "imports" ? "supplier" : "customer";
    return `${countryName(String(first.partner))} was ${countryName(params.reporter)}'s ${place} ${what} in ${String(first.period).slice(0, params.frequency === "M" ? 7 : 4)}, with ${((first.share as number) * 100).toFixed(1)}\u202f%`;
  },
  chart: { kind: "bump", x: "period", y: "rank", series: "partner", status: "basis", format: "number" },
});
