import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { type Frame, fromRows } from "../frame.ts";
import { bandsText, checkScenario } from "../models/index.ts";
import { expandLists } from "../supply-chains/expand-lists.ts";
import { blocGroups } from "../supply-chains/groups.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { readTradeData } from "../supply-chains/trade-data.ts";
import { askModel } from "../threads/model-threads.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, period, text } from "./parameters.ts";

/**
 * Scenario: the trade model's answer to a what-if question, in one long table: a measure, where it is, before and
 * after.
 *
 * The scenario is the content of a scenario file as JSON; `tightrope simulate FILE.yaml` passes it. Welfare is the
 * exact change of real income Î/P̂ − 1; its parts add up to it. Every row carries whether the equilibrium converged
 * and its largest residual.
 *
 * @example tightrope simulate cases/china-russia/scenarios/coalition-on-russia.yaml
 */
export const scenario = defineIndicator({
  name: "scenario",
  title: "What if: a scenario in the trade model",
  summary: "What tariffs, sanctions or a full cut-off would do to welfare, wages, prices and trade.",
  formula: "equilibrium in changes: ĉ, P̂, π′, X′, ŵ of Caliendo and Parro (2015); welfare Î/P̂ − 1",
  references: [
    {
      text: "Caliendo and Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review of Economic Studies 82",
      url: "https://doi.org/10.1093/restud/rdu035",
    },
    {
      text: "Chowdhry, Hinz, Kamin and Wanner (2024), Brothers in arms: the value of coalitions in sanctions regimes, Economic Policy 39",
      url: "https://doi.org/10.1093/epolic/eiae019",
    },
  ],
  group: "scenarios",
  params: z.object({
    scenario: text("the scenario as JSON, in the keys of a scenario file"),
    output: choice(
      ["countries", "sectors", "flows"],
      "one row a country, a country and sector, or a flow",
    ).default("countries"),
    members_on: period("day on which membership of a bloc is read").default("2022-12-31"),
  }),
  tables: ["flows_io"],
  optionalTables: ["trade"],
  columns: {
    measure: { type: "text", description: "what changes: welfare, real wage, price index, output, trade, …" },
    country: { type: "text", description: "country; the exporter of a flow" },
    partner: { type: "text", description: "importer of a flow; null elsewhere" },
    sector: { type: "text", description: "sector; null where it is about the whole country" },
    before: {
      type: "double",
      unit: "million current US dollars",
      description: "money before; null for a relative change",
    },
    after: {
      type: "double",
      unit: "million current US dollars",
      description: "money after; null for a relative change",
    },
    change: { type: "double", unit: "share (0 to 1)", description: "relative change" },
    low: {
      type: "double",
      unit: "share (0 to 1)",
      description: "5 % point of the change under drawn elasticities",
    },
    high: {
      type: "double",
      unit: "share (0 to 1)",
      description: "95 % point of the change under drawn elasticities",
    },
    converged: { type: "boolean", description: "the equilibrium was found" },
    residual: { type: "double", unit: "relative", description: "largest equilibrium residual" },
    year: { type: "integer", description: "year of the baseline" },
    source: { type: "text", description: "source of the baseline's table" },
  },
  example: {
    scenario: JSON.stringify({
      scenario: "China and Russia stop trading",
      shocks: [{ senders: "CHN", target: "RUS", kind: "cut-off" }],
    }),
  },
  async compute(_frame, params, context): Promise<Frame> {
    const asked = checkScenario(parsed(params.scenario));
    const [source, year] = (asked.baseline ?? "").split(/\s+/);
    const data = await readTradeData(
      { ...(source ? { source } : {}), ...(year ? { year: Number(year) } : {}) },
      context,
    );
    const known = { countries: blocGroups(data.countryCodes, params.members_on) };
    const { shocks, groups } = await expandLists(asked.shocks, data, known, context);
    const { uncertainty } = asked;
    const simulation = await askModel<"scenario">(
      { kind: "scenario", data, scenario: { ...asked, shocks }, groups, output: params.output },
      {
        ...(context.signal ? { signal: context.signal } : {}),
        onProgress: (done, of) => context.progress?.(done / of, `${done} of ${of} draws`),
      },
    );
    const { bands } = simulation;
    for (const note of tableNotes(data.source, data.year, data.tableNotes)) context.note(note);
    context.note({
      kind: "estimated",
      text: `computed with a trade model on the world of ${data.year}, long run; imbalances: ${asked.deficits}; welfare is the exact change of real income`,
    });
    if (bands && uncertainty)
      context.note({ kind: "definition", text: bandsText({ ...uncertainty, ...bands }) });
    if (!simulation.converged)
      context.note({
        kind: "partial",
        text: `the equilibrium was not found: residual ${simulation.residual.toExponential(1)} after ${simulation.iterations} rounds; the figures are where the iteration stood`,
      });
    const about = {
      converged: simulation.converged,
      residual: simulation.residual,
      year: data.year,
      source: data.source,
    };
    const rows: Record<string, unknown>[] = [];
    if (params.output === "countries")
      for (const [n, r] of simulation.countries.entries()) {
        const put = (measure: string, change: number | null, more: object = {}) =>
          void (change === null ? 0 : rows.push({ measure, country: r.country, change, ...more, ...about }));
        put("welfare", r.welfare, bands ? { low: bands.low[n], high: bands.high[n] } : {});
        put("welfare: terms of trade", r.termsOfTrade);
        put("welfare: volume of trade", r.volumeOfTrade);
        put("welfare: trade costs", r.tradeCosts);
        put("welfare: transfers", r.transfers);
        put("real wage", r.realWage);
        put("price index", r.priceIndex);
        put("wage", r.wage);
      }
    else if (params.output === "sectors")
      for (const r of simulation.sectors) {
        rows.push({
          measure: "output",
          country: r.country,
          sector: r.sector,
          before: r.outputBefore,
          after: r.outputAfter,
          change: r.outputBefore > 0 ? r.outputAfter / r.outputBefore - 1 : null,
          ...about,
        });
        rows.push({
          measure: "value added",
          country: r.country,
          sector: r.sector,
          before: r.valueAddedBefore,
          after: r.valueAddedAfter,
          change: r.valueAddedBefore > 0 ? r.valueAddedAfter / r.valueAddedBefore - 1 : null,
          ...about,
        });
        rows.push({ measure: "price", country: r.country, sector: r.sector, change: r.price, ...about });
      }
    else
      for (const r of simulation.flows)
        rows.push({
          measure: "trade",
          country: r.exporter,
          partner: r.importer,
          sector: r.sector,
          before: r.valueBefore,
          after: r.valueAfter,
          change: r.valueBefore > 0 ? r.valueAfter / r.valueBefore - 1 : null,
          ...about,
        });
    return fromRows(rows, {
      measure: "text",
      country: "text",
      partner: "text",
      sector: "text",
      before: "double",
      after: "double",
      change: "double",
      low: "double",
      high: "double",
      converged: "boolean",
      residual: "double",
      year: "integer",
      source: "text",
    });
  },
  finding(rows) {
    const welfare = rows.filter((r) => r.measure === "welfare" && r.change !== null);
    const [most] = welfare.toSorted((x, y) => (x.change as number) - (y.change as number));
    if (!most) return undefined;
    const change = most.change as number;
    const percent = `${Math.abs(change * 100).toPrecision(2)}\u202f%`;
    return change < 0
      ? `${countryName(String(most.country))} would lose most: ${percent} of real income`
      : `No country would lose; ${countryName(String(most.country))} would gain least: ${percent} of real income`;
  },
  chart: { kind: "bar", x: "country", y: "change", low: "low", high: "high", format: "percent" },
});

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UsageError(
      "scenario is not JSON: pass the content of a scenario file as JSON, or use tightrope simulate FILE.yaml",
      { cause },
    );
  }
}
