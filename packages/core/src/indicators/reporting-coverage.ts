import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { all, date, inList, join, sql } from "../sql.ts";
import { silenceNotes } from "../trade/mirror-notes.ts";
import { lastPeriod } from "../trade/parameters.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, countries, period, text } from "./parameters.ts";

/**
 * Reporting coverage: which country's trade is known in which period of which source, and by whose figures.
 *
 * Counts partners, not money: a country with 180 partners in one year and 12 in the next has not finished reporting.
 * Own figures are the country's as exporter and as importer; mirrors are its partners' figures about it. With
 * `countries`, a country has a row in every period of a source, also where it has no figure (status `none`), so that
 * holes show.
 *
 * @example reporting-coverage countries=RUS source=comtrade → status reported to 2021, mirrored from 2022
 */
export const reportingCoverage = defineIndicator({
  name: "reporting-coverage",
  title: "Who reported which period",
  summary:
    "Which country's trade is known in which period of which source, by its own figures, its partners' or estimates.",
  formula: "number of partners with a figure, by source, period, country and whose figure it is",
  references: [
    {
      text: "United Nations, UN Comtrade: data availability",
      url: "https://comtradeplus.un.org/DataAvailability",
    },
  ],
  group: "mirrors",
  params: z.object({
    countries: countries(
      "countries, separated by commas; every country with a figure when left out",
    ).optional(),
    from: period("first period, e.g. 2016").optional(),
    to: lastPeriod("last period, e.g. 2024").optional(),
    frequency: choice(["A", "M"], "yearly (A) or monthly (M) figures").default("A"),
    by: choice(["period", "year"], "periods as they are, or years").default("period"),
    source: text("source of the figures; all when left out", "source").optional(),
  }),
  tables: ["trade"],
  columns: {
    source: { type: "text", description: "source" },
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "country" },
    export_partners: { type: "integer", unit: "partners", description: "partners in its own export figures" },
    import_partners: { type: "integer", unit: "partners", description: "partners in its own import figures" },
    mirror_partners: { type: "integer", unit: "partners", description: "partners that report trade with it" },
    reconciled_partners: {
      type: "integer",
      unit: "partners",
      description: "partners in figures reconciled by the source",
    },
    estimated_partners: {
      type: "integer",
      unit: "partners",
      description: "partners whose figures are estimates, its own or not",
    },
    status: {
      type: "text",
      description:
        "reported (own figures), estimated (own figures are estimates), reconciled, mirrored (partners' figures alone) or none",
    },
  },
  example: { countries: "RUS,CHN,KAZ", from: "2016", to: "2024" },
  query(params, { table, dialect }) {
    const bucket = params.by === "year" ? dialect.truncate("year", sql`period`) : sql`period`;
    const scope = all([
      sql`frequency = ${params.frequency}`,
      ...(params.from ? [sql`period >= ${date(params.from)}`] : []),
      ...(params.to ? [sql`period <= ${date(params.to)}`] : []),
      ...(params.source ? [sql`source = ${params.source}`] : []),
    ]);
    const named = params.countries;
    const asked = named
      ? sql`select p.source, p.period, c.country from (select distinct source, period from sides) p
          cross join (${join(
            named.map((c) => sql`select cast(${c} as varchar) as country`),
            " union all ",
          )}) c`
      : sql`select distinct source, period, country from sides`;
    const count = (condition: ReturnType<typeof sql>) =>
      sql`count(distinct case when ${condition} then s.partner end)`;
    return sql`with sides as (
        select source, ${bucket} as period, exporter as country, importer as partner, 'x' as side, status,
          case reporter when 'exporter' then 'own' when 'importer' then 'mirror' else 'reconciled' end as whose
        from ${table("trade_pairs")} where ${scope}
        union all
        select source, ${bucket} as period, importer as country, exporter as partner, 'm' as side, status,
          case reporter when 'importer' then 'own' when 'exporter' then 'mirror' else 'reconciled' end as whose
        from ${table("trade_pairs")} where ${scope}
      ),
      asked as (${asked}),
      counts as (
        select a.source, a.period, a.country,
          ${count(sql`s.whose = 'own' and s.side = 'x'`)} as export_partners,
          ${count(sql`s.whose = 'own' and s.side = 'm'`)} as import_partners,
          ${count(sql`s.whose = 'mirror'`)} as mirror_partners,
          ${count(sql`s.whose = 'reconciled'`)} as reconciled_partners,
          ${count(sql`s.status = 'estimated'`)} as estimated_partners,
          ${count(sql`s.whose = 'own' and s.status = 'reported'`)} as own
        from asked a left join sides s on s.source = a.source and s.period = a.period and s.country = a.country
        ${named ? sql`and ${inList(sql`s.country`, named)}` : sql``}
        group by a.source, a.period, a.country
      )
      select source, period, country, export_partners, import_partners, mirror_partners, reconciled_partners, estimated_partners,
        case when own > 0 then 'reported' when export_partners + import_partners > 0 then 'estimated'
          when reconciled_partners > 0 then 'reconciled' when mirror_partners > 0 then 'mirrored' else 'none' end as status
      from counts order by source, period, country`;
  },
  notes(rows, params) {
    return silenceNotes(
      params.countries ?? [],
      rows.map((r) => String(r.period)),
    );
  },
  finding(rows) {
    const end =
      rows
        .map((r) => String(r.period))
        .toSorted()
        .at(-1) ?? "";
    const best = new Map<string, number>();
    for (const r of rows.filter((x) => x.period === end)) {
      const place = STATUSES.indexOf(String(r.status));
      best.set(String(r.country), Math.min(best.get(String(r.country)) ?? STATUSES.length, place));
    }
    if (best.size === 0) return undefined;
    const parts = STATUSES.flatMap((status, i) => {
      const who = [...best].filter(([, place]) => place === i).map(([country]) => country);
      if (who.length === 0) return [];
      return [
        `${status} for ${who.length > 3 ? `${who.length} countries` : who.map((c) => countryName(c)).join(", ")}`,
      ];
    });
    return `Figures of ${end.slice(0, 4)} are, at best, ${parts.join("; ")}`;
  },
  chart: {
    kind: "matrix",
    x: "period",
    y: "country",
    value: "import_partners",
    status: "status",
    format: "number",
  },
});

/** Best first. */
const STATUSES = ["reported", "estimated", "reconciled", "mirrored", "none"];
