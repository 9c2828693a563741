import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { fieldName } from "../research/field-name.ts";
import { frameOf } from "../research/frames.ts";
import { OPENALEX_NOTES, sampleNote, technologyNote } from "../research/notes.ts";
import { worksParameters } from "../research/parameters.ts";
import { worksOf } from "../research/works.ts";
import { sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { country, whole } from "./parameters.ts";

/**
 * The works themselves that two countries published together in a field or technology, most cited first: what counts,
 * shares and impacts rest on. Retracted works are left out, as everywhere; a note says how many. Works without a
 * citation count stand last.
 *
 * @example
 * run("joint-works", { country: "CHN", partner: "RUS", field: "tech:quantum", from: 2020, to: 2023 })
 */
export const jointWorks = defineIndicator({
  name: "joint-works",
  title: "Works of two countries together",
  summary: "The works that two countries published together in a field or technology, most cited first.",
  formula: "works with an affiliation in both countries, by citations",
  references: [{ text: "OpenAlex, works", url: "https://docs.openalex.org/api-entities/works" }],
  group: "research",
  params: z.object({
    country: country("one country"),
    partner: country("the other country"),
    ...worksParameters,
    limit: whole("works listed", { min: 1, max: 10000, unit: "works" }).default(50),
  }),
  tables: ["publications"],
  columns: {
    rank: { type: "integer", description: "place by citations" },
    work: { type: "text", description: "identifier, such as W2741809807" },
    title: { type: "text", description: "title as published" },
    year: { type: "integer", description: "year of publication" },
    field: { type: "text", description: "name of the OpenAlex field" },
    topic: { type: "text", description: "name of the topic" },
    cited_by: { type: "integer", unit: "citations", description: "citations; null where not known" },
    authors: { type: "integer", unit: "authors", description: "number of authors" },
    total: { type: "integer", unit: "works", description: "works that fit, listed or not" },
    source: { type: "text", description: "source of the works" },
  },
  example: { country: "CHN", partner: "RUS", field: "all", from: 2018, to: 2023, limit: 10 },
  async compute(_, params, context) {
    const { country: one, partner: other, from, to, source, limit } = params;
    const has = (code: string) => context.dialect.arrayContains(sql`w.countries`, sql`${code}`);
    const both = sql`${has(one)} and ${has(other)}`;
    const found = toRows(
      await context.query(sql`select work, title, year, field, topic, cited_by, authors, total, place from (
          select w.work as work, w.title as title, w.year as year, w.field as field, w.topic_name as topic,
            w.cited_by as cited_by, w.authors as authors, count(*) over () as total,
            row_number() over (order by case when w.cited_by is null then 1 else 0 end, w.cited_by desc, w.work) as place
          from ${worksOf(params, context)} w where ${both}
        ) listed where place <= ${limit} order by place`),
    );
    const [gone] = toRows(
      await context.query(sql`select count(*) as n from ${context.table("publications")} w
        where w.source = ${source} and w.year between ${from} and ${to} and w.retracted and ${both}`),
    );
    if ((gone?.n as number) > 0)
      context.note({
        kind: "definition",
        text: `${gone?.n} retracted works of both countries in these years, in any field, are left out`,
      });
    if (found.length > 0) context.cite(source);
    return frameOf(
      this.columns,
      found.map((row) => ({
        ...row,
        rank: row.place,
        field: row.field === null ? null : fieldName(row.field as string),
        source,
      })),
    );
  },
  notes: (_, params) => [
    ...technologyNote(params.field, params.source),
    ...sampleNote(params.source),
    ...OPENALEX_NOTES,
  ],
  finding(rows, params) {
    const [first] = rows;
    if (!first || first.cited_by === null) return undefined;
    const one = countryName(params.country);
    return `Of ${first.total} works of ${one} and ${countryName(params.partner)} the most cited has ${first.cited_by} citations`;
  },
  chart: { kind: "table", x: "title", y: "cited_by" },
});
