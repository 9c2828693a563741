import { z } from "zod";
import { MAPPING_FILES } from "../mapping.ts";
import { defineSource } from "../source.ts";
import { loadSeries } from "./load.ts";

export const series = defineSource({
  name: "series",
  title: "Figures described by a mapping file",
  publisher: "as the mapping file says",
  licence: { id: "see-mapping", title: "as the mapping file says", redistributable: false },
  citation: "As the mapping file says.",
  description:
    "Any tidy CSV of one figure a country and period, with a short YAML file that says which column is what: settlement by currency, monthly totals, production, and so on.",
  accepts: "a CSV file and a YAML mapping file that says what its columns mean",
  tables: ["observations"],
  companions: MAPPING_FILES,
  options: z.object({}),
  load: loadSeries,
});
