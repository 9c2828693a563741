import { blocMembers } from "../countries/index.ts";
import { texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { sql } from "../sql.ts";
import { dayBefore } from "./days.ts";

/** Who belongs to a bloc, or a plain list of countries, on a day. */
export interface Membership {
  readonly label: string;
  on(day: string): readonly string[];
  /** Everybody who was a member at any time. */
  readonly ever: readonly string[];
  /** True when membership has dates. */
  readonly dated: boolean;
}

/** First day of membership where a list has no dates, since a key of a table cannot be null. */
const ALWAYS = "0001-01-01";

/**
 * Membership of a bloc from the workspace's `blocs` table, or from the lists that ship where the table has no such bloc.
 * `at` freezes it on one day, so that a series compares like with like.
 */
export async function membershipOf(
  asked: {
    readonly bloc?: string | undefined;
    readonly members?: readonly string[] | undefined;
    readonly at?: string | undefined;
  },
  context: ComputeContext,
): Promise<Membership | undefined> {
  if (asked.members && asked.members.length > 0) {
    const list = [...new Set(asked.members)].sort();
    return { label: list.join("+"), on: () => list, ever: list, dated: false };
  }
  if (!asked.bloc) return undefined;
  const frame = await context.query(
    sql`select country, starts, ends from ${context.table("blocs")} where bloc = ${asked.bloc} order by country, starts`,
  );
  const [countries, starts, ends] = [texts(frame, "country"), texts(frame, "starts"), texts(frame, "ends")];
  const spells =
    frame.length > 0
      ? countries.map((country, i) => ({
          country: country as string,
          starts: starts[i] === ALWAYS ? null : starts[i],
          // The table holds the first day after membership, the list that ships the last day of it.
          ends: ends[i] ? dayBefore(ends[i] as string) : null,
        }))
      : blocMembers().filter((m) => m.bloc === asked.bloc);
  const at = (day: string) => [
    ...new Set(
      spells.filter((s) => (s.starts ?? "") <= day && (!s.ends || s.ends >= day)).map((s) => s.country),
    ),
  ];
  const frozen = asked.at ? at(asked.at) : undefined;
  return {
    label: asked.bloc,
    on: (day) => frozen ?? at(day),
    ever: frozen ?? [...new Set(spells.map((s) => s.country))],
    dated: !frozen && spells.some((s) => s.starts || s.ends),
  };
}

/** Last day of the period that starts on a day. */
export function endOfPeriod(start: string, unit: "A" | "M" | "quarter"): string {
  const months = unit === "A" ? 12 : unit === "quarter" ? 3 : 1;
  const end = new Date(Date.UTC(Number(start.slice(0, 4)), Number(start.slice(5, 7)) - 1 + months, 0));
  return end.toISOString().slice(0, 10);
}
