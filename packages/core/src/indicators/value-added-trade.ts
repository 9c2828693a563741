import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows } from "../frame.ts";
import { domesticValueAddedShare, exportsOf, valueAddedOf } from "../kernels/index.ts";
import { cleanTable } from "../models/index.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { tableParameters } from "../supply-chains/parameters.ts";
import { positionOf } from "../supply-chains/position.ts";
import { readInputOutputTable } from "../supply-chains/read-table.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Trade in value added: what a country earns from each partner's final demand, wherever the goods were last sold,
 * and how much of its gross exports is its own value added.
 *
 *   VAX_sd = Σ_{r∈s} v_r (L y_d)_r,   DVA_s = Σ_{r∈s} v_r (L e_s)_r / Σ e_s
 *
 * v is value added per unit of output, e_s the country's gross exports, y_d final demand of d. Rows of the whole
 * matrix sum to value added, columns to final demand. China's DVA share is 0.782 in WIOD 2011, Russia's 0.939.
 *
 * @example value-added-trade country=CHN year=2011
 */
export const valueAddedTrade = defineIndicator({
  name: "value-added-trade",
  title: "Trade in value added",
  summary:
    "What a country earns from each partner's demand, and how much of its exports is its own value added.",
  formula: "VAX_sd = Σ_{r∈s} v_r (L y_d)_r; DVA_s = Σ_{r∈s} v_r (L e_s)_r / Σ e_s",
  references: [
    {
      text: "Johnson and Noguera (2012), Accounting for intermediates: Production sharing and trade in value added, Journal of International Economics 86",
      url: "https://doi.org/10.1016/j.jinteco.2011.10.003",
    },
  ],
  group: "supply chains",
  params: z.object({ ...tableParameters, country: country("country that earns the value added") }),
  tables: ["flows_io"],
  columns: {
    country: { type: "text", description: "country that earns the value added" },
    partner: { type: "text", description: "country whose final demand pays for it" },
    value_added_usd_m: {
      type: "double",
      unit: "million current US dollars",
      description: "value added of the country in the partner's final demand",
    },
    share_of_foreign: {
      type: "double",
      unit: "share (0 to 1)",
      description: "share of what all other countries pay; null for the country itself",
    },
    gross_exports_usd_m: {
      type: "double",
      unit: "million current US dollars",
      description: "the country's gross exports to everyone",
    },
    domestic_share: {
      type: "double",
      unit: "share (0 to 1)",
      description: "domestic value added in gross exports",
    },
    year: { type: "integer", description: "year of the table" },
    source: { type: "text", description: "source of the table" },
  },
  example: { country: "CHN" },
  async compute(_frame, params, context) {
    const raw = await readInputOutputTable(params, context);
    const n = positionOf(raw.countries, params.country, raw);
    const { table, notes } = cleanTable(raw);
    for (const note of tableNotes(raw.source, raw.year, notes)) context.note(note);
    const earned = valueAddedOf(table, n);
    // The published domestic shares rest on the table as it stands, so the uncleaned one is used for them.
    const asPublished = {
      countries: raw.countries.length,
      sectors: raw.sectors.length,
      intermediate: raw.Z,
      final: finalByCountry(raw),
      output: raw.output,
    };
    const [domestic] = domesticValueAddedShare(asPublished, [n]);
    const exports = exportsOf(asPublished, n).reduce((a, b) => a + b, 0);
    const N = raw.countries.length;
    let foreign = 0;
    for (let d = 0; d < N; d++) if (d !== n) foreign += earned[d] as number;
    const rows = raw.countries.map((partner, d) => ({
      country: params.country,
      partner,
      value_added_usd_m: earned[d],
      share_of_foreign: d === n ? null : (earned[d] as number) / foreign,
      gross_exports_usd_m: exports,
      domestic_share: domestic,
      year: raw.year,
      source: raw.source,
    }));
    rows.sort(
      (a, b) => (b.value_added_usd_m ?? 0) - (a.value_added_usd_m ?? 0) || (a.partner < b.partner ? -1 : 1),
    );
    return fromRows(rows, {
      country: "text",
      partner: "text",
      value_added_usd_m: "double",
      share_of_foreign: "double",
      gross_exports_usd_m: "double",
      domestic_share: "double",
      year: "integer",
      source: "text",
    });
  },
  finding(rows, params) {
    const first = rows[0];
    return first
      ? `${((first.domestic_share as number) * 100).toFixed(1)}\u202f% of ${countryName(params.country)}'s exports was its own value added in ${first.year}`
      : undefined;
  },
  chart: { kind: "bar", x: "partner", y: "share_of_foreign", format: "percent" },
});

/** Final uses of each country added up: `[size][countries]`. */
function finalByCountry({
  countries,
  sectors,
  finalUses,
  Y,
}: {
  countries: readonly string[];
  sectors: readonly string[];
  finalUses: number;
  Y: Float64Array;
}): Float64Array {
  const N = countries.length;
  const size = N * sectors.length;
  const final = new Float64Array(size * N);
  for (let r = 0; r < size; r++)
    for (let c = 0; c < N * finalUses; c++) {
      const cell = r * N + Math.floor(c / finalUses);
      final[cell] = (final[cell] as number) + (Y[r * N * finalUses + c] as number);
    }
  return final;
}
