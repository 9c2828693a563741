import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { HS_REVISIONS, parseProduct } from "../products/index.ts";
import { all, date, join, type Sql, sql } from "../sql.ts";
import { type Goods, goodsIn, revisionOf } from "./goods.ts";
import { silenceOf } from "./silence.ts";

/** One party's figure of one flow. */
export interface Report {
  readonly source: string;
  readonly classification: string;
  readonly period: string;
  readonly role: "exporter" | "importer" | "reconciled";
  readonly exporter: string;
  readonly importer: string;
  /** First digits of the product code; empty when goods are not told apart. */
  readonly group: string;
  readonly value: number;
  /** Bounds of the value where only a part of a code belongs to the goods asked. */
  readonly low: number;
  readonly high: number;
  readonly valuation: string;
  readonly estimated: boolean;
}

export interface ReportScope {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly frequency: "A" | "M";
  readonly product: string;
  readonly source?: string | undefined;
  readonly role?: Report["role"] | undefined;
  /** Digits by which goods are told apart; not told apart when left out. */
  readonly digits?: 2 | 4 | 6 | undefined;
}

interface Offer {
  readonly source: string;
  readonly classification: string;
  readonly period: string;
}

/**
 * Every party's figure of the asked flows: of all classifications a party reports in, the one that fits best (the
 * revision the product names, all-goods rows for totals, then the newest revision).
 *
 * @param flow conditions on exporter and importer
 */
export async function reports(
  scope: ReportScope,
  flow: readonly Sql[],
  context: ComputeContext,
): Promise<Report[]> {
  const conditions = [
    sql`frequency = ${scope.frequency}`,
    ...(scope.from ? [sql`period >= ${date(scope.from)}`] : []),
    ...(scope.to ? [sql`period <= ${date(scope.to)}`] : []),
    ...(scope.source ? [sql`source = ${scope.source}`] : []),
    ...(scope.role ? [sql`reporter = ${scope.role}`] : []),
    ...flow,
  ];
  const parts = await partsOf(scope, conditions, context);
  if (parts.length === 0) return [];
  const frame = await context.query(sql`
    ${join(
      parts.map((part) => partSql(part, scope, conditions, context)),
      " union all ",
    )}
    order by source, classification, period, reporter, exporter, importer, goods`);
  const text = (name: string) => texts(frame, name) as readonly string[];
  const [source, classification, period, role] = [
    text("source"),
    text("classification"),
    text("period"),
    text("reporter"),
  ];
  const [exporter, importer, group, valuation] = [
    text("exporter"),
    text("importer"),
    text("goods"),
    text("valuation"),
  ];
  const [value, low, high, estimated] = ["value_usd", "least_usd", "most_usd", "estimated"].map((n) =>
    numbers(frame, n),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const found = Array.from(
    { length: frame.length },
    (_, i): Report => ({
      source: source[i] as string,
      classification: classification[i] as string,
      period: period[i] as string,
      role: role[i] as Report["role"],
      exporter: exporter[i] as string,
      importer: importer[i] as string,
      group: group[i] as string,
      value: value[i] as number,
      low: low[i] as number,
      high: high[i] as number,
      valuation: valuation[i] as string,
      estimated: estimated[i] === 1,
    }),
  );
  return bestClassification(found, scope.product);
}

interface Part {
  readonly source: string;
  readonly classification: string;
  readonly goods: Goods;
  readonly periods: string[];
}

async function partsOf(
  scope: ReportScope,
  conditions: readonly Sql[],
  context: ComputeContext,
): Promise<Part[]> {
  const frame = await context.query(sql`
    select source, classification, period from ${context.table("trade_pairs")} where ${all(conditions)}
    group by source, classification, period order by source, classification, period`);
  const [sources, classes, periods] = ["source", "classification", "period"].map((n) => texts(frame, n)) as [
    string[],
    string[],
    string[],
  ];
  const offers = sources.map(
    (source, i): Offer => ({
      source,
      classification: classes[i] as string,
      period: periods[i] as string,
    }),
  );
  const parts = new Map<string, Part>();
  for (const { source, classification, period } of offers) {
    if (scope.digits !== undefined && classification === "TOTAL") continue;
    const revision = revisionOf(classification, period);
    const goods = goodsIn(scope.product, classification, revision);
    if (!goods) continue;
    const key = [source, classification, revision].join(" ");
    const part = parts.get(key) ?? { source, classification, goods, periods: [] };
    part.periods.push(period);
    parts.set(key, part);
  }
  return [...parts.values()];
}

function partSql(part: Part, scope: ReportScope, conditions: readonly Sql[], context: ComputeContext): Sql {
  const { goods } = part;
  const level =
    scope.digits === undefined
      ? goods.level
      : scope.digits === 2 && goods.level !== "trade"
        ? "trade_chapters"
        : "trade";
  const group =
    scope.digits === undefined ? sql`''` : level === "trade_chapters" ? sql`chapter` : digitsOf(scope.digits);
  const keys = sql`source, classification, period, reporter, exporter, importer`;
  return sql`select ${keys}, goods, min(valuation) as valuation, cast(sum(v) as decimal(38,3)) as value_usd,
      cast(sum(l) as decimal(38,3)) as least_usd, cast(sum(h) as decimal(38,3)) as most_usd, max(e) as estimated
    from (select ${keys}, ${group} as goods, valuation, ${goods.value} as v, ${goods.least} as l, ${goods.most} as h,
        case when status = 'estimated' then 1 else 0 end as e
      from ${context.table(level)}
      where ${all([
        ...conditions,
        sql`source = ${part.source}`,
        sql`classification = ${part.classification}`,
        sql`period in (${join(part.periods.map((p) => date(p)))})`,
        ...(goods.level === "trade_pairs" ? [] : [goods.condition(level)]),
      ])}) chosen
    group by ${keys}, goods`;
}

function digitsOf(digits: 2 | 4 | 6): Sql {
  return digits === 2
    ? sql`substr(product, 1, 2)`
    : digits === 4
      ? sql`substr(product, 1, 4)`
      : sql`substr(product, 1, 6)`;
}

/** One classification for each source, period, party and pair. */
function bestClassification(found: readonly Report[], product: string): Report[] {
  const named = parseProduct(product);
  const asked = named.kind === "hs" ? named.revision : undefined;
  const place = (c: string) =>
    c === asked ? -2 : c === "TOTAL" ? -1 : -HS_REVISIONS.indexOf(c as never) + HS_REVISIONS.length;
  const best = new Map<string, string>();
  const keyOf = (r: Report) => [r.source, r.period, r.role, r.exporter, r.importer].join(" ");
  for (const r of found) {
    const before = best.get(keyOf(r));
    if (before === undefined || place(r.classification) < place(before)) best.set(keyOf(r), r.classification);
  }
  return found.filter((r) => best.get(keyOf(r)) === r.classification);
}

/** False for a figure that the country it is ascribed to did not publish, or that the source calls an estimate. */
export function isReport(r: Report): boolean {
  return !r.estimated && !silenced(r);
}

/** True when the party whose figure this is had stopped publishing. */
export function silenced(r: Report): boolean {
  if (r.role === "reconciled") return false;
  return silenceOf(r.role === "exporter" ? r.exporter : r.importer, r.period) !== undefined;
}

const PREFERENCE = ["imts", "comtrade", "eurostat-comext", "baci"];

/** The source with most periods in which both ends have figures, then with most periods; usual ones first. */
export function bestSource(found: readonly Report[]): string | undefined {
  const bySource = new Map<string, Map<string, Set<string>>>();
  for (const r of found) {
    const periods = bySource.get(r.source) ?? new Map<string, Set<string>>();
    periods.set(r.period, (periods.get(r.period) ?? new Set()).add(r.role));
    bySource.set(r.source, periods);
  }
  const both = (periods: Map<string, Set<string>>) =>
    [...periods.values()].filter((roles) => roles.has("exporter") && roles.has("importer")).length;
  const place = (s: string) => (PREFERENCE.includes(s) ? PREFERENCE.indexOf(s) : PREFERENCE.length);
  return [...bySource].sort(
    ([a, x], [b, y]) => both(y) - both(x) || y.size - x.size || place(a) - place(b) || (a < b ? -1 : 1),
  )[0]?.[0];
}
