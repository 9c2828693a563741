import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { parseProduct } from "../products/index.ts";
import { all, sql } from "../sql.ts";
import { type Choice, figureConditions } from "./choose.ts";
import { goodsIn, revisionOf } from "./goods.ts";
import type { FigureScope } from "./parameters.ts";

/**
 * Picks one source, classification and side for every flow of a period, so that flows of different countries can be
 * set against each other and against the world: the source's reconciled figures, else importers' reports, else
 * exporters'. `known` says that at least `min_partners` countries report (or are reconciled).
 *
 * The source is the one with most known periods, then reconciled before reported, then by name. Which goods it can tell
 * apart is part of the choice: a question by product never rests on totals.
 */
export async function chooseWorld(
  scope: FigureScope,
  context: ComputeContext,
  needs: { readonly codes: boolean } = { codes: false },
): Promise<readonly Choice[]> {
  const frame = await context.query(sql`
    select source, classification, period, reporter,
      count(distinct case when reporter = 'importer' then importer else exporter end) as countries
    from ${context.table("trade_pairs")}
    where ${all([
      ...figureConditions(
        { ...scope, basis: scope.basis === "reconciled" ? "reconciled" : "auto" },
        "exports",
      ),
      ...(scope.basis === "reporter" ? [sql`reporter = 'exporter'`] : []),
      ...(scope.basis === "partner" ? [sql`reporter = 'importer'`] : []),
    ])}
    group by source, classification, period, reporter order by source, classification, period, reporter`);
  const [sources, classes, periods, roles] = ["source", "classification", "period", "reporter"].map((n) =>
    texts(frame, n),
  ) as [string[], string[], string[], Choice["role"][]];
  const countries = numbers(frame, "countries");
  const offers = sources.flatMap((source, i) => {
    const [classification, period] = [classes[i] as string, periods[i] as string];
    const able =
      goodsIn(scope.product, classification, revisionOf(classification, period)) &&
      (!needs.codes || classification !== "TOTAL");
    return able
      ? [
          {
            source,
            classification,
            period,
            role: roles[i] as Choice["role"],
            countries: countries[i] as number,
          },
        ]
      : [];
  });
  const kinds = new Map<string, typeof offers>();
  for (const o of offers) {
    const key = `${o.source} ${o.classification} ${o.role}`;
    kinds.set(key, [...(kinds.get(key) ?? []), o]);
  }
  const order = { reconciled: 0, importer: 1, exporter: 2 } as const;
  const named = parseProduct(scope.product);
  const asked = named.kind === "hs" ? named.revision : undefined;
  const known = (list: typeof offers) => list.filter((o) => o.countries >= scope.min_partners).length;
  const [best] = [...kinds.values()].sort((a, b) => {
    const [x, y] = [a[0], b[0]] as [(typeof offers)[number], (typeof offers)[number]];
    return (
      known(b) - known(a) ||
      b.length - a.length ||
      order[x.role] - order[y.role] ||
      Number(y.classification === asked) - Number(x.classification === asked) ||
      (x.source < y.source ? -1 : x.source > y.source ? 1 : 0) ||
      (x.classification > y.classification ? -1 : 1)
    );
  });
  return (best ?? [])
    .map(
      (o): Choice => ({
        period: o.period,
        source: o.source,
        role: o.role,
        basis: o.role === "reconciled" ? "reconciled" : "reported",
        classifications: [o.classification],
        partners: o.countries,
        known: o.countries >= scope.min_partners,
      }),
    )
    .sort((a, b) => (a.period < b.period ? -1 : 1));
}

/** What a reader must know of figures chosen by `chooseWorld`. */
export function worldNote(choices: readonly Choice[], context: ComputeContext): void {
  const [first] = choices;
  if (!first) return;
  const fewest = Math.min(...choices.map((c) => c.partners));
  const whose = first.role === "reconciled" ? "reconciled by the source" : `as ${first.role}s report them`;
  context.note({
    kind: first.role === "reconciled" ? "reconciled" : "definition",
    text: `all flows from ${first.source}, ${whose}; the world is the ${fewest} or more countries it has in every period`,
  });
}
