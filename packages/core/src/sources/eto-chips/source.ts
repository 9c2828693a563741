import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadEtoChips } from "./load.ts";

export const etoChips = defineSource({
  name: "eto-chips",
  title: "Advanced semiconductor supply chain",
  publisher: "Center for Security and Emerging Technology, Emerging Technology Observatory",
  url: "https://chipexplorer.eto.tech",
  licence: {
    id: "CC-BY-NC-4.0",
    title: "Creative Commons Attribution-NonCommercial 4.0",
    url: "https://creativecommons.org/licenses/by-nc/4.0/",
    redistributable: false,
  },
  citation:
    "Emerging Technology Observatory, Advanced Semiconductor Supply Chain Dataset, CSET, Georgetown University",
  description:
    "The steps of the chip supply chain, what goes into what, and which firms and countries provide each step, with shares where they are stated. For local use: the licence bars commercial use, so nothing of it is exported unasked.",
  accepts:
    "provision.csv of the ETO chip explorer, with providers.csv beside it, and inputs.csv, sequence.csv and stages.csv where they are at hand",
  tables: ["observations", "entities", "relations"],
  options: z.object({}),
  companions: /(providers|inputs|sequence|stages)\.csv$/i,
  load: loadEtoChips,
});
