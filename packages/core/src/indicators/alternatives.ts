import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { noteCoverage } from "../research/coverage.ts";
import { frameOf } from "../research/frames.ts";
import { sampleNote } from "../research/notes.ts";
import { worksParameters } from "../research/parameters.ts";
import { isMember } from "../research/ties.ts";
import { worksOf } from "../research/works.ts";
import { sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { bloc, country, whole } from "./parameters.ts";

/**
 * Who else could a country work with, in place of one partner? Candidates are rated by how much of the partner's
 * work, topic by topic, their own output could stand in for:
 *
 *   cover_q      = Σ_t min(n_qt, n_pt) / Σ_t n_pt          size and mix of topics
 *   similarity_q = Σ_t min(n_qt / n_q, n_pt / n_p)          mix of topics alone (Finger and Kreinin's index)
 *
 * n_qt are works of q on OpenAlex topic t, full count, joint works of q and the partner included. Cover is 1 when q
 * publishes at least as much as p on every topic of p. Joint works with the country show with whom ties exist already:
 * a high cover with few of them is room to grow. Willingness, quality and controls are not in the number.
 *
 * @example
 * run("alternatives", { country: "RUS", partner: "DEU", field: "31", from: 2020, to: 2023 })
 */
export const alternatives = defineIndicator({
  name: "alternatives",
  title: "Alternatives to a research partner",
  summary: "Which countries publish on the same topics as a partner, and so could take its place.",
  formula: "cover_q = Σ_t min(n_qt, n_pt) / Σ_t n_pt",
  references: [
    {
      text: "Finger, Kreinin (1979), A measure of export similarity and its possible uses, Economic Journal 89 (similarity index)",
      url: "https://doi.org/10.2307/2231506",
    },
  ],
  group: "research",
  params: z.object({
    country: country("country that looks for partners"),
    partner: country("partner to be replaced"),
    ...worksParameters,
    top: whole("candidates shown", { min: 1, max: 300, unit: "countries" }).default(20),
    exclude: bloc("bloc whose members are no candidates, at the end of the last year").optional(),
  }),
  tables: ["publications"],
  optionalTables: ["blocs"],
  columns: {
    rank: { type: "integer", unit: "rank", description: "by cover" },
    candidate: { type: "text", description: "country that could take the place, ISO3" },
    cover: {
      type: "double",
      unit: "0 to 1",
      description: "part of the partner's work it could stand in for, topic by topic",
    },
    similarity: { type: "double", unit: "0 to 1", description: "likeness of the mix of topics" },
    works: { type: "integer", unit: "works", description: "works of the candidate in the field" },
    joint: { type: "integer", unit: "works", description: "works with the country already" },
    partner_works: { type: "integer", unit: "works", description: "works of the partner in the field" },
    partner_joint: { type: "integer", unit: "works", description: "works of the partner with the country" },
    source: { type: "text", description: "source of the works" },
  },
  example: { country: "RUS", partner: "DEU", field: "31", from: 2020, to: 2023 },
  query(params, context) {
    const { country: one, exclude, to } = params;
    const joint = context.dialect.arrayContains(sql`w.countries`, sql`${one}`);
    const kept = exclude
      ? sql`where not ${isMember(context, exclude, sql`c.country`, sql`${to}`)} or c.country = ${params.partner}`
      : sql``;
    return sql`select c.country as country, c.topic as topic, sum(c.n) as n, sum(c.joint) as joint from (
        select u.country as country, w.topic as topic, 1 as n, case when ${joint} then 1 else 0 end as joint
        from ${worksOf(params, context)} w cross join ${context.dialect.unnest(sql`w.countries`, "u", "country")}
        where w.topic is not null
      ) c ${kept} group by c.country, c.topic order by c.country, c.topic`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("alternatives computes on its query");
    await noteCoverage(context, params);
    context.cite(params.source);
    const profiles = new Map<string, { topics: Map<string, number>; works: number; joint: number }>();
    for (const row of toRows(frame)) {
      const code = row.country as string;
      const entry = profiles.get(code) ?? { topics: new Map<string, number>(), works: 0, joint: 0 };
      entry.topics.set(row.topic as string, row.n as number);
      entry.works += row.n as number;
      entry.joint += row.joint as number;
      profiles.set(code, entry);
    }
    const lost = profiles.get(params.partner);
    if (!lost) return frameOf(this.columns, []);
    const rated = [...profiles]
      .filter(([code]) => code !== params.country && code !== params.partner)
      .map(([candidate, own]) => {
        let cover = 0;
        let similarity = 0;
        for (const [topic, n] of lost.topics) {
          const same = own.topics.get(topic) ?? 0;
          cover += Math.min(same, n);
          similarity += Math.min(same / own.works, n / lost.works);
        }
        return { candidate, cover: cover / lost.works, similarity, works: own.works, joint: own.joint };
      })
      .sort((a, b) => b.cover - a.cover || b.works - a.works || (a.candidate < b.candidate ? -1 : 1))
      .slice(0, params.top);
    return frameOf(
      this.columns,
      rated.map((row, i) => ({
        ...row,
        rank: i + 1,
        partner_works: lost.works,
        partner_joint: lost.joint,
        source: params.source,
      })),
    );
  },
  notes: (_, params) => [
    {
      kind: "definition",
      text: "cover compares outputs by topic; willingness, quality and export controls are not in it",
    },
    ...sampleNote(params.source),
  ],
  finding(rows, params) {
    const [first] = rows;
    if (!first) return undefined;
    return `${countryName(first.candidate as string)} could stand in for ${((first.cover as number) * 100).toFixed(0)}\u202f% of ${countryName(params.partner)}'s work`;
  },
  chart: { kind: "bar", x: "candidate", y: "cover", format: "percent" },
});
