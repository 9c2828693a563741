import { z } from "zod";
import { MAPPING_FILES } from "../mapping.ts";
import { defineSource } from "../source.ts";
import { loadFlows } from "./load.ts";

export const flows = defineSource({
  name: "flows",
  title: "Trade flows described by a mapping file",
  publisher: "as the mapping file says",
  licence: { id: "see-mapping", title: "as the mapping file says", redistributable: false },
  citation: "As the mapping file says.",
  description:
    "Any tidy CSV of trade between pairs of countries in US dollars, with a short YAML file that says which column is what.",
  accepts: "a CSV file of bilateral trade and a YAML mapping file that says what its columns mean",
  tables: ["trade"],
  companions: MAPPING_FILES,
  options: z.object({}),
  load: loadFlows,
});
