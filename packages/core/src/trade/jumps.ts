import { countryName } from "../countries/index.ts";
import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import type { CoverageNote } from "../result.ts";
import { all, inList, sql } from "../sql.ts";
import { type Choice, narrowedBy, type Own, sidesOf } from "./choose.ts";
import type { FigureScope } from "./parameters.ts";

/** A partner's figure is out of line from this many times the median of its figures in the other periods of the source. */
const TIMES = 100;
/** Other periods with figures that a median takes. */
const OTHERS = 3;
/** Part of the period's total from which it matters. */
const PART = 0.01;

/**
 * Notes on partners whose figure jumps by orders of magnitude: at least 100 times the median of that partner's figures in the
 * other periods of the same source (three or more of them), and 1 % or more of the period's total. Such a figure stays in
 * every sum; the note says that it is there, since an estimate or an error may be behind it. Judged over all goods only: one
 * good may well come from nothing.
 */
export async function jumpNotes(
  own: Own,
  scope: Pick<FigureScope, "frequency" | "product">,
  choices: readonly Choice[],
  context: ComputeContext,
): Promise<CoverageNote[]> {
  const [first] = choices;
  if (!first || scope.product !== "total") return [];
  const [mine, other] = sidesOf(own.flow);
  const roles = [...new Set(choices.map((c) => c.role))].sort();
  const classes = [...new Set(choices.flatMap((c) => c.classifications))].sort();
  const frame = await context.query(sql`
    with kinds as (
      select period, ${other} as partner, reporter, classification, sum(value_usd) as value_usd
      from ${context.table("trade_pairs", narrowedBy(own))}
      where ${all([
        sql`source = ${first.source}`,
        sql`frequency = ${scope.frequency}`,
        ...(own.countries.length > 0 ? [inList(mine, own.countries)] : []),
        inList(sql`reporter`, roles),
        inList(sql`classification`, classes),
      ])}
      group by period, ${other}, reporter, classification
    ),
    sums as (select period, partner, max(value_usd) as value_usd from kinds group by period, partner),
    weighed as (
      select period, partner, value_usd, sum(value_usd) over (partition by period) as total_usd from sums
    ),
    wide as (
      select partner from weighed group by partner
      having max(value_usd) >= ${TIMES} * min(value_usd)
        and max(case when value_usd >= total_usd * ${PART} then 1 else 0 end) = 1
    )
    select partner, period, cast(value_usd as decimal(38,3)) as value_usd, cast(total_usd as decimal(38,3)) as total_usd
    from weighed where partner in (select partner from wide)
    order by partner, period`);
  const [partners, periods] = [texts(frame, "partner"), texts(frame, "period")];
  const [values, totals] = [numbers(frame, "value_usd"), numbers(frame, "total_usd")];
  const asked = new Set(choices.map((c) => c.period));
  const notes: CoverageNote[] = [];
  for (let i = 0; i < frame.length; i++) {
    const [partner, period] = [partners[i] as string, periods[i] as string];
    const [value, total] = [values[i] as number, totals[i] as number];
    if (!asked.has(period) || value < total * PART) continue;
    const rest = [...values].filter((_, j) => j !== i && partners[j] === partner);
    const usual = median(rest);
    if (rest.length < OTHERS || !(usual > 0) || value < TIMES * usual) continue;
    notes.push({
      kind: "partial",
      text: `${period.slice(0, scope.frequency === "M" ? 7 : 4)}: ${first.source} has ${bn(value)} for ${countryName(partner)}, ${Math.round(value / usual)} times its median in other periods and ${((value / total) * 100).toFixed(1)} % of all: out of line, and counted in every total`,
    });
  }
  return notes.sort((a, b) => (a.text < b.text ? -1 : 1));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function bn(usd: number): string {
  return usd >= 1e8 ? `${(usd / 1e9).toFixed(1)} bn USD` : `${usd} USD`;
}
