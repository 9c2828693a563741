import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { fromRows } from "../frame.ts";
import { supplyChainExposure as kernel } from "../kernels/index.ts";
import { cleanTable } from "../models/index.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { tableParameters } from "../supply-chains/parameters.ts";
import { positionOf } from "../supply-chains/position.ts";
import { readInputOutputTable } from "../supply-chains/read-table.ts";
import { ioSectors } from "../supply-chains/sectors.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Supply-chain exposure: how much of one partner's production stands behind a unit of output of each of a country's
 * sectors, bought directly and hidden in what suppliers use.
 *
 *   direct_s = Σ_{r∈p} a_rs,   indirect_s = Σ_{r∈p} ((L − I − A) 1_s)_r
 *
 * In dollars of gross production per dollar of the sector's output; the indirect part counts every tier, so the sum
 * over partners may pass 1. Sectors without output are left out.
 *
 * @example supply-chain-exposure country=RUS partner=CHN
 */
export const supplyChainExposure = defineIndicator({
  name: "supply-chain-exposure",
  title: "Exposure of sectors to a partner's production",
  summary: "Which sectors of a country rest on a partner's production, directly and through third countries.",
  formula: "direct_s = Σ_{r∈p} a_rs; indirect_s = Σ_{r∈p} ((L − I − A) 1_s)_r",
  references: [
    {
      text: "Baldwin, Freeman and Theodorakopoulos (2023), Hidden Exposure: Measuring US Supply Chain Reliance, Brookings Papers on Economic Activity, Fall 2023",
      url: "https://www.brookings.edu/articles/hidden-exposure-measuring-us-supply-chain-reliance/",
    },
  ],
  group: "supply chains",
  ownPartner: true,
  params: z.object({
    ...tableParameters,
    country: country("country whose sectors use the inputs"),
    partner: country("country whose production is used"),
  }),
  tables: ["flows_io"],
  columns: {
    country: { type: "text", description: "country whose sectors use the inputs" },
    partner: { type: "text", description: "country whose production is used" },
    sector: { type: "text", description: "sector of the country" },
    label: { type: "text", description: "what the sector is called" },
    direct: {
      type: "double",
      unit: "dollars per dollar of output",
      description: "inputs bought from the partner",
    },
    indirect: {
      type: "double",
      unit: "dollars per dollar of output",
      description: "partner's production behind other suppliers",
    },
    total: { type: "double", unit: "dollars per dollar of output", description: "direct + indirect" },
    year: { type: "integer", description: "year of the table" },
    source: { type: "text", description: "source of the table" },
  },
  example: { country: "RUS", partner: "CHN" },
  async compute(_frame, params, context) {
    const raw = await readInputOutputTable(params, context);
    const { table, notes } = cleanTable(raw);
    for (const note of tableNotes(raw.source, raw.year, notes)) context.note(note);
    const [n, p] = [
      positionOf(raw.countries, params.country, raw),
      positionOf(raw.countries, params.partner, raw),
    ];
    const { labels } = ioSectors(raw.source, raw.sectors);
    const rows = raw.sectors.flatMap((sector, s) => {
      if (!((table.output[n * raw.sectors.length + s] as number) > 0)) return [];
      const { directPerOutput, indirectPerOutput } = kernel(table, n, [s]);
      const [direct, indirect] = [directPerOutput[p] as number, indirectPerOutput[p] as number];
      return [
        {
          country: params.country,
          partner: params.partner,
          sector,
          label: labels[sector] ?? sector,
          direct,
          indirect,
          total: direct + indirect,
          year: raw.year,
          source: raw.source,
        },
      ];
    });
    rows.sort((a, b) => b.total - a.total || (a.sector < b.sector ? -1 : 1));
    return fromRows(rows, {
      country: "text",
      partner: "text",
      sector: "text",
      label: "text",
      direct: "double",
      indirect: "double",
      total: "double",
      year: "integer",
      source: "text",
    });
  },
  finding(rows, params) {
    const first = rows[0];
    return first
      ? `${first.label}: the sector of ${countryName(params.country)} that rested most on ${countryName(params.partner)} in ${first.year}, ${((first.total as number) * 100).toFixed(1)} cents a dollar of output`
      : undefined;
  },
  chart: { kind: "bar", x: "label", y: "total", format: "number" },
});
