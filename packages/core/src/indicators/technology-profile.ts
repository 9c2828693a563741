import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { type Row, toRows } from "../frame.ts";
import { frameOf } from "../research/frames.ts";
import { OPENALEX_NOTES } from "../research/notes.ts";
import { collaborationParameters } from "../research/parameters.ts";
import { empty, ident, join, type Sql, sql } from "../sql.ts";
import { type Technology, technologyByName } from "../technologies/technologies.ts";
import { defineIndicator } from "./indicator.ts";
import { country, text } from "./parameters.ts";

/**
 * One technology between two countries, from papers to patents to trade to controls, side by side by year: what is
 * counted is stated on every row, and nothing is added up across kinds.
 *
 * - `joint works`, `works`: from `collaborations`, field `tech:NAME`; a source each.
 * - `joint patents`, `patents`: the same from the source `patents`.
 * - `exports`: goods under the technology's HS codes, in the classification the trade data use (HS2017, HS2022), both
 *   directions; reporter's and partner's figures are separate rows. `controlled exports`: those of them under a code
 *   that a control list of the taxonomy names. Goods in an HS revision the taxonomy does not list are left out, with
 *   a note.
 * - `controlled codes`: entries of control lists in force at the end of the year.
 *
 * A kind that the workspace has no data for has no row.
 *
 * @example
 * run("technology-profile", { country: "CHN", partner: "RUS", technology: "semiconductors", from: 2021, to: 2023 })
 */
export const technologyProfile = defineIndicator({
  name: "technology-profile",
  title: "One technology between two countries",
  summary: "Joint papers, joint patents, trade both ways and controls of one technology, side by side.",
  formula: "counts and values by year, each by its own definition",
  references: [
    { text: "technologies.yaml of this version of Tightrope: OpenAlex, IPC, HS and control-list codes" },
  ],
  group: "research",
  params: z.object({
    country: country("one country"),
    partner: country("the other country"),
    technology: text("name in the taxonomy, such as semiconductors or quantum"),
    from: collaborationParameters.from,
    to: collaborationParameters.to,
  }),
  tables: [],
  optionalTables: ["collaborations", "trade", "control_lists"],
  columns: {
    year: { type: "integer", description: "year" },
    measure: { type: "text", description: "what is counted" },
    subject: { type: "text", description: "country, pair (CHN-RUS), direction (CHN>RUS) or control list" },
    value: { type: "double", description: "the figure, in its unit" },
    unit: { type: "text", description: "works, patents, current US dollars or codes" },
    basis: { type: "text", description: "full count, or whose trade figure and in which HS revision" },
    source: { type: "text", description: "source of the figure" },
  },
  example: { country: "CHN", partner: "RUS", technology: "semiconductors", from: 2021, to: 2023 },
  async compute(_, params, context) {
    const technology = technologyByName(params.technology);
    const { country: one, partner: other, from, to } = params;
    const counts = await context.query(sql`select year, country_a, country_b, source, sum(works_full) as n
      from ${context.table("collaborations")}
      where field = ${`tech:${technology.name}`} and year between ${from} and ${to}
        and country_a in (${one}, ${other}) and country_b in (${one}, ${other})
      group by year, country_a, country_b, source order by year, source, country_a, country_b`);
    const rows: Record<string, unknown>[] = toRows(counts).map((row) => {
      const [a, b] = [row.country_a as string, row.country_b as string];
      const unit = row.source === "patents" ? "patents" : "works";
      return {
        year: row.year,
        measure: a === b ? unit : `joint ${unit}`,
        subject: a === b ? a : `${a}-${b}`,
        value: row.n,
        unit,
        basis: "full count",
        source: row.source,
      };
    });
    for (const revision of Object.keys(technology.hs6).sort())
      rows.push(...(await goods(technology, revision, params, context)));
    const known = Object.keys(technology.hs6);
    const others = await context.query(sql`select distinct classification from ${context.table("trade")}
      where ((exporter = ${one} and importer = ${other}) or (exporter = ${other} and importer = ${one}))
        and classification like 'HS%' order by classification`);
    const left = toRows(others)
      .map((r) => r.classification as string)
      .filter((c) => !known.includes(c));
    if (left.length > 0)
      context.note({
        kind: "partial",
        text: `trade in ${left.join(", ")} is left out: the taxonomy lists ${known.join(", ")} only`,
      });
    rows.push(...(await controls(technology, params, context)));
    for (const { source } of rows) if (typeof source === "string") context.cite(source);
    const order = (r: Record<string, unknown>) => [r.year, r.measure, r.subject, r.basis, r.source].join(" ");
    rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    return frameOf(this.columns, rows);
  },
  notes: (rows) => (rows.some((r) => r.unit === "works") ? OPENALEX_NOTES : []),
  finding(rows, params) {
    const pair = rows.filter((r) => r.measure === "joint works").at(-1);
    if (!pair) return undefined;
    return `${countryName(params.country)} and ${countryName(params.partner)} published ${pair.value} works on ${technologyByName(params.technology).title.toLowerCase()} together in ${pair.year}`;
  },
  chart: { kind: "line", x: "year", y: "value", series: "measure", format: "number" },
});

interface Asked {
  readonly country: string;
  readonly partner: string;
  readonly from: number;
  readonly to: number;
}
interface Reader {
  table(name: string): Sql;
  query(query: Sql): Promise<Parameters<typeof toRows>[0]>;
}

async function goods(technology: Technology, revision: string, asked: Asked, context: Reader) {
  const { country: one, partner: other, from, to } = asked;
  const starts = (codes: readonly string[]): Sql =>
    sql`(${join(
      codes.map((code) => sql`substr(product, 1, ${code.length}) = ${code}`),
      " or ",
    )})`;
  const codes = technology.hs6[revision] ?? [];
  if (codes.length === 0) return [];
  // Lists name codes of the newest revision; those that exist in this one are used as they are.
  const listed = [...new Set(Object.values(technology.controls).flat())];
  const value = ident("value_usd");
  const found =
    await context.query(sql`select year(period) as year, exporter, importer, source, reporter, sum(${value}) as usd,
      ${listed.length > 0 ? sql`sum(case when ${starts(listed)} then ${value} else 0 end)` : sql`cast(null as double)`} as controlled
    from ${context.table("trade")}
    where classification = ${revision} and frequency = 'A' and year(period) between ${from} and ${to} and ${starts(codes)}
      and ((exporter = ${one} and importer = ${other}) or (exporter = ${other} and importer = ${one}))
    group by year(period), exporter, importer, source, reporter${empty} order by 1, 2, 3, 4, 5`);
  return toRows(found).flatMap((row: Row) => {
    const shared = {
      year: row.year,
      subject: `${row.exporter}>${row.importer}`,
      unit: "current US dollars",
      basis: `${row.reporter}, ${revision}`,
      source: row.source,
    };
    return [
      { ...shared, measure: "exports", value: row.usd },
      ...(row.controlled === null
        ? []
        : [{ ...shared, measure: "controlled exports", value: row.controlled }]),
    ];
  });
}

async function controls(technology: Technology, asked: Asked, context: Reader) {
  const rows: Record<string, unknown>[] = [];
  for (const [list, codes] of Object.entries(technology.controls))
    for (let year = asked.from; year <= asked.to; year++) {
      const day = `${year}-12-31`;
      const found =
        await context.query(sql`select count(distinct code) as n from ${context.table("control_lists")}
        where lower(list) = ${list} and code in (${join([...codes])}) and starts <= cast(${day} as date)
          and (ends is null or ends > cast(${day} as date))`);
      const [row] = toRows(found);
      if (row && (row.n as number) > 0)
        rows.push({
          year,
          measure: "controlled codes",
          subject: list,
          value: row.n,
          unit: "codes",
          basis: "in force on 31 December",
          source: null,
        });
    }
  return rows;
}
