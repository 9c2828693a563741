import { UsageError } from "../errors.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { chooseFigures } from "./choose.ts";
import { bucketsOf, chosenFlows, type Flow } from "./flows.ts";
import { groupSilence } from "./group-silence.ts";
import { endOfPeriod, type Membership } from "./members.ts";
import { flowNotes } from "./notes.ts";
import type { FlowScope } from "./parameters.ts";
import { ratio, sumUsd } from "./rows.ts";
import { bucketOf } from "./spans.ts";

export type Grouping = "none" | "section" | "chapter" | "heading" | "product" | "end-use";

/** Dependence of one country on a partner or bloc in one group of goods. */
export interface Dependence {
  readonly period: string;
  readonly group: string;
  /** Null where nothing is told of the partner, or of any member. */
  readonly value: number | null;
  readonly total: number | null;
  readonly share: number | null;
  readonly groupShare: number | null;
  readonly partners: number;
  readonly source: string;
  readonly basis: string;
  readonly estimated: boolean;
}

const END_USES = ["capital", "intermediate", "consumption", "unallocated"];

/**
 * s_g = Σ_(p ∈ B) V_rpg / Σ_p V_rpg for every group of goods g, with the weight of the group in all goods asked for.
 * Groups in which the reporter trades nothing have no row. A group without the partner has share 0 where the source has
 * other figures on the partner or shows that there was no trade; where it tells nothing of the partner, value and share
 * are null. Members of a bloc of which nothing is told are named in a note.
 */
export async function dependence(
  scope: FlowScope,
  membership: Membership,
  grouping: Grouping,
  context: ComputeContext,
): Promise<Dependence[]> {
  if (grouping !== "end-use") return oneSelection(scope, membership, grouping, context);
  if (scope.product !== "total")
    throw new UsageError(
      `end use and a selection of goods do not go together: ${scope.product} (ask for group=none with product=bec:capital, or leave product out)`,
    );
  const rows: Dependence[] = [];
  for (const use of END_USES) {
    const part = await oneSelection({ ...scope, product: `bec:${use}` }, membership, "none", context);
    rows.push(...part.map((r) => ({ ...r, group: use })));
  }
  const totals = new Map<string, number>();
  for (const r of rows) totals.set(r.period, sumUsd([totals.get(r.period) ?? 0, r.total ?? 0]));
  return rows
    .map((r) => ({ ...r, groupShare: r.total === null ? null : ratio(r.total, totals.get(r.period)) }))
    .sort((a, b) =>
      a.period < b.period
        ? -1
        : a.period > b.period
          ? 1
          : END_USES.indexOf(a.group) - END_USES.indexOf(b.group),
    );
}

async function oneSelection(
  scope: FlowScope,
  membership: Membership,
  grouping: Exclude<Grouping, "end-use">,
  context: ComputeContext,
): Promise<Dependence[]> {
  const own = { countries: [scope.reporter], flow: scope.flow };
  const detail = grouping === "none" ? {} : { detail: grouping };
  // Rows that know no goods cannot be told apart by them, so totals are never chosen where groups are asked for.
  const choices = await chooseFigures(own, scope, context, { codes: grouping !== "none" });
  const fine = membership.dated && scope.by !== "period";
  const members = membership.ever.filter((c) => c !== scope.reporter);
  const whole = await chosenFlows(own, scope, choices, context, {
    ...detail,
    show: fine ? [] : members,
  });
  // Members may change inside a bucket, so their flows are then read period by period and added up afterwards.
  const part = fine
    ? await chosenFlows(own, { ...scope, by: "period" }, choices, context, { ...detail, only: members })
    : whole;
  const buckets = bucketsOf(choices, scope);
  for (const note of flowNotes(scope.reporter, { ...whole, buckets }, scope)) context.note(note);
  const first = choices[0]?.period ?? "";
  const inside = new Map<string, Flow[]>();
  for (const f of part.flows) {
    if (!membership.on(endOfPeriod(f.period, scope.frequency)).includes(f.partner)) continue;
    const key = `${fine ? bucketOf(f.period, scope.by, first) : f.period} ${f.group}`;
    inside.set(key, [...(inside.get(key) ?? []), f]);
  }
  const sums = new Map<string, number>();
  for (const t of whole.totals) sums.set(t.period, sumUsd([sums.get(t.period) ?? 0, t.value]));
  const byPeriod = new Map(buckets.map((b) => [b.period, b]));
  const silence = await groupSilence(own, membership, { ...scope, buckets }, choices, context);
  for (const note of silence.notes) context.note(note);
  return whole.totals.map((f) => {
    const bucket = byPeriod.get(f.period);
    const flows = inside.get(`${f.period} ${f.group}`) ?? [];
    const value = silence.whole.has(f.period) ? null : sumUsd(flows.map((x) => x.value));
    const total = bucket?.known ? f.value : null;
    return {
      period: f.period,
      group: f.group,
      value,
      total,
      share: ratio(value, total),
      groupShare: total === null ? null : ratio(f.value, sums.get(f.period)),
      partners: bucket?.partners ?? 0,
      source: bucket?.source ?? "",
      basis: bucket?.basis ?? "",
      estimated: f.estimated,
    };
  });
}
