import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { binomialInterval } from "../kernels/index.ts";
import { noteCoverage } from "../research/coverage.ts";
import { frameOf } from "../research/frames.ts";
import { sampleNote } from "../research/notes.ts";
import { level, worksParameters } from "../research/parameters.ts";
import { worksOf } from "../research/works.ts";
import { sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country } from "./parameters.ts";

/**
 * Who leads the joint works of two countries: the share whose first (or corresponding) author is in the one, in the
 * other, in both, or in a third country.
 *
 *   lead_A = #{joint works with a lead author in A and not in B} / #{joint works whose lead author's country is known}
 *
 * A lead author with affiliations in both countries counts for neither alone, in `both`. Works whose lead author has
 * no known country are left out of the shares and counted in `unknown`; where that is all of them, nobody's works are
 * known. Intervals are exact (Clopper and Pearson).
 *
 * @example
 * run("leadership", { country: "CHN", partner: "RUS", from: 2018, to: 2023 })
 */
export const leadership = defineIndicator({
  name: "leadership",
  title: "Leadership of joint works",
  summary: "Which side's researchers lead the works that two countries publish together.",
  formula: "lead_A = n(lead in A only) / n(lead known)",
  references: [
    {
      text: "Moya-Anegón, Guerrero-Bote, Bornmann, Moed (2013), The research guarantors of scientific papers, Journal of Informetrics 7",
      url: "https://doi.org/10.1016/j.joi.2012.09.007",
    },
  ],
  group: "research",
  params: z.object({
    country: country("one country"),
    partner: country("the other country"),
    ...worksParameters,
    role: choice(["first", "corresponding"], "first or corresponding author").default("first"),
    by: choice(["total", "year"], "one row for all years, or one a year").default("total"),
    level,
  }),
  tables: ["publications"],
  columns: {
    year: { type: "integer", description: "year of publication; null for all years" },
    lead: { type: "text", description: "ISO3 of the leading country, or both, or third" },
    works: {
      type: "integer",
      unit: "works",
      description: "joint works led from there; null when no lead author's country is known",
    },
    known: {
      type: "integer",
      unit: "works",
      description: "joint works whose lead author's country is known",
    },
    unknown: {
      type: "integer",
      unit: "works",
      description: "joint works whose lead author's country is not known",
    },
    share: { type: "double", unit: "share", description: "works over known" },
    low: { type: "double", unit: "share", description: "lower end of the interval" },
    high: { type: "double", unit: "share", description: "upper end of the interval" },
    source: { type: "text", description: "source of the works" },
  },
  example: { country: "CHN", partner: "RUS", from: 2018, to: 2023 },
  query(params, context) {
    const { country: one, partner: other, role, by } = params;
    const has = (list: "countries" | "lead", code: string) =>
      context.dialect.arrayContains(list === "lead" ? sql`w.lead` : sql`w.countries`, sql`${code}`);
    const lead = role === "first" ? sql`first_countries` : sql`corresponding_countries`;
    return sql`with works as (select year, countries, ${lead} as lead, source from ${worksOf(params, context)} x)
      select ${by === "year" ? sql`w.year` : sql`cast(null as integer)`} as year,
        sum(case when ${has("lead", one)} and not ${has("lead", other)} then 1 else 0 end) as one,
        sum(case when ${has("lead", other)} and not ${has("lead", one)} then 1 else 0 end) as other,
        sum(case when ${has("lead", one)} and ${has("lead", other)} then 1 else 0 end) as two,
        sum(case when w.lead is null or w.lead = ${context.dialect.textArray([])} then 1 else 0 end) as unknown,
        count(*) as joint, min(w.source) as source
      from works w where ${has("countries", one)} and ${has("countries", other)}
      group by 1 having count(*) > 0 order by 1`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("leadership computes on its query");
    await noteCoverage(context, params);
    return frameOf(
      this.columns,
      toRows(frame).flatMap((row) => {
        const n = (name: string) => row[name] as number;
        const known = n("joint") - n("unknown");
        const rest = known - n("one") - n("other") - n("two");
        return [
          [params.country, n("one")] as const,
          [params.partner, n("other")] as const,
          ["both", n("two")] as const,
          ["third", rest] as const,
        ].map(([lead, works]) => {
          const { estimate, lower, upper } = binomialInterval(works, known, { level: params.level });
          return {
            year: row.year,
            lead,
            works: known > 0 ? works : null,
            known,
            unknown: n("unknown"),
            share: estimate,
            low: lower,
            high: upper,
            source: row.source,
          };
        });
      }),
    );
  },
  notes: (_, params) => [...sampleNote(params.source)],
  finding(rows, params) {
    const row = rows.find((r) => r.lead === params.country && r.year === null);
    if (!row || row.share === null) return undefined;
    return `${countryName(params.country)} led ${((row.share as number) * 100).toFixed(0)}\u202f% of its works with ${countryName(params.partner)}`;
  },
  chart: { kind: "bar", x: "lead", y: "share", low: "low", high: "high", format: "percent" },
  chartWith: ({ by }) => (by === "year" ? { kind: "line", x: "year", series: "lead" } : {}),
});
