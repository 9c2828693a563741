import { toRows } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { inList, type Sql, sql } from "../sql.ts";
import type { Choice } from "./choose.ts";
import { chosenFlows, figures } from "./flows.ts";
import type { FigureScope } from "./parameters.ts";
import { ratio } from "./rows.ts";

export interface Thresholds {
  readonly cdi1: number;
  readonly cdi2: number;
  readonly cdi3: number;
  readonly dependent_only: boolean;
  readonly top?: number | undefined;
}

/**
 * The dependency tests of one period. The engine adds up exactly what each exporter sells of each product, to everybody,
 * which is kept for the next question, and to the members, a second pass that reads few rows.
 * Concentration is the exact sum of squared amounts over the square of their sum, divided last, so that neither threads
 * nor engines can change its digits. (Of 18 digits or fewer DuckDB keeps the product to 18, which a square outgrows.)
 */
export async function productDependence(
  members: readonly string[],
  choice: Choice,
  params: Omit<FigureScope, "by"> & Thresholds,
  context: ComputeContext,
) {
  const scope: FigureScope = { ...params, by: "period" };
  const world = { countries: [], flow: "exports" as const };
  const own = inList(sql`w.owner`, members);
  const options = { detail: "product", owners: true } as const;
  // What everybody sells of each product is the same whoever asks.
  const everybody = sql`select goods, owner, cast(sum(value_usd) as decimal(38,3)) as all_usd
    from (${figures(world, scope, [choice], context, options)}) everything group by goods, owner`;
  const query = (relation: Sql) => sql`
    with world as (select goods, owner, all_usd, ${own} as member from ${relation} w),
    bought as (${figures(world, scope, [choice], context, { ...options, only: members })}),
    inside as (
      select goods, owner, cast(sum(value_usd) as decimal(38,3)) as inside_usd from bought group by goods, owner
    ),
    market as (
      select goods, sum(all_usd) as world, sum(case when member then all_usd else 0 end) as sold_by_members,
        sum(case when member then 0 else all_usd end) as offered,
        max(case when not member then all_usd end) as world_top_usd
      from world group by goods
    ),
    sellers as (
      select w.goods, min(case when w.all_usd = m.world_top_usd then w.owner end) as world_top,
        sum(case when w.all_usd * 20 >= m.offered then 1 else 0 end) as sizeable
      from world w join market m on m.goods = w.goods
      where not w.member group by w.goods
    ),
    sources as (
      select i.goods, i.owner, i.inside_usd, w.all_usd, w.member
      from inside i join world w on w.goods = i.goods and w.owner = i.owner
    ),
    demand as (
      select goods, sum(case when member then 0 else inside_usd end) as bought,
        sum(case when member then inside_usd else 0 end) as among_members,
        max(case when not member then inside_usd end) as top_bought
      from sources group by goods
    ),
    spread as (
      select d.goods,
        sum(cast(s.inside_usd as decimal(19,3)) * cast(s.inside_usd as decimal(19,3))) as squares,
        sum(case when s.inside_usd > 0 then 1 else 0 end) as suppliers,
        min(case when s.inside_usd = d.top_bought then s.owner || ' ' || cast(s.all_usd as varchar) end) as top_supplier
      from demand d join sources s on s.goods = d.goods
      where d.bought > 0 and not s.member
      group by d.goods
    )
    select d.goods, d.bought, m.offered, d.among_members, m.sold_by_members - d.among_members as exported, m.world,
      d.top_bought, m.world_top_usd, p.squares, p.suppliers, p.top_supplier, e.world_top, e.sizeable
    from spread p join demand d on d.goods = p.goods join market m on m.goods = p.goods
      join sellers e on e.goods = p.goods
    order by d.goods`;
  const frame = await context.keep(everybody, (relation) => context.query(query(relation)));
  const single = members.length === 1;
  const totals = single ? await exportTotals(members, choice, scope, context) : undefined;
  const rows = toRows(frame).map((r) => {
    const n = (name: string) => (r[name] as number | null) ?? 0;
    const imports = n("bought");
    const rca = totals && ratio(ratio(n("exported"), totals.own), ratio(n("world"), totals.world));
    const cdi1 = n("squares") / (imports * imports);
    // Of suppliers level with each other the first by code, its exports to everybody beside it.
    const [topSupplier, topAll] = String(r.top_supplier).split(" ") as [string, string];
    const topExports = Number(topAll);
    const cdi2 = single ? 1 / (1 + (rca ?? 0)) : (ratio(imports, imports + n("among_members")) as number);
    const cdi3 = ratio(imports, n("exported"));
    const topShare = ratio(n("world_top_usd"), n("offered"));
    const others = n("offered") - topExports - (imports - n("top_bought"));
    return {
      product: String(r.goods),
      imports_usd: imports,
      exports_usd: n("exported"),
      cdi1,
      cdi2,
      cdi3,
      dependent: cdi1 > params.cdi1 && cdi2 > params.cdi2 && (cdi3 === null || cdi3 > params.cdi3),
      suppliers: n("suppliers"),
      top_supplier: topSupplier,
      top_supplier_share: ratio(n("top_bought"), imports),
      world_top: r.world_top as string,
      world_top_share: topShare,
      single_point_of_failure: r.world_top === topSupplier && (topShare ?? 0) > 0.5,
      alternatives: n("sizeable") - (topExports * 20 >= n("offered") ? 1 : 0),
      substitutability: ratio(Math.max(others, 0), n("top_bought")),
    };
  });
  const kept = params.dependent_only ? rows.filter((r) => r.dependent) : rows;
  if (!params.top || kept.length <= params.top) return kept;
  return kept
    .toSorted((a, b) => b.imports_usd - a.imports_usd || (a.product < b.product ? -1 : 1))
    .slice(0, params.top)
    .sort((a, b) => (a.product < b.product ? -1 : 1));
}

/** Exports of all goods, of the country and of the world: the denominators of revealed comparative advantage. */
async function exportTotals(
  members: readonly string[],
  choice: Choice,
  scope: FigureScope,
  context: ComputeContext,
): Promise<{ own: number; world: number }> {
  const all = { ...scope, product: "total" };
  const of = async (countries: readonly string[]) =>
    (await chosenFlows({ countries, flow: "exports" }, all, [choice], context, { together: true })).flows[0]
      ?.value ?? 0;
  return { own: await of(members), world: await of([]) };
}
