import { countryName } from "../countries/index.ts";
import type { CoverageNote } from "../result.ts";
import { definitionOf } from "../technologies/definition.ts";
import { technologyByName } from "../technologies/technologies.ts";

/** What every result on OpenAlex counts must say. */
export const OPENALEX_NOTES: readonly CoverageNote[] = [
  {
    kind: "partial",
    text: "affiliations are missing for a fifth or more of works and Chinese-language titles are under-covered in OpenAlex, so counts are lower bounds",
  },
];

const FULL: CoverageNote = {
  kind: "definition",
  text: "full counting: a work counts 1 for every pair of countries on it, so shares are of partner ties, not of works",
};
const FRACTIONAL: CoverageNote = {
  kind: "definition",
  text: "fractional counting: the pairs of a work share 1; no interval is given, since such counts follow no known law",
};

export function countingNote(counting: "full" | "fractional"): CoverageNote {
  return counting === "full" ? FULL : FRACTIONAL;
}

/** Works of a scan without a frame may be looked at, never summed up into shares. */
export function sampleNote(source: string): readonly CoverageNote[] {
  return source === "openalex-sample"
    ? [
        {
          kind: "sample",
          text: "not a sample frame: works of a partial keyword scan, so no share or rank of it can be generalised",
        },
      ]
    : [];
}

/** Which works `tech:NAME` means in this source: two sources may not mean the same by one name. Nothing for a field. */
export function technologyNote(field: string, source: unknown): readonly CoverageNote[] {
  if (!field.startsWith("tech:") || typeof source !== "string") return [];
  const technology = technologyByName(field);
  const title = technology.title.toLowerCase();
  return [{ kind: "definition", text: `works of ${title} are found by ${definitionOf(technology, source)}` }];
}

/** Where only some ties of a country are loaded, what rests on all of them is not known. */
export function excerptNote(country: string, source: unknown, unknown: string): CoverageNote {
  return {
    kind: "missing",
    text: `only some ties of ${countryName(country)} are in what ${source} holds here, so ${unknown} not known: load every pair, or fetch openalex-counts for ${country}`,
  };
}
