import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";
import { fromRows, type Row } from "../frame.ts";
import { marginParameters } from "../trade/cif-margin.ts";
import { explain } from "../trade/explain.ts";
import { silenceNotes } from "../trade/mirror-notes.ts";
import { lastPeriod, product } from "../trade/parameters.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, country, period, real, text } from "./parameters.ts";

/**
 * Difference: why two figures of what seems to be the same flow are not the same, as steps from one to the other.
 *
 *   other figure = figure + goods + period + valuation + whose report + remainder
 *
 * Each step answers one question with the figures of the workspace: what the other HS revision would count, what the
 * other period holds, what transport adds, what the other party reports. Causes that are known only to lie between
 * two limits (goods shipped on through hubs, exports to areas not specified, the report that an averaged figure
 * implies) are rows without a size, inside the remainder. What is left is called unexplained. Start, steps and
 * remainder add up to the end exactly; the size of a step can depend on the order, which is fixed.
 *
 * The other figure may be one that is published elsewhere: `against_value` with a label.
 *
 * @example difference exporter=CHN importer=RUS product=8542 from=2021 against_value=74e6 against_label="China's customs" against_basis=exporter
 */
export const difference = defineIndicator({
  name: "difference",
  title: "Why two figures differ",
  summary:
    "How one figure of a flow differs from another source, reading or published value of the same, step by step.",
  formula: "other figure = figure + goods + period + valuation + whose report + remainder",
  references: [
    {
      text: "United Nations (2019), Bilateral asymmetries in trade statistics: handbook of causes, UN Statistics Division",
      url: "https://unstats.un.org/unsd/trade/",
    },
    {
      text: "Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at the Product-Level, CEPII Working Paper 2010-23",
      url: "https://www.cepii.fr/CEPII/en/publications/wp/abstract.asp?NoDoc=2726",
    },
  ],
  group: "mirrors",
  params: z.object({
    exporter: country("exporter"),
    importer: country("importer"),
    product: product("goods: total, an HS code (8542, HS2017:8542), chapter:85, list:chpl").default("total"),
    from: period("period of the figure, or its first period, e.g. 2021"),
    to: lastPeriod("last period of the figure; the same as the first when left out").optional(),
    frequency: choice(["A", "M"], "yearly (A) or monthly (M) figures").default("A"),
    source: text("source of the figure; the one that has most when left out", "source").optional(),
    basis: choice(
      ["auto", "reconciled", "exporter", "importer"],
      "whose figure; auto takes the first that exists",
    ).default("auto"),
    against_source: text("source of the other figure", "source").optional(),
    against_basis: choice(
      ["auto", "reconciled", "exporter", "importer"],
      "whose figure the other is",
    ).default("auto"),
    against_product: product("goods of the other figure, e.g. HS2022:8542").optional(),
    against_from: period("first period of the other figure").optional(),
    against_to: lastPeriod("last period of the other figure").optional(),
    against_frequency: choice(["A", "M"], "yearly or monthly figures in the other").optional(),
    against_value: real("a value published elsewhere, instead of one in this workspace", {
      min: 0,
      max: 1e15,
      unit: "current US dollars",
    }).optional(),
    against_label: text("who published that value, and where").optional(),
    against_valuation: choice(
      ["FOB", "CIF"],
      "how that value is valued; exporters' FOB and importers' CIF when left out",
    ).optional(),
    ...marginParameters,
  }),
  tables: ["trade"],
  columns: {
    place: { type: "integer", unit: "place", description: "order of the rows" },
    kind: {
      type: "text",
      description: "start, step, bound (a cause of unknown size, inside the remainder), remainder or end",
    },
    step: { type: "text", description: "what the row is about" },
    label: { type: "text", description: "the row in words" },
    value_usd: {
      type: "double",
      unit: "current US dollars",
      description: "figure at the ends, change in between; null for a bound",
    },
    low_usd: { type: "double", unit: "current US dollars", description: "least it can be" },
    high_usd: { type: "double", unit: "current US dollars", description: "most it can be" },
    running_usd: { type: "double", unit: "current US dollars", description: "figure after this row" },
    how: { type: "text", description: "how the row was found" },
    source: { type: "text", description: "source of the figure behind the row" },
  },
  example: { exporter: "CHN", importer: "RUS", from: "2021", against_basis: "importer" },
  async compute(_frame, params, context) {
    const asked = [
      params.against_source,
      params.against_product,
      params.against_from,
      params.against_to,
      params.against_value,
      params.against_frequency,
      params.against_basis === "auto" ? undefined : params.against_basis,
    ];
    if (asked.every((a) => a === undefined))
      throw new UsageError(
        "difference needs something to compare with: --against_source, --against_basis, --against_product, --against_from or --against_value",
      );
    if (params.against_value !== undefined && params.against_label === undefined)
      throw new UsageError("--against_value needs --against_label: say who published it and where");
    const steps = await explain({ ...params, to: params.to ?? params.from }, context);
    for (const note of silenceNotes(
      [params.exporter, params.importer],
      [params.from, params.against_from ?? params.from],
    ))
      context.note(note);
    let running = 0;
    return fromRows(
      steps.map((s, i) => {
        running =
          s.kind === "start" || s.kind === "end" ? s.value : s.kind === "bound" ? running : running + s.value;
        return {
          place: i + 1,
          kind: s.kind,
          step: s.step,
          label: s.label,
          value_usd: s.value,
          low_usd: s.low,
          high_usd: s.high,
          running_usd: running,
          how: s.how,
          source: s.source ?? null,
        };
      }),
      COLUMNS,
    );
  },
  finding(rows: readonly Row[], params) {
    const [start, end] = [rows[0], rows.at(-1)];
    const rest = rows.find((r) => r.kind === "remainder");
    if (!start || !end || !rest) return undefined;
    const gap = (end.value_usd as number) - (start.value_usd as number);
    const m = (v: unknown) => `${((v as number) / 1e6).toPrecision(3).replace("-", "−")} M`;
    const share = gap === 0 ? 0 : Math.abs((rest.value_usd as number) / gap);
    return `${countryName(params.exporter)} to ${countryName(params.importer)}: ${m(start.value_usd)} dollars against ${m(end.value_usd)}; ${m(gap)} apart, of which ${m(rest.value_usd)}${share <= 1 ? ` (${Math.round(share * 100)} %)` : ""} is unexplained`;
  },
  chart: {
    kind: "waterfall",
    x: "label",
    y: "value_usd",
    low: "low_usd",
    high: "high_usd",
    status: "kind",
    format: "usd",
  },
});

const COLUMNS = {
  place: "integer",
  kind: "text",
  step: "text",
  label: "text",
  value_usd: "double",
  low_usd: "double",
  high_usd: "double",
  running_usd: "double",
  how: "text",
  source: "text",
} as const;
