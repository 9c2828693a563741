import { formatPercent } from "@tightrope/charts";
import type { Row } from "@tightrope/core";
import type { Asked, Part } from "../figure/part.ts";
import { named, possessive, sentenceCase, yearOf } from "../words.ts";

/** Joint works are counted from this year; earlier ones are too few to say anything. */
export const FIRST_YEAR = 1990;

/** How much one country is to another: a share, its year, and how it is known. */
export interface Share {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly year: number;
  readonly status: string;
  readonly row: Row;
}

export type Flow = "imports" | "exports";

/** The question how much of one country's trade is with another. */
export function tradeShare(of: string, partner: string, flow: Flow, more: Asked["parameters"] = {}): Asked {
  return {
    label: `${possessive(of)} ${flow}`,
    indicator: "partner-share",
    parameters: { reporter: of, partner, flow, ...more },
  };
}

/** The question how much of one country's research ties are with another. */
export function researchShare(of: string, partner: string, from: number, to: number): Asked {
  return {
    label: `${possessive(of)} research ties`,
    indicator: "collaboration-share",
    parameters: { country: of, partner, from, to },
  };
}

/** Shares by year from an answer of either question. */
export function sharesOf(part: Part | undefined): Share[] {
  return (part?.answer.rows ?? []).map((row) => ({
    value: numberOf(row.share),
    low: numberOf(row.low),
    high: numberOf(row.high),
    year: yearOf(row.period ?? row.year),
    status: statusOf(row),
    row,
  }));
}

/** An estimate stays an estimate however it was reported; else the basis says how a figure is known. */
export function statusOf(row: Row): string {
  if (row.status === "estimated") return "estimated";
  return String(row.basis ?? row.status ?? "reported");
}

export function at(shares: readonly Share[], year: number | undefined): Share | undefined {
  return year === undefined ? shares.findLast((s) => s.value !== null) : shares.find((s) => s.year === year);
}

/** `China supplied 34.3 % of Russia’s imports in 2022`. */
export function tradeSentence(
  of: string,
  partner: string,
  flow: Flow,
  share: Share | undefined,
): string | undefined {
  if (share?.value == null) return undefined;
  const verb = flow === "imports" ? "supplied" : "took";
  return `${sentenceCase(named(partner))} ${verb} ${formatPercent(share.value)} of ${possessive(of)} ${flow} in ${share.year}`;
}

/** Both directions in one sentence, as far as they are known. */
export function pairSentence(
  a: string,
  b: string,
  flow: Flow,
  ofA: Share | undefined,
  ofB: Share | undefined,
) {
  const first = tradeSentence(a, b, flow, ofA);
  const second = tradeSentence(b, a, flow, ofB);
  if (first && second) {
    const same = ofA?.year === ofB?.year;
    return `${first}; ${same ? second.replace(/ in \d+$/, "") : second}.`;
  }
  return first || second ? `${first ?? second}.` : undefined;
}

/**
 * Both directions of a pair in the latest year that has both. Where no year has, the two figures are not set side by side
 * as if they were of one time: the first stands alone, and `caveat` says what is known of the other.
 */
export function latestPair(
  a: string,
  b: string,
  flow: Flow,
  ofA: readonly Share[],
  ofB: readonly Share[],
): { readonly sentence: string | undefined; readonly caveat?: string } {
  const known = (shares: readonly Share[], year: number) =>
    shares.some((s) => s.year === year && s.value !== null);
  const common = ofA.findLast((s) => s.value !== null && known(ofB, s.year))?.year;
  if (common !== undefined) return { sentence: pairSentence(a, b, flow, at(ofA, common), at(ofB, common)) };
  const [p, q] = [at(ofA, undefined), at(ofB, undefined)];
  if (!p || !q) return { sentence: pairSentence(a, b, flow, p, q) };
  return {
    sentence: pairSentence(a, b, flow, p, undefined),
    caveat: `${sentenceCase(possessive(b))} ${flow} by partner are loaded for other years only, up to ${q.year}.`,
  };
}

export function researchSentence(a: string, b: string, ofA: Share | undefined, ofB: Share | undefined) {
  if (ofA?.value == null || ofB?.value == null) return undefined;
  return `Of ${possessive(a)} research ties ${formatPercent(ofA.value)} were with ${named(b)} in ${ofA.year}, of ${possessive(b)} ${formatPercent(ofB.value)} with ${named(a)}.`;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
