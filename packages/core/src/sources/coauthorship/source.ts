import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadCoauthorship } from "./load.ts";

export const coauthorship = defineSource({
  name: "coauthorship",
  title: "Co-authorship of countries, from OpenAlex",
  publisher: "OpenAlex; country networks compiled by Vladimir Batagelj",
  url: "https://github.com/bavla/OpenAlex",
  licence: {
    id: "CC0-1.0",
    title: "Creative Commons Zero (OpenAlex data)",
    url: "https://creativecommons.org/publicdomain/zero/1.0/",
    redistributable: true,
  },
  citation:
    "Priem, Piwowar, Orr (2022), OpenAlex, arXiv:2205.01833; country co-authorship networks by V. Batagelj, github.com/bavla/OpenAlex",
  description:
    "Works with authors in two countries, by year and pair, all fields together, full counts. The diagonal of the published matrices is not a country's output and is left out.",
  accepts: "a CSV file with the columns year, country1_iso2, country2_iso2 and works",
  tables: ["collaborations"],
  options: z.object({}),
  load: loadCoauthorship,
});
