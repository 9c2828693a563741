import { defineTable } from "./table.ts";

/** Membership of a bloc or coalition, with the dates between which it holds. */
export const blocs = defineTable({
  name: "blocs",
  title: "Blocs and coalitions",
  description: "Who belongs to a bloc, since when and until when.",
  columns: {
    bloc: { type: "varchar", description: "short name of the bloc" },
    country: { type: "varchar", description: "ISO 3166-1 alpha-3" },
    starts: {
      type: "date",
      description: "first day of membership; 0001-01-01 in a list without dates",
    },
    ends: { type: "date", description: "first day after membership; null while it lasts", nullable: true },
  },
  key: ["bloc", "country", "starts"],
});
