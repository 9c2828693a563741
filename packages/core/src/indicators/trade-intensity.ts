import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { tradeIntensity as intensityOf } from "../kernels/index.ts";
import { bucketsOf, chosenFlows, type FlowOptions } from "../trade/flows.ts";
import { figureParameters } from "../trade/parameters.ts";
import { defined, framed } from "../trade/rows.ts";
import { chooseWorld, worldNote } from "../trade/world.ts";
import { defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Trade intensity: whether an exporter sells more to a country than that country's size as a market explains.
 *
 *   adjusted    I_ij = (X_ij / X_i) / (M_j / (M_w − M_i))
 *   unadjusted  I_ij = (X_ij / X_i) / (M_j / M_w)
 *
 * Above 1 the exporter leans towards the market. The adjusted form takes the exporter's own imports out of the world,
 * since a country does not sell to itself; both are columns. All figures are of one source and one side's reports. 0
 * when nothing is sold; null when the exporter sells nothing at all, the market buys nothing or the world is not known.
 *
 * @example trade-intensity exporter=CHN importer=RUS
 */
export const tradeIntensity = defineIndicator({
  name: "trade-intensity",
  title: "Trade intensity",
  summary: "Whether a country sells more to another than the size of that market explains.",
  formula: "I_ij = (X_ij / X_i) / (M_j / (M_w − M_i))",
  references: [
    { text: "Brown, A. J. (1949), Applied Economics: Aspects of the World Economy in War and Peace" },
    {
      text: "Kojima, K. (1964), The Pattern of International Trade among Advanced Countries, Hitotsubashi Journal of Economics 5(1)",
    },
  ],
  group: "trade",
  params: z.object({
    exporter: country("i: the country that sells"),
    importer: country("j: the market"),
    ...figureParameters,
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    exporter: { type: "text", description: "i" },
    importer: { type: "text", description: "j" },
    product: { type: "text", description: "goods that count" },
    adjusted: { type: "double", unit: "ratio", description: "against the market open to i" },
    unadjusted: { type: "double", unit: "ratio", description: "against the whole world's imports" },
    flow_usd: { type: "decimal", unit: "current US dollars", description: "X_ij" },
    exports_usd: { type: "decimal", unit: "current US dollars", description: "X_i" },
    imports_usd: { type: "decimal", unit: "current US dollars", description: "M_j" },
    own_imports_usd: { type: "decimal", unit: "current US dollars", description: "M_i" },
    world_usd: { type: "decimal", unit: "current US dollars", description: "M_w" },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported or reconciled" },
  },
  example: { exporter: "CHN", importer: "RUS", min_partners: 5 },
  async compute(_frame, params, context): Promise<Frame> {
    const choices = await chooseWorld(params, context);
    worldNote(choices, context);
    const sum = async (
      countries: readonly string[],
      flow: "imports" | "exports",
      options: FlowOptions = {},
    ) => {
      const { flows } = await chosenFlows({ countries, flow }, params, choices, context, {
        ...options,
        together: true,
      });
      return new Map(flows.map((f) => [f.period, f.value]));
    };
    const pair = await sum([params.exporter], "exports", { only: [params.importer] });
    const exports = await sum([params.exporter], "exports");
    const imports = await sum([params.importer], "imports");
    const own = await sum([params.exporter], "imports");
    const world = await sum([], "imports");
    const rows = bucketsOf(choices, params).map((bucket) => {
      const at = (of: ReadonlyMap<string, number>) => of.get(bucket.period) ?? 0;
      const input = {
        flow: at(pair),
        exports: at(exports),
        imports: at(imports),
        ownImports: at(own),
        worldImports: at(world),
      };
      return {
        period: bucket.period,
        exporter: params.exporter,
        importer: params.importer,
        product: params.product,
        adjusted: bucket.known ? defined(intensityOf(input)) : null,
        unadjusted: bucket.known ? defined(intensityOf(input, "unadjusted")) : null,
        flow_usd: input.flow,
        exports_usd: input.exports,
        imports_usd: input.imports,
        own_imports_usd: input.ownImports,
        world_usd: input.worldImports,
        source: bucket.source,
        basis: bucket.basis,
      };
    });
    return framed(tradeIntensity.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.adjusted !== null);
    if (!last) return undefined;
    const times = (last.adjusted as number).toFixed(2);
    return `${countryName(params.exporter)} sold ${countryName(params.importer)} ${times} times what the size of that market explains in ${String(last.period).slice(0, 4)}`;
  },
  chart: { kind: "line", x: "period", y: "adjusted", status: "basis", format: "number" },
});
