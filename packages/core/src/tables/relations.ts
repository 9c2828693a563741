import { defineTable } from "./table.ts";

/** What one entity is to another: owner, supplier, part. Both ends are `id`s of `entities` of the same source. */
export const relations = defineTable({
  name: "relations",
  title: "Relations between entities",
  description:
    "One row a link of two entities, read `subject role object`: subject owns object, subject provides object. Dates and shares are empty where the source states none.",
  columns: {
    source: { type: "varchar", description: "source the row was loaded from" },
    id: { type: "varchar", description: "identifier within the source" },
    schema: {
      type: "varchar",
      description: "FollowTheMoney schema, such as Ownership; UnknownLink where it has no closer one",
    },
    subject: { type: "varchar", description: "id of the entity that acts: owner, provider, part" },
    role: { type: "varchar", description: "what the subject is to the object, such as provides" },
    object: { type: "varchar", description: "id of the entity acted upon" },
    share: {
      type: "decimal(18,9)",
      unit: "per cent",
      description: "share of the object that the subject holds or provides",
      nullable: true,
    },
    properties: { type: "varchar", description: "further properties as a JSON object of texts" },
    starts: { type: "date", description: "first day it held, where known", nullable: true },
    ends: { type: "date", description: "first day it no longer held, where known", nullable: true },
  },
  key: ["source", "id"],
  sort: ["source", "role", "object", "subject", "id"],
});
