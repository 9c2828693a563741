import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { poissonInterval } from "../kernels/index.ts";
import { noteCoverage } from "../research/coverage.ts";
import { frameOf } from "../research/frames.ts";
import { sampleNote } from "../research/notes.ts";
import { level, worksParameters } from "../research/parameters.ts";
import { worksOf } from "../research/works.ts";
import { sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country, whole } from "./parameters.ts";

/**
 * Researchers who changed country, read from the affiliations on their works: inflow, outflow and net, by partner.
 *
 * The rule. A researcher's country in a year is the one on most of the year's works; a year with a tie has none.
 * Years in a row with the same country are a stay. Stays on fewer than `min_works` works (default 2) are visits and
 * are passed over; what is left on both sides of them joins up. A move is a stay in B after a stay in A ≠ B, dated to
 * the first year in B. So a move needs two works on each side, and is seen only for those who publish on.
 *
 * The interval of net joins those of both flows by the method of Zou and Donner (2008): each end is as far from net as
 * the hypotenuse of what inflow and outflow could be off.
 *
 * All years of the table inform the stays; `from` and `to` choose the moves. Zero means no move was seen. Intervals
 * are exact Poisson ones; they say nothing of researchers split or merged by name, which inflate moves.
 *
 * @example
 * run("researcher-mobility", { country: "RUS", from: 2022, to: 2023 })
 */
export const researcherMobility = defineIndicator({
  name: "researcher-mobility",
  title: "Researchers who change country",
  summary: "How many researchers came to a country and left it, and from and to where.",
  formula: "move: stay in A (≥ min_works works), then stay in B ≠ A (≥ min_works works)",
  references: [
    {
      text: "Robinson-Garcia, Sugimoto, Murray, Yegros-Yegros, Larivière, Costas (2019), The many faces of mobility, Journal of Informetrics 13",
      url: "https://doi.org/10.1016/j.joi.2018.11.002",
    },
    {
      text: "Zou, Donner (2008), Construction of confidence limits about effect measures: a general approach, Statistics in Medicine 27",
      url: "https://doi.org/10.1002/sim.3095",
    },
  ],
  group: "research",
  params: z.object({
    country: country("country that researchers come to and leave"),
    ...worksParameters,
    min_works: whole("works a stay needs on each side", { min: 1, max: 50, unit: "works" }).default(2),
    by: choice(["partner", "year"], "rows by other country, or by year").default("partner"),
    level,
  }),
  tables: ["publications"],
  columns: {
    country: { type: "text", description: "country, ISO3" },
    partner: { type: "text", description: "where they came from and went to, ISO3; all for every country" },
    year: { type: "integer", description: "first year in the new country; null for all years" },
    inflow: { type: "integer", unit: "researchers", description: "moved to the country" },
    inflow_low: { type: "double", unit: "researchers", description: "lower end of the interval" },
    inflow_high: { type: "double", unit: "researchers", description: "upper end of the interval" },
    outflow: { type: "integer", unit: "researchers", description: "left the country" },
    outflow_low: { type: "double", unit: "researchers", description: "lower end of the interval" },
    outflow_high: { type: "double", unit: "researchers", description: "upper end of the interval" },
    net: { type: "integer", unit: "researchers", description: "inflow less outflow" },
    net_low: { type: "double", unit: "researchers", description: "lower end of the interval" },
    net_high: { type: "double", unit: "researchers", description: "upper end of the interval" },
    stock: {
      type: "integer",
      unit: "researchers",
      description: "researchers with a stay in the country that touches the years",
    },
    source: { type: "text", description: "source of the works" },
  },
  example: { country: "RUS", from: 2022, to: 2023 },
  query(params, context) {
    const { country: one, from, to, min_works, by } = params;
    const history = worksOf({ ...params, from: 1000, to: 2200 }, context);
    const moved = sql`before_country is not null and before_country <> country and first_year between ${from} and ${to}`;
    return sql`with affiliated as (
        select p.year as year, substr(a.affiliation, 1, 3) as country, substr(a.affiliation, 5) as author
        from ${history} p cross join ${context.dialect.unnest(sql`p.affiliations`, "a", "affiliation")}
      ),
      counted as (select author, year, country, count(*) as n from affiliated group by author, year, country),
      most as (select author, year, max(n) as n from counted group by author, year),
      yearly as (
        select c.author as author, c.year as year, min(c.country) as country, max(c.n) as n
        from counted c join most m on m.author = c.author and m.year = c.year and m.n = c.n
        group by c.author, c.year having count(*) = 1
      ),
      turns as (
        select author, year, country, n,
          case when lag(country) over (partition by author order by year) = country then 0 else 1 end as turn
        from yearly
      ),
      runs as (
        select author, year, country, n, sum(turn) over (partition by author order by year rows between unbounded preceding and current row) as run
        from turns
      ),
      stays as (
        select author, country, min(year) as first_year, max(year) as last_year, sum(n) as works
        from runs group by author, run, country having sum(n) >= ${min_works}
      ),
      chained as (
        select author, country, first_year, last_year,
          lag(country) over (partition by author order by first_year) as before_country
        from stays
      ),
      moves as (
        select before_country as partner, first_year as year, 1 as inflow, 0 as outflow from chained where ${moved} and country = ${one}
        union all
        select country, first_year, 0, 1 from chained where ${moved} and before_country = ${one}
      ),
      stock as (
        select count(distinct author) as n from stays where country = ${one} and first_year <= ${to} and last_year >= ${from}
      ),
      flows as (
        select cast('all' as varchar) as partner, cast(null as integer) as year, sum(inflow) as inflow, sum(outflow) as outflow, 0 as place from moves
        union all
        select ${by === "partner" ? sql`partner, cast(null as integer)` : sql`cast('all' as varchar), year`}, sum(inflow), sum(outflow), 1
        from moves group by ${by === "partner" ? sql`partner` : sql`year`}
      )
      select f.partner as partner, f.year as year, coalesce(f.inflow, 0) as inflow, coalesce(f.outflow, 0) as outflow,
        s.n as stock, f.place as place
      from flows f cross join stock s where s.n > 0 or f.inflow is not null
      order by f.place, f.year, f.inflow + f.outflow desc, f.partner`;
  },
  async compute(frame, params, context) {
    if (!frame) throw new Error("researcher-mobility computes on its query");
    await noteCoverage(context, params);
    context.cite(params.source);
    return frameOf(
      this.columns,
      toRows(frame).map((row) => {
        const come = poissonInterval(row.inflow as number, { level: params.level });
        const gone = poissonInterval(row.outflow as number, { level: params.level });
        return {
          ...row,
          country: params.country,
          inflow_low: come.lower,
          inflow_high: come.upper,
          outflow_low: gone.lower,
          outflow_high: gone.upper,
          net: come.estimate - gone.estimate,
          net_low:
            come.estimate -
            gone.estimate -
            Math.hypot(come.estimate - come.lower, gone.upper - gone.estimate),
          net_high:
            come.estimate -
            gone.estimate +
            Math.hypot(come.upper - come.estimate, gone.estimate - gone.lower),
          source: params.source,
        };
      }),
    );
  },
  notes: (_, params) => [
    {
      kind: "definition",
      text: `a move needs ${params.min_works} works in the old country and ${params.min_works} in the new; who stops publishing is not seen`,
    },
    {
      kind: "partial",
      text: "researchers whom OpenAlex splits or merges by name inflate moves; the latest years are incomplete, since the second work abroad is still to come",
    },
    ...sampleNote(params.source),
  ],
  finding(rows, params) {
    const all = rows.find((r) => r.partner === "all" && r.year === null);
    if (!all) return undefined;
    return `${all.outflow} researchers left ${countryName(params.country)} and ${all.inflow} came in ${params.from}-${params.to}`;
  },
  chart: {
    kind: "bar",
    x: "partner",
    y: "net",
    low: "net_low",
    high: "net_high",
    format: "number",
    total: ["partner", "all"],
  },
  chartWith: ({ by }) => (by === "year" ? { kind: "line", x: "year", total: ["year", ""] } : {}),
});
