import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadBaci, revisionOf } from "./load.ts";

export const baci = defineSource({
  name: "baci",
  title: "BACI: international trade at the product level",
  publisher: "CEPII",
  url: "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
  licence: {
    id: "etalab-2.0",
    title: "Licence Ouverte / Open Licence 2.0 (Etalab)",
    url: "https://www.etalab.gouv.fr/wp-content/uploads/2018/11/open-licence.pdf",
    redistributable: true,
  },
  citation:
    "Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at the Product-Level. The 1994-2007 Version, CEPII Working Paper 2010-23.",
  description:
    "Yearly bilateral flows at six digits, one reconciled figure a flow, FOB. Values in thousand current US dollars, quantities in tonnes. Positive flows only.",
  accepts: "BACI_HSrr_Yyyyy_Vyyyymm.csv (columns t,i,j,k,v,q) or the zip that holds it",
  tables: ["trade"],
  // A year of BACI holds every flow that either side reported, among more than 220 countries and areas: 20,000 pairs and more.
  absence: { means: "no trade", pairs: 15_000 },
  companions: /^(country_codes|product_codes|readme)/i,
  options: z.object({
    revision: z
      .enum(["HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022"])
      .optional()
      .describe("HS revision of the codes; read from the file name (BACI_HS17_…) when it is there"),
  }),
  settle: (name, options) => ({ revision: options.revision ?? revisionOf(name) }),
  load: loadBaci,
});
