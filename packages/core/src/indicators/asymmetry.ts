import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame, Row } from "../frame.ts";
import { asymmetry as asymmetryOf } from "../kernels/index.ts";
import { type Dependence, dependence } from "../trade/dependence.ts";
import { figureParameters } from "../trade/parameters.ts";
import { defined, framed, sumUsd } from "../trade/rows.ts";
import { type ComputeContext, defineIndicator } from "./indicator.ts";
import { choice, country } from "./parameters.ts";

/**
 * Asymmetry of dependence: the part of B in A's trade beside the part of A in B's, by group of goods.
 *
 *   difference = s_AB − s_BA,  log-ratio = ln(s_AB / s_BA)
 *
 * Above 0 A depends more. One flow weighs differently in the trade of its two ends, and the end where it weighs less
 * holds the influence. Each end is taken from its own accounts as the basis allows, so A's imports from B and B's
 * exports to A may differ. A flow of which a source tells nothing is null and not 0. The log-ratio is null when either share is 0 or not known; a group that only one of the two
 * trades in has null on the other side.
 *
 * @example asymmetry country=RUS partner=CHN flow=both group=none → Russia depends more
 */
export const asymmetry = defineIndicator({
  name: "asymmetry",
  title: "Who depends more on whom",
  summary: "The share of each of two countries in the other's trade, side by side, by kind of goods.",
  formula: "difference = s_AB − s_BA, log-ratio = ln(s_AB / s_BA)",
  references: [
    {
      text: "Hirschman, A. (1945), National Power and the Structure of Foreign Trade, University of California Press",
    },
  ],
  group: "trade",
  params: z.object({
    country: country("A: the country whose dependence is asked"),
    partner: country("B: the country it may depend on"),
    flow: choice(
      ["imports", "exports", "both"],
      "A's imports from B (and B's from A), exports, or both added together",
    ).default("both"),
    group: choice(["none", "section", "chapter"], "how goods are told apart").default("section"),
    ...figureParameters,
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "A" },
    partner: { type: "text", description: "B" },
    flow: { type: "text", description: "imports, exports or both" },
    group: { type: "text", description: "HS section or chapter; empty for one figure" },
    a_on_b: { type: "double", unit: "share (0 to 1)", description: "share of B in A's trade" },
    b_on_a: { type: "double", unit: "share (0 to 1)", description: "share of A in B's trade" },
    difference: {
      type: "double",
      unit: "share points (-1 to 1)",
      description: "a_on_b − b_on_a; above 0 A depends more",
    },
    log_ratio: {
      type: "double",
      unit: "natural logarithm",
      description: "ln(a_on_b / b_on_a); 0.69 is twice as much",
    },
    a_value_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "A's trade with B in A's figures",
    },
    b_value_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "B's trade with A in B's figures",
    },
    source: { type: "text", description: "source of the figures, joined by + when the ends differ" },
    basis: { type: "text", description: "reported, mirrored or reconciled; mixed when the ends differ" },
  },
  example: { country: "CHN", partner: "USA", flow: "both", group: "none", to: "2022" },
  async compute(_frame, params, context): Promise<Frame> {
    const a = await end(params.country, params.partner, params, context);
    const b = await end(params.partner, params.country, params, context);
    const keys = [...new Set([...a.keys(), ...b.keys()])].sort();
    const rows = keys.map((key) => {
      const [x, y] = [a.get(key), b.get(key)];
      const [period, group] = key.split(" ") as [string, string];
      const found = asymmetryOf({
        aWithB: x?.value ?? Number.NaN,
        aTotal: x?.total ?? Number.NaN,
        bWithA: y?.value ?? Number.NaN,
        bTotal: y?.total ?? Number.NaN,
      });
      const bases = new Set([x?.basis, y?.basis].filter((v) => v !== undefined));
      return {
        period,
        country: params.country,
        partner: params.partner,
        flow: params.flow,
        group,
        a_on_b: defined(found.aOnB),
        b_on_a: defined(found.bOnA),
        difference: defined(found.difference),
        log_ratio: Number.isFinite(found.logRatio) ? found.logRatio : null,
        a_value_usd: x?.value ?? null,
        b_value_usd: y?.value ?? null,
        source: [...new Set([x?.source, y?.source].filter((v) => v !== undefined))].sort().join("+"),
        basis: bases.size === 1 ? [...bases][0] : "mixed",
      };
    });
    return framed(asymmetry.columns, rows);
  },
  finding(rows, params) {
    const year = (row: Row) => String(row.period).slice(0, 4);
    const [a, b] = [countryName(params.country), countryName(params.partner)];
    const at = rows.filter((r) => r.period === rows.at(-1)?.period);
    const end = at[0];
    if (params.group !== "none") {
      const known = at.filter((r) => r.difference !== null);
      if (known.length === 0 || !end) return undefined;
      const more = known.filter((r) => (r.difference as number) > 0).length;
      return `${a} depended more on ${b} than the other way round in ${more} of ${known.length} groups of goods in ${year(end)}`;
    }
    const last = rows.findLast((r) => r.log_ratio !== null);
    if (!last) {
      if (!end || end.a_value_usd !== null || end.b_value_usd !== null) return undefined;
      return `Trade of ${a} and ${b} is not reported for ${year(end)}`;
    }
    const times = Math.exp(Math.abs(last.log_ratio as number)).toFixed(1);
    const [more, less] = (last.log_ratio as number) > 0 ? [a, b] : [b, a];
    return `${less} weighed ${times} times as much in ${more}'s trade as the other way round in ${year(last)}`;
  },
  chart: { kind: "slope", x: "group", y: "difference", status: "basis", format: "percent" },
});

interface End {
  value: number | null;
  total: number | null;
  source: string;
  basis: string;
}

/** One country's trade with the other by period and group, over the sides asked for. */
async function end(
  reporter: string,
  partner: string,
  params: { flow: "imports" | "exports" | "both"; group: "none" | "section" | "chapter" } & Omit<
    Parameters<typeof dependence>[0],
    "reporter" | "flow"
  >,
  context: ComputeContext,
): Promise<Map<string, End>> {
  const other = { label: partner, on: () => [partner], ever: [partner], dated: false };
  const sides = params.flow === "both" ? (["imports", "exports"] as const) : ([params.flow] as const);
  const found: Dependence[][] = [];
  for (const flow of sides)
    found.push(await dependence({ ...params, reporter, flow }, other, params.group, context));
  const ends = new Map<string, End>();
  for (const r of found.flat()) {
    const key = `${r.period} ${r.group}`;
    const before = ends.get(key);
    ends.set(
      key,
      before
        ? {
            value: before.value === null || r.value === null ? null : sumUsd([before.value, r.value]),
            total: before.total === null || r.total === null ? null : sumUsd([before.total, r.total]),
            source: [...new Set([...before.source.split("+"), r.source])].sort().join("+"),
            basis: before.basis === r.basis ? r.basis : "mixed",
          }
        : { value: r.value, total: r.total, source: r.source, basis: r.basis },
    );
  }
  // With both sides asked for, a period that only one side has would pass half the trade for all of it.
  if (sides.length === 2)
    for (const key of [...ends.keys()]) {
      const period = key.split(" ")[0] as string;
      if (found.some((rows) => !rows.some((r) => r.period === period))) ends.delete(key);
    }
  return ends;
}
