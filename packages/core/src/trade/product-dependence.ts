import { toRows } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { inList, sql } from "../sql.ts";
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
 * The dependency tests of one period. The engine adds up exactly, in one pass over the period's rows, what each
 * exporter sells of each product inside and in all; concentration is a sum of squared decimal shares, so that neither
 * threads nor engines can change its digits.
 */
export async function productDependence(
  members: readonly string[],
  choice: Choice,
  params: Omit<FigureScope, "by"> & Thresholds,
  context: ComputeContext,
) {
  const scope: FigureScope = { ...params, by: "period" };
  const world = { countries: [], flow: "exports" as const };
  const inside = sql`case when ${inList(sql`partner`, members)} then value_usd else cast(0 as decimal(18,3)) end`;
  const own = inList(sql`owner`, members);
  const frame = await context.query(sql`
    with figures as (${figures(world, scope, [choice], context, { detail: "product", owners: true })}),
    sold as (
      select goods, owner, ${own} as member,
        cast(sum(${inside}) as decimal(38,3)) as inside_usd, cast(sum(value_usd) as decimal(38,3)) as all_usd
      from figures group by goods, owner
    ),
    ranked as (
      select goods, owner, member, inside_usd, all_usd,
        sum(case when member then 0 else inside_usd end) over (partition by goods) as bought,
        sum(case when member then 0 else all_usd end) over (partition by goods) as offered,
        row_number() over (partition by goods, member order by inside_usd desc, owner) as supplier_place,
        row_number() over (partition by goods, member order by all_usd desc, owner) as exporter_place
      from sold
    )
    select goods, max(bought) as bought, max(offered) as offered,
      sum(case when member then inside_usd else 0 end) as among_members,
      sum(case when member then all_usd - inside_usd else 0 end) as exported,
      sum(all_usd) as world,
      sum(case when member then 0 else cast(cast(inside_usd as double) / cast(bought as double) as decimal(18,17))
        * cast(cast(inside_usd as double) / cast(bought as double) as decimal(18,17)) end) as hhi,
      sum(case when not member and inside_usd > 0 then 1 else 0 end) as suppliers,
      max(case when not member and supplier_place = 1 then owner end) as top_supplier,
      max(case when not member and supplier_place = 1 then inside_usd end) as top_bought,
      max(case when not member and supplier_place = 1 then all_usd end) as top_all,
      max(case when not member and exporter_place = 1 then owner end) as world_top,
      max(case when not member and exporter_place = 1 then all_usd end) as world_top_usd,
      sum(case when not member and all_usd * 20 >= offered then 1 else 0 end) as sizeable,
      max(case when not member and supplier_place = 1 and all_usd * 20 >= offered then 1 else 0 end) as top_sizeable
    from ranked where bought > 0 group by goods order by goods`);
  const single = members.length === 1;
  const totals = single ? await exportTotals(members, choice, scope, context) : undefined;
  const rows = toRows(frame).map((r) => {
    const n = (name: string) => (r[name] as number | null) ?? 0;
    const imports = n("bought");
    const rca = totals && ratio(ratio(n("exported"), totals.own), ratio(n("world"), totals.world));
    const cdi1 = n("hhi");
    const cdi2 = single ? 1 / (1 + (rca ?? 0)) : (ratio(imports, imports + n("among_members")) as number);
    const cdi3 = ratio(imports, n("exported"));
    const topShare = ratio(n("world_top_usd"), n("offered"));
    const others = n("offered") - n("top_all") - (imports - n("top_bought"));
    return {
      product: String(r.goods),
      imports_usd: imports,
      exports_usd: n("exported"),
      cdi1,
      cdi2,
      cdi3,
      dependent: cdi1 > params.cdi1 && cdi2 > params.cdi2 && (cdi3 === null || cdi3 > params.cdi3),
      suppliers: n("suppliers"),
      top_supplier: r.top_supplier as string,
      top_supplier_share: ratio(n("top_bought"), imports),
      world_top: r.world_top as string,
      world_top_share: topShare,
      single_point_of_failure: r.world_top === r.top_supplier && (topShare ?? 0) > 0.5,
      alternatives: n("sizeable") - n("top_sizeable"),
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
