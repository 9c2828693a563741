import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows } from "../frame.ts";
import { forcedChoice as model, solveBaseline } from "../models/index.ts";
import { blocGroups } from "../supply-chains/groups.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { deficits, tableParameters } from "../supply-chains/parameters.ts";
import { positionOf } from "../supply-chains/position.ts";
import { readTradeData } from "../supply-chains/trade-data.ts";
import { defineIndicator } from "./indicator.ts";
import { country, period, text } from "./parameters.ts";

/**
 * Forced choice: what it would cost a country to lose all trade with one partner, against losing all trade with
 * another, in real income.
 *
 *   ΔW_a = Î/P̂ − 1 when every flow between the country and a is cut off (κ̂^{−θ} = 0)
 *
 * Computed with the trade model of Caliendo and Parro; only the country's own trade is cut. −1 with `infinite` when
 * a good it buys would have no supplier left. Partners are countries or blocs (members the table has apart).
 *
 * @example forced-choice country=CHN partner=RUS other=eu
 */
export const forcedChoice = defineIndicator({
  name: "forced-choice",
  title: "Forced choice between two partners",
  summary: "Which of two partners a country could less afford to lose, by the model's cost of losing each.",
  formula: "ΔW_a = Î/P̂ − 1 with κ̂^{−θ} = 0 between the country and a",
  references: [
    {
      text: "Caliendo and Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review of Economic Studies 82",
      url: "https://doi.org/10.1093/restud/rdu035",
    },
  ],
  group: "scenarios",
  params: z.object({
    ...tableParameters,
    country: country("country that has to choose"),
    partner: text("one partner: a country of the table or a bloc such as eu", "bloc"),
    other: text("the other partner: a country of the table or a bloc", "bloc"),
    deficits,
    members_on: period("day on which membership of a bloc is read").default("2022-12-31"),
  }),
  tables: ["flows_io"],
  columns: {
    country: { type: "text", description: "country that has to choose" },
    losing: { type: "text", description: "partner that is lost" },
    welfare: {
      type: "double",
      unit: "share (0 to 1)",
      description: "exact change of real income; −1 when infinite",
    },
    infinite: { type: "boolean", description: "a good it buys would have no supplier left" },
    cost_ratio: {
      type: "double",
      unit: "ratio",
      description: "cost of this loss over cost of the other; null when one is infinite or zero",
    },
    costlier: { type: "boolean", description: "true for the partner whose loss costs more" },
    converged: { type: "boolean", description: "the model's equilibrium was found" },
    residual: { type: "double", unit: "relative", description: "largest equilibrium residual" },
    year: { type: "integer", description: "year of the baseline" },
    source: { type: "text", description: "source of the table" },
  },
  example: { country: "CHN", partner: "RUS", other: "eu" },
  async compute(_frame, params, context) {
    const data = await readTradeData(params, context);
    positionOf(data.countryCodes, params.country, data);
    for (const note of tableNotes(data.source, data.year, data.tableNotes)) context.note(note);
    context.note({
      kind: "estimated",
      text: `computed with a trade model on the world of ${data.year}, long run; not a forecast`,
    });
    const groups = {
      countries: Object.fromEntries(
        Object.entries(blocGroups(data.countryCodes, params.members_on)).map(([bloc, members]) => [
          bloc,
          members.filter((c) => c !== params.country),
        ]),
      ),
    };
    const answer = model(
      solveBaseline(data, { deficits: params.deficits }),
      params.country,
      params.partner,
      params.other,
      { groups },
    );
    const rows = answer.losing.map((l, i) => ({
      country: params.country,
      losing: l.partner,
      welfare: l.welfare,
      infinite: l.infinite,
      cost_ratio:
        answer.ratio === null || answer.ratio === 0 ? null : i === 0 ? answer.ratio : 1 / answer.ratio,
      costlier: answer.costlier === null ? null : answer.costlier === l.partner,
      converged: l.converged,
      residual: l.residual,
      year: data.year,
      source: data.source,
    }));
    return fromRows(rows, {
      country: "text",
      losing: "text",
      welfare: "double",
      infinite: "boolean",
      cost_ratio: "double",
      costlier: "boolean",
      converged: "boolean",
      residual: "double",
      year: "integer",
      source: "text",
    });
  },
  finding(rows, params) {
    const worse = rows.find((r) => r.costlier);
    const other = rows.find((r) => !r.costlier);
    if (!worse || !other) return undefined;
    const per = (v: unknown) => `${(-(v as number) * 100).toPrecision(2)}\u202f%`;
    return `Losing ${name(worse.losing)} would cost ${countryName(params.country)} ${per(worse.welfare)} of real income, losing ${name(other.losing)} ${per(other.welfare)}`;
  },
  chart: { kind: "bar", x: "losing", y: "welfare", format: "percent" },
});

function name(code: unknown): string {
  return /^[A-Z]{3}$/.test(String(code)) ? countryName(String(code)) : String(code);
}
