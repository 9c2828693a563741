import { defineTable } from "./table.ts";

/** Goods flows between two areas in one period, as one party reported them or as a source reconciled them. */
export const trade = defineTable({
  name: "trade",
  title: "Trade flows",
  description:
    "Goods flows by period, exporter, importer and product. A flow that is absent is not zero. World and group rows are never stored.",
  columns: {
    source: { type: "varchar", description: "source the row was loaded from" },
    period: { type: "date", description: "first day of the period" },
    frequency: { type: "varchar", description: "A (year) or M (month)" },
    exporter: {
      type: "varchar",
      description: "ISO 3166-1 alpha-3, or a documented code of an area that is no country",
    },
    importer: {
      type: "varchar",
      description: "ISO 3166-1 alpha-3, or a documented code of an area that is no country",
    },
    product: { type: "varchar", description: "product code with leading zeros; TOTAL for all goods" },
    classification: { type: "varchar", description: "HS1992 … HS2022, SITC4, CN8, or TOTAL" },
    reporter: { type: "varchar", description: "whose figure this is: exporter, importer or reconciled" },
    value_usd: { type: "decimal(18,3)", unit: "current US dollars", description: "value of the flow" },
    valuation: { type: "varchar", description: "FOB or CIF" },
    quantity_kg: { type: "decimal(18,3)", unit: "kg", description: "net weight", nullable: true },
    status: { type: "varchar", description: "reported or estimated" },
  },
  key: ["source", "classification", "frequency", "period", "reporter", "exporter", "importer", "product"],
  cubes: [
    {
      name: "trade_pairs",
      description:
        "trade summed over products: what a question about partners reads instead of the base table",
      groupBy: {
        source: { expression: "source", type: "varchar" },
        classification: { expression: "classification", type: "varchar" },
        frequency: { expression: "frequency", type: "varchar" },
        period: { expression: "period", type: "date" },
        reporter: { expression: "reporter", type: "varchar" },
        exporter: { expression: "exporter", type: "varchar" },
        importer: { expression: "importer", type: "varchar" },
        valuation: { expression: "valuation", type: "varchar" },
        status: { expression: "status", type: "varchar" },
      },
      sums: ["value_usd"],
    },
    {
      name: "trade_chapters",
      description:
        "trade summed to the first two digits of the product code (the chapter, for HS and CN codes)",
      groupBy: {
        source: { expression: "source", type: "varchar" },
        classification: { expression: "classification", type: "varchar" },
        frequency: { expression: "frequency", type: "varchar" },
        period: { expression: "period", type: "date" },
        reporter: { expression: "reporter", type: "varchar" },
        exporter: { expression: "exporter", type: "varchar" },
        importer: { expression: "importer", type: "varchar" },
        chapter: {
          expression: "case when classification = 'TOTAL' then 'TOTAL' else substr(product, 1, 2) end",
          type: "varchar",
        },
        valuation: { expression: "valuation", type: "varchar" },
        status: { expression: "status", type: "varchar" },
      },
      sums: ["value_usd"],
    },
  ],
});
