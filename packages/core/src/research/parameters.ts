import { z } from "zod";
import { UnknownNameError } from "../errors.ts";
import { checked, choice, country, text, year } from "../indicators/parameters.ts";
import { nearest } from "../nearest.ts";
import { OPENALEX_FIELDS } from "../sources/openalex/fields.ts";
import { technologies, technologyByName } from "../technologies/technologies.ts";

/** `all`, a field of OpenAlex by id or name, a technology or a class of patents; as it stands in the tables inside. */
function field(description: string) {
  return z
    .union([z.string(), z.number()])
    .transform((given, context) => checked(() => resolveField(String(given).trim()), context))
    .describe(description)
    .meta({ kind: "text", description });
}

function resolveField(given: string): string {
  if (given === "all" || Object.hasOwn(OPENALEX_FIELDS, given)) return given;
  if (/^tech:/i.test(given)) return `tech:${technologyByName(given).name}`;
  if (/^ipc:[A-H]\d{2}[A-Z]?$/.test(given)) return given;
  const titles = Object.entries(OPENALEX_FIELDS);
  const named = titles.find(([, title]) => title.toLowerCase() === given.toLowerCase());
  if (named) return named[0];
  const near = nearest(given, [
    "all",
    ...titles.map(([, title]) => title),
    ...technologies().map(({ name }) => `tech:${name}`),
  ]);
  throw new UnknownNameError(
    "field",
    given,
    near.length > 0
      ? near
      : nearest(
          `tech:${given}`,
          technologies().map(({ name }) => `tech:${name}`),
        ),
  );
}

/** Parameters that every indicator on counted collaboration takes, worded once. */
export const collaborationParameters = {
  country: country("country whose partners are counted"),
  from: year("first year of publication"),
  to: year("last year of publication"),
  field: field(
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
  field: field(
    "all, an OpenAlex field id such as 17, or tech: and a technology such as tech:quantum",
  ).default("all"),
  source: text("source of the works", "source").default("openalex"),
};

/** Level of every interval. */
export const level = z.coerce
  .number()
  .gt(0)
  .lt(1)
  .default(0.95)
  .describe("coverage of the intervals, such as 0.95")
  .meta({ kind: "number", description: "coverage of the intervals, such as 0.95" });
