import { technologiesOfWork, type WorkLabels } from "./match.ts";
import type { Technology } from "./technologies.ts";

/** What one technology holds of a quantity, and how much of that another technology holds too. */
export interface Held {
  readonly total: number;
  readonly shared: number;
}

export interface Spread {
  readonly total: number;
  /** In any technology, and in more than one. */
  readonly mapped: number;
  readonly shared: number;
  readonly byTechnology: ReadonlyMap<string, Held>;
}

/** Works, counted by what they are filed under, spread over the technologies. */
export function spreadWorks(
  labels: readonly (WorkLabels & { readonly n: number })[],
  all: readonly Technology[],
): Spread {
  return spread(labels.map((label) => [label.n, technologiesOfWork(all, label)]));
}

/** Trade by six-digit product in one HS revision, spread over the technologies, goods that only carry one included. */
export function spreadTrade(
  products: readonly { readonly product: string; readonly usd: number }[],
  revision: string,
  all: readonly Technology[],
): Spread {
  const codes = (t: Technology) => [...(t.hs6[revision] ?? []), ...(t.indirect?.hs6[revision] ?? [])];
  const prefixes = all.map((t) => [t, codes(t)] as const);
  return spread(
    products.map(({ product, usd }) => [
      usd,
      prefixes.filter(([, list]) => list.some((code) => product.startsWith(code))).map(([t]) => t),
    ]),
  );
}

/** Sums in the order given, so that the same input gives the same last digit. */
function spread(parts: readonly (readonly [amount: number, owners: readonly Technology[]])[]): Spread {
  const byTechnology = new Map<string, { total: number; shared: number }>();
  const sums = { total: 0, mapped: 0, shared: 0 };
  for (const [amount, owners] of parts) {
    sums.total += amount;
    if (owners.length > 0) sums.mapped += amount;
    if (owners.length > 1) sums.shared += amount;
    for (const { name } of owners) {
      const held = byTechnology.get(name) ?? { total: 0, shared: 0 };
      held.total += amount;
      if (owners.length > 1) held.shared += amount;
      byTechnology.set(name, held);
    }
  }
  return { ...sums, byTechnology };
}
