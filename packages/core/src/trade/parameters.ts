import { z } from "zod";
import { checked, choice, country, period, text, whole } from "../indicators/parameters.ts";
import { formatProduct, parseProduct } from "../products/index.ts";

/** Goods in any form that `parseProduct` reads; the same selection in its plain form inside. */
export function product(description: string) {
  return z
    .union([z.string(), z.number()])
    .transform((given, context) => checked(() => formatProduct(parseProduct(String(given))), context))
    .describe(description)
    .meta({ kind: "product", description });
}

/** A year, month or day; the last day of it inside, so that `2022` takes in December. */
export function lastPeriod(description: string) {
  return z
    .union([z.string(), z.number()])
    .transform((given, context) => {
      const typed = String(given).trim();
      if (!/^(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(0[1-9]|[12]\d|3[01]))?$/.test(typed)) {
        context.addIssue({
          code: "custom",
          message: `not a period: ${given} (write 2022, 2022-12 or 2022-12-31)`,
        });
        return z.NEVER;
      }
      const [year, month, day] = typed.split("-");
      if (day) return typed;
      if (!month) return `${year}-12-31`;
      return `${typed}-${new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()}`;
    })
    .describe(description)
    .meta({ kind: "period", description });
}

/** Which periods, goods and figures are read: shared by every question about trade, so that it means the same everywhere. */
export const figureParameters = {
  from: period("first period, e.g. 2012 or 2022-10").optional(),
  to: lastPeriod("last period, e.g. 2023 or 2022-12; a year takes in its December").optional(),
  by: choice(
    ["period", "quarter", "year", "range"],
    "add periods up: as they are, by quarter, by year, or all into one",
  ).default("period"),
  frequency: choice(["A", "M"], "yearly (A) or monthly (M) figures").default("A"),
  product: product(
    "goods: total, an HS code (8542, HS2017:8542), chapter:85, section:XVI, list:chpl, hightech, bec:capital, sitc4:7",
  ).default("total"),
  source: text(
    "source of the figures, e.g. imts; the one that covers most periods when left out",
    "source",
  ).optional(),
  basis: choice(
    ["auto", "reporter", "partner", "reconciled"],
    "whose figures: the reporter's own, its partners' (mirror), reconciled by the source, or the first of own, reconciled, mirror that exists",
  ).default("auto"),
  min_partners: whole("a period in which fewer partners have figures has no known total, hence no share", {
    min: 1,
    max: 300,
    unit: "partners",
  }).default(10),
} as const;

/** Parameters of questions about one side of one country's trade. */
export const tradeParameters = {
  reporter: country("country whose trade is measured"),
  flow: choice(["imports", "exports"], "side of the reporter's trade").default("imports"),
  ...figureParameters,
} as const;

/** Which figures a question may rest on. */
export interface FigureScope {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by: "period" | "quarter" | "year" | "range";
  readonly frequency: "A" | "M";
  readonly product: string;
  readonly source?: string | undefined;
  readonly basis: "auto" | "reporter" | "partner" | "reconciled";
  readonly min_partners: number;
}

/** What the flows layer needs to know of the parsed parameters. */
export interface FlowScope extends FigureScope {
  readonly reporter: string;
  readonly flow: "imports" | "exports";
}
