import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadComtrade } from "./load.ts";

export const comtrade = defineSource({
  name: "comtrade",
  title: "UN Comtrade",
  publisher: "United Nations Statistics Division",
  url: "https://comtradeplus.un.org/",
  licence: {
    id: "un-comtrade",
    title: "UN Comtrade policy on use and re-dissemination",
    url: "https://uncomtrade.org/docs/policy-on-use-and-re-dissemination/",
    redistributable: false,
  },
  citation: "United Nations, UN Comtrade database.",
  description:
    "Goods trade as each country reports it, yearly and monthly, by partner and product: imports mostly CIF, exports FOB, in current US dollars.",
  accepts:
    "a UN Comtrade bulk or API file, CSV or JSON (columns period, reporterCode, flowCode, partnerCode, classificationCode, cmdCode, primaryValue, …)",
  tables: ["trade"],
  options: z.object({}),
  load: loadComtrade,
});
