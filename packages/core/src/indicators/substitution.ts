import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { type Choice, chooseFigures, type Own } from "../trade/choose.ts";
import { chosenFlows, figures } from "../trade/flows.ts";
import { membershipOf } from "../trade/members.ts";
import { type FigureScope, figureParameters, lastPeriod } from "../trade/parameters.ts";
import { alwaysPresent } from "../trade/present.ts";
import { framed, ratio } from "../trade/rows.ts";
import { substitutionRows } from "../trade/substitution.ts";
import { untold } from "../trade/untold.ts";
import { type ComputeContext, defineIndicator } from "./indicator.ts";
import { bloc, choice, countries, country, period, whole } from "./parameters.ts";

/**
 * Substitution ("gap plugging"): of what a country bought from a coalition before controls, how much others replaced,
 * who did, and at what unit value.
 *
 *   rate = (others after − others before) / (coalition before − coalition after)
 *
 * All are means per period of the two spans, so spans of different length compare. 1 means that others replaced the
 * whole loss; above 1 more than that; below 0 others sold less too. Null where the coalition sold no less than before:
 * there is no gap. The unit-value ratio is USD per kg of others after over the coalition before, where both have
 * weights: above 1 the replacement is dearer (or other goods).
 *
 * Each group has a row without a supplier and under it the suppliers that rose most; `part` is a supplier's rise over
 * the coalition's fall. Where the figures are the partners' own (mirrors), a partner that reports nothing at all in a
 * period is not known to sell nothing: `low` takes its sales as zero, `high` as large as in the other span.
 *
 * @example substitution reporter=RUS bloc=russia-sanctions-2022 product=list:chpl split=2022
 */
export const substitution = defineIndicator({
  name: "substitution",
  title: "Replacement of a coalition's supplies",
  summary:
    "How much of what a country no longer buys from a coalition others replaced, who did, and at what price.",
  formula: "(others after − others before) / (coalition before − coalition after)",
  references: [
    {
      text: "Chupilkin, M., Javorcik, B. and Plekhanov, A. (2023), The Eurasian roundabout: Trade flows into Russia through the Caucasus and Central Asia, EBRD Working Paper 276",
    },
  ],
  group: "trade",
  params: z.object({
    reporter: country("country that buys"),
    bloc: bloc("coalition that stopped selling").optional(),
    members: countries("countries to count as the coalition, instead of a named bloc").optional(),
    split: period("day the controls begin: before it and from it on").default("2022-01-01"),
    before_from: period("first period before; all there are when left out").optional(),
    after_to: lastPeriod("last period after; all there are when left out").optional(),
    group: choice(["none", "chapter", "heading", "product"], "how goods are told apart").default("none"),
    top: whole("suppliers to show under each group", { min: 0, max: 300, unit: "suppliers" }).default(5),
    ...figuresOfSpans(),
  }),
  tables: ["trade"],
  optionalTables: ["blocs"],
  columns: {
    reporter: { type: "text", description: "country that buys" },
    coalition: { type: "text", description: "bloc, or the countries joined by +" },
    product: { type: "text", description: "goods that count" },
    group: { type: "text", description: "HS chapter, heading or product; empty for all goods asked for" },
    supplier: {
      type: "text",
      description: "supplier outside the coalition, or null on the row of the group",
    },
    coalition_before_usd: {
      type: "double",
      unit: "current US dollars a period",
      description: "bought from the coalition before",
    },
    coalition_after_usd: {
      type: "double",
      unit: "current US dollars a period",
      description: "bought from the coalition after",
    },
    others_before_usd: {
      type: "double",
      unit: "current US dollars a period",
      description: "bought from others (or the supplier) before",
    },
    others_after_usd: {
      type: "double",
      unit: "current US dollars a period",
      description: "bought from others (or the supplier) after",
    },
    rate: {
      type: "double",
      unit: "ratio",
      description: "part of the gap that others filled; null without a gap",
    },
    low: { type: "double", unit: "ratio", description: "rate if partners that fell silent sold nothing" },
    high: { type: "double", unit: "ratio", description: "rate if they sold as much as in the other span" },
    part: { type: "double", unit: "ratio", description: "the supplier's rise over the coalition's fall" },
    unit_value_ratio: {
      type: "double",
      unit: "ratio",
      description: "USD per kg of others after over the coalition before",
    },
    before: { type: "text", description: "first and last period before" },
    after: { type: "text", description: "first and last period after" },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported, mirrored or reconciled; mixed when the spans differ" },
  },
  example: {
    reporter: "RUS",
    bloc: "russia-sanctions-2022",
    product: "section:XVI",
    split: "2022",
    min_partners: 5,
  },
  async compute(_frame, params, context): Promise<Frame> {
    const membership = await membershipOf({ ...params, at: endOfSpan(params.split) }, context);
    if (!membership) throw new UsageError("substitution needs --bloc or --members: who stopped selling");
    const own = { countries: [params.reporter], flow: "imports" as const };
    const scope = { ...params, by: "range" as const, from: params.before_from, to: params.after_to };
    const choices = await chooseFigures(own, scope, context, { codes: params.group !== "none" });
    const before = choices.filter((c) => c.period < params.split);
    const after = choices.filter((c) => c.period >= params.split);
    if (before.length === 0 || after.length === 0) {
      context.note({
        kind: "missing",
        text: `figures of these goods are on one side of ${params.split} only, so nothing can be compared`,
      });
      return framed(substitution.columns, []);
    }
    const detail = params.group === "none" ? {} : { detail: params.group };
    const spanOf = async (span: readonly Choice[]) => ({
      periods: span.length,
      silent: await silentIn(own, scope, span, choices, context),
      figures: figures(own, scope, span, context, { ...detail, quantities: true }),
      present: span.some((c) => c.basis === "mirrored")
        ? await alwaysPresent(own, scope, span, context)
        : undefined,
    });
    const found = await substitutionRows(
      await spanOf(before),
      await spanOf(after),
      membership.ever,
      params.top,
      context,
    );
    for (const [when, column] of [
      ["before", "others_before_usd"],
      ["after", "others_after_usd"],
    ] as const) {
      const open = found.filter((r) => r[column] === null).map((r) => countryName(r.supplier as string));
      if (open.length > 0)
        context.note({
          kind: "missing",
          text: `${when}: ${choices[0]?.source} has no figure of sales of ${[...new Set(open)].join(", ")}: not reported, which the rate counts as nothing sold`,
        });
    }
    const label = (span: readonly Choice[]) => `${span[0]?.period} to ${span.at(-1)?.period}`;
    const bases = [...new Set(choices.map((c) => c.basis))];
    for (const [span, when] of [
      [before, "before"],
      [after, "after"],
    ] as const)
      if (span.some((c) => c.basis === "mirrored"))
        context.note({
          kind: "mirrored",
          text: `${when}: figures of ${countryName(params.reporter)}'s partners, which count only partners that report`,
        });
    if (bases.length > 1)
      context.note({
        kind: "partial",
        text: `the spans rest on different figures (${bases.join(" and ")}), so part of the change is the change of statistics`,
      });
    if (before.some((c) => !c.known) || after.some((c) => !c.known))
      context.note({
        kind: "missing",
        text: `in some periods fewer than ${params.min_partners} partners have figures`,
      });
    return framed(
      substitution.columns,
      found.map((r) => ({
        ...r,
        reporter: params.reporter,
        coalition: membership.label,
        product: params.product,
        before: label(before),
        after: label(after),
        source: choices[0]?.source,
        basis: bases.length === 1 ? bases[0] : "mixed",
      })),
    );
  },
  finding(rows, params) {
    const whole = rows.find((r) => r.supplier === null);
    if (!whole || params.group !== "none") return undefined;
    if (whole.rate === null)
      return `${countryName(params.reporter)} bought no less from ${whole.coalition} than before, so there was nothing to replace`;
    const first = rows.find((r) => r.supplier !== null);
    const by =
      first && (ratio(first.part as number, 1) ?? 0) > 0
        ? `, most of it ${countryName(String(first.supplier))}`
        : "";
    return `Others replaced ${((whole.rate as number) * 100).toFixed(0)}\u202f% of what ${countryName(params.reporter)} no longer bought from ${whole.coalition}${by}`;
  },
  chart: { kind: "bar", x: "supplier", y: "part", format: "percent" },
});

/** Tells of which suppliers of any of the periods nothing is told in some period of a span. */
async function silentIn(
  own: Own,
  scope: FigureScope,
  span: readonly Choice[],
  choices: readonly Choice[],
  context: ComputeContext,
): Promise<(partner: string) => boolean> {
  const { flows } = await chosenFlows(own, scope, choices, context);
  const partners = [...new Set(flows.map((f) => f.partner))].sort();
  const open = await untold(own, partners, scope, span, context);
  const periods = span.map((c) => c.period);
  return (partner) => open.of(partner, periods).length > 0;
}

/** The spans are set by `split`, so periods are never added up another way. */
function figuresOfSpans() {
  const { by: _by, from: _from, to: _to, ...rest } = figureParameters;
  return rest;
}

/** Membership as it was at the end of the year the controls begin. */
function endOfSpan(split: string): string {
  return `${split.slice(0, 4)}-12-31`;
}
