import { texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { all, date, inList, join, sql } from "../sql.ts";
import { type Choice, type Own, sidesOf } from "./choose.ts";
import type { FigureScope } from "./parameters.ts";

/** Partners that have any figure, of any goods, in every one of the chosen periods: those whose silence means no trade. */
export async function alwaysPresent(
  own: Own,
  scope: FigureScope,
  choices: readonly Choice[],
  context: ComputeContext,
): Promise<ReadonlySet<string>> {
  if (choices.length === 0) return new Set();
  const [mine, other] = sidesOf(own.flow);
  const parts = choices.map(
    (c) => sql`(source = ${c.source} and reporter = ${c.role} and period = ${date(c.period)})`,
  );
  const frame = await context.query(sql`
    select ${other} as partner, count(distinct period) as periods from ${context.table("trade_pairs")}
    where ${all([inList(mine, own.countries), sql`frequency = ${scope.frequency}`, sql`(${join(parts, " or ")})`])}
    group by ${other} having count(distinct period) = ${choices.length} order by partner`);
  return new Set(texts(frame, "partner").map(String));
}
