import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { herfindahlHirschman } from "../kernels/index.ts";
import { chooseFigures } from "../trade/choose.ts";
import { bucketsOf, chosenFlows, type Flow } from "../trade/flows.ts";
import { jumpNotes } from "../trade/jumps.ts";
import { flowNotes } from "../trade/notes.ts";
import { tradeParameters } from "../trade/parameters.ts";
import { defined, framed } from "../trade/rows.ts";
import { defineIndicator } from "./indicator.ts";
import { choice } from "./parameters.ts";

/**
 * Concentration: how few partners, or how few goods, make up a country's imports or exports.
 *
 *   H = Σ s²,  H* = (H − 1/n) / (1 − 1/n),  equivalent number = 1/H
 *
 * n is the number of partners or goods with a flow; it is a column, since H* depends on it. H lies between 1/n and 1,
 * H* between 0 and 1; H* is null for a single partner, where it is not defined. Areas not elsewhere specified count as
 * one partner. Null where the total is not known.
 *
 * @example concentration reporter=RUS flow=imports over=partners from=2022 to=2022
 */
export const concentration = defineIndicator({
  name: "concentration",
  title: "Concentration of a country's trade",
  summary: "Whether a country's trade rests on few partners or few goods (Herfindahl-Hirschman).",
  formula: "H = Σ s², H* = (H − 1/n) / (1 − 1/n)",
  references: [{ text: "Hirschman, A. (1964), The Paternity of an Index, American Economic Review 54(5)" }],
  group: "trade",
  params: z.object({
    ...tradeParameters,
    over: choice(
      ["partners", "sections", "chapters", "headings", "products"],
      "what shares are taken of: partners, or goods at an HS level",
    ).default("partners"),
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: "country whose trade is measured" },
    flow: { type: "text", description: "imports or exports of the reporter" },
    product: { type: "text", description: "goods that count" },
    over: { type: "text", description: "what shares are taken of" },
    hhi: { type: "double", unit: "index (0 to 1)", description: "Σ s²" },
    normalised: {
      type: "double",
      unit: "index (0 to 1)",
      description: "(hhi − 1/n) / (1 − 1/n); null when n is 1",
    },
    n: { type: "integer", unit: "elements", description: "partners or goods with a flow" },
    equivalent_number: {
      type: "double",
      unit: "elements",
      description: "1 / hhi: as many equal ones are as concentrated",
    },
    largest: { type: "text", description: "the largest partner or good" },
    largest_share: { type: "double", unit: "share (0 to 1)", description: "its share" },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported, mirrored or reconciled; mixed when periods differ" },
    status: { type: "text", description: "estimated when any part is an estimate, else reported" },
  },
  example: { reporter: "RUS", flow: "imports", over: "partners", from: "2016", to: "2024" },
  async compute(_frame, params, context): Promise<Frame> {
    const own = { countries: [params.reporter], flow: params.flow };
    const goods = params.over === "partners" ? undefined : DETAILS[params.over];
    const choices = await chooseFigures(own, params, context, { codes: goods !== undefined });
    const result = await chosenFlows(
      own,
      params,
      choices,
      context,
      goods ? { detail: goods, together: true } : {},
    );
    for (const note of flowNotes(params.reporter, result, params)) context.note(note);
    for (const note of await jumpNotes(own, params, choices, context)) context.note(note);
    const byPeriod = new Map<string, Flow[]>();
    for (const f of result.flows) {
      const list = byPeriod.get(f.period) ?? [];
      list.push(f);
      byPeriod.set(f.period, list);
    }
    const rows = bucketsOf(choices, params).map((bucket) => {
      const flows = byPeriod.get(bucket.period) ?? [];
      const h = herfindahlHirschman(Float64Array.from(flows, (f) => f.value));
      const top = flows.reduce<Flow | undefined>(
        (best, f) => (best && best.value >= f.value ? best : f),
        undefined,
      );
      const sum = flows.reduce((n, f) => n + f.value, 0);
      const shown = (x: number) => (bucket.known ? defined(x) : null);
      return {
        period: bucket.period,
        reporter: params.reporter,
        flow: params.flow,
        product: params.product,
        over: params.over,
        hhi: shown(h.index),
        normalised: shown(h.normalised),
        n: h.n,
        equivalent_number: shown(h.equivalentNumber),
        largest: top ? (goods ? top.group : top.partner) : null,
        largest_share: top && sum > 0 ? shown(top.value / sum) : null,
        source: bucket.source,
        basis: bucket.basis,
        status: flows.some((f) => f.estimated) ? "estimated" : "reported",
      };
    });
    return framed(concentration.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.hhi !== null);
    if (!last) return undefined;
    return `${countryName(params.reporter)}'s ${params.flow} were as concentrated in ${String(last.period).slice(0, 4)} as if spread evenly over ${(last.equivalent_number as number).toFixed(1)} ${params.over}`;
  },
  chart: { kind: "line", x: "period", y: "hhi", status: "basis", format: "number" },
});

const DETAILS = {
  sections: "section",
  chapters: "chapter",
  headings: "heading",
  products: "product",
} as const;
