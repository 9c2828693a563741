import { z } from "zod";
import { choice, country, period, text, whole } from "../indicators/parameters.ts";

/** Parameters that every question about one country's trade shares, so that they mean the same everywhere. */
export const tradeParameters = {
  reporter: country("country whose trade is measured"),
  flow: choice(["imports", "exports"], "side of the reporter's trade").default("imports"),
  from: period("first period, e.g. 2012 or 2022-10").optional(),
  to: period("last period, e.g. 2023 or 2022-12").optional(),
  by: choice(
    ["period", "quarter", "year", "range"],
    "add periods up: as they are, by quarter, by year, or all into one",
  ).default("period"),
  frequency: choice(["A", "M"], "yearly (A) or monthly (M) figures").default("A"),
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

/** What `flowsOf` needs to know of the parsed parameters. */
export interface FlowScope {
  readonly reporter: string;
  readonly flow: "imports" | "exports";
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by: "period" | "quarter" | "year" | "range";
  readonly frequency: "A" | "M";
  readonly source?: string | undefined;
  readonly basis: "auto" | "reporter" | "partner" | "reconciled";
  readonly min_partners: number;
}

export const tradeScope = z.object(tradeParameters);
