import { numbers, texts } from "../frame.ts";
import type { ComputeContext, QueryContext } from "../indicators/indicator.ts";
import { all, date, empty, ident, inList, join, type Sql, sql } from "../sql.ts";
import { type Basis, type Choice, chooseFigures, narrowedBy, type Own, sidesOf } from "./choose.ts";
import { type Goods, goodsIn, type Level, revisionOf } from "./goods.ts";
import type { FigureScope, FlowScope } from "./parameters.ts";
import { type Detail, detailColumn, detailLevel } from "./product-groups.ts";
import { bucketOf, expectedPeriods } from "./spans.ts";

/** One row of flows: a bucket of periods, a partner and a group of goods. */
export interface Flow {
  readonly period: string;
  readonly partner: string;
  /** Chapter, section or product code; empty when goods are not told apart. */
  readonly group: string;
  readonly value: number;
  /** Bounds of `value` under other weights, where codes had to be divided; else equal to it. */
  readonly low: number;
  readonly high: number;
  /** Sum over partners of the same period and group, exact. */
  readonly total: number;
  readonly estimated: boolean;
  /** Periods in which this flow has a figure. */
  readonly periods: number;
}

/** Sum over partners of one bucket of periods and group of goods, exact. */
export interface Total {
  readonly period: string;
  readonly group: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** True when any part is an estimate. */
  readonly estimated: boolean;
}

/** What is known of one bucket of periods. */
export interface Bucket {
  readonly period: string;
  readonly source: string;
  readonly basis: Basis | "mixed";
  /** Fewest partners with figures in any of its periods. */
  readonly partners: number;
  /** Periods with figures, and as many as a whole bucket has. */
  readonly periods: number;
  readonly expected: number;
  /** True when the sum over partners is a total. */
  readonly known: boolean;
  readonly parts: readonly string[];
}

export interface PartnerFlows {
  readonly buckets: readonly Bucket[];
  readonly flows: readonly Flow[];
  readonly totals: readonly Total[];
  readonly classifications: readonly string[];
  /** True when some code belongs to the selection only in part. */
  readonly split: boolean;
}

export interface FlowOptions {
  /** Tell goods apart. Default: not. */
  readonly detail?: Detail;
  /** Add partners up into one, whose code is empty. Default false. */
  readonly together?: boolean;
  /** Name the asked side's country too, as `owner` (in `figures` only). Default false. */
  readonly owners?: boolean;
  /** Net weight too, as `quantity_kg` (in `figures` only); rows of cubes have none. Default false. */
  readonly quantities?: boolean;
  /** Partners that count; default all. Sums over partners are then over these. */
  readonly only?: readonly string[];
  /** Partners that do not count (members of a bloc that asks about the outside). */
  readonly except?: readonly string[];
  /** Partners whose flows come back; default all. Sums are over every partner that counts all the same. */
  readonly show?: readonly string[];
}

/** One country's flows with each partner: chosen, converted, summed exactly. */
export async function partnerFlows(
  scope: FlowScope,
  context: ComputeContext,
  options: FlowOptions = {},
): Promise<PartnerFlows> {
  return ownFlows({ countries: [scope.reporter], flow: scope.flow }, scope, context, options);
}

/** The same for several countries taken as one. */
export async function ownFlows(
  own: Own,
  scope: FigureScope,
  context: ComputeContext,
  options: FlowOptions = {},
): Promise<PartnerFlows> {
  const choices = await chooseFigures(own, scope, context);
  return chosenFlows(own, scope, choices, context, options);
}

/** Flows from figures that were chosen before, e.g. for another question on the same reporter. */
export async function chosenFlows(
  own: Own,
  scope: FigureScope,
  choices: readonly Choice[],
  context: ComputeContext,
  options: FlowOptions = {},
): Promise<PartnerFlows> {
  const classifications = [...new Set(choices.flatMap((c) => c.classifications))].sort();
  const split = choices.some((c) =>
    c.classifications.some((name) => goodsIn(scope.product, name, revisionOf(name, c.period))?.split),
  );
  const buckets = bucketsOf(choices, scope);
  if (choices.length === 0) return { buckets, flows: [], totals: [], classifications, split };
  // Bounds cost as much as the value, and only codes that were divided have any.
  const bounds = (of: (name: "least_usd" | "most_usd") => Sql) =>
    split ? sql`, ${of("least_usd")}, ${of("most_usd")}` : empty;
  const summed = bounds((name) => sql`sum(${ident(name)}) as ${ident(name)}`);
  const cut = bounds((name) => sql`cast(sum(${ident(name)}) as decimal(38,3)) as ${ident(name)}`);
  const byPeriod = scope.by === "period";
  const one = sql`cast(1 as bigint)`;
  const parts = byPeriod
    ? empty
    : sql`parts as (
      select bucket, period, partner, goods, sum(value_usd) as value_usd${summed}, max(estimated) as estimated
      from figures group by bucket, period, partner, goods
    ),`;
  // Divided figures have more decimals than amounts: the total is over what is shown of each partner.
  const rounded = split
    ? sql`rounded as (
      select bucket, partner, goods, cast(sum(value_usd) as decimal(38,3)) as value_usd${cut},
        max(estimated) as estimated, ${byPeriod ? one : sql`count(*)`} as periods
      from ${byPeriod ? sql`figures` : sql`parts`} group by bucket, partner, goods
    ),`
    : empty;
  const from = split ? sql`rounded` : byPeriod ? sql`figures` : sql`parts`;
  const periodCount = split ? sql`max(periods)` : byPeriod ? one : sql`count(*)`;
  const frame = await context.query(sql`
    with figures as (${figures(own, scope, choices, context, options)}),
    ${parts}${rounded}
    sums as (
      select bucket, partner, goods, cast(sum(value_usd) as decimal(38,3)) as value_usd${cut},
        max(estimated) as estimated, ${periodCount} as periods
      from ${from} group by grouping sets ((bucket, partner, goods), (bucket, goods))
    )
    select bucket, partner, goods, value_usd${bounds((name) => ident(name))}, estimated, periods
    from sums${shownSql(options.show)}
    order by bucket, goods, partner nulls first`);
  const [period, partner, group] = [texts(frame, "bucket"), texts(frame, "partner"), texts(frame, "goods")];
  const value = numbers(frame, "value_usd");
  const [low, high] = split ? [numbers(frame, "least_usd"), numbers(frame, "most_usd")] : [value, value];
  const [estimated, periods] = [numbers(frame, "estimated"), numbers(frame, "periods")];
  const flows: Flow[] = [];
  const totals: Total[] = [];
  let total = 0;
  // Thousands of rows: each object is written out once, not copied from a common part.
  for (let i = 0; i < frame.length; i++) {
    const name = partner[i] as string | null;
    // The sum over partners comes before them and names none.
    if (name === null) {
      total = value[i] as number;
      totals.push({
        period: period[i] as string,
        group: group[i] as string,
        value: total,
        low: low[i] as number,
        high: high[i] as number,
        estimated: estimated[i] === 1,
      });
    } else
      flows.push({
        period: period[i] as string,
        partner: name,
        group: group[i] as string,
        value: value[i] as number,
        low: low[i] as number,
        high: high[i] as number,
        total,
        estimated: estimated[i] === 1,
        periods: periods[i] as number,
      });
  }
  return { buckets, flows, totals, classifications, split };
}

/** The sums over partners, and the partners to be shown. */
function shownSql(show: readonly string[] | undefined): Sql {
  if (show === undefined) return empty;
  return show.length === 0
    ? sql` where partner is null`
    : sql` where partner is null or ${inList(sql`partner`, show)}`;
}

/**
 * The chosen rows as a relation `(bucket, period, partner, goods, value_usd, least_usd, most_usd, estimated)`, not
 * yet summed.
 */
export function figures(
  own: Own,
  scope: FigureScope,
  choices: readonly Choice[],
  context: QueryContext,
  options: FlowOptions = {},
): Sql {
  const parts = new Map<string, Choice[]>();
  for (const choice of choices) {
    const key = partKey(choice);
    parts.set(key, [...(parts.get(key) ?? []), choice]);
  }
  return join(
    [...parts.values()].map((part) => partSql(own, scope, part, choices, context, options)),
    " union all ",
  );
}

/** Periods that share source, basis and the meaning of their codes are read in one pass. */
function partKey(choice: Choice): string {
  const meanings = choice.classifications.map((c) => `${c}=${revisionOf(c, choice.period) ?? ""}`);
  return [choice.source, choice.role, ...meanings].join(" ");
}

function partSql(
  own: Own,
  scope: FigureScope,
  part: readonly Choice[],
  choices: readonly Choice[],
  context: QueryContext,
  options: FlowOptions,
): Sql {
  const [{ source, role, classifications, period: anyPeriod }] = part as [Choice];
  const [mine, other] = sidesOf(own.flow);
  const goods = classifications.map((name) => ({
    name,
    goods: goodsIn(scope.product, name, revisionOf(name, anyPeriod)) as Goods,
  }));
  const level = coarsest([
    ...goods.map((g) => g.goods.level),
    detailLevel(options.detail, classifications),
    options.quantities ? "trade" : "trade_pairs",
  ]);
  const pick = (of: (g: Goods) => Sql): Sql =>
    goods.length === 1 || goods.every((g) => !g.goods.split)
      ? of((goods[0] as (typeof goods)[number]).goods)
      : sql`case classification ${join(
          goods.map((g) => sql`when ${g.name} then ${of(g.goods)}`),
          " ",
        )} end`;
  const rows = sql`select ${bucketSql(scope, choices, context)} as bucket, period,
      ${options.together ? sql`''` : other} as partner, ${detailColumn(options.detail, level, classifications)} as goods, ${options.owners ? sql`${mine} as owner,` : empty}
      ${pick((g) => g.value)} as value_usd, ${pick((g) => g.least)} as least_usd, ${pick((g) => g.most)} as most_usd,
      ${options.quantities ? sql`quantity_kg,` : empty} case when status = 'estimated' then 1 else 0 end as estimated
      ${classifications.length > 1 ? sql`, ${placeOf(classifications)} as place, min(${placeOf(classifications)}) over (partition by period, exporter, importer) as least_place` : empty}
    from ${context.table(level, narrowedBy(own))}
    where ${all([
      sql`source = ${source}`,
      inList(sql`classification`, classifications),
      sql`frequency = ${scope.frequency}`,
      sql`reporter = ${role}`,
      ...(own.countries.length > 0 ? [inList(mine, own.countries)] : []),
      periodsIn(part, choices),
      ...(goods.every((g) => g.goods.level === "trade_pairs")
        ? []
        : [
            sql`(${join(
              goods.map((g) => sql`(classification = ${g.name} and ${g.goods.condition(level)})`),
              " or ",
            )})`,
          ]),
      ...(options.only ? [inList(other, options.only)] : []),
      ...(options.except && options.except.length > 0 ? [sql`not ${inList(other, options.except)}`] : []),
    ])}`;
  if (classifications.length === 1) return rows;
  return sql`select bucket, period, partner, goods, ${options.owners ? sql`owner,` : empty} value_usd, least_usd, most_usd, ${options.quantities ? sql`quantity_kg,` : empty} estimated from (${rows}) placed where place = least_place`;
}

function placeOf(classifications: readonly string[]): Sql {
  return sql`case classification ${join(
    classifications.map((c, i) => sql`when ${c} then ${sql`cast(${i} as integer)`}`),
    " ",
  )} end`;
}

/** Between two days where the part has every chosen period in between, which files can be skipped by; else a list. */
function periodsIn(part: readonly Choice[], choices: readonly Choice[]): Sql {
  const mine = part.map((c) => c.period).sort();
  const [first, last] = [mine[0] as string, mine.at(-1) as string];
  const others = choices.some((c) => c.period >= first && c.period <= last && !mine.includes(c.period));
  return others
    ? sql`period in (${join(mine.map((p) => date(p)))})`
    : sql`(period >= ${date(first)} and period <= ${date(last)})`;
}

const ORDER: readonly Level[] = ["trade_pairs", "trade_chapters", "trade"];

function coarsest(levels: readonly Level[]): Level {
  return ORDER[Math.max(...levels.map((l) => ORDER.indexOf(l)))] as Level;
}

function bucketSql(scope: FigureScope, choices: readonly Choice[], { dialect }: QueryContext): Sql {
  if (scope.by === "period") return sql`period`;
  if (scope.by === "range") return date(choices[0]?.period as string);
  return dialect.truncate(scope.by, sql`period`);
}

/** The buckets that the chosen periods fall into, with what is known of each. */
export function bucketsOf(choices: readonly Choice[], scope: FigureScope): Bucket[] {
  const first = choices[0]?.period;
  const last = choices.at(-1)?.period;
  if (first === undefined || last === undefined) return [];
  const grouped = new Map<string, Choice[]>();
  for (const choice of choices) {
    const bucket = bucketOf(choice.period, scope.by, first);
    grouped.set(bucket, [...(grouped.get(bucket) ?? []), choice]);
  }
  return [...grouped].map(([period, parts]): Bucket => {
    const bases = [...new Set(parts.map((p) => p.basis))];
    return {
      period,
      source: parts[0]?.source as string,
      basis: bases.length === 1 ? (bases[0] as Basis) : "mixed",
      partners: Math.min(...parts.map((p) => p.partners)),
      periods: parts.length,
      expected: expectedPeriods(period, scope, last),
      known: parts.every((p) => p.known),
      parts: parts.map((p) => p.period),
    };
  });
}
