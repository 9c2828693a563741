import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { hellinger, totalVariation } from "../kernels/index.ts";
import type { CoverageNote } from "../result.ts";
import { type Choice, chooseFigures, type Own } from "../trade/choose.ts";
import { dayBefore } from "../trade/days.ts";
import { type Bucket, bucketsOf, chosenFlows, type Flow } from "../trade/flows.ts";
import { jumpNotes } from "../trade/jumps.ts";
import { flowNotes } from "../trade/notes.ts";
import { type FlowScope, lastPeriod, tradeParameters } from "../trade/parameters.ts";
import { defined, framed, sumUsd } from "../trade/rows.ts";
import { untold } from "../trade/untold.ts";
import { type ComputeContext, defineIndicator } from "./indicator.ts";
import { period, whole } from "./parameters.ts";

/**
 * Reorientation: how far a country's trade has moved from the partners it had in a base period, and towards whom.
 *
 *   Hellinger √(½ Σ_p (√s_pt − √s_p0)²),  total variation ½ Σ_p |s_pt − s_p0|
 *
 * Both are 0 for the same partners in the same shares and 1 for none in common. Total variation is the part of trade
 * that would have to move back; Hellinger gives more weight to partners that appear or vanish. The base is the first
 * period, or the periods from `base_from` to `base_to` added up; with `split`, all periods before that day, and only
 * periods from it on are compared. Each period has one row without a partner, and under it a row for each of the `top`
 * partners by their part in the (squared) distance; `moved` is the change of the share.
 *
 * A partner of which the source tells nothing in the base or in the period is left out of both, and a note says what part
 * it was: an empty cell is no partner lost. One that the source shows to have traded nothing counts as 0. Distances are
 * over the partners compared; the shares beside them stay shares of all trade, as `partner-share` has them.
 *
 * Null where the base or the period has no known total, or no partner has figures in both. Base and period of different basis (own figures before, mirrors
 * after) are compared all the same, and a note says so: part of such a distance is the change of statistics.
 *
 * @example reorientation reporter=RUS flow=imports split=2022 → total variation of 2022 on against 2016 to 2021
 */
export const reorientation = defineIndicator({
  name: "reorientation",
  title: "Reorientation of a country's trade",
  summary: "How far a country's trade has moved away from its partners of a base period, and towards whom.",
  formula: "√(½ Σ (√s_t − √s_0)²) and ½ Σ |s_t − s_0|",
  references: [
    {
      text: "Pollard, D. (2002), A User's Guide to Measure Theoretic Probability, chapter 3 (distances between distributions)",
    },
  ],
  group: "trade",
  params: z.object({
    ...tradeParameters,
    base_from: period("first period of the base; the first there is when left out").optional(),
    base_to: lastPeriod("last period of the base; one period when left out").optional(),
    split: period(
      "day that ends the base: everything before it is the base, everything from it on is compared",
    ).optional(),
    top: whole("partners to show under each period", { min: 0, max: 300, unit: "partners" }).default(5),
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: "country whose trade is measured" },
    flow: { type: "text", description: "imports or exports of the reporter" },
    product: { type: "text", description: "goods that count" },
    partner: { type: "text", description: "partner, or null on the row of the whole period" },
    hellinger: {
      type: "double",
      unit: "distance (0 to 1)",
      description: "distance of the period from the base",
    },
    total_variation: {
      type: "double",
      unit: "distance (0 to 1)",
      description: "share of trade that would have to move back",
    },
    share_base: { type: "double", unit: "share (0 to 1)", description: "the partner's share in the base" },
    share: { type: "double", unit: "share (0 to 1)", description: "the partner's share in the period" },
    moved: { type: "double", unit: "share points (-1 to 1)", description: "share − share_base" },
    part_hellinger: {
      type: "double",
      unit: "share (0 to 1)",
      description: "the partner's part of the squared Hellinger distance",
    },
    part_total_variation: {
      type: "double",
      unit: "share (0 to 1)",
      description: "the partner's part of total variation",
    },
    source: { type: "text", description: "source of the figures" },
    basis: {
      type: "text",
      description: "reported, mirrored or reconciled; mixed when base and period differ",
    },
  },
  example: {
    reporter: "RUS",
    flow: "imports",
    from: "2016",
    to: "2024",
    base_from: "2016",
    base_to: "2021",
    top: 3,
  },
  async compute(_frame, params, context): Promise<Frame> {
    const own = { countries: [params.reporter], flow: params.flow };
    const before = params.split ? dayBefore(params.split) : undefined;
    if (params.split && (params.base_from || params.base_to))
      throw new UsageError("reorientation takes split, or base_from and base_to, not both");
    // The range cuts what is compared; a base that is named lies where it is named.
    const choices = await chooseFigures(own, spanning(params), context);
    const inRange = choices.filter(
      (c) => c.period >= (params.from ?? "") && c.period <= (params.to ?? "9999-12-31"),
    );
    const baseFrom = params.base_from ?? inRange[0]?.period ?? "";
    const inBase = (before ? inRange : choices).filter((c) =>
      before
        ? c.period <= before
        : c.period >= baseFrom && c.period <= (params.base_to ?? endOf(baseFrom, params.by)),
    );
    const compared = params.split ? inRange.filter((c) => c.period >= (params.split as string)) : inRange;
    if (inBase.length === 0) {
      context.note({ kind: "missing", text: "no figures in the base period, so nothing to compare with" });
      return framed(reorientation.columns, []);
    }
    const base = await chosenFlows(own, { ...params, by: "range" }, inBase, context);
    const now = await chosenFlows(own, params, compared, context);
    for (const note of flowNotes(params.reporter, now, params)) context.note(note);
    for (const note of await jumpNotes(own, params, choices, context)) context.note(note);
    const baseBucket = bucketsOf(inBase, { ...params, by: "range" })[0];
    const mixed = now.buckets.filter((b) => b.basis !== baseBucket?.basis);
    if (mixed.length > 0)
      context.note({
        kind: "partial",
        text: `the base is ${baseBucket?.basis}, ${mixed
          .map((b) => b.period.slice(0, 4))
          .filter((y, i, all) => all.indexOf(y) === i)
          .join(", ")} ${mixed[0]?.basis}: part of the distance is the change of statistics`,
      });
    const silent = await silences(own, params, inBase, compared, base.flows, now.flows, context);
    const allOfBase = new Map(base.flows.map((f) => [f.partner, f.value]));
    const rows = now.buckets.flatMap((bucket) => {
      const allOfNow = new Map(
        now.flows.filter((f) => f.period === bucket.period).map((f) => [f.partner, f.value]),
      );
      const everybody = [...new Set([...allOfBase.keys(), ...allOfNow.keys()])].sort();
      const open = new Set(everybody.filter((c) => silent(c, bucket.parts)));
      const left = leftOut(open, bucket, allOfBase, allOfNow);
      if (left && bucket.known) context.note(left);
      const partners = everybody.filter((c) => !open.has(c));
      const p = Float64Array.from(partners, (c) => allOfBase.get(c) ?? 0);
      const q = Float64Array.from(partners, (c) => allOfNow.get(c) ?? 0);
      const known = bucket.known && (baseBucket?.known ?? false);
      const [h, tv] = [hellinger(p, q), totalVariation(p, q)];
      const [wholeP, wholeQ] = [sumUsd(allOfBase.values()), sumUsd(allOfNow.values())];
      const row = {
        period: bucket.period,
        reporter: params.reporter,
        flow: params.flow,
        product: params.product,
        hellinger: known ? defined(h.distance) : null,
        total_variation: known ? defined(tv.distance) : null,
        source: bucket.source,
        basis: bucket.basis === baseBucket?.basis ? bucket.basis : "mixed",
      };
      if (!known) return [{ ...row, partner: null }];
      const order = partners
        .map((_, i) => i)
        .sort((a, b) => (h.contribution[b] as number) - (h.contribution[a] as number) || a - b)
        .slice(0, params.top);
      return [
        { ...row, partner: null },
        ...order.map((i) => {
          const [was, is] = [(p[i] as number) / wholeP, (q[i] as number) / wholeQ];
          return {
            ...row,
            partner: partners[i],
            share_base: was,
            share: is,
            moved: is - was,
            part_hellinger: h.contribution[i],
            part_total_variation: tv.contribution[i],
          };
        }),
      ];
    });
    return framed(reorientation.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.partner === null && r.total_variation !== null);
    if (!last) return undefined;
    const gained = rows
      .filter((r) => r.period === last.period && r.partner !== null)
      .toSorted((a, b) => (b.moved as number) - (a.moved as number))[0];
    const towards =
      gained && (gained.moved as number) > 0 ? `, most of all to ${countryName(String(gained.partner))}` : "";
    return `${((last.total_variation as number) * 100).toFixed(0)}\u202f% of ${countryName(params.reporter)}'s ${params.flow} had moved to other partners by ${String(last.period).slice(0, 4)}${towards}`;
  },
  chart: { kind: "line", x: "period", y: "total_variation", status: "basis", format: "percent" },
});

/** The range widened to a base that is named, so that `from` and `to` cut what is compared and never the base. */
function spanning<P extends FlowScope & { base_from?: string | undefined; base_to?: string | undefined }>(
  params: P,
): P {
  const { from, to, base_from, base_to } = params;
  if (!base_from) return params;
  const end = base_to ?? endOf(base_from, params.by);
  return {
    ...params,
    from: from && base_from < from ? base_from : from,
    to: to && end > to ? end : to,
  };
}

/** Tells of which partners nothing is told in the base, or in some of the periods compared with it. */
async function silences(
  own: Own,
  scope: FlowScope,
  inBase: readonly Choice[],
  compared: readonly Choice[],
  base: readonly Flow[],
  now: readonly Flow[],
  context: ComputeContext,
): Promise<(partner: string, periods: readonly string[]) => boolean> {
  const partners = [...new Set([...base, ...now].map((f) => f.partner))].sort();
  const [was, is] = [
    await untold(own, partners, scope, inBase, context),
    await untold(own, partners, scope, compared, context),
  ];
  const lost = new Set(
    partners.filter(
      (p) =>
        was.of(
          p,
          inBase.map((c) => c.period),
        ).length > 0,
    ),
  );
  return (partner, periods) => lost.has(partner) || is.of(partner, periods).length > 0;
}

/** Which partners a comparison leaves out, the largest first, and how much of the base and of the period they were. */
function leftOut(
  open: ReadonlySet<string>,
  bucket: Bucket,
  base: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): CoverageNote | undefined {
  const part = (of: ReadonlyMap<string, number>) =>
    (sumUsd([...of].filter(([p]) => open.has(p)).map(([, v]) => v)) / sumUsd(of.values())) * 100;
  const weight = (p: string) => Math.max(base.get(p) ?? 0, now.get(p) ?? 0);
  const named = [...open]
    .filter((p) => weight(p) > 0)
    .sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  if (named.length === 0) return undefined;
  const names = named.slice(0, 3).map((p) => countryName(p));
  const who = named.length > 3 ? `${names.join(", ")} and ${named.length - 3} more` : names.join(", ");
  return {
    kind: "missing",
    text: `${bucket.period.slice(0, 7).replace(/-01$/, "")}: left out of base and period, because ${bucket.source} has no figure in one of them, which is not zero: ${who} (${part(base).toFixed(1)} % of the base, ${part(now).toFixed(1)} % of the period)`,
  };
}

function endOf(start: string, by: "period" | "quarter" | "year" | "range"): string {
  if (by === "period" || by === "range") return start;
  const months = by === "year" ? 12 : 3;
  const end = new Date(Date.UTC(Number(start.slice(0, 4)), Number(start.slice(5, 7)) - 1 + months, 0));
  return end.toISOString().slice(0, 10);
}
