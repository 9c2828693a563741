import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { observedOverExpected } from "../kernels/index.ts";
import { noteCoverage } from "../research/coverage.ts";
import { frameOf } from "../research/frames.ts";
import { collaborationParameters, level } from "../research/parameters.ts";
import { OPENALEX_FIELDS } from "../sources/openalex/fields.ts";
import { sql } from "../sql.ts";
import { technologies } from "../technologies/technologies.ts";
import { defineIndicator } from "./indicator.ts";
import { choice } from "./parameters.ts";

/**
 * Activity index: how much more of a field a country does than the world does.
 *
 *   s_cf = (n_cf / n_c) / (N_f / N)
 *
 * n are works with an author in the country, full count; N are works of the world with any known country. Above 1 the
 * country is specialised in the field. A field the country has no work in has s = 0 with an upper end; a field the
 * world has no work in has no row. The interval is the exact Poisson one of n_cf over its expectation.
 *
 * @example
 * run("research-specialisation", { country: "RUS", from: 2020, to: 2023 })
 */
export const researchSpecialisation = defineIndicator({
  name: "research-specialisation",
  title: "Specialisation in research",
  summary: "In which fields or technologies a country publishes more of its work than the world does.",
  formula: "s_cf = (n_cf / n_c) / (N_f / N)",
  references: [
    {
      text: "Schubert, Braun (1986), Relative indicators and relational charts for comparative assessment of publication output, Scientometrics 9",
      url: "https://doi.org/10.1007/BF02017249",
    },
  ],
  group: "research",
  params: z.object({
    country: collaborationParameters.country.describe("country whose fields are compared with the world's"),
    from: collaborationParameters.from,
    to: collaborationParameters.to,
    by: choice(["field", "technology"], "the 26 OpenAlex fields, or technologies").default("field"),
    source: collaborationParameters.source,
    level,
  }),
  tables: ["collaborations"],
  optionalTables: ["observations", "publications"],
  columns: {
    country: { type: "text", description: "country, ISO3" },
    field: { type: "text", description: "OpenAlex field id, or technology" },
    title: { type: "text", description: "its name" },
    works: { type: "integer", unit: "works", description: "works of the country in the field" },
    share: { type: "double", unit: "share", description: "share of the field in the country's works" },
    world_share: { type: "double", unit: "share", description: "share of the field in the world's works" },
    specialisation: { type: "double", unit: "ratio", description: "share over world share" },
    low: { type: "double", unit: "ratio", description: "lower end of the interval" },
    high: { type: "double", unit: "ratio", description: "upper end of the interval" },
    source: { type: "text", description: "source of the counts" },
  },
  example: { country: "RUS", from: 2020, to: 2023 },
  query({ country: one, from, to, by, source }, context) {
    const table = context.table("collaborations");
    const split = by === "field" ? sql`field between '11' and '36'` : sql`field like 'tech:%'`;
    // A source that has the country's fields, and the more of all its works the better.
    const chosen = source
      ? sql`select cast(${source} as varchar) as source`
      : sql`select source from ${table} where country_a = country_b and country_a = ${one} and source <> 'patents'
          and (field = 'all' or ${split}) and year between ${from} and ${to}
          group by source having max(case when field <> 'all' then 1 else 0 end) = 1
          order by sum(case when field = 'all' then works_full else 0 end) desc, source limit 1`;
    return sql`with chosen as (${chosen}),
      outputs as (
        select field, country_a as c, works_full, works_fractional from ${table}
        where source = (select source from chosen) and country_a = country_b and year between ${from} and ${to}
          and (field = 'all' or ${split})
      ),
      stated as (
        select item as field, sum(value) as n from ${context.table("observations")}
        where source = (select source from chosen) and series = 'openalex.works' and country = 'WLD'
          and year(period) between ${from} and ${to} group by item
      ),
      world as (select field, sum(works_fractional) as n from outputs group by field),
      own as (select field, sum(works_full) as n from outputs where c = ${one} group by field)
      select w.field as field, coalesce(o.n, 0) as works, coalesce(w.n, s.n) as world,
        (select n from own where field = 'all') as all_works,
        coalesce((select n from world where field = 'all'), (select n from stated where field = 'all')) as all_world,
        (select source from chosen) as source
      from world w left join own o on o.field = w.field left join stated s on s.field = w.field
      where w.field <> 'all' order by w.field`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("research-specialisation computes on its query");
    const found = toRows(frame);
    const [first] = found;
    await noteCoverage(context, { ...params, field: "all", source: first?.source });
    const lacks = (what: string, how: string) =>
      context.note({
        kind: "missing",
        text: `${first?.source} holds no ${what}, so specialisation is not known: ${how}`,
      });
    if (first && first.all_works === null)
      lacks("works of the country with all fields together", "fetch openalex-counts without --only");
    if (first && (first.world === null || first.all_world === null))
      lacks("works of the world", "fetch openalex-counts with --world");
    const names = new Map(technologies().map((t) => [`tech:${t.name}`, t.title]));
    return frameOf(
      this.columns,
      found.map((row) => {
        const [works, all, world, everything] = ["works", "all_works", "world", "all_world"].map(
          (name) => (row[name] as number | null) ?? Number.NaN,
        ) as [number, number, number, number];
        const { estimate, lower, upper } = observedOverExpected(
          { both: works, first: all, second: world, total: everything },
          { level: params.level },
        );
        const field = row.field as string;
        return {
          ...row,
          country: params.country,
          title: OPENALEX_FIELDS[field] ?? names.get(field) ?? field,
          share: works / all,
          world_share: world / everything,
          specialisation: estimate,
          low: lower,
          high: upper,
        };
      }),
    );
  },
  finding(rows, params) {
    const sure = rows.filter((r) => r.low !== null && (r.low as number) > 1);
    const [top] = [...sure].sort((a, b) => (b.specialisation as number) - (a.specialisation as number));
    if (!top) return undefined;
    return `${countryName(params.country)} is most specialised in ${top.title}: ${(top.specialisation as number).toFixed(1)} times the world's share`;
  },
  chart: {
    kind: "dot",
    x: "specialisation",
    y: "title",
    low: "low",
    high: "high",
    format: "number",
    scale: "log",
  },
});
