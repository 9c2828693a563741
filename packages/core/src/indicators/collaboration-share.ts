import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { toRows } from "../frame.ts";
import { binomialInterval } from "../kernels/index.ts";
import { noteCoverage } from "../research/coverage.ts";
import { extended } from "../research/frames.ts";
import { countingNote, excerptNote } from "../research/notes.ts";
import { collaborationParameters, level } from "../research/parameters.ts";
import { isMember, tiesOf } from "../research/ties.ts";
import { isWhole, wholeTies } from "../research/whole.ts";
import { empty, inList, sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { bloc, countries } from "./parameters.ts";

/**
 * Share of one partner, of several, or of a bloc in a country's international co-authorship, by year:
 *
 *   share_cp = n_cp / Σ_{q≠c} n_cq
 *
 * n_cp are joint works of c and p. With full counting a work of three countries is two ties of each, so the shares
 * are of partner ties and add up to 1 over all partners. A year without any tie has no row. Zero means that the
 * country has ties that year and none with the partner. Null means that only some of the country's ties are loaded,
 * those with countries whose partners were all counted; joint works are then known where the partner is such a one. The interval is Clopper and Pearson's for n_cp
 * ties of the total, as if ties were drawn one by one: large papers of many countries make the true one wider.
 *
 * @example
 * run("collaboration-share", { country: "CHN", partner: "RUS", from: 2022, to: 2022 })
 * // 4768 works of 363487 ties: share 0.0131, interval 0.0128 to 0.0135
 */
export const collaborationShare = defineIndicator({
  name: "collaboration-share",
  title: "Share in international co-authorship",
  summary: "How much of a country's research collaboration is with one partner, several partners or a bloc.",
  formula: "share_cp = n_cp / Σ_{q≠c} n_cq",
  references: [
    {
      text: "Gauffriau, Larsen, Maye, Roulin-Perriard, von Ins (2007), Publication, cooperation and productivity measures in scientific research, Scientometrics 73",
      url: "https://doi.org/10.1007/s11192-007-1800-2",
    },
  ],
  group: "research",
  params: z.object({
    ...collaborationParameters,
    partner: countries("partner, or several separated by commas").optional(),
    bloc: bloc(
      "bloc instead of a partner, such as us-aligned-39; members at the end of each year",
    ).optional(),
    level,
  }),
  tables: ["collaborations"],
  optionalTables: ["blocs", "observations", "publications"],
  columns: {
    country: { type: "text", description: "country whose ties are shared out, ISO3" },
    partner: { type: "text", description: "partner, partners or bloc" },
    year: { type: "integer", description: "year of publication" },
    works: { type: "decimal", unit: "works", description: "joint works with the partner" },
    ties: { type: "decimal", unit: "ties", description: "joint works summed over all partners" },
    partners: { type: "integer", unit: "countries", description: "partner countries with any joint work" },
    share: { type: "double", unit: "share", description: "works over ties" },
    low: { type: "double", unit: "share", description: "lower end of the interval; null when fractional" },
    high: { type: "double", unit: "share", description: "upper end of the interval; null when fractional" },
    source: { type: "text", description: "source of the counts" },
  },
  example: { country: "CHN", partner: "RUS", from: 2018, to: 2023 },
  query(params, context) {
    const { partner = [], bloc, country } = params;
    if ((bloc === undefined) === (partner.length === 0))
      throw new UsageError("collaboration-share needs either --partner or --bloc, not both and not neither");
    const label = bloc ?? partner.join("+");
    const counted = bloc
      ? isMember(context, bloc, sql`t.partner`, sql`t.year`)
      : inList(sql`t.partner`, partner);
    const own = bloc ? sql`and t.partner <> ${country}` : empty;
    return sql`with ${tiesOf(params, context)}
      select cast(${country} as varchar) as country, cast(${label} as varchar) as partner, t.year as year,
        sum(case when ${counted} ${own} then t.works else 0 end) as works, sum(t.works) as ties,
        count(*) as partners,
        cast(sum(case when ${counted} ${own} then t.works else 0 end) as double)
          / nullif(cast(sum(t.works) as double), 0) as share,
        t.source as source, sum(case when ${counted} ${own} then 1 else 0 end) as found
      from ties t group by t.source, t.year order by t.source, t.year`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("collaboration-share computes on its query");
    const source = toRows(frame)[0]?.source;
    await noteCoverage(context, { ...params, source });
    const ties = await wholeTies({ source, field: params.field }, context);
    const asked = new Set(params.partner);
    return extended(frame, this.columns, (row) => {
      if (!isWhole(ties, row.year, params.country)) {
        context.note(excerptNote(params.country, source, "shares are"));
        const theirs = [...asked].every((partner) => isWhole(ties, row.year, partner));
        const counted = params.bloc === undefined && (theirs || row.found === asked.size);
        return {
          works: counted ? row.works : null,
          ties: null,
          partners: null,
          share: null,
          low: null,
          high: null,
        };
      }
      if (params.counting === "fractional") return { low: null, high: null };
      const { lower, upper } = binomialInterval(row.works as number, row.ties as number, {
        level: params.level,
      });
      return { low: lower, high: upper };
    });
  },
  notes: (_, params) => [countingNote(params.counting)],
  finding(rows, { country, partner = [], bloc }) {
    const last = rows.at(-1);
    if (!last || last.share === null) return undefined;
    const share = `${((last.share as number) * 100).toFixed(1)}\u202f%`;
    const whom = bloc ? `the bloc ${bloc}` : partner.map(countryName).join(", ");
    return `${share} of ${countryName(country)}'s research ties were with ${whom} in ${last.year}`;
  },
  chart: {
    kind: "line",
    x: "year",
    y: "share",
    series: "partner",
    low: "low",
    high: "high",
    format: "percent",
  },
});
