import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { type Row, toRows } from "../frame.ts";
import { bootstrapCounts } from "../kernels/index.ts";
import { noteCoverage } from "../research/coverage.ts";
import { fieldName } from "../research/field-name.ts";
import { frameOf } from "../research/frames.ts";
import { sampleNote } from "../research/notes.ts";
import { level, worksParameters } from "../research/parameters.ts";
import { worksOf } from "../research/works.ts";
import { join, sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, countries, country, whole } from "./parameters.ts";

/**
 * Does the co-operation pay? Citations of a country's works, of its works alone, with anyone, and with each partner,
 * against what works of the same field and year get.
 *
 *   impact_g = (1/n_g) Σ_w c_w / e_f(w),y(w)      e_fy: mean citations of all works of field f and year y
 *   top10_g  = share of works among the tenth of their field and year that is cited most
 *
 * The world is the works of the table; both measures are 1 and 0.1 for all of them together. Works with as many
 * citations as the threshold enter the top tenth in part, so that it holds exactly a tenth (Waltman and Schreiber
 * 2013). Works without field or citations, and retracted ones, are left out. Full counting. The interval is a seeded
 * bootstrap over the works of the group; null for a group without works. By field there is a row only where the group
 * has works; the largest of many fields needs a stricter `level` (0.998 for 26 fields), or chance alone finds one.
 *
 * @example
 * run("research-impact", { country: "CHN", partner: "RUS,USA", from: 2018, to: 2021 })
 */
export const researchImpact = defineIndicator({
  name: "research-impact",
  title: "Impact of research and of co-operation",
  summary: "Whether works with a partner are cited more than works alone, given field and year.",
  formula:
    "impact = mean(c_w / e_fy); top10 = share of works in the most cited tenth of their field and year",
  references: [
    {
      text: "Waltman, Schreiber (2013), On the calculation of percentile-based bibliometric indicators, JASIST 64",
      url: "https://doi.org/10.1002/asi.22775",
    },
    {
      text: "Waltman, van Eck, van Leeuwen, Visser, van Raan (2011), Towards a new crown indicator, Journal of Informetrics 5",
      url: "https://doi.org/10.1016/j.joi.2010.08.001",
    },
  ],
  group: "research",
  params: z.object({
    country: country("country whose works are rated"),
    partner: countries("partners whose joint works are rated too").optional(),
    ...worksParameters,
    by: choice(["group", "field"], "one row a group, or one a group and OpenAlex field").default("group"),
    replicates: whole("draws of the bootstrap", { min: 100, max: 10_000 }).default(400),
    seed: whole("seed of the bootstrap", { min: 0, max: 2 ** 31 }).default(1),
    level,
  }),
  tables: ["publications"],
  columns: {
    country: { type: "text", description: "country, ISO3" },
    group: { type: "text", description: "all, alone, joint, or a partner's ISO3" },
    field: { type: "text", description: "OpenAlex field id, technology, or all" },
    field_name: { type: "text", description: "its name" },
    works: { type: "integer", unit: "works", description: "works rated" },
    citations: { type: "integer", unit: "citations", description: "their citations" },
    impact: {
      type: "double",
      unit: "ratio",
      description: "mean citations over the mean of field and year; 1 is the world",
    },
    impact_low: { type: "double", unit: "ratio", description: "lower end of the interval" },
    impact_high: { type: "double", unit: "ratio", description: "upper end of the interval" },
    top10: {
      type: "double",
      unit: "share",
      description: "share among the most cited tenth; 0.1 is the world",
    },
    top10_low: { type: "double", unit: "share", description: "lower end of the interval" },
    top10_high: { type: "double", unit: "share", description: "upper end of the interval" },
    top1: {
      type: "double",
      unit: "share",
      description: "share among the most cited hundredth; 0.01 is the world",
    },
    top1_low: { type: "double", unit: "share", description: "lower end of the interval" },
    top1_high: { type: "double", unit: "share", description: "upper end of the interval" },
    source: { type: "text", description: "source of the works" },
  },
  example: { country: "CHN", partner: "RUS,USA", from: 2018, to: 2021 },
  query(params, context) {
    const { country: one, partner = [] } = params;
    // The expectation is that of the whole field, also when only a technology inside it is rated.
    const world = worksOf({ ...params, field: "all" }, context);
    const has = (code: string) => context.dialect.arrayContains(sql`w.countries`, sql`${code}`);
    const alone = sql`w.countries = ${context.dialect.textArray([one])}`;
    const groups = [
      sql`select cast('0 all' as varchar) as grp, w.field, w.year, w.cited_by from rated w`,
      sql`select cast('1 alone' as varchar), w.field, w.year, w.cited_by from rated w where ${alone}`,
      sql`select cast('2 joint' as varchar), w.field, w.year, w.cited_by from rated w where not ${alone}`,
      ...partner.map(
        (code, i) =>
          sql`select cast(${`${i + 3} ${code}`} as varchar), w.field, w.year, w.cited_by from rated w where ${has(code)}`,
      ),
    ];
    const part = (limit: number) =>
      sql`case when above + n <= ${limit} * total then 1 when above >= ${limit} * total then 0
        else (${limit} * total - above) / n end`;
    return sql`with hist as (
        select field, year, cited_by, cast(count(*) as double) as n from ${world} x
        where field is not null and cited_by is not null group by field, year, cited_by
      ),
      placed as (
        select field, year, cited_by, n, sum(n) over (partition by field, year) as total,
          sum(n) over (partition by field, year order by cited_by desc rows between unbounded preceding and current row) - n as above,
          sum(n * cited_by) over (partition by field, year) as cites
        from hist
      ),
      weights as (
        select field, year, cited_by, cites / total as expected, ${part(0.1)} as t10, ${part(0.01)} as t1 from placed
      ),
      rated as (
        select countries, field, year, cited_by from ${worksOf(params, context)} w
        where field is not null and cited_by is not null and ${has(one)}
      ),
      grouped as (${join(groups, " union all ")})
      select g.grp, g.field, g.year, g.cited_by, count(*) as n, max(s.expected) as expected, max(s.t10) as t10, max(s.t1) as t1
      from grouped g join weights s on s.field = g.field and s.year = g.year and s.cited_by = g.cited_by
      group by g.grp, g.field, g.year, g.cited_by order by g.grp, g.field, g.year, g.cited_by`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("research-impact computes on its query");
    await noteCoverage(context, params);
    context.cite(params.source);
    const cells = toRows(frame);
    const names = [
      "0 all",
      "1 alone",
      "2 joint",
      ...(params.partner ?? []).map((code, i) => `${i + 3} ${code}`),
    ];
    return frameOf(
      this.columns,
      names.flatMap((name) => {
        const mine = cells.filter((row) => row.grp === name);
        const fields =
          params.by === "field" ? [...new Set(mine.map((row) => row.field as string))] : [params.field];
        return fields.map((field) => ({
          country: params.country,
          group: name.slice(name.indexOf(" ") + 1),
          field,
          field_name: fieldName(field),
          source: params.source,
          ...rated(params.by === "field" ? mine.filter((row) => row.field === field) : mine, params),
        }));
      }),
    );
  },
  notes: (_, params) => [
    { kind: "definition", text: "the world that expectations come from is the works loaded here" },
    ...sampleNote(params.source),
  ],
  finding(rows, params) {
    if (params.by === "field") return undefined;
    const alone = rows.find((r) => r.group === "alone");
    const [one] = params.partner ?? [];
    const pair = rows.find((r) => r.group === one);
    if (!alone?.impact || !pair?.impact || one === undefined) return undefined;
    const times = ((pair.impact as number) / (alone.impact as number)).toFixed(1);
    return `Works of ${countryName(params.country)} with ${countryName(one)} are cited ${times} times as much as its works alone`;
  },
  chart: { kind: "dot", x: "impact", y: "group", low: "impact_low", high: "impact_high", format: "number" },
  chartWith: ({ by }) => (by === "field" ? { y: "field_name", series: "group" } : {}),
});

/** Sums over cells of equal field, year and citations, in the order of the query, and their bootstrap. */
function rated(cells: readonly Row[], options: { seed: number; replicates: number; level: number }) {
  const n = cells.map((c) => c.n as number);
  const works = n.reduce((a, b) => a + b, 0);
  const citations = cells.reduce((sum, c) => sum + (c.n as number) * (c.cited_by as number), 0);
  if (works === 0) return { works, citations };
  const mean = (values: readonly number[]) => {
    const { estimate, lower, upper } = bootstrapCounts(
      n,
      (drawn) => {
        let sum = 0;
        let all = 0;
        for (let i = 0; i < drawn.length; i++) {
          sum += (drawn[i] as number) * (values[i] as number);
          all += drawn[i] as number;
        }
        return sum / all;
      },
      options,
    );
    return [estimate, lower, upper] as const;
  };
  // A field and year without any citation says nothing about impact: its works count as expected.
  const ratio = cells.map((c) =>
    (c.expected as number) > 0 ? (c.cited_by as number) / (c.expected as number) : 1,
  );
  const [impact, impact_low, impact_high] = mean(ratio);
  const [top10, top10_low, top10_high] = mean(cells.map((c) => c.t10 as number));
  const [top1, top1_low, top1_high] = mean(cells.map((c) => c.t1 as number));
  return {
    works,
    citations,
    impact,
    impact_low,
    impact_high,
    top10,
    top10_low,
    top10_high,
    top1,
    top1_low,
    top1_high,
  };
}
