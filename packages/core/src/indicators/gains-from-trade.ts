import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { fromRows } from "../frame.ts";
import { cleanTable, gainsFromTradeTable, ONE_SECTOR_ELASTICITY } from "../models/index.ts";
import { tableNotes } from "../supply-chains/notes.ts";
import { tableParameters } from "../supply-chains/parameters.ts";
import { readInputOutputTable } from "../supply-chains/read-table.ts";
import { ioSectors } from "../supply-chains/sectors.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Gains from trade: the real income a country would lose if it stopped trading with everyone.
 *
 *   one sector      G = 1 − λ^{1/ε}
 *   many sectors    G = 1 − Π_s λ_s^{β_s/ε_s}
 *   with inputs     G = 1 − Π_{s,k} λ_k^{β_s ã_sk/ε_k},  ã = (I − A)⁻¹
 *
 * λ is the own share of absorption, β final spending shares. A good bought and not sold at home makes the loss
 * total (1): that is the formula's answer, and such goods are counted.
 *
 * @example gains-from-trade country=RUS year=2008 source=wiod → 0.024, 0.18, 0.36
 */
export const gainsFromTrade = defineIndicator({
  name: "gains-from-trade",
  title: "Gains from trade against autarky",
  summary: "How much real income a country would lose without any trade, under three models.",
  formula: "G = 1 − Π_{s,k} λ_k^{β_s ã_sk/ε_k}",
  references: [
    {
      text: "Costinot and Rodríguez-Clare (2014), Trade Theory with Numbers, Handbook of International Economics 4, table 4.1",
      url: "https://doi.org/10.1016/B978-0-444-54314-1.00004-5",
    },
  ],
  group: "scenarios",
  params: z.object({ ...tableParameters, country: country("one country; all when left out").optional() }),
  tables: ["flows_io"],
  columns: {
    country: { type: "text", description: "country" },
    one_sector: { type: "double", unit: "share (0 to 1)", description: "loss of real income, one good" },
    many_sectors: {
      type: "double",
      unit: "share (0 to 1)",
      description: "loss of real income, many goods, no inputs",
    },
    with_inputs: {
      type: "double",
      unit: "share (0 to 1)",
      description: "loss of real income, many goods and their inputs",
    },
    without_home_supply: {
      type: "integer",
      unit: "sectors",
      description: "goods bought and not sold at home",
    },
    year: { type: "integer", description: "year of the table" },
    source: { type: "text", description: "source of the table" },
  },
  example: { country: "RUS" },
  async compute(_frame, params, context) {
    const raw = await readInputOutputTable(params, context);
    const { table, notes } = cleanTable(raw);
    for (const note of tableNotes(raw.source, raw.year, notes)) context.note(note);
    const { elasticities } = ioSectors(raw.source, raw.sectors);
    const theta = Float64Array.from(raw.sectors, (s) => {
      const value = elasticities[s];
      if (value === undefined)
        throw new UsageError(`no trade elasticity is known for sector ${s} of ${raw.source}`);
      return value;
    });
    const gains = gainsFromTradeTable(table, theta, ONE_SECTOR_ELASTICITY);
    const rows = raw.countries.flatMap((country, n) => {
      const g = gains[n];
      if (!g || (params.country && params.country !== country)) return [];
      return [
        {
          country,
          one_sector: g.oneSector,
          many_sectors: g.multiSector,
          with_inputs: g.withIntermediates,
          without_home_supply: g.withoutHomeSupply.length,
          year: raw.year,
          source: raw.source,
        },
      ];
    });
    return fromRows(rows, {
      country: "text",
      one_sector: "double",
      many_sectors: "double",
      with_inputs: "double",
      without_home_supply: "integer",
      year: "integer",
      source: "text",
    });
  },
  finding(rows) {
    const top = rows
      .filter((r) => r.with_inputs !== null)
      .toSorted((x, y) => (y.with_inputs as number) - (x.with_inputs as number))[0];
    if (!top) return undefined;
    const most = rows.length > 1 ? ", more than that of any other country in the table" : "";
    return `Without foreign trade ${countryName(String(top.country))}'s real income would have been ${((top.with_inputs as number) * 100).toFixed(1)}\u202f% lower in ${top.year}${most}`;
  },
  chart: { kind: "bar", x: "country", y: "with_inputs", format: "percent" },
});
