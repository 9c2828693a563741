import type { ComputeContext } from "../indicators/indicator.ts";
import type { Choice, Own } from "./choose.ts";
import { chosenFlows, type FlowOptions } from "./flows.ts";
import type { FigureScope } from "./parameters.ts";
import type { Detail } from "./product-groups.ts";

/** What a country buys or sells, by period and good. */
export type Baskets = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The baskets of one country, each good's value summed exactly over partners. */
export async function basketsOf(
  own: Own,
  scope: FigureScope,
  choices: readonly Choice[],
  detail: Detail,
  context: ComputeContext,
  options: FlowOptions = {},
): Promise<Baskets> {
  const { flows } = await chosenFlows(own, scope, choices, context, { ...options, detail, together: true });
  const baskets = new Map<string, Map<string, number>>();
  for (const f of flows) {
    const basket = baskets.get(f.period) ?? new Map<string, number>();
    baskets.set(f.period, basket.set(f.group, f.value));
  }
  return baskets;
}

/** Two baskets of one period as vectors over the goods either has, in the order of codes. */
export function aligned(a: Baskets, b: Baskets, period: string) {
  const [x, y] = [a.get(period) ?? new Map<string, number>(), b.get(period) ?? new Map<string, number>()];
  const goods = [...new Set([...x.keys(), ...y.keys()])].sort();
  return {
    goods,
    a: Float64Array.from(goods, (g) => x.get(g) ?? 0),
    b: Float64Array.from(goods, (g) => y.get(g) ?? 0),
  };
}
