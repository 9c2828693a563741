import { z } from "zod";
import { type Row, toRows } from "../frame.ts";
import { frameOf } from "../research/frames.ts";
import { OPENALEX_NOTES, sampleNote } from "../research/notes.ts";
import { all, inList, sql } from "../sql.ts";
import { controlledEntries } from "../technologies/controls.ts";
import { type Spread, spreadTrade, spreadWorks } from "../technologies/coverage.ts";
import { countedBy } from "../technologies/definition.ts";
import { technologyReport } from "../technologies/report.ts";
import { type Technology, taxonomy, technologyByName } from "../technologies/technologies.ts";
import { latestByList, listEntries } from "../technologies/trade.ts";
import { type ComputeContext, defineIndicator } from "./indicator.ts";
import { text, year } from "./parameters.ts";

/**
 * How far the taxonomy of technologies reaches and where it is ambiguous: for each technology, how many rules of each
 * kind find it, which of them serve another technology too, and, of the works and the trade that are loaded, the part
 * that its rules take and the part of that which another technology takes as well.
 *
 *   works_share = works of the technology / all works,   works_shared = those of another technology too / its works
 *
 * The row `all` is about any technology: the part of works and trade mapped at all, and the part mapped to more than
 * one. Totals over technologies count that part more than once. Goods that only stand in for a technology (`indirect`)
 * are in its trade. Shares are null where no works, or no trade by HS code, are loaded; 0 means none was found.
 *
 * @example
 * run("technology-coverage", {})
 */
export const technologyCoverage = defineIndicator({
  name: "technology-coverage",
  title: "What the taxonomy of technologies covers",
  summary:
    "How each technology is found in papers, patents, goods and control lists, what it covers and what it shares with others.",
  formula:
    "works_share = works of the technology / all works; works_shared = those of another technology too / its works",
  references: [{ text: "technologies.yaml of this version of Tightrope" }],
  group: "research",
  params: z.object({
    technology: text("only this technology of the taxonomy").optional(),
    from: year("first year of the works and trade looked at; all there are when left out").optional(),
    to: year("last year; all there are when left out").optional(),
    source: text("source of the works; openalex when left out", "source").optional(),
  }),
  tables: [],
  optionalTables: ["publications", "trade", "control_lists"],
  columns: {
    technology: { type: "text", description: "name in the taxonomy; all for any of them" },
    title: { type: "text", description: "its title" },
    subfields: { type: "integer", unit: "subfields", description: "OpenAlex subfields taken whole" },
    topics: { type: "integer", unit: "topics", description: "OpenAlex topics named" },
    words: { type: "integer", unit: "words", description: "words looked for in names of topics" },
    counted_by: {
      type: "text",
      description: "what counts fetched from OpenAlex go by: subfields, topics, or null: not counted",
    },
    ipc: { type: "integer", unit: "classes", description: "IPC classes" },
    hs2017: { type: "integer", unit: "codes", description: "HS2017 codes of its own" },
    hs2022: { type: "integer", unit: "codes", description: "HS2022 codes of its own" },
    indirect: {
      type: "integer",
      unit: "codes",
      description: "HS codes that stand in for it, of the newest revision",
    },
    listed: {
      type: "integer",
      unit: "entries",
      description: "entries of control lists in HS codes under its codes, own or indirect",
    },
    entries: { type: "text", description: "entries of lists in other codes, such as eu-dual-use 3B001" },
    shared_rules: {
      type: "integer",
      unit: "rules",
      description: "rules and codes that serve another technology too",
    },
    shared_with: { type: "text", description: "those technologies" },
    works: { type: "integer", unit: "works", description: "works of it that are loaded" },
    works_share: { type: "double", unit: "share", description: "of all works loaded" },
    works_shared: {
      type: "double",
      unit: "share",
      description: "of its works, those of another technology too",
    },
    trade_usd: { type: "double", unit: "current US dollars", description: "trade in its codes" },
    trade_share: { type: "double", unit: "share", description: "of all trade loaded by HS code" },
    trade_shared: {
      type: "double",
      unit: "share",
      description: "of its trade, the part in codes of another technology too",
    },
    gap: { type: "text", description: "why goods or list entries are missing or stand in, where they do" },
  },
  example: {},
  async compute(_, params, context) {
    const { technologies } = taxonomy();
    const only = params.technology === undefined ? undefined : technologyByName(params.technology).name;
    const works = await worksLoaded(params, technologies, context);
    const trade = await tradeLoaded(params, technologies, context);
    const entries = [...latestByList(await listEntries(context)).values()].flat();
    const { shared } = technologyReport([]);
    const rows = technologies.map((t) => {
      const own = shared.filter((rule) => rule.technologies.includes(t.name));
      const others = new Set(own.flatMap((rule) => rule.technologies).filter((name) => name !== t.name));
      const listed = new Set([
        ...controlledEntries(t, entries),
        ...(t.indirect ? controlledEntries(t.indirect, entries) : []),
      ]);
      return {
        technology: t.name,
        title: t.title,
        subfields: t.subfields.length,
        topics: t.topics.length,
        words: t.words.length,
        counted_by: countedBy(t)?.by ?? null,
        ipc: t.ipc.length,
        hs2017: t.hs6.HS2017?.length ?? 0,
        hs2022: t.hs6.HS2022?.length ?? 0,
        indirect:
          Object.entries(t.indirect?.hs6 ?? {}).sort(([a], [b]) => (a < b ? 1 : -1))[0]?.[1].length ?? 0,
        listed: entries.length > 0 ? listed.size : null,
        entries:
          Object.entries(t.controls)
            .map(([list, codes]) => `${list} ${codes.join(", ")}`)
            .join("; ") || null,
        shared_rules: own.length,
        shared_with: [...others].sort().join(", ") || null,
        ...amounts("works", works?.total, works?.byTechnology.get(t.name)),
        ...amounts("trade", trade?.spread.total, trade?.spread.byTechnology.get(t.name)),
        gap: [t.indirect?.why, t.uncontrolled].filter((why) => why !== undefined).join("; ") || null,
      };
    });
    const ofAll = (s: Spread | undefined) => s && { total: s.mapped, shared: s.shared };
    const whole = {
      technology: "all",
      title: "Any technology",
      shared_rules: shared.length,
      ...amounts("works", works?.total, ofAll(works)),
      ...amounts("trade", trade?.spread.total, ofAll(trade?.spread)),
    };
    if (works) context.cite(worksSource(params));
    if (trade) {
      context.cite(trade.source);
      context.note({
        kind: "definition",
        text: `trade is that of ${trade.source} in ${trade.revision}, as ${trade.reporter === "reconciled" ? "reconciled" : `the ${trade.reporter} reports it`}`,
      });
    }
    context.note({
      kind: "definition",
      text: "a topic and the subfield that holds it may serve two technologies: only works loaded can show that, not the rules",
    });
    return frameOf(
      this.columns,
      only === undefined ? [...rows, whole] : rows.filter((r) => r.technology === only),
    );
  },
  notes: (rows, params) =>
    rows.some((r) => r.works !== null) ? [...sampleNote(worksSource(params)), ...OPENALEX_NOTES] : [],
  finding(rows) {
    const kinds = rows.filter((r) => r.technology !== "all");
    if (kinds.length < 2) return undefined;
    const direct = kinds.filter((r) => Math.max(Number(r.hs2017), Number(r.hs2022)) > 0).length;
    const proxies = kinds.filter((r) => Number(r.indirect) > 0).length;
    return `Of ${kinds.length} technologies ${direct} have HS codes of their own and ${proxies} have goods that stand in for them`;
  },
  chart: { kind: "table", x: "technology", y: "shared_rules" },
});

function amounts(
  kind: "works" | "trade",
  total: number | undefined,
  held: { total: number; shared: number } | undefined,
) {
  if (total === undefined || total === 0) return {};
  const own = held?.total ?? 0;
  return {
    [kind === "works" ? "works" : "trade_usd"]: own,
    [`${kind}_share`]: own / total,
    [`${kind}_shared`]: own > 0 ? (held?.shared ?? 0) / own : null,
  };
}

type Reader = Pick<ComputeContext, "query" | "table">;
interface Years {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

function within({ from, to }: Years, column: ReturnType<typeof sql>) {
  return [
    ...(from === undefined ? [] : [sql`${column} >= ${from}`]),
    ...(to === undefined ? [] : [sql`${column} <= ${to}`]),
  ];
}

const worksSource = ({ source = "openalex" }: { readonly source?: string | undefined }) => source;

async function worksLoaded(
  params: Years & { readonly source?: string | undefined },
  technologies: readonly Technology[],
  context: Reader,
): Promise<Spread | undefined> {
  const asked = all([sql`source = ${worksSource(params)}`, sql`not retracted`, ...within(params, sql`year`)]);
  const found = toRows(
    await context.query(sql`select field, subfield, topic, topic_name, count(*) as n
      from ${context.table("publications")} where ${asked}
      group by field, subfield, topic, topic_name order by field, subfield, topic, topic_name`),
  );
  if (found.length === 0) return undefined;
  return spreadWorks(
    found.map((r: Row) => ({
      field: r.field as string | null,
      subfield: r.subfield as string | null,
      topic: r.topic as string | null,
      topicName: r.topic_name as string | null,
      n: r.n as number,
    })),
    technologies,
  );
}

/** The largest body of yearly trade in one revision the taxonomy lists, from one source and one kind of report. */
async function tradeLoaded(params: Years, technologies: readonly Technology[], context: Reader) {
  const revisions = [...new Set(technologies.flatMap((t) => Object.keys(t.hs6)))].sort();
  const asked = all([
    sql`frequency = 'A'`,
    inList(sql`classification`, revisions),
    ...within(params, sql`year(period)`),
  ]);
  const [largest] = toRows(
    await context.query(sql`select source, classification, reporter, sum(value_usd) as usd from ${context.table("trade")}
      where ${asked} group by source, classification, reporter order by usd desc, source, classification, reporter limit 1`),
  );
  if (!largest) return undefined;
  const { source, classification: revision, reporter } = largest as Record<string, string>;
  const found = toRows(
    await context.query(sql`select product, sum(value_usd) as usd from ${context.table("trade")}
      where ${asked} and source = ${source as string} and classification = ${revision as string} and reporter = ${reporter as string}
      group by product order by product`),
  );
  const products = found.map((r) => ({ product: r.product as string, usd: r.usd as number }));
  return {
    source: source as string,
    revision: revision as string,
    reporter: reporter as string,
    spread: spreadTrade(products, revision as string, technologies),
  };
}
