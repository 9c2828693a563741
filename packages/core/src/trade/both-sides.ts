import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { all, date, join, type Sql, sql } from "../sql.ts";
import type { BothReports } from "./cif-margin.ts";
import { silences } from "./silence.ts";

export interface BothScope {
  readonly source: string;
  readonly frequency: "A" | "M";
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * All-goods flows of a source that both ends report in the same classification: one row a pair over the whole range,
 * or one a pair and period. Estimates, figures of countries that had stopped publishing and imports not valued CIF
 * do not count.
 */
export async function bothSides(
  { source, frequency, from, to }: BothScope,
  by: "range" | "period",
  context: ComputeContext,
): Promise<(BothReports & { readonly period: string })[]> {
  const silent = silences.map(
    ({
      country,
      from: since,
    }) => sql`not (period >= ${date(since)} and ((reporter = 'exporter' and exporter = ${country})
      or (reporter = 'importer' and importer = ${country})))`,
  );
  const period: Sql = by === "range" ? sql`min(period)` : sql`period`;
  const keys = by === "range" ? sql`exporter, importer` : sql`period, exporter, importer`;
  const frame = await context.query(sql`
    with sides as (
      select classification, period, exporter, importer,
        sum(case when reporter = 'exporter' then value_usd end) as x,
        sum(case when reporter = 'importer' then value_usd end) as m
      from ${context.table("trade_pairs")}
      where ${all([
        sql`source = ${source}`,
        sql`frequency = ${frequency}`,
        sql`status = 'reported'`,
        sql`(reporter = 'exporter' or (reporter = 'importer' and valuation = 'CIF'))`,
        ...(from ? [sql`period >= ${date(from)}`] : []),
        ...(to ? [sql`period <= ${date(to)}`] : []),
        ...silent,
      ])}
      group by classification, period, exporter, importer
    ),
    widest as (
      select period, exporter, importer, max(x) as x, max(m) as m from sides where x > 0 and m > 0
      group by period, exporter, importer
    )
    select ${period} as period, exporter, importer, cast(sum(x) as double) as x, cast(sum(m) as double) as m
    from widest group by ${keys} order by ${join([sql`1`, sql`exporter`, sql`importer`])}`);
  const [periods, exporters, importers] = ["period", "exporter", "importer"].map((n) => texts(frame, n)) as [
    string[],
    string[],
    string[],
  ];
  const [x, m] = [numbers(frame, "x"), numbers(frame, "m")];
  return exporters.map((exporter, i) => ({
    period: periods[i] as string,
    exporter,
    importer: importers[i] as string,
    exportUsd: x[i] as number,
    importUsd: m[i] as number,
  }));
}
