import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { productText } from "../products/index.ts";
import { revisionOf } from "../trade/goods.ts";
import { endOfPeriod, membershipOf } from "../trade/members.ts";
import { figureParameters } from "../trade/parameters.ts";
import { productDependence as dependenceOf } from "../trade/product-dependence.ts";
import { framed } from "../trade/rows.ts";
import { chooseWorld, worldNote } from "../trade/world.ts";
import { defineIndicator } from "./indicator.ts";
import { bloc, countries, country, flag, real, whole } from "./parameters.ts";

/**
 * Product dependence: the EU's test of strategic dependency, for every six-digit product and any country or bloc.
 *
 *   CDI1 = Σ_p (m_p / Σ m)²            imports from outside, concentration of sources       > 0.4
 *   CDI2 = imports from outside / all imports                                               > 0.5
 *   CDI3 = imports from outside / exports to outside                                        > 1
 *
 * A product is `dependent` when all three exceed their thresholds. For a single country everything comes from outside
 * and CDI2 would need its production, which no trade table has: 1 / (1 + RCA) takes its place, RCA being the revealed
 * comparative advantage, so that a country whose exports lean towards a product (RCA ≥ 1) is taken to produce it. Trade
 * among members never counts as imports of the bloc. CDI3 is null, and passed, where nothing is exported.
 *
 * Who else could supply: `world_top_share` is the part of the largest exporter outside in what everybody outside
 * exports (a `single_point_of_failure` where that is over half and the same country is the top supplier), and
 * `substitutability` is how many times the exports of all others outside to third countries cover what is bought from
 * the top supplier. This is a plain form of the 2023 view, not its network score.
 *
 * @example product-dependence reporter=RUS from=2021 to=2021 dependent_only=true
 */
export const productDependence = defineIndicator({
  name: "product-dependence",
  title: "Strategic dependence by product",
  summary:
    "Which products a country or bloc depends on few outside suppliers for, and who else could supply them.",
  formula: "CDI1 = Σ (m_p/Σm)² > 0.4, CDI2 = M_outside/M > 0.5, CDI3 = M_outside/X_outside > 1",
  references: [
    {
      text: "European Commission (2021), Strategic dependencies and capacities, SWD(2021) 352",
      url: "https://commission.europa.eu/document/download/0a5bdf82-400d-4c9c-ad54-51766e508969_en",
    },
    {
      text: "Arjona, R., Connell, W. and Herghelegiu, C. (2023), An enhanced methodology to monitor the EU's strategic dependencies and vulnerabilities, Single Market Economics Papers 14",
    },
  ],
  group: "trade",
  params: z.object({
    reporter: country("country whose dependence is tested").optional(),
    bloc: bloc("bloc taken as one, instead of a country").optional(),
    members: countries("countries taken as one, instead of a named bloc").optional(),
    ...figuresByPeriod(),
    cdi1: real("threshold of CDI1", { min: 0, max: 1, unit: "index" }).default(0.4),
    cdi2: real("threshold of CDI2", { min: 0, max: 1, unit: "share" }).default(0.5),
    cdi3: real("threshold of CDI3", { min: 0, max: 1000, unit: "ratio" }).default(1),
    dependent_only: flag("only products that exceed all three").default(false),
    top: whole("only so many products a period, by imports from outside", {
      min: 1,
      max: 10000,
      unit: "products",
    }).optional(),
  }),
  tables: ["trade"],
  optionalTables: ["blocs"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: "country, bloc, or countries joined by +" },
    product: { type: "text", description: "six-digit code in the data's HS revision" },
    description: {
      type: "text",
      description: "text of the code; null for a code the revision does not have",
    },
    imports_usd: { type: "decimal", unit: "current US dollars", description: "imports from outside" },
    exports_usd: { type: "decimal", unit: "current US dollars", description: "exports to outside" },
    cdi1: { type: "double", unit: "index (0 to 1)", description: "concentration of outside sources" },
    cdi2: {
      type: "double",
      unit: "share (0 to 1)",
      description: "outside in all imports; for a country 1 / (1 + RCA)",
    },
    cdi3: {
      type: "double",
      unit: "ratio",
      description: "imports over exports; null where nothing is exported",
    },
    dependent: { type: "boolean", description: "all three exceed their thresholds" },
    suppliers: { type: "integer", unit: "countries", description: "outside countries bought from" },
    top_supplier: { type: "text", description: "largest outside source" },
    top_supplier_share: {
      type: "double",
      unit: "share (0 to 1)",
      description: "its part of imports from outside",
    },
    world_top: { type: "text", description: "largest exporter outside" },
    world_top_share: {
      type: "double",
      unit: "share (0 to 1)",
      description: "its part of what everybody outside exports",
    },
    single_point_of_failure: {
      type: "boolean",
      description: "top supplier and largest exporter are one, with over half of world exports",
    },
    alternatives: {
      type: "integer",
      unit: "countries",
      description: "other outside exporters with 5 % or more of outside exports",
    },
    substitutability: {
      type: "double",
      unit: "ratio",
      description:
        "exports of all other outside countries to third countries, over imports from the top supplier",
    },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported or reconciled" },
  },
  example: { reporter: "RUS", from: "2021", to: "2021", min_partners: 5, top: 5 },
  async compute(_frame, params, context): Promise<Frame> {
    const membership = await membershipOf(
      { bloc: params.bloc, members: params.members ?? (params.reporter ? [params.reporter] : undefined) },
      context,
    );
    if (!membership) throw new UsageError("product-dependence needs --reporter, --bloc or --members");
    const all = await chooseWorld({ ...params, by: "period" }, context, { codes: true });
    const choices = params.from || params.to ? all : all.slice(-1);
    worldNote(choices, context);
    if (membership.ever.length === 1)
      context.note({
        kind: "definition",
        text: "production is not known: CDI2 is 1 / (1 + revealed comparative advantage) for a single country",
      });
    const rows: Record<string, unknown>[] = [];
    for (const choice of choices.filter((c) => c.known)) {
      const members = membership.on(endOfPeriod(choice.period, params.frequency));
      const found = await dependenceOf(members, choice, params, context);
      const revision = revisionOf(choice.classifications[0] as string, choice.period);
      for (const r of found)
        rows.push({
          ...r,
          period: choice.period,
          reporter: membership.label,
          description: revision ? (productText(revision, r.product) ?? null) : null,
          source: choice.source,
          basis: choice.basis,
        });
    }
    return framed(productDependence.columns, rows);
  },
  finding(rows, params) {
    const at = rows.at(-1)?.period;
    const dependent = rows.filter((r) => r.period === at && r.dependent === true);
    const name = params.reporter ? countryName(params.reporter) : String(rows.at(-1)?.reporter);
    // Cut to a few products, the rows do not tell for how many more it holds.
    if (params.top || dependent.length === 0) {
      const shown = rows.filter((r) => r.period === at).length;
      if (shown === 0) return undefined;
      return `Of the ${shown} products shown, ${name} depended on outside suppliers for ${dependent.length || "none"} in ${String(at).slice(0, 4)}`;
    }
    const counts = new Map<string, number>();
    for (const r of dependent)
      counts.set(String(r.top_supplier), (counts.get(String(r.top_supplier)) ?? 0) + 1);
    const [who, n] = [...counts].sort((a, b) => b[1] - a[1])[0] as [string, number];
    return `${name} depended on outside suppliers for ${dependent.length} products in ${String(at).slice(0, 4)}, for ${n} of them most on ${countryName(who)}`;
  },
  chart: { kind: "dot", x: "cdi1", y: "cdi2", series: "top_supplier", format: "number" },
});

/** Periods are never added up here: a dependence is of one year. */
function figuresByPeriod() {
  const { by: _by, ...rest } = figureParameters;
  return rest;
}
