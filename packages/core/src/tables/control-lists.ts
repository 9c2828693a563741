import { defineTable } from "./table.ts";

/** Products on a dated control list. */
export const controlLists = defineTable({
  name: "control_lists",
  title: "Control lists",
  description:
    "Product codes under control, by list and version, with the authority and the dates between which they hold.",
  columns: {
    list: { type: "varchar", description: "short name of the list, e.g. chpl" },
    version: { type: "varchar", description: "version or publication date of the list" },
    code: { type: "varchar", description: "product code with leading zeros" },
    classification: { type: "varchar", description: "revision of the code, e.g. HS2022" },
    tier: {
      type: "varchar",
      description: "tier or category within the list; empty text when it has none",
      emptyText: true,
    },
    authority: { type: "varchar", description: "who controls" },
    starts: { type: "date", description: "first day of control" },
    ends: { type: "date", description: "first day after control; null while it lasts", nullable: true },
  },
  key: ["list", "version", "code", "classification", "tier", "authority", "starts"],
});
