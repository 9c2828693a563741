import { z } from "zod";
import { DataError } from "../../errors.ts";
import { defineSource } from "../source.ts";

/** Ships with the case: the loader only takes back what Tightrope itself compiled. */
export const wiodCompact = defineSource({
  name: "wiod-compact",
  title: "World Input-Output Database, added up to 22 economies and 15 sectors",
  publisher: "University of Groningen; added up by Tightrope",
  url: "https://www.rug.nl/ggdc/valuechain/wiod/",
  licence: {
    id: "wiod-terms",
    title: "WIOD: free use with citation",
    url: "https://www.rug.nl/ggdc/valuechain/wiod/",
    redistributable: true,
  },
  citation:
    "Timmer, M. P., Dietzenbacher, E., Los, B., Stehrer, R. and de Vries, G. J. (2015), An Illustrated User Guide to the World Input-Output Database, Review of International Economics 23, 575-605.",
  description:
    "The WIOD table (2013 release) with small economies added up to `Other European Union` (XOE) and the rest of the world (XRW), and 35 industries to 15 sectors. Sums only: no total changes.",
  accepts: "the CSV of table rows that ships with the case (columns source, year, from_country, …)",
  tables: ["flows_io"],
  options: z.object({}),
  load: async (input) => {
    throw new DataError(
      `${input.name} is not what wiod-compact expects: expected the CSV of table rows that ships with the case (columns source, year, from_country, …); published tables load with wiod`,
    );
  },
});
