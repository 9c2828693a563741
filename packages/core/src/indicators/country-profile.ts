import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { MissingDataError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { figureParameters } from "../trade/parameters.ts";
import { type Figure, profileColumns, profiled } from "../trade/profile.ts";
import { defineIndicator } from "./indicator.ts";
import { country, whole, word } from "./parameters.ts";

/**
 * Country profile: the handful of figures an analyst wants first about one country's trade, each from its own
 * indicator: largest suppliers and customers with their shares and changes, concentration over partners and goods, and
 * the country's place by GDP. Nothing is computed here; `indicator` names where a figure comes from. What a workspace
 * cannot answer is left out and said in the notes.
 *
 * @example country-profile country=RUS year=2021
 */
export const countryProfile = defineIndicator({
  name: "country-profile",
  title: "A country's trade at a glance",
  summary: "Largest partners, concentration and place by GDP of one country in one year.",
  formula: "composed of partner-rank, concentration and country-rank",
  references: [],
  group: "profiles",
  params: z.object({
    country: country("country"),
    from: figureParameters.from,
    to: figureParameters.to,
    source: figureParameters.source,
    basis: figureParameters.basis,
    min_partners: figureParameters.min_partners,
    partners: whole("partners to show on each side", { min: 1, max: 50, unit: "partners" }).default(5),
    series: word("observation series to rank the country by", "series").default("NY.GDP.MKTP.CD"),
  }),
  tables: ["trade"],
  optionalTables: ["observations", "blocs"],
  columns: profileColumns,
  example: { country: "RUS", from: "2021", to: "2021", min_partners: 5 },
  async compute(_frame, params, context): Promise<Frame> {
    const { country: reporter, partners: top, series, ...rest } = params;
    const figures: Figure[] = [];
    for (const flow of ["imports", "exports"] as const) {
      const ranked = await context.run("partner-rank", { ...rest, reporter, flow, top });
      for (const r of ranked.rows)
        figures.push({
          period: r.period,
          topic: `${flow} by partner`,
          item: r.partner,
          rank: r.rank,
          value_usd: r.value_usd,
          share: r.share,
          indicator: "partner-rank",
          source: r.source,
          basis: r.basis,
          status: r.status,
        });
      for (const over of ["partners", "chapters"] as const) {
        const found = await context.run("concentration", { ...rest, reporter, flow, over });
        for (const r of found.rows)
          figures.push({
            period: r.period,
            topic: `${flow}: concentration over ${over}`,
            item: r.largest,
            share: r.hhi,
            indicator: "concentration",
            source: r.source,
            basis: r.basis,
            status: r.status,
          });
      }
    }
    try {
      const place = await context.run("country-rank", {
        series,
        country: reporter,
        from: params.from,
        to: params.to,
      });
      for (const r of place.rows)
        figures.push({
          period: r.period,
          topic: `place by ${series}`,
          item: reporter,
          rank: r.rank,
          value_usd: /dollar|usd/i.test(String(r.unit)) ? r.value : null,
          share: r.share_of_first,
          indicator: "country-rank",
          source: r.source,
          basis: "",
          status: r.status,
        });
    } catch (error) {
      if (!(error instanceof MissingDataError)) throw error;
      context.note({ kind: "missing", text: `no place by ${series}: this workspace holds no observations` });
    }
    return profiled(reporter, "", figures);
  },
  finding(rows, params) {
    const at = rows.filter((r) => r.topic === "imports by partner" && r.rank === 1).at(-1);
    if (!at || at.share === null) return undefined;
    return `${countryName(params.country)} bought most from ${countryName(String(at.item))}: ${((at.share as number) * 100).toFixed(1)}\u202f% of imports in ${String(at.period).slice(0, 4)}`;
  },
  chart: { kind: "table", x: "topic", y: "share", format: "percent" },
});
