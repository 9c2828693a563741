import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadImts } from "./load.ts";

export const imts = defineSource({
  name: "imts",
  title: "International Merchandise Trade Statistics (IMTS)",
  publisher: "International Monetary Fund",
  url: "https://data.imf.org/en/datasets/IMF.STA:IMTS",
  licence: {
    id: "imf-terms",
    title: "IMF copyright and usage terms: re-use with attribution",
    url: "https://www.imf.org/external/terms.htm",
    redistributable: true,
  },
  citation: "International Monetary Fund, International Merchandise Trade Statistics (IMTS).",
  description:
    "All goods by partner, yearly or monthly, as a country reports them: imports CIF, exports FOB. The IMF estimates what a country does not report; Russia's figures from 2022 on are such estimates.",
  accepts:
    "the wide CSV of IMF IMTS (columns COUNTRY.ID, INDICATOR.ID, COUNTERPART_COUNTRY.ID, FREQUENCY.ID, SCALE.ID and one column a year)",
  tables: ["trade"],
  options: z.object({}),
  load: loadImts,
});
