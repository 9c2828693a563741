import { defineTable } from "./table.ts";

/** Rows of published files that failed a check, kept so that every row read is accounted for. */
export const quarantine = defineTable({
  name: "quarantine",
  title: "Quarantine",
  description: "Rows that failed a check while loading, with where they stand and why they were refused.",
  columns: {
    source: { type: "varchar", description: "source that was loading" },
    file: { type: "varchar", description: "name of the file" },
    line: { type: "bigint", description: "line in the file, counted from 1", nullable: true },
    column: { type: "varchar", description: "column at fault", nullable: true },
    reason: { type: "varchar", description: "what was wrong" },
    text: { type: "varchar", description: "the line as it stood, shortened", nullable: true },
  },
  key: [],
});
