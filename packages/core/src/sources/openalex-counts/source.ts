import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadOpenAlexCounts } from "./load.ts";

export const openalexCounts = defineSource({
  name: "openalex-counts",
  title: "OpenAlex counts of joint works",
  publisher: "OurResearch",
  url: "https://openalex.org",
  licence: {
    id: "CC0-1.0",
    title: "Creative Commons Zero",
    url: "https://creativecommons.org/publicdomain/zero/1.0/",
    redistributable: true,
  },
  citation:
    "Priem, Piwowar, Orr (2022), OpenAlex: a fully-open index of scholarly works, authors, venues, institutions, and concepts, arXiv:2205.01833",
  description:
    "Answers of the OpenAlex API to group_by questions: partners of a country by year and field or technology, full counts, without downloading a work.",
  accepts: "the file openalex-counts.jsonl that `tightrope fetch openalex-counts` writes",
  tables: ["collaborations", "observations"],
  options: z.object({}),
  load: loadOpenAlexCounts,
});
