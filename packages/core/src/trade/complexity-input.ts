import { z } from "zod";
import { allCountries } from "../countries/index.ts";
import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { choice, code, flag, period, real, text } from "../indicators/parameters.ts";
import { all, date, inList, type Sql, sql } from "../sql.ts";
import { lastPeriod } from "./parameters.ts";

/** Parameters of every question about complexity: which exports, which countries and products take part. */
export const complexityParameters = {
  from: period("first period, e.g. 2012").optional(),
  to: lastPeriod("last period, e.g. 2023").optional(),
  frequency: choice(
    ["A", "M"],
    "yearly (A) or monthly (M) figures; each period is measured by itself",
  ).default("A"),
  digits: choice(["2", "4", "6"], "digits of the product codes: chapter, heading or whole code").default("4"),
  source: text("source of the figures; the one that covers most periods when left out", "source").optional(),
  classification: code(
    "classification of the codes, e.g. HS2017; the one that covers most periods when left out",
  ).optional(),
  basis: choice(
    ["auto", "reconciled", "exporter", "importer"],
    "whose figures: reconciled by the source, the exporters' own, their partners'; auto takes the first of these that exists",
  ).default("auto"),
  min_population: real("leave out countries with fewer people (0: none; the Atlas takes 1000000)", {
    min: 0,
    max: 1e10,
    unit: "people",
  }).default(0),
  min_exports: real(
    "leave out countries with smaller exports in the period (0: none; the Atlas takes 1000000000)",
    {
      min: 0,
      max: 1e14,
      unit: "current US dollars",
    },
  ).default(0),
  min_product: real("leave out products with smaller world exports in the period (0: none)", {
    min: 0,
    max: 1e14,
    unit: "current US dollars",
  }).default(0),
  areas: flag("let areas that are no countries (not elsewhere specified, bunkers) take part").default(false),
} as const;

const schema = z.object(complexityParameters);
export type ComplexityScope = z.output<typeof schema>;

/** Exports of one period as a dense matrix, with what was left out of it and why. */
export interface ComplexityPeriod {
  readonly period: string;
  readonly source: string;
  readonly classification: string;
  readonly basis: "reconciled" | "exporter" | "importer";
  readonly countries: readonly string[];
  readonly products: readonly string[];
  /** Row-major, countries × products, current US dollars. */
  readonly values: Float64Array;
  readonly leftOut: {
    readonly areas: readonly string[];
    readonly smallPopulation: readonly string[];
    readonly unknownPopulation: readonly string[];
    readonly smallExports: readonly string[];
    readonly smallProducts: readonly string[];
  };
}

interface Choice {
  readonly period: string;
  readonly source: string;
  readonly classification: string;
  readonly basis: ComplexityPeriod["basis"];
}

const POPULATION = "SP.POP.TOTL";
const ROLES = ["reconciled", "exporter", "importer"] as const;

/**
 * Exports by country and product, one period after the other, so that only one matrix is held at a time. The engine
 * numbers countries and products and adds up exactly; no row becomes an object.
 *
 * One source and one classification answer for the whole range: those with most periods, then most flows.
 */
export async function* complexityPeriods(
  scope: ComplexityScope,
  context: ComputeContext,
): AsyncGenerator<ComplexityPeriod> {
  const choices = await choosePeriods(scope, context);
  const population = scope.min_population > 0 ? await populations(context) : undefined;
  const areas = new Set(
    allCountries()
      .filter((c) => c.kind === "area")
      .map((c) => c.iso3),
  );
  for (const chosen of choices) {
    const matrix = await matrixOf(chosen, scope, context);
    yield filtered(chosen, matrix, scope, areas, population?.get(chosen.period.slice(0, 4)) ?? new Map());
  }
}

async function choosePeriods(scope: ComplexityScope, context: ComputeContext): Promise<Choice[]> {
  const frame = await context.query(sql`
    select source, classification, period, reporter, sum(flows) as flows
    from ${context.table("trade_pairs")}
    where ${all([
      sql`frequency = ${scope.frequency}`,
      sql`classification <> 'TOTAL'`,
      ...(scope.from ? [sql`period >= ${date(scope.from)}`] : []),
      ...(scope.to ? [sql`period <= ${date(scope.to)}`] : []),
      ...(scope.source ? [sql`source = ${scope.source}`] : []),
      ...(scope.classification ? [sql`classification = ${scope.classification}`] : []),
      ...(scope.basis === "auto" ? [] : [sql`reporter = ${scope.basis}`]),
    ])}
    group by source, classification, period, reporter
    order by source, classification, period, reporter`);
  const [source, classification, periods, roles] = (
    ["source", "classification", "period", "reporter"] as const
  ).map((name) => texts(frame, name)) as [string[], string[], string[], string[]];
  const flows = numbers(frame, "flows");
  const sets = new Map<
    string,
    { source: string; classification: string; flows: number; roles: Map<string, Set<string>> }
  >();
  for (let i = 0; i < frame.length; i++) {
    const key = `${source[i]} ${classification[i]}`;
    const set = sets.get(key) ?? {
      source: source[i] as string,
      classification: classification[i] as string,
      flows: 0,
      roles: new Map(),
    };
    set.flows += flows[i] as number;
    const at = periods[i] as string;
    set.roles.set(at, (set.roles.get(at) ?? new Set()).add(roles[i] as string));
    sets.set(key, set);
  }
  const [best] = [...sets.values()].sort((a, b) => b.roles.size - a.roles.size || b.flows - a.flows);
  if (!best) return [];
  return [...best.roles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([at, present]) => ({
      period: at,
      source: best.source,
      classification: best.classification,
      basis: ROLES.find((r) => present.has(r)) as Choice["basis"],
    }));
}

interface Matrix {
  readonly countries: string[];
  readonly products: string[];
  readonly values: Float64Array;
}

/** Cells, and the names of rows (column −1) and columns (row −1), in one pass over the period. */
async function matrixOf(chosen: Choice, scope: ComplexityScope, context: ComputeContext): Promise<Matrix> {
  const code: Sql =
    scope.digits === "2"
      ? sql`chapter`
      : scope.digits === "4"
        ? sql`substr(product, 1, 4)`
        : sql`substr(product, 1, 6)`;
  const frame = await context.query(sql`
    with cells as (
      select exporter, ${code} as code, cast(sum(value_usd) as double) as value_usd
      from ${context.table(scope.digits === "2" ? "trade_chapters" : "trade")}
      where source = ${chosen.source} and classification = ${chosen.classification} and frequency = ${scope.frequency}
        and period = ${date(chosen.period)} and reporter = ${chosen.basis}
      group by 1, 2
    ),
    countries as (select exporter, cast(row_number() over (order by exporter) - 1 as integer) as r from (select distinct exporter from cells) e),
    products as (select code, cast(row_number() over (order by code) - 1 as integer) as c from (select distinct code from cells) p)
    select countries.r, products.c, cells.value_usd, cast(null as varchar) as name
    from cells join countries on countries.exporter = cells.exporter join products on products.code = cells.code
    union all select r, -1, cast(null as double), exporter from countries
    union all select -1, c, cast(null as double), code from products`);
  const [r, c, value] = [numbers(frame, "r"), numbers(frame, "c"), numbers(frame, "value_usd")];
  const names = texts(frame, "name");
  const countries: string[] = [];
  const products: string[] = [];
  for (let i = 0; i < frame.length; i++) {
    if (c[i] === -1) countries[r[i] as number] = names[i] as string;
    else if (r[i] === -1) products[c[i] as number] = names[i] as string;
  }
  const values = new Float64Array(countries.length * products.length);
  for (let i = 0; i < frame.length; i++) {
    const [row, column] = [r[i] as number, c[i] as number];
    if (row >= 0 && column >= 0) values[row * products.length + column] = value[i] as number;
  }
  return { countries, products, values };
}

/** Countries first (area, people, exports), then products by the exports of the countries that are left. */
function filtered(
  chosen: Choice,
  { countries, products, values }: Matrix,
  scope: ComplexityScope,
  areas: ReadonlySet<string>,
  population: ReadonlyMap<string, number>,
): ComplexityPeriod {
  const n = products.length;
  const leftOut = {
    areas: [] as string[],
    smallPopulation: [] as string[],
    unknownPopulation: [] as string[],
    smallExports: [] as string[],
    smallProducts: [] as string[],
  };
  const rows: number[] = [];
  countries.forEach((country, r) => {
    const people = population.get(country);
    let exports = 0;
    for (let c = 0; c < n; c++) exports += values[r * n + c] as number;
    if (!scope.areas && areas.has(country)) leftOut.areas.push(country);
    else if (scope.min_population > 0 && people === undefined) leftOut.unknownPopulation.push(country);
    else if (scope.min_population > 0 && (people as number) < scope.min_population)
      leftOut.smallPopulation.push(country);
    else if (exports < scope.min_exports) leftOut.smallExports.push(country);
    else rows.push(r);
  });
  const columns: number[] = [];
  products.forEach((product, c) => {
    let exports = 0;
    for (const r of rows) exports += values[r * n + c] as number;
    if (exports < scope.min_product || (exports === 0 && rows.length < countries.length))
      leftOut.smallProducts.push(product);
    else columns.push(c);
  });
  const whole = rows.length === countries.length && columns.length === n;
  const kept = whole ? values : new Float64Array(rows.length * columns.length);
  if (!whole)
    rows.forEach((r, y) => {
      columns.forEach((c, x) => {
        kept[y * columns.length + x] = values[r * n + c] as number;
      });
    });
  return {
    ...chosen,
    countries: rows.map((r) => countries[r] as string),
    products: columns.map((c) => products[c] as string),
    values: kept,
    leftOut,
  };
}

/** People by year and country. */
async function populations(context: ComputeContext): Promise<Map<string, Map<string, number>>> {
  const frame = await context.query(sql`
    select period, country, max(value) as people from ${context.table("observations")}
    where ${all([inList(sql`series`, [POPULATION]), sql`frequency = 'A'`, sql`counterpart = ''`, sql`item = ''`])}
    group by period, country order by period, country`);
  const [periods, countries, people] = [
    texts(frame, "period"),
    texts(frame, "country"),
    numbers(frame, "people"),
  ];
  const byYear = new Map<string, Map<string, number>>();
  for (let i = 0; i < frame.length; i++) {
    const year = (periods[i] as string).slice(0, 4);
    byYear.set(year, (byYear.get(year) ?? new Map()).set(countries[i] as string, people[i] as number));
  }
  return byYear;
}
