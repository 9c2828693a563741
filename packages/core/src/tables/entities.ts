import { defineTable } from "./table.ts";

/** Who and what a network is made of: companies, vessels, countries as suppliers, steps of a supply chain. */
export const entities = defineTable({
  name: "entities",
  title: "Entities of networks",
  description:
    "Companies, public bodies, vessels, goods and other ends of relations, in FollowTheMoney's vocabulary where it has a word. Identifiers are the source's own.",
  columns: {
    source: { type: "varchar", description: "source the row was loaded from" },
    id: { type: "varchar", description: "identifier within the source" },
    schema: {
      type: "varchar",
      description:
        "FollowTheMoney schema, such as Company or Vessel; Country and SupplyStep where it has none",
    },
    caption: { type: "varchar", description: "name to show" },
    countries: {
      type: "array(varchar)",
      description: "ISO 3166-1 alpha-3 of every country it is tied to, each once, in alphabetical order",
    },
    properties: { type: "varchar", description: "further properties as a JSON object of texts" },
    starts: { type: "date", description: "first day it existed, where known", nullable: true },
    ends: { type: "date", description: "first day it no longer existed, where known", nullable: true },
  },
  key: ["source", "id"],
});
