import type { Frame, Value } from "../frame.ts";
import { framed } from "./rows.ts";

/** One figure of a profile, taken over from another indicator. */
export interface Figure {
  readonly period: Value | undefined;
  readonly topic: string;
  readonly item: Value | undefined;
  readonly rank?: Value | undefined;
  readonly value_usd?: Value | undefined;
  readonly share?: Value | undefined;
  readonly indicator: string;
  readonly source: Value | undefined;
  readonly basis: Value | undefined;
  readonly status: Value | undefined;
}

export const profileColumns = {
  country: { type: "text", description: "country" },
  partner: { type: "text", description: "the other country of a pair; empty for one country" },
  topic: { type: "text", description: "what the figure is about" },
  period: { type: "date", description: "first day of the period" },
  rank: { type: "integer", unit: "rank", description: "place, where the figure has one" },
  item: { type: "text", description: "partner, good or direction the figure belongs to" },
  value_usd: { type: "decimal", unit: "current US dollars", description: "value, where the figure has one" },
  share: { type: "double", unit: "share or index", description: "share, index or ratio, as the topic says" },
  indicator: { type: "text", description: "the indicator it comes from" },
  source: { type: "text", description: "source of the figure" },
  basis: { type: "text", description: "reported, mirrored or reconciled" },
  status: { type: "text", description: "reported or estimated" },
} as const;

/** Figures in the order given by their topics, then period, rank and item. */
export function profiled(country: string, partner: string, figures: readonly Figure[]): Frame {
  const topics = [...new Set(figures.map((f) => f.topic))];
  const key = (f: Figure) =>
    [String(f.period), String(f.rank ?? "").padStart(4, "0"), String(f.item)].join(" ");
  const sorted = figures.toSorted(
    (a, b) =>
      topics.indexOf(a.topic) - topics.indexOf(b.topic) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0),
  );
  return framed(
    profileColumns,
    sorted.map((f) => ({ ...f, country, partner })),
  );
}
