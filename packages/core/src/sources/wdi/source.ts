import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadWdi } from "./load.ts";

export const wdi = defineSource({
  name: "wdi",
  title: "World Development Indicators",
  publisher: "World Bank",
  url: "https://datacatalog.worldbank.org/search/dataset/0037712",
  licence: {
    id: "CC-BY-4.0",
    title: "Creative Commons Attribution 4.0",
    url: "https://creativecommons.org/licenses/by/4.0/",
    redistributable: true,
  },
  citation: "World Bank, World Development Indicators.",
  description: "Yearly figures of countries: GDP, population and some 1,400 other series.",
  accepts:
    "the World Bank's CSV download (columns Country Name, Country Code, Indicator Name, Indicator Code and one a year) or a long file with Country Code, Year and Value",
  tables: ["observations"],
  companions: /^Metadata_/i,
  options: z.object({
    series: z
      .string()
      .regex(/^[A-Z0-9]+(\.[A-Z0-9]+)+$/, "an indicator code such as NY.GDP.MKTP.CD")
      .optional()
      .describe("indicator code of a long file that does not name it, e.g. NY.GDP.MKTP.CD"),
    unit: z.string().optional().describe("unit of the figures, where the file does not name it"),
  }),
  load: loadWdi,
});
