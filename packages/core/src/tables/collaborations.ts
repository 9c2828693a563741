import { defineTable } from "./table.ts";

/**
 * Joint works of two countries, counted both ways. A row with `country_a = country_b` is the country's own
 * output: every work with at least one affiliation there, joint or not. Sources that do not publish outputs
 * (co-authorship matrices) have no such row.
 */
export const collaborations = defineTable({
  name: "collaborations",
  title: "Joint works of country pairs",
  description:
    "Works with authors in both countries of a pair, by year and field. A pair that is absent has no joint work the source knows of. Rows with country_a = country_b are a country's whole output.",
  columns: {
    source: { type: "varchar", description: "source the row was loaded from" },
    year: { type: "integer", description: "year of publication" },
    field: {
      type: "varchar",
      description:
        "all, an OpenAlex field id (17), patents by IPC class (ipc:H01), or tech: and a technology",
    },
    country_a: { type: "varchar", description: "ISO 3166-1 alpha-3, the earlier of the two in the alphabet" },
    country_b: { type: "varchar", description: "ISO 3166-1 alpha-3, never before country_a" },
    works_full: {
      type: "bigint",
      unit: "works",
      description: "full count: a work counts 1 for every pair of countries on it",
    },
    works_fractional: {
      type: "decimal(18,6)",
      unit: "works",
      description:
        "fractional count: a work of k countries counts 2/(k(k−1)) for each pair, 1/k in each country's own output; empty where the source publishes full counts only",
      nullable: true,
    },
  },
  key: ["source", "field", "year", "country_a", "country_b"],
});
