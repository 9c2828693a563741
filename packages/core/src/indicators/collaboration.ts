import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { type Row, toRows } from "../frame.ts";
import { poissonInterval } from "../kernels/index.ts";
import { noteCoverage } from "../research/coverage.ts";
import { frameOf } from "../research/frames.ts";
import { excerptNote } from "../research/notes.ts";
import { collaborationParameters, level } from "../research/parameters.ts";
import { tiesOf } from "../research/ties.ts";
import { isWhole, wholeTies } from "../research/whole.ts";
import { sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * One pair over time: joint works counted fully and fractionally, what they are to each side (share of its ties and
 * rank among its partners), and growth on the year before.
 *
 *   growth_t = n_t / n_{t−1} − 1
 *
 * The interval is the exact Poisson one for the full count (Garwood 1936): what counts this small could have been by
 * chance. A year in which the country has ties but none with the partner has 0 works and no rank; that needs all ties of
 * one of them to be loaded, otherwise works are null. A side's share and rank need all of that side's ties. Growth is
 * null without a year before or after zero.
 *
 * @example
 * run("collaboration", { country: "CHN", partner: "RUS", from: 2022, to: 2022 })
 * // 4768 works (4634 to 4905), 1.31 % of China's ties and 6.07 % of Russia's, ranks 19 and 3
 */
export const collaboration = defineIndicator({
  name: "collaboration",
  title: "Research collaboration of two countries",
  summary: "Joint works of two countries by year, what they weigh for each side, and how they grow.",
  formula: "n_ij by year; share_i = n_ij / Σ_q n_iq; growth = n_t / n_{t−1} − 1",
  references: [
    {
      text: "Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28",
      url: "https://doi.org/10.1093/biomet/28.3-4.437",
    },
  ],
  group: "research",
  params: z.object({
    country: collaborationParameters.country,
    partner: country("the other country"),
    from: collaborationParameters.from,
    to: collaborationParameters.to,
    field: collaborationParameters.field,
    source: collaborationParameters.source,
    level,
  }),
  tables: ["collaborations"],
  optionalTables: ["observations", "publications"],
  columns: {
    year: { type: "integer", description: "year of publication" },
    country: { type: "text", description: "one country, ISO3" },
    partner: { type: "text", description: "the other country, ISO3" },
    works: { type: "integer", unit: "works", description: "joint works, full count" },
    low: { type: "double", unit: "works", description: "lower end of the interval of the count" },
    high: { type: "double", unit: "works", description: "upper end of the interval of the count" },
    fractional: {
      type: "decimal",
      unit: "works",
      description: "joint works, fractional count; null when the source has none",
    },
    growth: { type: "double", unit: "share", description: "change on the year before" },
    share: { type: "double", unit: "share", description: "share in the ties of the country" },
    rank: { type: "integer", unit: "rank", description: "rank among the partners of the country" },
    partner_share: { type: "double", unit: "share", description: "share in the ties of the partner" },
    partner_rank: { type: "integer", unit: "rank", description: "rank among the partners of the partner" },
    source: { type: "text", description: "source of the counts" },
  },
  example: { country: "CHN", partner: "RUS", from: 2018, to: 2023 },
  query({ country: one, partner: other, from, to, field, source }, context) {
    const request = { country: one, from, to, field, counting: "full", source } as const;
    const kept = sql`from ${context.table("collaborations")} where source = (select source from chosen) and field = ${field}
          and year between ${from} and ${to} and country_a <> country_b`;
    return sql`with ${tiesOf(request, context)},
      sides as (
        select year, country_a as owner, country_b as friend, works_full as n, works_fractional as x ${kept}
          and country_a in (${one}, ${other})
        union all
        select year, country_b, country_a, works_full, works_fractional ${kept} and country_b in (${one}, ${other})
      ),
      ranked as (
        select year, owner, friend, n, x, rank() over (partition by owner, year order by n desc) as place,
          sum(n) over (partition by owner, year) as ties
        from sides
      ),
      years as (select distinct year from sides where owner = ${one})
      select y.year as year, a.n as works, a.x as fractional,
        cast(coalesce(a.n, 0) as double) / nullif(cast(t.ties as double), 0) as share, a.place as "rank",
        cast(b.n as double) / nullif(cast(b.ties as double), 0) as partner_share, b.place as partner_rank,
        (select source from chosen) as source
      from years y
        left join (select year, max(ties) as ties from ranked where owner = ${one} group by year) t on t.year = y.year
        left join ranked a on a.year = y.year and a.owner = ${one} and a.friend = ${other}
        left join ranked b on b.year = y.year and b.owner = ${other} and b.friend = ${one}
      order by y.year`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("collaboration computes on its query");
    const found = toRows(frame);
    const source = found[0]?.source;
    await noteCoverage(context, { ...params, source });
    const ties = await wholeTies({ source, field: params.field }, context);
    const rows = found.map((row): Row & { readonly works: number | null } => {
      const own = isWhole(ties, row.year, params.country);
      const others = isWhole(ties, row.year, params.partner);
      // A pair that is absent has no joint work only where all ties of one of the two are there.
      const works = (row.works as number | null) ?? (own || others ? 0 : null);
      const unknown = works === null ? "joint works, shares and ranks are" : "its share and rank are";
      if (!own) context.note(excerptNote(params.country, source, unknown));
      if (!others) context.note(excerptNote(params.partner, source, unknown));
      return {
        ...row,
        works,
        ...(own ? {} : { share: null, rank: null }),
        ...(others ? {} : { partner_share: null, partner_rank: null }),
      };
    });
    const byYear = new Map(rows.map((r) => [r.year, r.works]));
    return frameOf(
      this.columns,
      rows.map((row) => {
        const { works } = row;
        const before = byYear.get((row.year as number) - 1);
        const { lower, upper } =
          works === null ? { lower: null, upper: null } : poissonInterval(works, { level: params.level });
        return {
          ...row,
          country: params.country,
          partner: params.partner,
          low: lower,
          high: upper,
          growth: before && works !== null ? works / before - 1 : null,
        };
      }),
    );
  },
  finding(rows, { country: one, partner: other }) {
    const last = rows.at(-1);
    if (!last || last.works === null) return undefined;
    return `${countryName(one)} and ${countryName(other)} published ${last.works} works together in ${last.year}`;
  },
  chart: { kind: "line", x: "year", y: "works", low: "low", high: "high", format: "number" },
});
