import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { type Sql, sql } from "../sql.ts";
import { defined } from "./rows.ts";

interface Span {
  readonly periods: number;
  readonly figures: Sql;
  /** Partners heard of in every period; undefined when silence means no trade. */
  readonly present: ReadonlySet<string> | undefined;
  /** True of a partner of whose sales nothing is told in some period of the span, so that none there are not zero. */
  readonly silent: (partner: string) => boolean;
}

interface Sale {
  readonly value: number;
  readonly weighedValue: number;
  readonly kg: number;
}

export interface SubstitutionRow {
  readonly group: string;
  readonly supplier: string | null;
  readonly coalition_before_usd: number;
  readonly coalition_after_usd: number;
  /** Null on the row of a supplier of which the source tells nothing in the span. */
  readonly others_before_usd: number | null;
  readonly others_after_usd: number | null;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly part: number | null;
  readonly unit_value_ratio: number | null;
}

/** What the coalition sold before and after, and what others sold instead: a row a group, then its suppliers by rise. */
export async function substitutionRows(
  before: Span,
  after: Span,
  coalition: readonly string[],
  top: number,
  context: ComputeContext,
): Promise<SubstitutionRow[]> {
  const [was, is] = [await sales(before, context), await sales(after, context)];
  const groups = [...new Set([...was.keys(), ...is.keys()])].sort();
  const inside = new Set(coalition);
  return groups.flatMap((group) => {
    const [a, b] = [was.get(group) ?? new Map<string, Sale>(), is.get(group) ?? new Map<string, Sale>()];
    const partners = [...new Set([...a.keys(), ...b.keys()])].sort();
    const members = partners.filter((p) => inside.has(p));
    const others = partners.filter((p) => !inside.has(p));
    const sum = (list: readonly string[], of: ReadonlyMap<string, Sale>, key: keyof Sale = "value") =>
      list.reduce((n, p) => n + (of.get(p)?.[key] ?? 0), 0);
    const gap = sum(members, a) - sum(members, b);
    const rise = sum(others, b) - sum(others, a);
    // A partner that fell silent may have sold anything: as much as in its other span at most.
    const silent = (
      list: readonly string[],
      span: Span,
      other: ReadonlyMap<string, Sale>,
      own: ReadonlyMap<string, Sale>,
    ) =>
      span.present
        ? list
            .filter((p) => !span.present?.has(p))
            .reduce((n, p) => n + Math.max((other.get(p)?.value ?? 0) - (own.get(p)?.value ?? 0), 0), 0)
        : 0;
    const moreOthersAfter = silent(others, after, a, b);
    const moreOthersBefore = silent(others, before, b, a);
    const moreMembersAfter = silent(members, after, a, b);
    const moreMembersBefore = silent(members, before, b, a);
    const bound = (up: number, wider: number) => (gap + wider > 0 ? (rise + up) / (gap + wider) : null);
    const corners = [
      bound(0, 0),
      bound(moreOthersAfter, 0),
      bound(-moreOthersBefore, 0),
      ...[-moreMembersAfter, moreMembersBefore].flatMap((wider) => [
        bound(moreOthersAfter, wider),
        bound(-moreOthersBefore, wider),
      ]),
    ].filter((x) => x !== null);
    const unit = (value: number, kg: number) => (kg > 0 ? value / kg : Number.NaN);
    const coalitionUnit = unit(sum(members, a, "weighedValue"), sum(members, a, "kg"));
    const values = {
      group,
      coalition_before_usd: sum(members, a),
      coalition_after_usd: sum(members, b),
    };
    const head: SubstitutionRow = {
      ...values,
      supplier: null,
      others_before_usd: sum(others, a),
      others_after_usd: sum(others, b),
      rate: gap > 0 ? rise / gap : null,
      low: gap > 0 && corners.length > 0 ? Math.min(...corners) : null,
      high: gap > 0 && corners.length > 0 ? Math.max(...corners) : null,
      part: null,
      unit_value_ratio: defined(unit(sum(others, b, "weighedValue"), sum(others, b, "kg")) / coalitionUnit),
    };
    const suppliers = others
      .map((p) => ({ p, rise: (b.get(p)?.value ?? 0) - (a.get(p)?.value ?? 0) }))
      .sort((x, y) => y.rise - x.rise || (x.p < y.p ? -1 : 1))
      .slice(0, top)
      .map(({ p, rise: own }): SubstitutionRow => {
        const sold = b.get(p);
        const was = a.get(p)?.value ?? (before.silent(p) ? null : 0);
        const is = sold?.value ?? (after.silent(p) ? null : 0);
        return {
          ...values,
          supplier: p,
          others_before_usd: was,
          others_after_usd: is,
          rate: null,
          low: null,
          high: null,
          part: gap > 0 ? own / gap : null,
          unit_value_ratio: defined(unit(sold?.weighedValue ?? 0, sold?.kg ?? 0) / coalitionUnit),
        };
      });
    return [head, ...suppliers];
  });
}

/** Mean sales per period by group and partner; weights only over rows that have both value and weight. */
async function sales(span: Span, context: ComputeContext): Promise<Map<string, Map<string, Sale>>> {
  const frame = await context.query(sql`
    with figures as (${span.figures})
    select goods, partner, cast(sum(value_usd) as decimal(38,3)) as value_usd,
      cast(sum(case when quantity_kg > 0 then value_usd else 0 end) as decimal(38,3)) as weighed_usd,
      cast(sum(case when quantity_kg > 0 then quantity_kg else 0 end) as decimal(38,3)) as kg
    from figures group by goods, partner order by goods, partner`);
  const [goods, partner] = [texts(frame, "goods"), texts(frame, "partner")];
  const [value, weighed, kg] = [
    numbers(frame, "value_usd"),
    numbers(frame, "weighed_usd"),
    numbers(frame, "kg"),
  ];
  const found = new Map<string, Map<string, Sale>>();
  for (let i = 0; i < frame.length; i++) {
    const group = found.get(goods[i] as string) ?? new Map<string, Sale>();
    group.set(partner[i] as string, {
      value: (value[i] as number) / span.periods,
      weighedValue: (weighed[i] as number) / span.periods,
      kg: (kg[i] as number) / span.periods,
    });
    found.set(goods[i] as string, group);
  }
  return found;
}
