import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { all, date, sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country, period, text, word } from "./parameters.ts";

/**
 * Country rank: the place of a country among all countries by one observation series.
 *
 *   rank_c = 1 + #{ d : x_d > x_c }
 *
 * Equal values share the better place. Countries without a figure in the period are not ranked and not counted;
 * world and group rows are never in the table. Null only when the asked country has no figure: it then has no row.
 *
 * @example country-rank series=NY.GDP.MKTP.CD country=RUS from=2022 to=2022 → rank 8
 */
export const countryRank = defineIndicator({
  name: "country-rank",
  title: "Place of a country by a figure",
  summary: "Which place a country takes among all countries by GDP or any other series.",
  formula: "rank_c = 1 + #{ d : x_d > x_c }",
  references: [
    {
      text: "World Bank, World Development Indicators: GDP ranking, notes",
      url: "https://datacatalog.worldbank.org/search/dataset/0038130",
    },
  ],
  group: "economy",
  params: z.object({
    series: word("series code, e.g. NY.GDP.MKTP.CD (GDP in current US dollars)", "series").default(
      "NY.GDP.MKTP.CD",
    ),
    country: country("country whose place is asked; all countries when left out").optional(),
    from: period("first period, e.g. 2014").optional(),
    to: period("last period, e.g. 2023").optional(),
    order: choice(["largest", "smallest"], "which end of the list is first").default("largest"),
    source: text("source of the series, when several hold it", "source").optional(),
  }),
  tables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "country" },
    value: { type: "decimal", unit: "unit of the series", description: "the figure" },
    rank: {
      type: "integer",
      unit: "place",
      description: "place among the countries with a figure, 1 is first",
    },
    countries: { type: "integer", unit: "countries", description: "countries with a figure in that period" },
    share_of_first: { type: "double", unit: "ratio", description: "value / value of the first" },
    unit: { type: "text", description: "unit of the series" },
    source: { type: "text", description: "source of the series" },
    status: { type: "text", description: "reported or estimated" },
  },
  example: { series: "NY.GDP.MKTP.CD", country: "RUS", from: "2014", to: "2023" },
  query(params, { table }) {
    const better = params.order === "largest" ? sql`desc` : sql`asc`;
    return sql`with figures as (
        select source, period, country, value, unit, status from ${table("observations")}
        where ${all([
          sql`series = ${params.series}`,
          sql`counterpart = ''`,
          sql`item = ''`,
          ...(params.from ? [sql`period >= ${date(params.from)}`] : []),
          ...(params.to ? [sql`period <= ${date(params.to)}`] : []),
          ...(params.source ? [sql`source = ${params.source}`] : []),
        ])}
      ),
      ranked as (
        select source, period, country, value, unit, status,
          rank() over (partition by source, period order by value ${better}) as place,
          count(*) over (partition by source, period) as countries,
          first_value(value) over (partition by source, period order by value ${better}, country) as first_of_all
        from figures
      )
      select period, country, value, place as rank, countries,
        cast(value as double) / nullif(cast(first_of_all as double), 0) as share_of_first, unit, source, status
      from ranked ${params.country ? sql`where country = ${params.country}` : sql``}
      order by period, source, place, country`;
  },
  finding(rows, params) {
    const last = rows.at(-1);
    if (!last || !params.country) return undefined;
    return `${countryName(params.country)} was number ${last.rank} of ${last.countries} in ${String(last.period).slice(0, 4)}`;
  },
  chart: { kind: "bump", x: "period", y: "rank", series: "country", status: "status", format: "number" },
});
