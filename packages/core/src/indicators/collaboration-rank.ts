import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { noteCoverage } from "../research/coverage.ts";
import { extended } from "../research/frames.ts";
import { countingNote, excerptNote } from "../research/notes.ts";
import { collaborationParameters } from "../research/parameters.ts";
import { isMember, tiesOf } from "../research/ties.ts";
import { isWhole, wholeTies } from "../research/whole.ts";
import { all, inList, sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { bloc, countries, whole } from "./parameters.ts";

/**
 * Partners of a country in order of joint works, by year. Equal counts share the better rank (1, 2, 2, 4), so a rank
 * says how many partners have more joint works, plus one. A partner without a joint work has no row and no rank. Rank
 * and share are null where only some of the country's ties are loaded.
 * With a bloc, `members` counts its members among the partners of this rank or better.
 *
 * @example
 * run("collaboration-rank", { country: "CHN", partner: "RUS", from: 2022, to: 2022 })
 * // rank 19 of 218 partners, 4768 works
 */
export const collaborationRank = defineIndicator({
  name: "collaboration-rank",
  title: "Rank among research partners",
  summary: "Where a partner stands among all countries that a country publishes with.",
  formula: "rank_cp = 1 + #{q ≠ c : n_cq > n_cp}",
  references: [
    {
      text: "Glänzel (2001), National characteristics in international scientific co-authorship relations, Scientometrics 51",
      url: "https://doi.org/10.1023/A:1010512628145",
    },
  ],
  group: "research",
  params: z.object({
    ...collaborationParameters,
    partner: countries("only these partners; the ranks stay those among all").optional(),
    top: whole("only partners of this rank or better", { min: 1, max: 300, unit: "rank" }).optional(),
    bloc: bloc("bloc whose members are marked, such as us-aligned-39; at the end of each year").optional(),
  }),
  tables: ["collaborations"],
  optionalTables: ["blocs", "observations", "publications"],
  columns: {
    country: { type: "text", description: "country whose partners are ranked, ISO3" },
    year: { type: "integer", description: "year of publication" },
    rank: {
      type: "integer",
      unit: "rank",
      description: "place among all partners; equal counts share the better one",
    },
    partner: { type: "text", description: "partner, ISO3" },
    works: { type: "decimal", unit: "works", description: "joint works" },
    share: { type: "double", unit: "share", description: "works over the sum for all partners" },
    partners: { type: "integer", unit: "countries", description: "partner countries with any joint work" },
    member: { type: "boolean", description: "belongs to the bloc; null when no bloc is named" },
    members: {
      type: "integer",
      unit: "countries",
      description: "members of the bloc of this rank or better; null when no bloc is named",
    },
    source: { type: "text", description: "source of the counts" },
  },
  example: { country: "CHN", partner: "RUS", from: 2018, to: 2023 },
  query(params, context) {
    const { country, partner, top, bloc } = params;
    const member = bloc ? isMember(context, bloc, sql`t.partner`, sql`t.year`) : sql`cast(null as boolean)`;
    const kept = all([
      ...(partner ? [inList(sql`partner`, partner)] : []),
      ...(top ? [sql`"rank" <= ${top}`] : []),
    ]);
    return sql`with ${tiesOf(params, context)},
      marked as (select t.*, ${member} as member from ties t where t.works > 0),
      ranked as (
        select source, year, partner, works, member, rank() over (partition by year order by works desc) as "rank",
          cast(works as double) / cast(sum(works) over (partition by year) as double) as share,
          count(*) over (partition by year) as partners,
          sum(case when member then 1 when not member then 0 end) over (partition by year order by works desc
            range between unbounded preceding and current row) as members
        from marked
      )
      select cast(${country} as varchar) as country, year, "rank", partner, works, share, partners, member, members, source
      from ranked where ${kept} order by year, "rank", partner`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("collaboration-rank computes on its query");
    const source = toRows(frame)[0]?.source;
    await noteCoverage(context, { ...params, source });
    const ties = await wholeTies({ source, field: params.field }, context);
    return extended(frame, this.columns, (row) => {
      if (isWhole(ties, row.year, params.country)) return {};
      context.note(excerptNote(params.country, source, "ranks and shares are"));
      return { rank: null, share: null, partners: null, members: null };
    });
  },
  notes: (_, params) => [countingNote(params.counting)],
  finding(rows, { country, partner }) {
    const last = rows.at(-1);
    if (!last || last.rank === null || partner?.length !== 1) return undefined;
    return `${countryName(last.partner as string)} was number ${last.rank} of ${countryName(country)}'s ${last.partners} research partners in ${last.year}`;
  },
  chart: { kind: "bump", x: "year", y: "rank", series: "partner", format: "number" },
});
