import type { ChartInput } from "@tightrope/charts";
import type { Parameters } from "../api.ts";
import type { Part } from "../figure/part.ts";

/** What a cell of the matrix can show of a country, a partner and a line. */
export interface Measure {
  readonly text: string;
  readonly heading: string;
  /** Completes "… of China with each partner". */
  readonly subtitle: string;
  readonly indicator: "affinity" | "research-impact";
  readonly value: string;
  readonly low?: string;
  readonly high?: string;
  /** The value that says nothing in particular, where there is one. */
  readonly centre?: number;
  readonly format: "number" | "percent";
}

export const MEASURES = {
  affinity: {
    text: "affinity",
    heading: "Closer or more distant than their sizes would give",
    subtitle: "Joint works over what the sizes of both would give; 1 is neither close nor distant:",
    indicator: "affinity",
    value: "affinity",
    low: "low",
    high: "high",
    centre: 1,
    format: "number",
  },
  share: {
    text: "share of ties",
    heading: "Shares of the country's research ties",
    subtitle: "Joint works over all ties with other countries:",
    indicator: "affinity",
    value: "share",
    low: "share_low",
    high: "share_high",
    format: "percent",
  },
  works: {
    text: "joint works",
    heading: "How many works are joint",
    subtitle: "Joint works, full count:",
    indicator: "affinity",
    value: "works",
    format: "number",
  },
  impact: {
    text: "impact",
    heading: "How much joint works are cited",
    subtitle: "Mean citations of joint works over the mean of their field and year; 1 is the world:",
    indicator: "research-impact",
    value: "impact",
    low: "impact_low",
    high: "impact_high",
    centre: 1,
    format: "number",
  },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;

export function measureOf(name: string | null, withWorks: boolean): MeasureName {
  const known = name !== null && name in MEASURES ? (name as MeasureName) : "affinity";
  return known === "impact" && !withWorks ? "affinity" : known;
}

/** The question behind a line of the matrix. */
export function questionOf(
  measure: Measure,
  asked: { country: string; partners: readonly string[]; field: string; from: number; to: number },
): { indicator: string; parameters: Parameters } {
  const { country, partners, ...rest } = asked;
  return { indicator: measure.indicator, parameters: { country, partner: partners.join(","), ...rest } };
}

/** Rows of a part, one for each partner asked for, under the matrix's own column names; null where there is no figure. */
export function cellsOf(part: Part, measure: Measure, partners: readonly string[]): ChartInput["rows"] {
  const found = new Map(
    part.answer.rows.map((r) => [String(measure.indicator === "research-impact" ? r.group : r.partner), r]),
  );
  return partners.map((partner) => {
    const r = found.get(partner);
    return {
      line: part.label,
      partner,
      works: numberOr(r?.works),
      figure: numberOr(r?.[measure.value]),
      low: measure.low ? numberOr(r?.[measure.low]) : null,
      high: measure.high ? numberOr(r?.[measure.high]) : null,
    };
  });
}

function numberOr(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
