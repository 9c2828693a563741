import { choice, text, year } from "../indicators/parameters.ts";

/** Which world input-output table a question is about. */
export const tableParameters = {
  source: text(
    "source of the input-output table, e.g. wiod; the first in the alphabet that has the year",
    "source",
  ).optional(),
  year: year("year of the table; the latest there is when left out").optional(),
} as const;

/** Closure of the model. */
export const deficits = choice(
  ["zero", "share", "fixed"],
  "trade imbalances: removed before the shock, kept as share of world income, or kept as an amount",
).default("zero");
