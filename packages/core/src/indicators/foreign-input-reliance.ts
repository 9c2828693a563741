import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows } from "../frame.ts";
import { supplyChainExposure } from "../kernels/index.ts";
import { cleanTable } from "../models/index.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { tableParameters } from "../supply-chains/parameters.ts";
import { positionOf } from "../supply-chains/position.ts";
import { readInputOutputTable } from "../supply-chains/read-table.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Foreign input reliance: the share of foreign production in all production that a country's inputs rest on,
 * following every input to where it was made.
 *
 *   FIR_n = 1 − Σ_{r in n} ((L − I) x_n)_r / Σ_r ((L − I) x_n)_r,  L = (I − A)⁻¹
 *
 * `face_value` counts the inputs as bought (first tier). Between 0 (all inputs made at home, all the way down) and 1.
 * Rows: one per foreign partner with its part, and the country's own part. Nulls do not occur.
 *
 * @example foreign-input-reliance country=CHN year=2011
 */
export const foreignInputReliance = defineIndicator({
  name: "foreign-input-reliance",
  title: "Reliance on foreign inputs",
  summary:
    "On whose production a country's industries rest, directly and through their suppliers' suppliers.",
  formula: "FIR_n = 1 − Σ_{r∈n} ((L − I) x_n)_r / Σ_r ((L − I) x_n)_r",
  references: [
    {
      text: "Baldwin, Freeman and Theodorakopoulos (2022), Horses for Courses: Measuring Foreign Supply Chain Exposure, NBER Working Paper 30525",
      url: "https://www.nber.org/papers/w30525",
    },
  ],
  group: "supply chains",
  params: z.object({ ...tableParameters, country: country("country whose industries use the inputs") }),
  tables: ["flows_io"],
  columns: {
    country: { type: "text", description: "country whose industries use the inputs" },
    partner: { type: "text", description: "where the inputs are made; the country itself too" },
    foreign: { type: "boolean", description: "false for the country's own part" },
    look_through: {
      type: "double",
      unit: "share (0 to 1)",
      description: "share of all production behind the inputs",
    },
    face_value: { type: "double", unit: "share (0 to 1)", description: "share of the inputs as bought" },
    year: { type: "integer", description: "year of the table" },
    source: { type: "text", description: "source of the table" },
  },
  example: { country: "RUS" },
  async compute(_frame, params, context) {
    const raw = await readInputOutputTable(params, context);
    const { table, notes } = cleanTable(raw);
    const n = positionOf(raw.countries, params.country, raw);
    const exposure = supplyChainExposure(table, n);
    for (const note of tableNotes(raw.source, raw.year, notes)) context.note(note);
    const rows = raw.countries.map((partner, p) => ({
      country: params.country,
      partner,
      foreign: p !== n,
      look_through: exposure.lookThrough[p],
      face_value: exposure.direct[p],
      year: raw.year,
      source: raw.source,
    }));
    rows.sort((a, b) => (b.look_through ?? 0) - (a.look_through ?? 0) || (a.partner < b.partner ? -1 : 1));
    return fromRows(rows, {
      country: "text",
      partner: "text",
      foreign: "boolean",
      look_through: "double",
      face_value: "double",
      year: "integer",
      source: "text",
    });
  },
  finding(rows, params) {
    const foreign = rows.filter((r) => r.foreign);
    const total = foreign.reduce((a, r) => a + (r.look_through as number), 0);
    const first = foreign[0];
    return first
      ? `${(total * 100).toFixed(1)}\u202f% of the production behind ${countryName(params.country)}'s inputs was foreign in ${first.year}; ${countryName(String(first.partner))} came first`
      : undefined;
  },
  chart: { kind: "bar", x: "partner", y: "look_through", format: "percent" },
});
