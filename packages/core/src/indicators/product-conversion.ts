import { z } from "zod";
import { fromRows } from "../frame.ts";
import { concordance, productText } from "../products/index.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, code } from "./parameters.ts";

/**
 * Product conversion: how codes of one classification lead to another, with weights and what they rest on.
 *
 *   value_new = Σ_old weight(old → new) value_old,   Σ_new weight(old → new) = 1
 *
 * The UN's tables lead from newer HS revisions to older ones and from the HS to SITC, ISIC and BEC (`published`);
 * the other way they are read backwards (`inverted`), and nobody publishes how a code's value divides. `weight` is the
 * asked assumption, `weight_equal` the other one, `low` and `high` what any assumption could make of it: 1 and 1 where
 * there is one target, 0 and 1 where there are several. A code without a target keeps its row, with an empty `to`: its
 * value must be shown, not lost. `inferred` 1 means that no table has the pair but both codes lead to one older code,
 * 2 that the code is spread over its heading.
 *
 * @example product-conversion from=HS2017 to=HS2022 code=854890 → 854800 and others
 */
export const productConversion = defineIndicator({
  name: "product-conversion",
  title: "How product codes convert",
  summary:
    "Which codes of another classification a product code leads to, with what weight, and how sure that is.",
  formula: "value_new = Σ_old weight(old → new) · value_old; the weights of an old code add up to 1",
  references: [
    {
      text: "United Nations Statistics Division, correlation and conversion tables of HS, SITC, BEC",
      url: "https://unstats.un.org/unsd/classifications/Econ",
    },
    {
      text: "Liao, S., Kim, I. S., Miyano, S., Zhang, H. (2020), concordance: Product Concordance, R package",
      url: "https://cran.r-project.org/package=concordance",
    },
  ],
  group: "products",
  params: z.object({
    from: code("classification of the codes: HS1992 … HS2022, SITC1 … SITC4, ISIC2, ISIC3, BEC4").default(
      "HS2017",
    ),
    to: code("classification wanted").default("HS2022"),
    code: code("code or its first digits, e.g. 8548; every code when left out").optional(),
    weighting: choice(
      ["same-code", "equal"],
      "a code with several targets goes to the one with its own number, where there is one, or divides equally",
    ).default("same-code"),
  }),
  tables: [],
  columns: {
    from_classification: { type: "text", description: "classification of the code" },
    from: { type: "text", description: "code" },
    from_text: { type: "text", description: "what it is" },
    to_classification: { type: "text", description: "classification wanted" },
    to: { type: "text", description: "target; null when the code leads nowhere" },
    to_text: { type: "text", description: "what the target is" },
    weight: {
      type: "double",
      unit: "share (0 to 1)",
      description: "part of the code's value that goes there, under the weighting asked",
    },
    weight_equal: { type: "double", unit: "share (0 to 1)", description: "the same with equal weights" },
    low: { type: "double", unit: "share (0 to 1)", description: "least under any weights" },
    high: { type: "double", unit: "share (0 to 1)", description: "most under any weights" },
    direction: { type: "text", description: "published (the UN's direction), inverted, or same" },
    inferred: {
      type: "integer",
      unit: "0, 1 or 2",
      description: "0 published pair, 1 through an older revision, 2 spread over the heading",
    },
  },
  example: { from: "HS2017", to: "HS2022", code: "8548" },
  compute(_frame, params, context) {
    const table = concordance(params.from, params.to, params.weighting);
    const equal = concordance(params.from, params.to, "equal");
    const wanted = (code: string) =>
      params.code === undefined || code.startsWith(params.code.replaceAll(".", ""));
    const targets = new Map<string, number>();
    for (const code of table.from) targets.set(code, (targets.get(code) ?? 0) + 1);
    const base = {
      from_classification: table.fromClassification,
      to_classification: table.toClassification,
      direction: table.direction,
    };
    const rows: Record<string, unknown>[] = [];
    table.from.forEach((from, i) => {
      if (!wanted(from)) return;
      const to = table.to[i] as string;
      rows.push({
        ...base,
        from,
        from_text: productText(table.fromClassification, from) ?? null,
        to,
        to_text: productText(table.toClassification, to) ?? null,
        weight: table.weight[i],
        weight_equal: equal.weight[i],
        low: targets.get(from) === 1 ? 1 : 0,
        high: 1,
        inferred: table.inferred[i],
      });
    });
    const lost = table.unmapped.filter(wanted);
    for (const from of lost)
      rows.push({
        ...base,
        from,
        from_text: productText(table.fromClassification, from) ?? null,
        to: null,
        weight: 0,
        weight_equal: 0,
        low: 0,
        high: 0,
        inferred: 0,
      });
    rows.sort((a, b) =>
      String(a.from) < String(b.from)
        ? -1
        : String(a.from) > String(b.from)
          ? 1
          : String(a.to) < String(b.to)
            ? -1
            : 1,
    );
    if (lost.length > 0)
      context.note({
        kind: "missing",
        text: `${lost.length} codes lead nowhere in ${table.toClassification} (${lost.slice(0, 6).join(", ")}${lost.length > 6 ? ", …" : ""})`,
      });
    if (table.direction === "inverted")
      context.note({
        kind: "definition",
        text: `the UN publishes ${table.toClassification} to ${table.fromClassification}; read backwards, how a code divides is an assumption (${params.weighting})`,
      });
    return fromRows(rows, COLUMNS);
  },
  finding(rows) {
    const [first] = rows;
    if (!first) return undefined;
    const codes = new Set(rows.map((r) => r.from)).size;
    const targets = new Set(rows.map((r) => r.to).filter((t) => t !== null)).size;
    const divided = new Set(
      rows.filter((r) => r.weight !== null && (r.weight as number) < 1).map((r) => r.from),
    ).size;
    const of = codes === 1 ? `code ${first.from}` : `${codes} codes`;
    return `${of.replace(/^c/, "C")} of ${first.from_classification} lead${codes === 1 ? "s" : ""} to ${targets} of ${first.to_classification}, ${divided === 0 ? "none divided" : `${divided} divided`}`;
  },
  chart: { kind: "table", x: "from", y: "weight", format: "percent" },
});

const COLUMNS = {
  from_classification: "text",
  from: "text",
  from_text: "text",
  to_classification: "text",
  to: "text",
  to_text: "text",
  weight: "double",
  weight_equal: "double",
  low: "double",
  high: "double",
  direction: "text",
  inferred: "integer",
} as const;
