import { z } from "zod";
import { loadEvents } from "../events.ts";
import { defineSource } from "../source.ts";

export const industryDeals = defineSource({
  name: "industry-deals",
  title: "Industry deals between countries, counted",
  publisher: "whoever compiled the file",
  licence: { id: "file", title: "as the file's own source states", redistributable: false },
  citation: "as the file's own source states",
  description:
    "Joint ventures, contracts, investments and withdrawals of firms, one row each, counted by pair of countries, sector and month.",
  accepts: "a CSV file with date, parties (two or more countries separated by ;), sector, kind and url",
  tables: ["observations"],
  options: z.object({}),
  load: (input, _options, loader) => loadEvents("industry-deals", input, loader),
});
