import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { all, date, sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, code, country, period } from "./parameters.ts";

/**
 * Settlement share: the part of a country's payments for goods and services that is made in each currency.
 *
 *   s_c = V_c / Σ_c V_c
 *
 * The denominator is every currency the source publishes, its `OTHER` included. A currency the source does not
 * publish apart is part of `OTHER`, not zero. Null when the period's total is zero.
 *
 * @example settlement-share country=RUS flow=imports currency=CNY → 0.043 (January 2022), 0.234 (December 2022)
 */
export const settlementShare = defineIndicator({
  name: "settlement-share",
  title: "Currencies of a country's trade payments",
  summary: "How much of a country's payments for imports or exports is settled in each currency.",
  formula: "s_c = V_c / Σ_c V_c",
  references: [
    {
      text: "Bank of Russia, settlements for goods and services by currency",
      url: "https://www.cbr.ru/eng/statistics/",
    },
  ],
  group: "money",
  params: z.object({
    country: country("country whose payments are measured"),
    flow: choice(["imports", "exports"], "payments for imports or for exports").default("imports"),
    currency: code("currency, e.g. CNY; all when left out").optional(),
    from: period("first month, e.g. 2022-01").optional(),
    to: period("last month, e.g. 2023-06").optional(),
  }),
  tables: ["observations"],
  columns: {
    period: { type: "date", description: "first day of the month" },
    country: { type: "text", description: "country whose payments are measured" },
    flow: { type: "text", description: "imports or exports" },
    currency: { type: "text", description: "currency code, or OTHER" },
    value_usd: { type: "decimal", unit: "current US dollars", description: "payments in that currency" },
    total_usd: { type: "decimal", unit: "current US dollars", description: "payments in all currencies" },
    share: { type: "double", unit: "share (0 to 1)", description: "value_usd / total_usd" },
    source: { type: "text", description: "source of the series" },
    status: { type: "text", description: "reported or estimated" },
  },
  example: { country: "RUS", flow: "imports", currency: "CNY" },
  query(params, { table }) {
    return sql`with payments as (
        select source, period, country, item, value, status,
          sum(value) over (partition by source, period, country) as total
        from ${table("observations")}
        where ${all([
          sql`series = ${`settlement-${params.flow}`}`,
          sql`country = ${params.country}`,
          sql`counterpart = ''`,
          ...(params.from ? [sql`period >= ${date(params.from)}`] : []),
          ...(params.to ? [sql`period <= ${date(params.to)}`] : []),
        ])}
      )
      select period, country, ${params.flow} as flow, item as currency, cast(value as decimal(38,3)) as value_usd,
        cast(total as decimal(38,3)) as total_usd,
        cast(value as double) / nullif(cast(total as double), 0) as share, source, status
      from payments ${params.currency ? sql`where item = ${params.currency}` : sql``}
      order by period, source, item`;
  },
  finding(rows, params) {
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last || !params.currency) return undefined;
    const per = (v: unknown) => `${((v as number) * 100).toFixed(1)}\u202f%`;
    return `${params.currency} went from ${per(first.share)} of ${countryName(params.country)}'s ${params.flow} payments in ${String(first.period).slice(0, 7)} to ${per(last.share)} in ${String(last.period).slice(0, 7)}`;
  },
  chart: { kind: "line", x: "period", y: "share", series: "currency", status: "status", format: "percent" },
});
