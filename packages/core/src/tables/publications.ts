import { defineTable } from "./table.ts";

/** One row a work. Identifiers are OpenAlex's own, without the `https://openalex.org/` in front. */
export const publications = defineTable({
  name: "publications",
  title: "Research works",
  description:
    "Works with the countries, institutions and authors on them. An empty list of countries means the source gives no affiliation, not that the work has none.",
  columns: {
    source: { type: "varchar", description: "source the row was loaded from" },
    work: { type: "varchar", description: "identifier of the work, such as W2741809807" },
    year: { type: "integer", description: "year of publication" },
    title: { type: "varchar", description: "title as published", nullable: true },
    field: { type: "varchar", description: "OpenAlex field id, such as 17", nullable: true },
    subfield: { type: "varchar", description: "OpenAlex subfield id, such as 1702", nullable: true },
    topic: { type: "varchar", description: "OpenAlex topic id, such as T10320", nullable: true },
    topic_name: {
      type: "varchar",
      description: "name of the topic, which technology rules read",
      nullable: true,
    },
    countries: {
      type: "array(varchar)",
      description: "ISO 3166-1 alpha-3 of every affiliation, each once, in alphabetical order",
    },
    institutions: { type: "array(varchar)", description: "institution identifiers, each once, sorted" },
    authors: { type: "integer", description: "number of authors", unit: "authors", nullable: true },
    affiliations: {
      type: "array(varchar)",
      description:
        "country and author, such as `CHN A5023888391`, one entry for each country of each identified author, sorted",
    },
    first_countries: {
      type: "array(varchar)",
      description: "countries of the first author; empty when unknown",
    },
    corresponding_countries: {
      type: "array(varchar)",
      description: "countries of the corresponding authors; empty when unknown",
    },
    cited_by: {
      type: "bigint",
      description: "citations received when the source was published",
      nullable: true,
    },
    fwci: {
      type: "double",
      description: "field-weighted citation impact as the source publishes it",
      nullable: true,
    },
    retracted: { type: "boolean", description: "marked as retracted" },
    updated: { type: "date", description: "day the source last changed the record", nullable: true },
  },
  key: ["source", "work"],
});
