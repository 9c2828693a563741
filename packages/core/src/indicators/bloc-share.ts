import { z } from "zod";
import { countryName, resolveBloc } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { chooseFigures } from "../trade/choose.ts";
import { type Bucket, bucketsOf, chosenFlows, type Flow } from "../trade/flows.ts";
import { groupSilence } from "../trade/group-silence.ts";
import { jumpNotes } from "../trade/jumps.ts";
import { endOfPeriod, type Membership, membershipOf } from "../trade/members.ts";
import { flowNotes } from "../trade/notes.ts";
import { type FlowScope, figureParameters, lastPeriod } from "../trade/parameters.ts";
import { framed, ratio, shareBounds, sumUsd } from "../trade/rows.ts";
import { bucketOf } from "../trade/spans.ts";
import { type ComputeContext, defineIndicator } from "./indicator.ts";
import { bloc, choice, countries, country } from "./parameters.ts";

/**
 * Bloc share: the part of a country's trade that goes to, comes from, or is done with the members of a bloc.
 *
 *   s_rB = Σ_(p ∈ B) V_rp / Σ_p V_rp
 *
 * Who is in the bloc follows its dates (a member on the last day of the period counts for it), unless `at` freezes the
 * list on one day. `flow=both` adds imports and exports before dividing. With `basis=partner` the figures are what
 * partners report of their trade with the country: exports of China as its customers see them. The reporter itself
 * never counts as a member. Null where the total is not known, or where nothing is told of any member; members of which
 * nothing is told (an empty cell is not zero) are named in a note, and the share is then of the others.
 *
 * @example bloc-share reporter=CHN bloc=us-aligned-39 flow=exports basis=partner from=2022 to=2022 → share 0.593
 */
export const blocShare = defineIndicator({
  name: "bloc-share",
  title: "Share of a bloc in a country's trade",
  summary: "How much of a country's trade is with the members of a bloc or of a list of countries.",
  formula: "s_rB = Σ_(p ∈ B) V_rp / Σ_p V_rp",
  references: [
    {
      text: "United Nations (2010), International Merchandise Trade Statistics: Concepts and Definitions",
      url: "https://unstats.un.org/unsd/trade/eg-imts/IMTS%202010%20(English).pdf",
    },
  ],
  group: "trade",
  params: z.object({
    reporter: country("country whose trade is measured"),
    flow: choice(
      ["imports", "exports", "both"],
      "side of the reporter's trade, or both added together",
    ).default("imports"),
    bloc: bloc("bloc, e.g. eu, g7, brics, us-aligned-39").optional(),
    members: countries("countries to count as the bloc, instead of a named one").optional(),
    at: lastPeriod(
      "day on which membership is taken for every period; each period's own end when left out",
    ).optional(),
    ...figureParameters,
  }),
  tables: ["trade"],
  optionalTables: ["blocs"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: "country whose trade is measured" },
    bloc: { type: "text", description: "bloc, or the countries joined by +" },
    flow: { type: "text", description: "imports, exports or both" },
    product: { type: "text", description: "goods that count" },
    value_usd: { type: "decimal", unit: "current US dollars", description: "flow with the members" },
    total_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "flow with all partners; null when not known",
    },
    share: { type: "double", unit: "share (0 to 1)", description: "value_usd / total_usd" },
    low: {
      type: "double",
      unit: "share (0 to 1)",
      description: "least share under other weights of divided codes",
    },
    high: { type: "double", unit: "share (0 to 1)", description: "greatest share under other weights" },
    members: {
      type: "integer",
      unit: "countries",
      description: "members at the end of the period, without the reporter",
    },
    members_with_figures: {
      type: "integer",
      unit: "countries",
      description: "members with a flow in the period",
    },
    partners: {
      type: "integer",
      unit: "partners",
      description: "partners with a figure in every part of the period",
    },
    source: { type: "text", description: "source of the figures" },
    basis: {
      type: "text",
      description: "reported, mirrored or reconciled; mixed when periods or sides differ",
    },
    status: { type: "text", description: "estimated when any part is an estimate, else reported" },
  },
  example: { reporter: "CHN", bloc: "us-aligned-39", flow: "both", to: "2022" },
  async compute(_frame, params, context): Promise<Frame> {
    const membership = await membershipOf(params, context);
    if (!membership)
      throw new UsageError("bloc-share needs --bloc or --members: name a bloc or list countries");
    const sides = params.flow === "both" ? (["imports", "exports"] as const) : ([params.flow] as const);
    const answers: { rows: SideRow[] }[] = [];
    for (const flow of sides) answers.push(await side({ ...params, flow }, membership, context));
    if (!params.at && membership.dated)
      context.note({ kind: "definition", text: `members of ${membership.label} at the end of each period` });
    const periods = answers[0]?.rows.map((r) => r.period) ?? [];
    const rows = periods.flatMap((period) => {
      const parts = answers.map((a) => a.rows.find((r) => r.period === period));
      if (parts.some((p) => p === undefined)) return [];
      return [joined(parts as SideRow[], params, membership)];
    });
    return framed(blocShare.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.share !== null);
    if (!last) return undefined;
    const share = `${((last.share as number) * 100).toFixed(1)}\u202f%`;
    const what = params.flow === "both" ? "trade" : params.flow;
    const [told, all] = [last.members_with_figures as number, last.members as number];
    const who = params.bloc ? resolveBloc(params.bloc).title : "the countries asked for";
    const part = told < all ? `${who} (${told} of ${all} members with figures)` : who;
    return `${part} made up ${share} of ${countryName(params.reporter)}'s ${what} in ${String(last.period).slice(0, 4)}`;
  },
  chart: {
    kind: "line",
    x: "period",
    y: "share",
    series: "bloc",
    low: "low",
    high: "high",
    status: "basis",
    format: "percent",
  },
});

interface SideRow {
  readonly period: string;
  readonly bucket: Bucket;
  readonly value: number | null;
  readonly part: { low: number; high: number };
  readonly whole: { low: number; high: number };
  readonly total: number | null;
  readonly present: ReadonlySet<string>;
  readonly members: number;
  readonly estimated: boolean;
}

async function side(
  scope: FlowScope,
  membership: Membership,
  context: ComputeContext,
): Promise<{ rows: SideRow[] }> {
  const own = { countries: [scope.reporter], flow: scope.flow };
  const choices = await chooseFigures(own, scope, context);
  // Members may change inside a bucket, so flows are then read period by period and added up afterwards.
  const fine = membership.dated && scope.by !== "period";
  const result = await chosenFlows(own, fine ? { ...scope, by: "period" } : scope, choices, context);
  const buckets = bucketsOf(choices, scope);
  for (const note of flowNotes(scope.reporter, { ...result, buckets }, scope)) context.note(note);
  const silence = await groupSilence(own, membership, { ...scope, buckets }, choices, context);
  for (const note of silence.notes) context.note(note);
  for (const note of await jumpNotes(own, scope, choices, context)) context.note(note);
  const flowsBy = new Map<string, Flow[]>();
  for (const f of result.flows) {
    const bucket = fine ? bucketOf(f.period, scope.by, choices[0]?.period ?? "") : f.period;
    const list = flowsBy.get(bucket) ?? [];
    list.push(f);
    flowsBy.set(bucket, list);
  }
  return {
    rows: buckets.map((bucket) => {
      const flows = flowsBy.get(bucket.period) ?? [];
      const membersAt = new Map<string, ReadonlySet<string>>();
      const inside = flows.filter((f) => {
        const known =
          membersAt.get(f.period) ?? new Set(membership.on(endOfPeriod(f.period, scope.frequency)));
        membersAt.set(f.period, known);
        return f.partner !== scope.reporter && known.has(f.partner);
      });
      const add = (list: readonly Flow[], key: "value" | "low" | "high") => sumUsd(list.map((f) => f[key]));
      return {
        period: bucket.period,
        bucket,
        value: silence.whole.has(bucket.period) ? null : add(inside, "value"),
        part: { low: add(inside, "low"), high: add(inside, "high") },
        whole: { low: add(flows, "low"), high: add(flows, "high") },
        total: bucket.known ? add(flows, "value") : null,
        present: new Set(inside.map((f) => f.partner)),
        members: membership
          .on(endOfPeriod(bucket.parts.at(-1) as string, scope.frequency))
          .filter((c) => c !== scope.reporter).length,
        estimated: flows.some((f) => f.estimated),
      };
    }),
  };
}

function joined(
  parts: readonly SideRow[],
  params: { reporter: string; flow: string; product: string },
  membership: Membership,
) {
  const [first] = parts as [SideRow];
  const sum = (of: (p: SideRow) => number) => sumUsd(parts.map(of));
  const value = parts.every((p) => p.value !== null) ? sum((p) => p.value as number) : null;
  const total = parts.every((p) => p.total !== null) ? sum((p) => p.total as number) : null;
  const part = { low: sum((p) => p.part.low), high: sum((p) => p.part.high) };
  const whole = { low: sum((p) => p.whole.low), high: sum((p) => p.whole.high) };
  const open = part.low !== part.high || whole.low !== whole.high;
  const share = ratio(value, total);
  const bounds = share !== null && open ? shareBounds(part, whole) : { low: share, high: share };
  const bases = new Set(parts.map((p) => p.bucket.basis));
  return {
    period: first.period,
    reporter: params.reporter,
    bloc: membership.label,
    flow: params.flow,
    product: params.product,
    value_usd: value,
    total_usd: total,
    share,
    ...bounds,
    members: first.members,
    members_with_figures: new Set(parts.flatMap((p) => [...p.present])).size,
    partners: Math.min(...parts.map((p) => p.bucket.partners)),
    source: [...new Set(parts.map((p) => p.bucket.source))].sort().join("+"),
    basis: bases.size === 1 ? first.bucket.basis : "mixed",
    status: parts.some((p) => p.estimated) ? "estimated" : "reported",
  };
}
