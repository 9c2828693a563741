import { z } from "zod";
import { countryName } from "../countries/index.ts";
import type { Frame } from "../frame.ts";
import { tradeIntensity as intensityOf } from "../kernels/index.ts";
import { bucketsOf, chosenFlows, type FlowOptions } from "../trade/flows.ts";
import { figureParameters } from "../trade/parameters.ts";
import { defined, framed } from "../trade/rows.ts";
import { untold, untoldNote } from "../trade/untold.ts";
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
 * when the source shows that nothing is sold, null when it tells nothing of the pair; null also when the exporter sells nothing at all, the market buys nothing or the world is not known.
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
  example: { exporter: "CHN", importer: "USA", min_partners: 5 },
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
    const buckets = bucketsOf(choices, params);
    const [reporter, partner] = [params.exporter, params.importer];
    const silent = await untold(
      { countries: [reporter], flow: "exports" },
      [partner],
      params,
      choices,
      context,
    );
    const missing = buckets.flatMap((b) => silent.of(partner, b.parts));
    const note = untoldNote({ reporter, flow: "exports", partner }, buckets[0]?.source ?? "", missing);
    if (note) context.note(note);
    const rows = buckets.map((bucket) => {
      const at = (of: ReadonlyMap<string, number>) => of.get(bucket.period) ?? null;
      const told = silent.of(partner, bucket.parts).length === 0;
      const found = {
        flow: told ? (at(pair) ?? 0) : null,
        exports: at(exports),
        imports: at(imports),
        ownImports: at(own),
        worldImports: at(world),
      };
      // Own imports that the source lacks are not in its world either, so nothing is taken out of it.
      const input = {
        flow: found.flow ?? Number.NaN,
        exports: found.exports ?? Number.NaN,
        imports: found.imports ?? Number.NaN,
        ownImports: found.ownImports ?? 0,
        worldImports: found.worldImports ?? Number.NaN,
      };
      return {
        period: bucket.period,
        exporter: params.exporter,
        importer: params.importer,
        product: params.product,
        adjusted: bucket.known ? defined(intensityOf(input)) : null,
        unadjusted: bucket.known ? defined(intensityOf(input, "unadjusted")) : null,
        flow_usd: found.flow,
        exports_usd: found.exports,
        imports_usd: found.imports,
        own_imports_usd: found.ownImports,
        world_usd: found.worldImports,
        source: bucket.source,
        basis: bucket.basis,
      };
    });
    return framed(tradeIntensity.columns, rows);
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.adjusted !== null);
    const end = rows.at(-1);
    if (end && end.flow_usd === null)
      return `${countryName(params.exporter)}'s exports to ${countryName(params.importer)} are not reported for ${String(end.period).slice(0, 4)}`;
    if (!last) return undefined;
    const times = (last.adjusted as number).toFixed(2);
    return `${countryName(params.exporter)} sold ${countryName(params.importer)} ${times} times what the size of that market explains in ${String(last.period).slice(0, 4)}`;
  },
  chart: { kind: "line", x: "period", y: "adjusted", status: "basis", format: "number" },
});
