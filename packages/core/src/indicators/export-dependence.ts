import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { dependence } from "../trade/dependence.ts";
import { membershipOf } from "../trade/members.ts";
import { bloc, figureParameters } from "../trade/parameters.ts";
import { framed } from "../trade/rows.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, countries, country } from "./parameters.ts";

/**
 * Export dependence: the part of a country's exports of each group of goods that goes to one partner, a list of
 * countries or a bloc.
 *
 *   d_g = Σ_(p ∈ B) V_rpg / Σ_p V_rpg
 *
 * Groups are sections, chapters, headings or products of the HS, or end uses of BEC. `group_share` is the weight of the
 * group in all the goods asked for: a share of 1 in something hardly traded is no dependence. A group the country does
 * not export has no row; a group without the partner has share 0; null where the total is not known. Members of a bloc
 * count while they are members.
 *
 * @example export-dependence reporter=RUS partner=CHN group=section from=2021 to=2021
 */
export const exportDependence = defineIndicator({
  name: "export-dependence",
  title: "Dependence of exports on a partner, by goods",
  summary: "How much of a country's exports of each kind of goods goes to one partner or bloc.",
  formula: "d_g = Σ_(p ∈ B) V_rpg / Σ_p V_rpg",
  references: [
    {
      text: "European Commission (2021), Strategic dependencies and capacities, SWD(2021) 352",
      url: "https://commission.europa.eu/document/download/0a5bdf82-400d-4c9c-ad54-51766e508969_en",
    },
  ],
  group: "trade",
  params: z.object({
    reporter: country("country whose exports are measured"),
    partner: countries("partner, or several taken together").optional(),
    bloc: bloc("bloc, instead of partners").optional(),
    group: choice(
      ["none", "section", "chapter", "heading", "product", "end-use"],
      "how goods are told apart; none gives one figure for all that product names",
    ).default("section"),
    ...figureParameters,
  }),
  tables: ["trade"],
  optionalTables: ["blocs"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: "country whose exports are measured" },
    partner: { type: "text", description: "partner, partners joined by +, or bloc" },
    product: { type: "text", description: "goods that count" },
    group: {
      type: "text",
      description: "HS section, chapter, heading or product, end use, or empty for one figure",
    },
    value_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "exports of the group to the partner",
    },
    total_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "exports of the group to everybody; null when not known",
    },
    share: { type: "double", unit: "share (0 to 1)", description: "value_usd / total_usd" },
    group_share: { type: "double", unit: "share (0 to 1)", description: "the group in all goods asked for" },
    partners: {
      type: "integer",
      unit: "partners",
      description: "partners with a figure in every part of the period",
    },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported, mirrored or reconciled; mixed when periods differ" },
    status: { type: "text", description: "estimated when any part is an estimate, else reported" },
  },
  example: { reporter: "RUS", partner: "CHN", group: "section", from: "2021", to: "2021" },
  async compute(_frame, params, context): Promise<Frame> {
    const membership = await membershipOf({ bloc: params.bloc, members: params.partner }, context);
    if (!membership)
      throw new UsageError("export-dependence needs --partner or --bloc: name a partner or a bloc");
    const rows = await dependence({ ...params, flow: "exports" }, membership, params.group, context);
    return framed(
      exportDependence.columns,
      rows.map((r) => ({
        period: r.period,
        reporter: params.reporter,
        partner: membership.label,
        product: params.product,
        group: r.group,
        value_usd: r.value,
        total_usd: r.total,
        share: r.share,
        group_share: r.groupShare,
        partners: r.partners,
        source: r.source,
        basis: r.basis,
        status: r.estimated ? "estimated" : "reported",
      })),
    );
  },
  finding(rows, params) {
    const last = rows.filter((r) => r.period === rows.at(-1)?.period && r.share !== null);
    const top = last.toSorted((a, b) => (b.share as number) - (a.share as number))[0];
    if (!top) return undefined;
    const who = top.partner === params.partner?.[0] ? countryName(String(top.partner)) : String(top.partner);
    const what = top.group ? `${params.group} ${top.group}` : params.product;
    return `${who} took ${((top.share as number) * 100).toFixed(1)} % of ${countryName(params.reporter)}'s exports of ${what}${top.group ? ", the most of any group," : ""} in ${String(top.period).slice(0, 4)}`;
  },
  chart: { kind: "bar", x: "group", y: "share", status: "basis", format: "percent" },
});
