import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadOpenAlex } from "./load.ts";
import { loadOpenAlexSample } from "./sample.ts";

const licence = {
  id: "CC0-1.0",
  title: "Creative Commons Zero",
  url: "https://creativecommons.org/publicdomain/zero/1.0/",
  redistributable: true,
};
const citation =
  "Priem, Piwowar, Orr (2022), OpenAlex: a fully-open index of scholarly works, authors, venues, institutions, and concepts, arXiv:2205.01833";

/** Files that come with the works and are not works: lists of merged ids, manifests, notes. */
const companions = /(\.csv(\.gz)?|^manifest(\.json)?|RELEASE_NOTES\.txt)$/i;

export const openalex = defineSource({
  name: "openalex",
  title: "OpenAlex works",
  publisher: "OurResearch",
  url: "https://openalex.org",
  licence,
  citation,
  description:
    "Research works with their countries, institutions, authors, fields and citations, and from them the joint works of every pair of countries by year, field and technology.",
  accepts:
    "OpenAlex works: the gzip JSON lines of the snapshot (folders updated_date=YYYY-MM-DD) or result pages of the API, with the snapshot's merged_ids files beside them",
  tables: ["publications", "collaborations"],
  options: z.object({}),
  companions,
  together: true,
  compressed: true,
  load: loadOpenAlex,
});

export const openalexSample = defineSource({
  name: "openalex-sample",
  sample: true,
  title: "OpenAlex works from a partial scan",
  publisher: "OurResearch; scan by others",
  url: "https://openalex.org",
  licence,
  citation,
  description:
    "Works of country pairs as a keyword scan wrote them (paper_id, countries_collaborating, technology_categories). No sampling frame stands behind it: never for shares or ranks.",
  accepts: "JSON lines with paper_id, publication_year and countries_collaborating",
  tables: ["publications"],
  options: z.object({}),
  companions,
  together: true,
  compressed: true,
  load: loadOpenAlexSample,
});
