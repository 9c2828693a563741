import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { fromRows } from "../frame.ts";
import { everySubset, type ScenarioGroups, type ScenarioShock } from "../models/index.ts";
import { candidates, growing, memberRows, outcomes, ranked } from "../supply-chains/coalitions.ts";
import { expandLists } from "../supply-chains/expand-lists.ts";
import { areaMembers, blocGroups } from "../supply-chains/groups.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { deficits, tableParameters } from "../supply-chains/parameters.ts";
import { readTradeData } from "../supply-chains/trade-data.ts";
import { askModel } from "../threads/model-threads.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, period, real, text } from "./parameters.ts";

/**
 * Coalition sweep: what one sanction does to its target and to those who impose it, for every coalition that could.
 *
 *   ΔW(S) = Î/P̂ − 1 when exactly the members of S impose the sanction
 *
 * A member is a country of the table or a bloc that acts as one. `mode subsets` solves every subset (at most ten
 * members); `growing` starts from nobody and lets join, each time, whoever adds most to the target's loss (at most
 * thirty). A member's contribution is the change of ΔW(S) of the target when it joins: over all subsets, its mean
 * over all orders of joining (Shapley value, whose sum is the whole coalition's effect) with the least and the most;
 * in a growing coalition, its step.
 *
 * A member's row (`show members`) holds what it adds to the target's `change`; where a cost is infinite, `change` is −1.
 *
 * @example coalition-sweep target=RUS senders=USA,eu,JPN,GBR,CHN
 */
export const coalitionSweep = defineIndicator({
  name: "coalition-sweep",
  title: "Who adds what to a sanctions coalition",
  summary: "What a sanction costs its target and its senders, for every coalition of them.",
  formula: "ΔW(S) = Î/P̂ − 1 with the sanction imposed by S; φ_i = Σ_S |S|!(n−|S|−1)!/n! [ΔW(S∪i) − ΔW(S)]",
  references: [
    {
      text: "Chowdhry, Hinz, Kamin and Wanner (2024), Brothers in arms: the value of coalitions in sanctions regimes, Economic Policy 39",
      url: "https://doi.org/10.1093/epolic/eiae019",
    },
    {
      text: "Caliendo and Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review of Economic Studies 82",
      url: "https://doi.org/10.1093/restud/rdu035",
    },
  ],
  group: "scenarios",
  params: z.object({
    ...tableParameters,
    target: text("country (or bloc) that is sanctioned", "bloc"),
    senders: text("who could impose it: countries of the table or blocs, separated by commas"),
    sectors: text(
      "what it falls on: sectors of the table or control lists such as chpl/tier-1, separated by commas",
    ).default("all"),
    side: choice(
      ["exports", "imports", "both"],
      "the senders' exports to the target, their imports from it, or both",
    ).default("both"),
    kind: choice(["cut-off", "cost", "tariff"], "no trade, a higher cost, or a duty").default("cut-off"),
    size: real("cost: rise of the price paid; tariff: points added. Not for a cut-off", {
      min: 0,
      max: 100,
      unit: "share (0.25 is 25 %)",
    }).optional(),
    share: real("part of each sector's goods it falls on", {
      min: 0,
      max: 1,
      unit: "share (0 to 1)",
    }).default(1),
    weights: choice(
      ["trade", "equal"],
      "how a control list's share of a sector is found: by trade between the two sides, or by counting codes",
    ).default("trade"),
    mode: choice(
      ["subsets", "growing"],
      "every subset (at most 10 senders), or a coalition that grows by whoever hurts the target most (at most 30)",
    ).default("subsets"),
    show: choice(
      ["coalitions", "members", "countries"],
      "one row a coalition, a member with its contribution, or a coalition and country",
    ).default("coalitions"),
    deficits,
    members_on: period("day on which membership of a bloc is read").default("2022-12-31"),
  }),
  tables: ["flows_io"],
  optionalTables: ["trade"],
  columns: {
    coalition: { type: "text", description: "its members, joined by +; one member where members are shown" },
    members: { type: "integer", description: "how many senders are in it" },
    rank: { type: "integer", description: "1 is the coalition (or member) that costs the target most" },
    country: { type: "text", description: "whose real income changes" },
    role: { type: "text", description: "target, sender (in this coalition) or other" },
    change: {
      type: "double",
      unit: "share (0 to 1)",
      description: "exact change of real income",
    },
    low: {
      type: "double",
      unit: "share (0 to 1)",
      description: "a member's contribution where it adds most harm; null elsewhere",
    },
    high: {
      type: "double",
      unit: "share (0 to 1)",
      description: "a member's contribution where it adds least harm; null elsewhere",
    },
    senders_change: {
      type: "double",
      unit: "share (0 to 1)",
      description: "change of the senders' real income together, weighted by income",
    },
    leverage: {
      type: "double",
      unit: "ratio",
      description:
        "money the target loses for each dollar the senders lose; null when the senders lose nothing",
    },
    infinite: { type: "boolean", description: "a good bought would have no supplier left" },
    converged: { type: "boolean", description: "the equilibrium was found" },
    residual: { type: "double", unit: "relative", description: "largest change in the solver's last round" },
    year: { type: "integer", description: "year of the baseline" },
    source: { type: "text", description: "source of the table" },
  },
  example: { target: "RUS", senders: "USA,eu,CHN", show: "members" },
  async compute(_frame, params, context) {
    const data = await readTradeData(params, context);
    const groups: ScenarioGroups = { countries: blocGroups(data.countryCodes, params.members_on) };
    const who = candidates(params.senders, params.target, data, groups, params.mode);
    if (params.kind === "cut-off" && params.size !== undefined)
      throw new UsageError("a cut-off has no size: leave it out, or use share for a partial one");
    if (params.kind !== "cut-off" && params.size === undefined)
      throw new UsageError(`a ${params.kind} needs a size, such as 0.25`);
    for (const note of tableNotes(data.source, data.year, data.tableNotes)) context.note(note);
    context.note({
      kind: "estimated",
      text: `computed with a trade model on the world of ${data.year}, long run; imbalances: ${params.deficits}; not a forecast`,
    });
    const asked: ScenarioShock = {
      senders: who.map((w) => w.name),
      target: [params.target],
      side: params.side,
      sectors: params.sectors
        .split(",")
        .map((s) => s.trim())
        .filter((s) => s !== ""),
      kind: params.kind,
      ...(params.size === undefined ? {} : { size: params.size }),
      share: params.share,
      weights: params.weights,
    };
    const expanded = await expandLists([asked], data, groups, context);
    const task = {
      kind: "coalitions" as const,
      data,
      deficits: params.deficits,
      target: [params.target],
      shocks: expanded.shocks,
      groups: expanded.groups,
    };
    const names = who.map((w) => w.name);
    const n = names.length;
    const of = params.mode === "subsets" ? 2 ** n - 1 : (n * (n + 1)) / 2;
    let before = 0;
    const solve = async (subsets: string[][]) => {
      const results = await askModel<"coalitions">(
        { ...task, subsets },
        {
          ...(context.signal ? { signal: context.signal } : {}),
          onProgress: (done) =>
            context.progress?.((before + done) / of, `${before + done} of ${of} coalitions`),
        },
      );
      before += subsets.length;
      return results;
    };
    const world = outcomes(data, groups, params.target, who);
    const solved =
      params.mode === "subsets" ? await solve(everySubset(names)) : await growing(names, solve, world.harm);
    const failed = solved.filter((s) => !s.converged && s.infinite.length === 0).length;
    if (failed > 0)
      context.note({
        kind: "partial",
        text: `${failed} of ${solved.length} equilibria were not found; their figures are where the iteration stood`,
      });
    const about = { year: data.year, source: data.source };
    const rows =
      params.show === "members"
        ? memberRows(names, solved, world, params.mode, context.note).map((r) => ({ ...r, ...about }))
        : ranked(solved, world).flatMap((s, k) =>
            world.rowsOf(s, params.show === "countries").map((r) => ({ rank: k + 1, ...r, ...about })),
          );
    return fromRows(rows, {
      coalition: "text",
      members: "integer",
      rank: "integer",
      country: "text",
      role: "text",
      change: "double",
      low: "double",
      high: "double",
      senders_change: "double",
      leverage: "double",
      infinite: "boolean",
      converged: "boolean",
      residual: "double",
      year: "integer",
      source: "text",
    });
  },
  finding(rows, params) {
    const first = rows.find((r) => r.rank === 1);
    if (!first || typeof first.change !== "number" || first.infinite) return undefined;
    const per = `${(Math.abs(first.change) * 100).toPrecision(2)}\u202f%`;
    if (params.show === "members")
      return `${nameOf(String(first.coalition))} adds most to the cost for ${nameOf(params.target)}: ${per} of its real income`;
    return `The costliest coalition takes ${per} of ${nameOf(params.target)}'s real income`;
  },
  chart: { kind: "bar", x: "coalition", y: "change", low: "low", high: "high", format: "percent" },
});

function nameOf(code: string): string {
  return /^[A-Z]{3}$/.test(code) && areaMembers(code).length === 1 ? countryName(code) : code;
}
