import { UsageError } from "../../errors.ts";
import { countedBy } from "../../technologies/definition.ts";
import { technologyByName } from "../../technologies/technologies.ts";
import { OPENALEX_FIELDS } from "../openalex/fields.ts";

export interface CountsRequest {
  /** ISO 3166-1 alpha-2 codes, as OpenAlex writes them, of the countries whose partners are counted. */
  readonly countries: readonly string[];
  readonly from: number;
  readonly to: number;
  /** What to split by: nothing, the 26 fields, or technologies of the taxonomy. Default `field`. */
  readonly by?: "all" | "field" | "technology";
  /** Only these fields (ids) or technologies (names). Default: every one, and all works together. */
  readonly only?: readonly string[];
  /** Ask for every country's whole output too, which affinity on outputs needs. Default false. */
  readonly world?: boolean;
}

/** One `group_by` call: all partner countries of one country (or of the world) in one year and field. */
export interface CountsQuestion {
  /** ISO 3166-1 alpha-2; null asks for the output of every country. */
  readonly country: string | null;
  readonly year: number;
  /** As it will stand in the table: all, 17, tech:semiconductors. */
  readonly field: string;
  readonly filter: string;
}

export interface CountsPlan {
  readonly questions: readonly CountsQuestion[];
  /** Calls if nothing is kept yet. A question with over 200 partner countries takes two or three more. */
  readonly calls: number;
}

/** The calls a fetch of counts will make, before it makes them. */
export function planOpenAlexCounts(request: CountsRequest): CountsPlan {
  const { countries, from, to, by = "field", only, world = false } = request;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from > to || from < 1500 || to > 2200)
    throw new UsageError(`years are not a range: ${from} to ${to} (expected, say, 2000 to 2024)`);
  if (countries.length === 0 && !world) throw new UsageError("no country given; name at least one");
  // Shares of a field, and ties whatever the field, need all works together.
  const slices = [...(only || by === "all" ? [] : slicesOf("all", only)), ...slicesOf(by, only)];
  const places = [...countries.map((code) => code.toUpperCase()), ...(world ? [null] : [])];
  const questions: CountsQuestion[] = [];
  for (const country of places)
    for (const { field, filter } of slices)
      for (let year = from; year <= to; year++)
        questions.push({
          country,
          year,
          field,
          filter: [
            ...(country === null ? [] : [`authorships.countries:${country}`]),
            `publication_year:${year}`,
            ...(filter === undefined ? [] : [filter]),
          ].join(","),
        });
  return { questions, calls: questions.length };
}

function slicesOf(by: "all" | "field" | "technology", only: readonly string[] | undefined) {
  if (by === "all") return [{ field: "all", filter: undefined }];
  if (by === "field")
    return (only ?? Object.keys(OPENALEX_FIELDS)).map((id) => {
      if (!(id in OPENALEX_FIELDS))
        throw new UsageError(`unknown OpenAlex field: ${id} (expected an id from 11 to 36, such as 17)`);
      return { field: id, filter: `primary_topic.field.id:${id}` };
    });
  const names =
    only ?? technologyByName.names().filter((name) => countedBy(technologyByName(name)) !== undefined);
  return names.map((name) => {
    const technology = technologyByName(name);
    const counted = countedBy(technology);
    if (!counted)
      throw new UsageError(
        `technology ${name} is defined by words in topics only, which OpenAlex cannot count in one call; load works instead`,
      );
    return {
      field: `tech:${technology.name}`,
      filter: `primary_topic${counted.by === "subfields" ? ".subfield" : ""}.id:${counted.ids.join("|")}`,
    };
  });
}
