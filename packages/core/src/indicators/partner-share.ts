import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { type Sql, sql } from "../sql.ts";
import { flowsOf } from "../trade/flows.ts";
import { shareNotes } from "../trade/notes.ts";
import { tradeParameters } from "../trade/parameters.ts";
import { defineIndicator } from "./indicator.ts";
import { country, text } from "./parameters.ts";

/**
 * Partner share: the part of a country's imports or exports that goes to or comes from one partner.
 *
 *   s_rp = V_rp / Σ_p V_rp
 *
 * The denominator is every partner, areas not elsewhere specified included, World and groups excluded; or, with
 * `total`, an observation series of the reporter's total. Null when the total is not known (fewer than
 * `min_partners` partners have figures, nothing reported); 0 only when the total is known and the source has no
 * flow with the partner.
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
    total: text(
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
    value_usd: { type: "decimal", unit: "current US dollars", description: "flow with the partner" },
    total_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "flow with all partners; null when not known",
    },
    share: { type: "double", unit: "share (0 to 1)", description: "value_usd / total_usd" },
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
  query(params, context) {
    const total: Sql = params.total
      ? sql`select ${params.by === "period" ? sql`o.period` : sql`b.period`} as period, sum(o.value) as total_usd
          from ${context.table("observations")} o
          ${params.by === "period" ? sql`` : sql`join (select distinct bucket as period, period as part from candidates) b on b.part = o.period`}
          where o.series = ${params.total} and o.country = ${params.reporter} and o.frequency = ${params.frequency}
            and o.counterpart = '' and o.item = ''
          group by 1`
      : sql`select period, case when min(partners) >= ${params.min_partners} then sum(value_usd) end as total_usd from flows group by period`;
    return sql`with ${flowsOf(params, context)},
      totals as (${total}),
      spans as (select period, max(source) as source, max(basis) as basis, max(status) as status, min(partners) as partners,
        max(periods) as periods from flows group by period)
      select s.period, ${params.reporter} as reporter, ${params.partner} as partner, ${params.flow} as flow,
        case when f.value_usd is null and t.total_usd is not null then 0 else f.value_usd end as value_usd,
        cast(t.total_usd as decimal(38,3)) as total_usd,
        cast(coalesce(f.value_usd, 0) as double) / nullif(cast(t.total_usd as double), 0) as share,
        s.partners, s.periods, coalesce(f.source, s.source) as source, coalesce(f.basis, s.basis) as basis,
        coalesce(f.status, s.status) as status
      from spans s left join totals t on t.period = s.period
        left join flows f on f.period = s.period and f.partner = ${params.partner}
      order by s.period`;
  },
  notes: shareNotes,
  finding(rows, params) {
    const last = rows.findLast((r) => r.share !== null);
    if (!last) return undefined;
    const share = `${((last.share as number) * 100).toFixed(1)} %`;
    const when = String(last.period).slice(0, params.frequency === "A" || params.by === "year" ? 4 : 7);
    const [reporter, partner] = [countryName(params.reporter), countryName(params.partner)];
    return params.flow === "imports"
      ? `${partner} supplied ${share} of ${reporter}'s imports in ${when}`
      : `${partner} took ${share} of ${reporter}'s exports in ${when}`;
  },
  chart: { kind: "line", x: "period", y: "share", status: "basis", format: "percent" },
});
