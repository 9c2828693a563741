import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { figureParameters } from "../trade/parameters.ts";
import { type Figure, profileColumns, profiled } from "../trade/profile.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Pair profile: the handful of figures an analyst wants first about two countries, each from its own indicator: what
 * they sell each other in every version, each one's share in the other's trade, and who depends more. Nothing is
 * computed here; `indicator` names where a figure comes from, and a topic without an answer has no row.
 *
 * @example pair-profile country=CHN partner=RUS from=2021 to=2022
 */
export const pairProfile = defineIndicator({
  name: "pair-profile",
  title: "Two countries at a glance",
  summary:
    "What two countries sell each other, how much each weighs in the other's trade, and who depends more.",
  formula: "composed of bilateral-trade, partner-share and asymmetry",
  references: [],
  group: "profiles",
  params: z.object({
    country: country("first country"),
    partner: country("second country"),
    from: figureParameters.from,
    to: figureParameters.to,
    product: figureParameters.product,
    source: figureParameters.source,
    basis: figureParameters.basis,
    min_partners: figureParameters.min_partners,
  }),
  tables: ["trade"],
  optionalTables: ["observations", "blocs"],
  columns: profileColumns,
  example: { country: "CHN", partner: "RUS", from: "2021", to: "2022", min_partners: 5 },
  async compute(_frame, params, context): Promise<Frame> {
    const { country: a, partner: b, basis, min_partners, ...rest } = params;
    const figures: Figure[] = [];
    const flows = await context.run("bilateral-trade", { ...rest, country: a, partner: b });
    for (const r of flows.rows)
      for (const [version, name] of [
        ["exporter_usd", "reported"],
        ["importer_usd", "mirrored"],
        ["reconciled_usd", "reconciled"],
      ] as const)
        if (r[version] !== null)
          figures.push({
            period: r.period,
            topic: `${r.exporter} to ${r.importer}`,
            item: version,
            value_usd: r[version],
            indicator: "bilateral-trade",
            source: r.source,
            basis: name,
            status: r.status,
          });
    const scope = { ...rest, basis, min_partners };
    for (const [reporter, partner] of [
      [a, b],
      [b, a],
    ] as const)
      for (const flow of ["imports", "exports"] as const) {
        const share = await context.run("partner-share", { ...scope, reporter, partner, flow });
        for (const r of share.rows)
          figures.push({
            period: r.period,
            topic: `share in ${reporter}'s ${flow}`,
            item: partner,
            value_usd: r.value_usd,
            share: r.share,
            indicator: "partner-share",
            source: r.source,
            basis: r.basis,
            status: r.status,
          });
      }
    const unequal = await context.run("asymmetry", {
      ...scope,
      country: a,
      partner: b,
      flow: "both",
      group: "none",
    });
    for (const r of unequal.rows)
      figures.push({
        period: r.period,
        topic: `${a} depends on ${b} less the reverse (share points)`,
        item: b,
        share: r.difference,
        indicator: "asymmetry",
        source: r.source,
        basis: r.basis,
        status: "",
      });
    return profiled(a, b, figures);
  },
  finding(rows, params) {
    const last = rows.filter((r) => r.indicator === "asymmetry" && r.share !== null).at(-1);
    if (!last) {
      const flow = rows.filter((r) => r.indicator === "bilateral-trade" && r.value_usd !== null).at(-1);
      if (!flow) return undefined;
      const [from, to] = String(flow.topic).split(" to ") as [string, string];
      return `${countryName(from)} sold ${countryName(to)} goods for ${((flow.value_usd as number) / 1e9).toFixed(1)} bn USD in ${String(flow.period).slice(0, 4)}; which of the two depends more is not known`;
    }
    const [more, less] =
      (last.share as number) > 0 ? [params.country, params.partner] : [params.partner, params.country];
    return `${countryName(more)} depended more on ${countryName(less)} than the other way round in ${String(last.period).slice(0, 4)}`;
  },
  chart: { kind: "table", x: "topic", y: "share", format: "percent" },
});
