import { defineTable } from "./table.ts";

/** Any figure of a country (or of a country towards another) in a period: GDP, population, settlement by currency, … */
export const observations = defineTable({
  name: "observations",
  title: "Observations",
  description:
    "One figure of one series for a country, a counterpart where there is one, an item where there is one, and a period.",
  columns: {
    source: { type: "varchar", description: "source the row was loaded from" },
    series: { type: "varchar", description: "series code, e.g. NY.GDP.MKTP.CD" },
    country: { type: "varchar", description: "ISO 3166-1 alpha-3" },
    counterpart: {
      type: "varchar",
      description: "ISO 3166-1 alpha-3 of the other side; empty text when there is none",
      emptyText: true,
    },
    item: {
      type: "varchar",
      description: "currency, sector or another breakdown; empty text when there is none",
      emptyText: true,
    },
    period: { type: "date", description: "first day of the period" },
    frequency: { type: "varchar", description: "A (year), Q (quarter) or M (month)" },
    value: { type: "decimal(38,9)", unit: "as stated in unit", description: "the figure" },
    unit: { type: "varchar", description: "unit of the figure" },
    status: { type: "varchar", description: "reported or estimated" },
  },
  key: ["source", "series", "country", "counterpart", "item", "frequency", "period"],
});
