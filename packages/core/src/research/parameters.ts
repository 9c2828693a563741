import { z } from "zod";
import { choice, country, text, year } from "../indicators/parameters.ts";

/** Parameters that every indicator on counted collaboration takes, worded once. */
export const collaborationParameters = {
  country: country("country whose partners are counted"),
  from: year("first year of publication"),
  to: year("last year of publication"),
  field: text(
    "all, an OpenAlex field id such as 17 (computer science), tech: and a technology, or ipc: and a class",
  ).default("all"),
  counting: choice(
    ["full", "fractional"],
    "full: a work counts 1 for every pair on it; fractional: its pairs share 1",
  ).default("full"),
  source: text(
    "source of the counts; without it, the one that knows most works of the country",
    "source",
  ).optional(),
};

/** Parameters of indicators that read the works themselves. */
export const worksParameters = {
  from: year("first year of publication"),
  to: year("last year of publication"),
  field: text("all, an OpenAlex field id such as 17, or tech: and a technology such as tech:quantum").default(
    "all",
  ),
  source: text("source of the works").default("openalex"),
};

/** Level of every interval. */
export const level = z.coerce
  .number()
  .gt(0)
  .lt(1)
  .default(0.95)
  .describe("coverage of the intervals, such as 0.95")
  .meta({ kind: "number", description: "coverage of the intervals, such as 0.95" });
