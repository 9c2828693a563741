import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadComext } from "./load.ts";

export const eurostatComext = defineSource({
  name: "eurostat-comext",
  title: "Comext: EU trade in goods by month",
  publisher: "Eurostat",
  url: "https://ec.europa.eu/eurostat/comext/newxtweb/",
  licence: {
    id: "CC-BY-4.0",
    title: "Eurostat re-use policy: re-use with attribution",
    url: "https://ec.europa.eu/eurostat/about-us/policies/copyright",
    redistributable: true,
  },
  citation: "Eurostat, EU trade since 1988 by HS2, 4, 6 and CN8 (DS-045409).",
  description:
    "Trade of EU members by month, partner and product (CN8 or HS), and in total, in euro as published. Product levels are kept as series of their own, because headings contain their subheadings.",
  accepts:
    "a tidy Comext CSV (columns reporter, partner, flow, period, value and product as `text [code]`), or totals (reporter, partner, flow, period, value_eur), where a file without reporter holds the EU as a whole",
  tables: ["observations"],
  options: z.object({}),
  load: loadComext,
});
