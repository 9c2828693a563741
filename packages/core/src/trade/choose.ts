import { type Frame, numbers, texts, toRows } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { HS_REVISIONS, parseProduct } from "../products/index.ts";
import { all, date, inList, type Sql, sql } from "../sql.ts";
import { goodsIn, revisionOf } from "./goods.ts";
import type { FigureScope } from "./parameters.ts";

export type Basis = "reported" | "reconciled" | "mirrored";

/** Where the figures of one period come from. */
export interface Choice {
  readonly period: string;
  readonly source: string;
  readonly role: "exporter" | "importer" | "reconciled";
  readonly basis: Basis;
  /** Best first; several only when partners report one period in different revisions. */
  readonly classifications: readonly string[];
  /** Partners with any figure in the period; a total over few of them is no total. */
  readonly partners: number;
  /** True when enough partners have figures for the sum over them to be a total. */
  readonly known: boolean;
}

/** Whose trade is asked about: one country or the members of a bloc (nobody named: the world), and which side of it. */
export interface Own {
  readonly countries: readonly string[];
  readonly flow: "imports" | "exports";
}

export interface ChoiceOptions {
  /** Rows of all goods do not answer, because goods are to be told apart. Default false. */
  readonly codes?: boolean;
}

/** Figures of one source, period, reporter and classification, and how many partners have any there. */
export interface Offer {
  readonly source: string;
  readonly classification: string;
  readonly period: string;
  readonly role: Choice["role"];
  readonly partners: number;
  /** Partners that no classification before this one has. */
  readonly news: number;
}

/** Sources in the order they are preferred when several cover equally many periods. */
const PREFERENCE = ["imts", "comtrade", "baci", "eurostat-comext"];

/**
 * Picks, before anything is summed, which figures answer: one source for the whole range, and for each period one
 * basis and one classification.
 *
 * - The source is the one with most periods in which at least `min_partners` partners have figures; then with most
 *   periods at all; then IMTS, Comtrade, BACI, Eurostat, others by name.
 * - The basis is chosen period by period: enough partners first; then the reporter's own figure (`reported`), the
 *   source's (`reconciled`), the partners' (`mirrored`).
 * - The classification is the one that covers most periods; ties go to the revision the product names, then to
 *   all-goods rows, then to the newer revision. A period that lacks it takes the next. Partners of a mirrored period
 *   may report in different revisions: then each partner's best one counts.
 *
 * Completeness is judged over all goods, never over the selected ones: few suppliers of a good is a finding, few
 * partners in a source is a hole.
 */
export async function chooseFigures(
  own: Own,
  scope: FigureScope,
  context: ComputeContext,
  options: ChoiceOptions = {},
): Promise<readonly Choice[]> {
  return chosenFrom(await offersOf(own, scope, context), own, scope, options);
}

/** The same from offers that are known, whether or not they lie within the scope. */
export function chosenFrom(
  known: readonly Offer[],
  own: Own,
  scope: FigureScope,
  { codes = false }: ChoiceOptions = {},
): readonly Choice[] {
  const offers = known.filter(within(scope, own.flow));
  const able = offers.filter(
    (o) =>
      (!codes || o.classification !== "TOTAL") &&
      goodsIn(scope.product, o.classification, revisionOf(o.classification, o.period)) !== undefined,
  );
  const source = bestSource(able, scope.min_partners);
  if (source === undefined) return [];
  const mine = able.filter((o) => o.source === source);
  const rank = classificationRank(mine, scope);
  const [ownRole] = rolesOf(own.flow);
  const choices: Choice[] = [];
  for (const period of [...new Set(mine.map((o) => o.period))].sort()) {
    const here = mine.filter((o) => o.period === period);
    const roles = [...new Set(here.map((o) => o.role))].map((role) => {
      const basis: Basis = role === "reconciled" ? "reconciled" : role === ownRole ? "reported" : "mirrored";
      const found = here
        .filter((o) => o.role === role)
        .sort((a, b) => rank(a.classification) - rank(b.classification));
      const best = found.find((o) => o.partners >= scope.min_partners) ?? found[0];
      const together = togetherIn(offers, source, period, role, found);
      const mixed = basis === "mirrored" && found.length > 1;
      return {
        period,
        source,
        role,
        basis,
        classifications: mixed ? found.map((o) => o.classification) : best ? [best.classification] : [],
        partners: mixed ? together : (best?.partners ?? 0),
      };
    });
    const order = { reported: 0, reconciled: 1, mirrored: 2 } as const;
    const [chosen] = roles
      .filter((r) => r.classifications.length > 0)
      .map((r) => ({ ...r, known: r.partners >= scope.min_partners }))
      .sort((a, b) => Number(b.known) - Number(a.known) || order[a.basis] - order[b.basis]);
    if (chosen) choices.push(chosen);
  }
  return choices;
}

/** Partners over several classifications: counted together, unless some of what was counted cannot answer. */
function togetherIn(
  offers: readonly Offer[],
  source: string,
  period: string,
  role: Choice["role"],
  able: readonly Offer[],
): number {
  const here = offers.filter((o) => o.source === source && o.period === period && o.role === role);
  if (here.length > able.length) return Math.max(0, ...able.map((o) => o.partners));
  return here.reduce((sum, o) => sum + o.news, 0);
}

/**
 * What a side of some countries' trade has figures in, of every source, period and basis: asked once, since questions
 * differ in their range, goods and basis, but start from this.
 */
async function offersOf(own: Own, { frequency }: FigureScope, context: ComputeContext): Promise<Offers> {
  const pairs = context.table("trade_pairs", narrowedBy(own));
  const countries = [...own.countries].sort();
  return context.remember(`offers ${own.flow} ${frequency} ${countries.join(" ")}`, async () => {
    const [mine, other] = sidesOf(own.flow);
    const conditions = all([inList(mine, countries), sql`frequency = ${frequency}`]);
    const simple = await context.query(sql`
      select source, classification, period, reporter, count(distinct ${other}) as partners, 0 as news
      from ${pairs} where ${conditions}
      group by source, classification, period, reporter
      order by source, period, reporter, classification`);
    const offers = offersIn(simple);
    const several = offers.some((o, i) => {
      const before = offers[i - 1];
      return before?.source === o.source && before.period === o.period && before.role === o.role;
    });
    if (!several) return offers.map((o) => ({ ...o, news: o.partners }));
    // A partner that has figures in several classifications is new only in the first: so the news add up to partners.
    const frame = await context.query(sql`
      with heard as (
        select source, classification, period, reporter, ${other} as partner from ${pairs}
        where ${conditions}
        group by source, classification, period, reporter, ${other}
      ),
      numbered as (
        select source, classification, period, reporter,
          row_number() over (partition by source, period, reporter, partner order by classification) as place
        from heard
      )
      select source, classification, period, reporter, count(*) as partners,
        sum(case when place = 1 then 1 else 0 end) as news
      from numbered group by source, classification, period, reporter
      order by source, period, reporter, classification`);
    return offersIn(frame);
  });
}

type Offers = readonly Offer[];

/** Range, source and basis, as a test of offers. */
function within(scope: FigureScope, flow: Own["flow"]): (offer: Offer) => boolean {
  const [own, mirror] = rolesOf(flow);
  const role = { auto: undefined, reconciled: "reconciled", reporter: own, partner: mirror }[scope.basis];
  return (o) =>
    (!scope.from || o.period >= scope.from) &&
    (!scope.to || o.period <= scope.to) &&
    (!scope.source || o.source === scope.source) &&
    (!role || o.role === role);
}

/** An offer of one pair, with what it comes to over all goods. */
export interface PairOffer extends Offer {
  readonly value: number;
  readonly estimated: boolean;
}

/**
 * The offers of one pair, in both directions: what each exporter's flow to the other has figures in, whatever else a
 * source lacks.
 */
export async function pairOffers(
  [one, other]: readonly [string, string],
  frequency: FigureScope["frequency"],
  context: ComputeContext,
): Promise<ReadonlyMap<string, readonly PairOffer[]>> {
  const frame = await context.query(sql`
    select exporter, source, classification, period, reporter, cast(sum(value_usd) as decimal(38,3)) as value_usd,
      max(case when status = 'estimated' then 1 else 0 end) as estimated
    from ${context.table("trade_pairs", "exporter")}
    where ${inList(sql`exporter`, [one, other])} and frequency = ${frequency}
      and ((exporter = ${one} and importer = ${other}) or (exporter = ${other} and importer = ${one}))
    group by exporter, source, classification, period, reporter
    order by exporter, source, period, reporter, classification`);
  const offers = new Map<string, PairOffer[]>();
  const heard = new Set<string>();
  for (const row of toRows(frame)) {
    const [exporter, source, classification, period, role] = [
      row.exporter,
      row.source,
      row.classification,
      row.period,
      row.reporter,
    ].map(String) as [string, string, string, string, Choice["role"]];
    const key = `${exporter} ${source} ${period} ${role}`;
    const offer: PairOffer = {
      source,
      classification,
      period,
      role,
      partners: 1,
      news: heard.has(key) ? 0 : 1,
      value: row.value_usd as number,
      estimated: row.estimated === 1,
    };
    heard.add(key);
    offers.set(exporter, [...(offers.get(exporter) ?? []), offer]);
  }
  return offers;
}

function offersIn(frame: Frame): Offer[] {
  const [sources, classes, periods, roles] = ["source", "classification", "period", "reporter"].map((name) =>
    texts(frame, name),
  ) as [(string | null)[], (string | null)[], (string | null)[], (string | null)[]];
  const [partners, news] = [numbers(frame, "partners"), numbers(frame, "news")];
  return sources.map((source, i) => ({
    source: source as string,
    classification: classes[i] as string,
    period: periods[i] as string,
    role: roles[i] as Choice["role"],
    partners: partners[i] as number,
    news: news[i] as number,
  }));
}

/** Columns of the asked side and of its partners. */
export function sidesOf(flow: "imports" | "exports"): readonly [Sql, Sql] {
  return flow === "imports" ? [sql`importer`, sql`exporter`] : [sql`exporter`, sql`importer`];
}

/** Who reports a flow: the asked side itself, and its partners. */
function rolesOf(flow: "imports" | "exports"): readonly ["importer" | "exporter", "importer" | "exporter"] {
  return flow === "imports" ? ["importer", "exporter"] : ["exporter", "importer"];
}

/** The column by which a question about some countries' flows finds its rows. */
export function narrowedBy(own: Own): "importer" | "exporter" | undefined {
  if (own.countries.length === 0) return undefined;
  return own.flow === "imports" ? "importer" : "exporter";
}

/** Range, frequency, source and basis, as conditions on `trade` or its cubes. */
export function figureConditions(scope: FigureScope, flow: "imports" | "exports"): Sql[] {
  const [ownRole, mirror] = rolesOf(flow);
  return [
    sql`frequency = ${scope.frequency}`,
    ...(scope.from ? [sql`period >= ${date(scope.from)}`] : []),
    ...(scope.to ? [sql`period <= ${date(scope.to)}`] : []),
    ...(scope.source ? [sql`source = ${scope.source}`] : []),
    ...(scope.basis === "reconciled" ? [sql`reporter = 'reconciled'`] : []),
    ...(scope.basis === "reporter" ? [sql`reporter = ${ownRole}`] : []),
    ...(scope.basis === "partner" ? [sql`reporter = ${mirror}`] : []),
  ];
}

function bestSource(offers: readonly Offer[], minPartners: number): string | undefined {
  const bySource = new Map<string, { known: Set<string>; any: Set<string> }>();
  for (const o of offers) {
    const seen = bySource.get(o.source) ?? { known: new Set(), any: new Set() };
    seen.any.add(o.period);
    if (o.partners >= minPartners) seen.known.add(o.period);
    bySource.set(o.source, seen);
  }
  const place = (s: string) => (PREFERENCE.includes(s) ? PREFERENCE.indexOf(s) : PREFERENCE.length);
  const sorted = [...bySource].sort(
    ([a, x], [b, y]) =>
      y.known.size - x.known.size ||
      y.any.size - x.any.size ||
      place(a) - place(b) ||
      (a < b ? -1 : a > b ? 1 : 0),
  );
  return sorted[0]?.[0];
}

/** Place of each classification of the chosen source; 0 is best. */
function classificationRank(offers: readonly Offer[], scope: FigureScope): (name: string) => number {
  const named = parseProduct(scope.product);
  const asked = named.kind === "hs" ? named.revision : undefined;
  const counts = new Map<string, { known: Set<string>; any: Set<string> }>();
  for (const o of offers) {
    const seen = counts.get(o.classification) ?? { known: new Set(), any: new Set() };
    seen.any.add(o.period);
    if (o.partners >= scope.min_partners) seen.known.add(o.period);
    counts.set(o.classification, seen);
  }
  const newness = (c: string) => HS_REVISIONS.indexOf(c as (typeof HS_REVISIONS)[number]);
  const order = [...counts]
    .sort(
      ([a, x], [b, y]) =>
        y.known.size - x.known.size ||
        y.any.size - x.any.size ||
        Number(b === asked) - Number(a === asked) ||
        Number(b === "TOTAL") - Number(a === "TOTAL") ||
        newness(b) - newness(a) ||
        (a < b ? -1 : a > b ? 1 : 0),
    )
    .map(([name]) => name);
  return (name) => order.indexOf(name);
}
