import { countryName } from "../countries/index.ts";
import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import type { CoverageNote } from "../result.ts";
import { all, date, inList, join, sql } from "../sql.ts";
import { type Choice, narrowedBy, type Own, sidesOf } from "./choose.ts";
import type { FigureScope } from "./parameters.ts";
import { spanText } from "./spans.ts";

/** What a source leaves open: partners whose trade it tells nothing of, so that no figure is not zero. */
export interface Untold {
  /** Those of the periods in which nothing is told of the partner. */
  of(partner: string, periods: readonly string[]): readonly string[];
}

/** Nothing is left open. */
export const NOTHING_UNTOLD: Untold = { of: () => [] };

/**
 * In which of the chosen periods nothing is told of the asked countries' trade with each partner.
 *
 * Told is a partner that has a figure of any goods, since then no figure of some goods means that none were traded. Told
 * is also that there was no trade, where the source declares that a flow it lacks was reported by neither side
 * (`absence`), holds as many pairs of countries in that period as it says a whole period has (an excerpt has fewer), and has the
 * partner among them. An empty cell of any other source is a cell that nobody filled.
 */
export async function untold(
  own: Own,
  partners: readonly string[],
  scope: Pick<FigureScope, "frequency">,
  choices: readonly Choice[],
  context: ComputeContext,
): Promise<Untold> {
  if (choices.length === 0 || partners.length === 0) return NOTHING_UNTOLD;
  const [mine, other] = sidesOf(own.flow);
  const frame = await context.query(sql`
    select distinct period, ${other} as partner from ${context.table("trade_pairs", narrowedBy(own))}
    where ${all([
      ...(own.countries.length > 0 ? [inList(mine, own.countries)] : []),
      inList(other, partners),
      sql`frequency = ${scope.frequency}`,
      chosen(choices),
    ])}
    order by period, partner`);
  const told = keysOf(texts(frame, "period"), texts(frame, "partner"));
  const open = choices.filter((c) => partners.some((p) => !told.has(`${c.period} ${p}`)));
  for (const key of await toldAsNone(partners, scope, open, context)) told.add(key);
  return { of: (partner, periods) => periods.filter((p) => !told.has(`${p} ${partner}`)) };
}

/** Periods and partners that a whole period of the source has, so that a flow it lacks was none. */
async function toldAsNone(
  partners: readonly string[],
  scope: Pick<FigureScope, "frequency">,
  choices: readonly Choice[],
  context: ComputeContext,
): Promise<readonly string[]> {
  const declared = choices.filter((c) => context.absence(c.source) !== undefined);
  if (declared.length === 0) return [];
  const pairs = context.table("trade_pairs");
  const these = all([sql`frequency = ${scope.frequency}`, chosen(declared)]);
  const sizes = await context.query(sql`
    select period, count(*) as pairs from (select distinct period, exporter, importer from ${pairs} where ${these}) p
    group by period order by period`);
  const counts = numbers(sizes, "pairs");
  const whole = new Set(
    texts(sizes, "period").filter((period, i) => {
      const source = declared.find((c) => c.period === period)?.source ?? "";
      return (counts[i] as number) >= (context.absence(source)?.pairs ?? Number.POSITIVE_INFINITY);
    }),
  );
  if (whole.size === 0) return [];
  const there = await context.query(sql`
    select period, partner from (
      select period, exporter as partner from ${pairs} where ${these} and ${inList(sql`exporter`, partners)}
      union
      select period, importer as partner from ${pairs} where ${these} and ${inList(sql`importer`, partners)}
    ) there order by period, partner`);
  const [periods, names] = [texts(there, "period"), texts(there, "partner")];
  return [
    ...keysOf(
      periods.filter((p) => whole.has(p)),
      names.filter((_, i) => whole.has(periods[i] as string)),
    ),
  ];
}

function chosen(choices: readonly Choice[]) {
  const parts = choices.map(
    (c) =>
      sql`(source = ${c.source} and reporter = ${c.role} and period = ${date(c.period)} and ${inList(sql`classification`, c.classifications)})`,
  );
  return sql`(${join(parts, " or ")})`;
}

function keysOf(periods: readonly (string | null)[], partners: readonly (string | null)[]): Set<string> {
  return new Set(periods.map((p, i) => `${p} ${partners[i]}`));
}

/** `2024: imts has no figure of Russia's imports from Kazakhstan: not reported, which is not zero`. */
export function untoldNote(
  asked: { readonly reporter: string; readonly flow: "imports" | "exports"; readonly partner: string },
  source: string,
  periods: readonly string[],
): CoverageNote | undefined {
  const when = spanText(periods);
  if (!when) return undefined;
  const way = asked.flow === "imports" ? "from" : "to";
  return {
    kind: "missing",
    text: `${when}: ${source} has no figure of ${countryName(asked.reporter)}'s ${asked.flow} ${way} ${countryName(asked.partner)}: not reported, which is not zero`,
  };
}
