import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { toRows } from "../frame.ts";
import { frameOf } from "../research/frames.ts";
import { OPENALEX_NOTES } from "../research/notes.ts";
import { collaborationParameters } from "../research/parameters.ts";
import { sql } from "../sql.ts";
import { controlledEntries } from "../technologies/controls.ts";
import { definitionOf } from "../technologies/definition.ts";
import { type Technology, technologyByName } from "../technologies/technologies.ts";
import { type ListEntry, latestByList, listEntries, technologyTrade } from "../technologies/trade.ts";
import { defineIndicator } from "./indicator.ts";
import { country, text } from "./parameters.ts";

/**
 * One technology between two countries, from papers to patents to trade to controls, side by side by year: what is
 * counted is stated on every row, and nothing is added up across kinds.
 *
 * - `joint works`, `works`: from `collaborations`, field `tech:NAME`; a source each, and `basis` says by which rules
 *   that source's works were found, since counts fetched from OpenAlex go by identifiers alone.
 * - `joint patents`, `patents`: the same from the source `patents`, by IPC classes.
 * - `exports`: goods under the technology's HS codes, in the classification the trade data use (HS2017, HS2022), both
 *   directions; reporter's and partner's figures are separate rows. `exports under LIST`: those of them on a control
 *   list in its latest version, whatever the year, so that years compare. List codes are carried to the revision of the
 *   data by the concordances; a code of which only some successors are listed counts by the weights of `list:NAME`
 *   elsewhere, and `low` and `high` take none and all of it.
 * - `indirect exports`: the same for goods that carry a technology which has no HS code of its own.
 * - `controlled codes`: entries of a list under the technology's codes in force at the end of the year.
 *
 * A kind that the workspace has no data for has no row. Goods in an HS revision the taxonomy does not list are left
 * out, with a note.
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
    subject: { type: "text", description: "country, pair (CHN-RUS) or direction (CHN>RUS), or control list" },
    line: {
      type: "text",
      description: "measure and subject in words; whose figure, where there are several",
    },
    value: { type: "double", description: "the figure, in its unit" },
    low: { type: "double", description: "the least it can be, where a code is only partly on a list" },
    high: { type: "double", description: "the most it can be" },
    unit: { type: "text", description: "works, patents, current US dollars or codes" },
    basis: {
      type: "text",
      description: "by which rules works were found, or whose trade figure and in which HS revision",
    },
    status: { type: "text", description: "reported, reconciled or estimated" },
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
    const rows: ProfileRow[] = toRows(counts).map((row) => {
      const [a, b, source] = [row.country_a as string, row.country_b as string, row.source as string];
      const unit = source === "patents" ? "patents" : "works";
      return {
        year: row.year as number,
        measure: a === b ? unit : `joint ${unit}`,
        subject: a === b ? a : `${a}-${b}`,
        value: row.n as number,
        low: row.n as number,
        high: row.n as number,
        unit,
        basis: `full count; ${definitionOf(technology, source)}`,
        status: "reported",
        source,
      };
    });
    const entries = await listEntries(context);
    const flows = await technologyTrade(
      technology,
      params,
      latestByList(entries),
      context,
      (list, revision, codes) =>
        context.note({
          kind: "estimated",
          text: `only a part of ${revision} ${codes.join(", ")} is on ${list}: shares are by concordance, low and high take none and all`,
        }),
    );
    for (const flow of flows) {
      const kind = flow.direct ? "exports" : "indirect exports";
      rows.push({
        year: flow.year,
        measure: flow.list === null ? kind : `${kind} under ${flow.list}`,
        subject: `${flow.exporter}>${flow.importer}`,
        value: flow.value,
        low: flow.low,
        high: flow.high,
        unit: USD,
        basis: `${flow.reporter}, ${flow.revision}`,
        status: flow.estimated || flow.low !== flow.high ? "estimated" : statusOf(flow.reporter),
        source: flow.source,
      });
    }
    if (flows.some((f) => f.reporter === "reconciled"))
      context.note({ kind: "reconciled", text: "exports are reconciled from the reports of both sides" });
    if (flows.some((f) => !f.direct) && technology.indirect)
      context.note({ kind: "definition", text: `indirect exports are a proxy: ${technology.indirect.why}` });
    const known = [
      ...new Set([...Object.keys(technology.hs6), ...Object.keys(technology.indirect?.hs6 ?? {})]),
    ];
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
    rows.push(...codesInForce(technology, params, entries));
    for (const { source } of rows) if (source !== null) context.cite(source);
    const order = (r: ProfileRow) => [r.year, r.measure, r.subject, r.basis, r.source].join(" ");
    rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    return frameOf(this.columns, named(rows));
  },
  notes: (rows) => (rows.some((r) => r.unit === "works") ? OPENALEX_NOTES : []),
  finding(rows, params) {
    const title = technologyByName(params.technology).title.toLowerCase();
    const [one, other] = [countryName(params.country), countryName(params.partner)];
    const pair = rows.filter((r) => r.measure === "joint works").at(-1);
    if (pair) return `${one} and ${other} published ${pair.value} works on ${title} together in ${pair.year}`;
    for (const measure of ["exports", "indirect exports"]) {
      const year = rows.filter((r) => r.measure === measure).at(-1)?.year;
      const sold = (from: string, to: string) =>
        rows.find((r) => r.measure === measure && r.year === year && r.subject === `${from}>${to}`)?.value;
      const [there, back] = [sold(params.country, params.partner), sold(params.partner, params.country)];
      if (typeof there !== "number" && typeof back !== "number") continue;
      const goods = measure === "exports" ? title : `goods that stand in for ${title}`;
      const amount = (usd: unknown) => (typeof usd === "number" ? dollars(usd) : "an unknown amount");
      return `${one} sold ${other} ${goods} for ${amount(there)} in ${year}, and bought for ${amount(back)}`;
    }
    return undefined;
  },
  chart: {
    kind: "multiples",
    x: "year",
    y: "value",
    series: "line",
    unit: "unit",
    low: "low",
    high: "high",
    status: "status",
  },
});

const USD = "current US dollars";

interface ProfileRow {
  readonly year: number;
  readonly measure: string;
  readonly subject: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly basis: string;
  readonly status: string;
  readonly source: string | null;
}

/** The rows with their line: rows of one line share measure, subject, basis and source, so that a year has one value. */
function named(rows: readonly ProfileRow[]): Readonly<Record<string, unknown>>[] {
  const whose = (r: ProfileRow) => `${r.source ?? ""} (${r.basis})`;
  const several = new Map<string, Set<string>>();
  for (const row of rows) {
    const key = `${row.measure} ${row.subject}`;
    several.set(key, (several.get(key) ?? new Set()).add(whose(row)));
  }
  return rows.map((row) => {
    const line = `${subjectInWords(row)}: ${row.measure}`;
    return (several.get(`${row.measure} ${row.subject}`)?.size ?? 0) > 1
      ? { ...row, line: `${line}, ${whose(row)}` }
      : { ...row, line };
  });
}

function subjectInWords({ subject, unit }: ProfileRow): string {
  if (unit === "codes") return subject;
  const direction = subject.includes(">");
  return subject
    .split(direction ? ">" : "-")
    .map(countryName)
    .join(direction ? " to " : " and ");
}

/** Entries of each list under the technology's codes, or under those that carry it, in force when the year ended. */
function codesInForce(
  technology: Technology,
  { from, to }: { readonly from: number; readonly to: number },
  entries: readonly ListEntry[],
): ProfileRow[] {
  const rows: ProfileRow[] = [];
  for (const [scope, hs6] of [
    ["controlled codes", technology.hs6],
    ["indirect controlled codes", technology.indirect?.hs6 ?? {}],
  ] as const) {
    const own = controlledEntries({ hs6 }, entries);
    for (const list of new Set(own.map((e) => e.list)))
      for (let year = from; year <= to; year++) {
        const day = `${year}-12-31`;
        const held = own.filter(
          (e) => e.list === list && e.starts <= day && (e.ends === null || e.ends > day),
        );
        const value = new Set(held.map((e) => e.code)).size;
        if (value > 0)
          rows.push({
            year,
            measure: scope,
            subject: list,
            value,
            low: value,
            high: value,
            unit: "codes",
            basis: "in force on 31 December",
            status: "reported",
            source: null,
          });
      }
  }
  return rows;
}

function statusOf(reporter: string): string {
  return reporter === "reconciled" ? "reconciled" : "reported";
}

function dollars(usd: number): string {
  const [unit, size] = usd >= 1e9 ? ["billion", 1e9] : usd >= 1e6 ? ["million", 1e6] : ["thousand", 1e3];
  return `${(usd / (size as number)).toPrecision(3)} ${unit} US dollars`;
}
