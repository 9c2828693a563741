import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows } from "../frame.ts";
import { cleanTable } from "../models/index.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { tableParameters } from "../supply-chains/parameters.ts";
import { positionOf } from "../supply-chains/position.ts";
import { readInputOutputTable } from "../supply-chains/read-table.ts";
import { ioSectors } from "../supply-chains/sectors.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Industry suppliers: who supplies what a country buys abroad, by the industry that made it, for every use.
 *
 *   M_s,p = Σ_j Z_(p,s),(n,j) + Σ_f Y_(p,s),(n,f),   share_s,p = M_s,p / Σ_{q≠n} M_s,q
 *
 * Coarser than products, but of all suppliers, so that a share is a share of everything imported. Groups of countries
 * that a table adds up (XOE, XRW) stand as one supplier and are named in a note. An industry of which nothing is
 * imported has no rows. Shares of an industry sum to 1; nulls do not occur.
 *
 * @example industry-suppliers country=DEU year=2011 → textiles CHN 0.26, …
 */
export const industrySuppliers = defineIndicator({
  name: "industry-suppliers",
  title: "Suppliers by industry",
  summary: "Which countries supply what a country imports, by the industry that made it.",
  formula: "share_s,p = M_s,p / Σ_{q≠n} M_s,q",
  references: [
    {
      text: "Miller, R. E. and Blair, P. D. (2009), Input-Output Analysis: Foundations and Extensions, 2nd ed., Cambridge University Press",
    },
  ],
  group: "supply chains",
  params: z.object({ ...tableParameters, country: country("country that imports") }),
  tables: ["flows_io"],
  columns: {
    country: { type: "text", description: "country that imports" },
    sector: { type: "text", description: "industry that made what is imported" },
    label: { type: "text", description: "what the industry is called" },
    partner: { type: "text", description: "country of that industry" },
    value_usd_m: {
      type: "double",
      unit: "million current US dollars",
      description: "imports, for use by industries and by final buyers",
    },
    share: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of the country's imports from that industry anywhere",
    },
    year: { type: "integer", description: "year of the table" },
    source: { type: "text", description: "source of the table" },
  },
  example: { country: "DEU" },
  async compute(_frame, params, context) {
    const raw = await readInputOutputTable(params, context);
    const { table, notes } = cleanTable(raw);
    const n = positionOf(raw.countries, params.country, raw);
    for (const note of tableNotes(raw.source, raw.year, notes)) context.note(note);
    const groups = raw.countries.filter((c) => c in GROUPS);
    if (groups.length > 0)
      context.note({
        kind: "definition",
        text: `countries that the table adds up count as one supplier: ${groups.map((g) => `${g} is ${GROUPS[g]}`).join(", ")}`,
      });
    const [N, J] = [raw.countries.length, raw.sectors.length];
    const { labels } = ioSectors(raw.source, raw.sectors);
    const rows = raw.sectors.flatMap((sector, s) => {
      const bought = raw.countries.map((_, p) => {
        const row = p * J + s;
        let sum = table.final[row * N + n] as number;
        for (let j = 0; j < J; j++) sum += table.intermediate[row * N * J + n * J + j] as number;
        return p === n ? 0 : sum;
      });
      const all = bought.reduce((a, b) => a + b, 0);
      if (!(all > 0)) return [];
      return raw.countries
        .map((partner, p) => ({ partner, value: bought[p] as number }))
        .filter(({ value }) => value > 0)
        .sort((a, b) => b.value - a.value || (a.partner < b.partner ? -1 : 1))
        .map(({ partner, value }) => ({
          country: params.country,
          sector,
          label: labels[sector] ?? sector,
          partner,
          value_usd_m: value,
          share: value / all,
          year: raw.year,
          source: raw.source,
        }));
    });
    return fromRows(rows, {
      country: "text",
      sector: "text",
      label: "text",
      partner: "text",
      value_usd_m: "double",
      share: "double",
      year: "integer",
      source: "text",
    });
  },
  finding(rows, params) {
    const first = rows
      .filter((r) => !(String(r.partner) in GROUPS))
      .reduce<(typeof rows)[number] | undefined>(
        (best, r) => (best && (best.share as number) >= (r.share as number) ? best : r),
        undefined,
      );
    return first
      ? `${countryName(params.country)} relied most on one country for ${String(first.label).toLowerCase()}: ${countryName(String(first.partner))} supplied ${((first.share as number) * 100).toFixed(1)}\u202f% of what it imported in ${first.year}`
      : undefined;
  },
  chart: { kind: "matrix", x: "partner", y: "label", value: "share", format: "percent" },
});

/** Areas that stand for several countries. */
const GROUPS: Readonly<Record<string, string>> = {
  XOE: "the smaller members of the European Union",
  XRW: "the rest of the world",
};
