import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { chosenFlows, type FlowOptions } from "../trade/flows.ts";
import { figureParameters, lastPeriod } from "../trade/parameters.ts";
import { defined, framed, ratio, sumUsd } from "../trade/rows.ts";
import { spanText } from "../trade/spans.ts";
import { untold } from "../trade/untold.ts";
import { chooseWorld, worldNote } from "../trade/world.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country, period } from "./parameters.ts";

/**
 * Decoupling: what two countries trade against what they would trade had their flow grown like the world's trade in
 * the same goods since a base period.
 *
 *   V*_gt = V_g0 · W_gt / W_g0,  decoupling = 1 − V_gt / V*_gt
 *
 * Above 0 the pair has come apart (1: nothing is left), below 0 it has come closer. Each group of goods has its own
 * counterfactual; the row without a group adds them up, so a world that turns to other goods is no decoupling. The
 * share of each country in the other's trade stands beside the share the counterfactual would have. A group the pair
 * did not trade in the base has no counterfactual: null. A period in which the source tells nothing of the pair is null too. Base figures over several periods are their mean.
 *
 * @example decoupling country=USA partner=CHN flow=both base_from=2017 base_to=2017 group=section
 */
export const decoupling = defineIndicator({
  name: "decoupling",
  title: "Decoupling of two countries",
  summary:
    "Whether two countries trade less with each other, by kind of goods, than world trade would have it.",
  formula: "V*_gt = V_g0 · W_gt / W_g0, decoupling = 1 − V_gt / V*_gt",
  references: [
    {
      text: "Freund, C., Mattoo, A., Mulabdic, A. and Ruta, M. (2024), Is US trade policy reshaping global supply chains?, Journal of International Economics 152",
    },
  ],
  group: "trade",
  params: z.object({
    country: country("one of the pair"),
    partner: country("the other"),
    flow: choice(
      ["imports", "exports", "both"],
      "the country's imports from the partner, its exports, or both",
    ).default("both"),
    group: choice(
      ["none", "section", "chapter", "heading", "product"],
      "goods that have a counterfactual each",
    ).default("section"),
    base_from: period("first period of the base; the first there is when left out").optional(),
    base_to: lastPeriod("last period of the base; one period when left out").optional(),
    ...figureParameters,
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    country: { type: "text", description: "one of the pair" },
    partner: { type: "text", description: "the other" },
    flow: { type: "text", description: "imports, exports or both" },
    group: { type: "text", description: "HS section, chapter or heading; empty on the row of all goods" },
    value_usd: { type: "decimal", unit: "current US dollars", description: "what the pair trades" },
    counterfactual_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "what it would trade, moving with the world; null without trade in the base",
    },
    decoupling: {
      type: "double",
      unit: "ratio (up to 1)",
      description: "1 − value_usd / counterfactual_usd; below 0 the pair came closer",
    },
    share_country: {
      type: "double",
      unit: "share (0 to 1)",
      description: "the partner in the country's trade",
    },
    share_partner: {
      type: "double",
      unit: "share (0 to 1)",
      description: "the country in the partner's trade",
    },
    counterfactual_share_country: {
      type: "double",
      unit: "ratio",
      description:
        "counterfactual_usd over the country's trade as it is; above 1 where it would be more than all of it",
    },
    counterfactual_share_partner: {
      type: "double",
      unit: "ratio",
      description:
        "counterfactual_usd over the partner's trade as it is; above 1 where it would be more than all of it",
    },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported or reconciled" },
  },
  example: {
    country: "USA",
    partner: "CHN",
    flow: "both",
    group: "none",
    from: "2018",
    to: "2023",
    min_partners: 5,
  },
  async compute(_frame, params, context): Promise<Frame> {
    const choices = await chooseWorld(params, context, { codes: params.group !== "none" });
    worldNote(choices, context);
    const detail: FlowOptions = params.group === "none" ? {} : { detail: params.group };
    const sides = params.flow === "both" ? (["imports", "exports"] as const) : ([params.flow] as const);
    const opposite = (flow: "imports" | "exports") => (flow === "imports" ? "exports" : "imports");
    const cells = { pair: new Map(), mine: new Map(), theirs: new Map(), world: new Map() } as Record<
      string,
      Map<string, number[]>
    >;
    const gather = async (
      name: string,
      countries: readonly string[],
      flow: "imports" | "exports",
      only: FlowOptions,
    ) => {
      const { flows, buckets } = await chosenFlows({ countries, flow }, params, choices, context, {
        ...detail,
        ...only,
        together: true,
      });
      const into = cells[name] as Map<string, number[]>;
      for (const f of flows)
        for (const group of params.group === "none" ? [""] : [f.group, "*"]) {
          const key = `${f.period} ${group}`;
          into.set(key, [...(into.get(key) ?? []), f.value]);
        }
      return buckets;
    };
    let buckets: Awaited<ReturnType<typeof gather>> = [];
    for (const flow of sides) {
      buckets = await gather("pair", [params.country], flow, { only: [params.partner] });
      await gather("mine", [params.country], flow, {});
      await gather("theirs", [params.partner], opposite(flow), {});
    }
    await gather("world", [], "exports", {});
    const silent = await Promise.all(
      sides.map((flow) =>
        untold({ countries: [params.country], flow }, [params.partner], params, choices, context),
      ),
    );
    const open = new Map(
      buckets.flatMap((b) =>
        silent.some((s) => s.of(params.partner, b.parts).length > 0) ? [[b.period, b] as const] : [],
      ),
    );
    const when = spanText([...open.keys()]);
    if (when)
      context.note({
        kind: "missing",
        text: `${when}: ${choices[0]?.source} has no figure of the trade of ${countryName(params.country)} and ${countryName(params.partner)} in one direction or both: not reported, which is not zero`,
      });
    // NaN where nothing is told of the pair; amounts that are there but lack some goods are 0 of those.
    const value = (name: string, at: string, group: string) =>
      name === "pair" && open.has(at)
        ? Number.NaN
        : sumUsd((cells[name] as Map<string, number[]>).get(`${at} ${group}`) ?? []);
    const known = buckets.filter((b) => b.known).map((b) => b.period);
    const baseFrom = params.base_from ?? known[0] ?? "";
    const baseTo = params.base_to ?? baseFrom;
    const base = known.filter((p) => p >= baseFrom && p <= baseTo);
    if (base.length === 0) {
      context.note({ kind: "missing", text: "no figures in the base period, so nothing to compare with" });
      return framed(decoupling.columns, []);
    }
    const mean = (name: string, group: string) =>
      base.reduce((sum, p) => sum + value(name, p, group), 0) / base.length;
    const groups = [
      ...new Set([...(cells.world as Map<string, number[]>).keys()].map((k) => k.slice(11))),
    ].sort();
    const counterfactual = (at: string, group: string): number | null => {
      if (params.group !== "none" && group === "*") {
        const parts = groups.filter((g) => g !== "*").map((g) => counterfactual(at, g));
        const there = parts.filter((x) => x !== null);
        return there.length > 0 ? there.reduce((a, b) => a + b, 0) : null;
      }
      const [was, grown] = [mean("pair", group), ratio(value("world", at, group), mean("world", group))];
      return was > 0 && grown !== null ? was * grown : null;
    };
    const rows = known.flatMap((at) =>
      groups.flatMap((group) => {
        const actual = value("pair", at, group);
        const would = counterfactual(at, group);
        if (!(actual > 0) && would === null) return [];
        const [mine, theirs] = [value("mine", at, group), value("theirs", at, group)];
        const bucket = buckets.find((b) => b.period === at);
        const gone = ratio(defined(actual), would);
        return [
          {
            period: at,
            country: params.country,
            partner: params.partner,
            flow: params.flow,
            group: group === "*" ? "" : group,
            value_usd: defined(actual),
            counterfactual_usd: would === null ? null : Math.round(would * 1000) / 1000,
            decoupling: gone === null ? null : 1 - gone,
            share_country: ratio(defined(actual), mine),
            share_partner: ratio(defined(actual), theirs),
            counterfactual_share_country: ratio(would, mine),
            counterfactual_share_partner: ratio(would, theirs),
            source: bucket?.source ?? null,
            basis: bucket?.basis ?? null,
          },
        ];
      }),
    );
    return framed(decoupling.columns, rows);
  },
  finding(rows, params) {
    const at = rows.at(-1)?.period;
    const whole = rows.find((r) => r.period === at && r.group === "");
    if (!whole || whole.decoupling === null) return undefined;
    const parts = rows.filter((r) => r.period === at && r.group !== "" && r.decoupling !== null);
    const apart = parts.filter((r) => (r.decoupling as number) > 0).length;
    const d = whole.decoupling as number;
    const uneven = parts.length > 1 ? `, lower in ${apart} of ${parts.length} groups of goods` : "";
    return `${countryName(params.country)} and ${countryName(params.partner)} traded ${Math.abs(d * 100).toFixed(0)}\u202f% ${d > 0 ? "less" : "more"} in ${String(at).slice(0, 4)} than if they had moved with the world${uneven}`;
  },
  chart: { kind: "line", x: "period", y: "decoupling", series: "group", status: "basis", format: "percent" },
});
