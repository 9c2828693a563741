import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { all, date, sql } from "../sql.ts";
import { type PartnerFlows, partnerFlows } from "./flows.ts";
import type { FlowScope } from "./parameters.ts";
import { bucketOf, spanText } from "./spans.ts";

/**
 * The reporter's total by bucket from an observation series, over exactly the periods in which the flow with the
 * partner has a figure (or could have one: where enough partners report, a period without the partner counts as zero
 * trade). A bucket in which the series lacks one of them has no total.
 */
export async function seriesTotals(
  series: string,
  scope: FlowScope & { readonly partner: string },
  { buckets }: PartnerFlows,
  context: ComputeContext,
): Promise<ReadonlyMap<string, number>> {
  const first = buckets[0]?.parts[0];
  const last = buckets.at(-1)?.parts.at(-1);
  if (first === undefined || last === undefined) return new Map();
  const frame = await context.query(sql`
    select period, sum(value) as value from ${context.table("observations")}
    where ${all([
      sql`series = ${series}`,
      sql`country = ${scope.reporter}`,
      sql`frequency = ${scope.frequency}`,
      sql`counterpart = ''`,
      sql`item = ''`,
      sql`period >= ${date(first)}`,
      sql`period <= ${date(last)}`,
    ])}
    group by period order by period`);
  const values = numbers(frame, "value");
  const byPeriod = new Map(texts(frame, "period").map((p, i) => [p as string, values[i] as number]));
  const single = scope.by === "period";
  const own = single
    ? undefined
    : await partnerFlows({ ...scope, by: "period" }, context, { only: [scope.partner] });
  const dated = new Set(own?.flows.map((f) => f.period));
  const totals = new Map<string, number>();
  const lacking: string[] = [];
  for (const bucket of buckets) {
    const parts = single || bucket.known ? bucket.parts : bucket.parts.filter((p) => dated.has(p));
    const missing = parts.filter((p) => !byPeriod.has(p));
    lacking.push(...missing);
    if (parts.length === 0 || missing.length > 0) continue;
    totals.set(
      bucketOf(bucket.period, scope.by, bucket.period),
      parts.reduce((sum, p) => sum + (byPeriod.get(p) as number), 0),
    );
    if (parts.length < bucket.parts.length)
      context.note({
        kind: "partial",
        text: `${bucket.period.slice(0, 7)}: total and flow over the ${parts.length} of ${bucket.parts.length} periods in which the flow has a figure`,
      });
  }
  context.note({
    kind: "definition",
    text: `total taken from the series ${series}, not from the sum over partners`,
  });
  const without = spanText(lacking);
  if (without)
    context.note({ kind: "missing", text: `${without}: the series ${series} has no figure, so no share` });
  return totals;
}
