import { z } from "zod";
import { loadSquareTable, settleYear, yearOf } from "../input-output.ts";
import { defineSource } from "../source.ts";

export const wiod = defineSource({
  name: "wiod",
  title: "World Input-Output Database",
  publisher: "University of Groningen",
  url: "https://www.rug.nl/ggdc/valuechain/wiod/",
  licence: {
    id: "wiod-terms",
    title: "WIOD: free use with citation",
    url: "https://www.rug.nl/ggdc/valuechain/wiod/",
    redistributable: true,
  },
  citation:
    "Timmer, M. P., Dietzenbacher, E., Los, B., Stehrer, R. and de Vries, G. J. (2015), An Illustrated User Guide to the World Input-Output Database: the Case of Global Automotive Production, Review of International Economics 23, 575-605.",
  description:
    "World input-output tables, million current US dollars: the 2013 release (40 countries and the rest of the world, 35 industries, 1995-2011) and the 2016 release (43 countries, 56 industries, 2000-2014) as square CSV tables.",
  accepts: "a square CSV of one year with labels COUNTRY.SECTOR on rows and columns and an output column",
  tables: ["flows_io", "trade"],
  // A world table has a cell for every pair of its 40 countries (43 in 2016) and the rest of the world.
  absence: { means: "no trade", pairs: 1_400 },
  options: z.object({
    year: z.coerce
      .number()
      .int()
      .min(1950)
      .max(2049)
      .optional()
      .describe("year of the table; read from the file name when left out"),
  }),
  settle: settleYear,
  load: (input, options, loader) => {
    const found = yearOf(input, options);
    loader.vintage(`table of ${found}`);
    return loadSquareTable(
      input,
      {
        source: "wiod",
        year: found,
        mark: ".",
        output: ["output", "TOT.GO", "GO"],
        summaryRow: "^(TOT|output|II_fob|TXSP|EXP_adj|PURR|PURNR|VA|IntTTM|GO)",
      },
      loader,
    );
  },
});
