import { dependenceOf } from "../trade/dependence-indicator.ts";
import { defineIndicator } from "./indicator.ts";

/**
 * Import dependence: the part of a country's imports of each group of goods that comes from one partner, a list of
 * countries or a bloc.
 *
 *   d_g = Σ_(p ∈ B) V_rpg / Σ_p V_rpg
 *
 * Groups are sections, chapters, headings or products of the HS, or end uses of BEC. `group_share` is the weight of the
 * group in all the goods asked for: a share of 1 in something hardly traded is no dependence. A group the country does
 * not import has no row; a group without the partner has share 0; null where the total is not known. Members of a bloc
 * count while they are members.
 *
 * @example import-dependence reporter=RUS partner=CHN group=section from=2021 to=2021
 */
export const importDependence = defineIndicator({
  name: "import-dependence",
  title: "Dependence of imports on a partner, by goods",
  summary: "How much of a country's imports of each kind of goods comes from one partner or bloc.",
  formula: "d_g = Σ_(p ∈ B) V_rpg / Σ_p V_rpg",
  references: [
    {
      text: "European Commission (2021), Strategic dependencies and capacities, SWD(2021) 352",
      url: "https://commission.europa.eu/document/download/0a5bdf82-400d-4c9c-ad54-51766e508969_en",
    },
  ],
  group: "trade",
  tables: ["trade"],
  optionalTables: ["blocs"],
  example: { reporter: "RUS", partner: "CHN", group: "none", from: "2021", to: "2024" },
  ...dependenceOf("imports"),
});
