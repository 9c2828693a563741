import { defineTable } from "./table.ts";

/** Cells of a world input-output table, in long form: intermediate use, final use and gross output. */
export const flowsIo = defineTable({
  name: "flows_io",
  title: "Input-output flows",
  description:
    "What a sector of one country sold to a sector or final use of another. Zero cells are left out (in an input-output table an absent cell is zero); negative cells (inventories drawn down, balancing items) are kept. to_use output is gross output as published.",
  columns: {
    source: { type: "varchar", description: "source the row was loaded from" },
    year: { type: "integer", description: "year of the table" },
    from_country: {
      type: "varchar",
      description: "ISO 3166-1 alpha-3 of the seller; XRW for the rest of the world",
    },
    from_sector: { type: "varchar", description: "sector code of the source, e.g. c14" },
    to_country: {
      type: "varchar",
      description: "ISO 3166-1 alpha-3 of the buyer; the seller's own for output",
    },
    to_use: {
      type: "varchar",
      description: "sector code of the buyer, a final use (f1, HFCE, …), or output",
    },
    value_usd_m: {
      type: "decimal(18,6)",
      unit: "million current US dollars",
      description: "value at basic prices",
    },
  },
  key: ["source", "year", "from_country", "from_sector", "to_country", "to_use"],
});
