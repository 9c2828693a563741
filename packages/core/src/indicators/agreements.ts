import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { frameOf } from "../research/frames.ts";
import { all, inList, type Sql, sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, countries, country, text, year } from "./parameters.ts";

/**
 * Agreements between governments, and deals of firms, counted: how many a country signed with each partner, by year,
 * sector or kind, so that "signed a raft of agreements" is a number.
 *
 *   n = #{events of the source with both countries among the parties}
 *
 * An event of several countries counts once for every pair of them, so counts of partners do not add up. Counts are of
 * what somebody compiled: a partner, year or sector without events has no row, which is not zero.
 *
 * @example
 * run("agreements", { country: "CHN", partner: "RUS", by: "sector", from: 2019, to: 2024 })
 */
export const agreements = defineIndicator({
  name: "agreements",
  title: "Agreements and deals with a country",
  summary:
    "How many agreements or industry deals a country signed with each partner, by year, sector or kind.",
  formula: "n = number of events with both countries among the parties",
  references: [{ text: "the file that was loaded, whose every event has a date, parties and an address" }],
  group: "research",
  params: z.object({
    country: country("country whose agreements are counted"),
    partner: countries("only with these countries").optional(),
    source: choice(
      ["both", "agreements", "industry-deals"],
      "agreements of governments and institutions, deals of firms, or both, each counted apart",
    ).default("both"),
    sector: text("only this sector or field, as the file names it").optional(),
    kind: text("only this kind, such as mou or contract").optional(),
    from: year("first year; all there are when left out").optional(),
    to: year("last year; all there are when left out").optional(),
    by: choice(
      ["total", "year", "sector", "kind"],
      "one row a partner, or one a year, sector or kind too",
    ).default("total"),
  }),
  tables: ["observations"],
  columns: {
    country: { type: "text", description: "country, ISO3" },
    partner: { type: "text", description: "the other party, ISO3" },
    year: { type: "integer", description: "year of signing; null for all years" },
    sector: { type: "text", description: "sector or field; null for all, empty where the file names none" },
    kind: { type: "text", description: "kind; null for all" },
    label: { type: "text", description: "partner and source in words" },
    events: {
      type: "integer",
      unit: "events",
      description: "agreements or deals with both among the parties",
    },
    first: { type: "date", description: "month of the first" },
    last: { type: "date", description: "month of the last" },
    source: { type: "text", description: "agreements or industry-deals" },
  },
  example: { country: "CHN", partner: "RUS", by: "year", from: 2019, to: 2024 },
  async compute(_, params, context) {
    const { country: one, partner, source, sector, kind, from, to, by } = params;
    const names = source === "both" ? SOURCES : [source];
    // The series is SOURCE.KIND.
    const ofKind = sql`substr(series, length(source) + 2)`;
    const asked = all([
      inList(sql`source`, names),
      sql`country = ${one}`,
      ...(partner ? [inList(sql`counterpart`, partner)] : []),
      ...(sector === undefined ? [] : [sql`item = ${sector.toLowerCase()}`]),
      ...(kind === undefined ? [] : [sql`${ofKind} = ${kind.toLowerCase()}`]),
      ...(from === undefined ? [] : [sql`year(period) >= ${from}`]),
      ...(to === undefined ? [] : [sql`year(period) <= ${to}`]),
    ]);
    const part = (name: typeof by, expression: Sql, type: Sql): Sql =>
      by === name ? expression : sql`cast(null as ${type})`;
    const found = await context.query(sql`select source, counterpart as partner,
        ${part("year", sql`year(period)`, sql`integer`)} as year, ${part("sector", sql`item`, sql`varchar`)} as sector,
        ${part("kind", ofKind, sql`varchar`)} as kind, sum(value) as events, min(period) as first, max(period) as last
      from ${context.table("observations")} where ${asked}
      group by 1, 2, 3, 4, 5 order by source, year, events desc, partner, sector, kind`);
    const rows = toRows(found).map((row) => ({
      ...row,
      country: one,
      label: `${countryName(row.partner as string)}, ${row.source === "agreements" ? "agreements" : "deals"}`,
    }));
    for (const name of new Set(rows.map((r) => (r as { source?: unknown }).source)))
      context.cite(String(name));
    if (rows.length === 0) {
      const [any] = toRows(
        await context.query(
          sql`select count(*) as n from ${context.table("observations")} where ${inList(sql`source`, names)}`,
        ),
      );
      context.note({
        kind: "missing",
        text:
          any?.n === 0
            ? `no ${names.join(" or ")} are loaded: tightrope load ${names[0]} FILE`
            : "no event that was loaded fits; that the list is complete is not known, so this is not zero",
      });
    }
    return frameOf(this.columns, rows);
  },
  notes: (rows) =>
    rows.length === 0
      ? []
      : [
          {
            kind: "definition",
            text: "an event of several countries counts for every pair of them; counted is what was compiled, so no row is not zero",
          },
        ],
  finding(rows, params) {
    const [first] = rows;
    if (!first) return undefined;
    const of = rows.filter((r) => r.source === first.source && r.partner === first.partner);
    const n = of.reduce((sum, r) => sum + (r.events as number), 0);
    const what = first.source === "agreements" ? "agreement" : "industry deal";
    const years = of.flatMap((r) => [String(r.first).slice(0, 4), String(r.last).slice(0, 4)]).sort();
    const when = years[0] === years.at(-1) ? `in ${years[0]}` : `from ${years[0]} to ${years.at(-1)}`;
    return `${countryName(params.country)} and ${countryName(first.partner as string)} signed ${n} ${what}${n === 1 ? "" : "s"} ${when}`;
  },
  chart: { kind: "bar", x: "partner", y: "events", series: "source", format: "number" },
  chartWith: ({ by }) =>
    by === "total" ? {} : { kind: by === "year" ? "line" : "bar", x: by, series: "label" },
});

const SOURCES = ["agreements", "industry-deals"];
