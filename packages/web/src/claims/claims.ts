import type { ChartHint, ChartInput } from "@tightrope/charts";
import { type CheckReport, type ClaimsIndex, resourceUrl } from "../api.ts";
import { type Part, receiptNote } from "../figure/part.ts";
import { type Request, useRequest } from "../request.ts";
import { curly, listed, valueText } from "../words.ts";
import type { Verdict } from "./verdict.tsx";

export type Claim = CheckReport["claims"][number];
export type Reading = Claim["readings"][number];

/** The cases this server knows, with each sentence and its recorded verdict: at hand before any figure is read. */
export function useClaimsIndex(): Request<ClaimsIndex> {
  return useRequest<ClaimsIndex>(resourceUrl("claims"));
}

/** The verdicts of a case on this workspace, every reading computed anew. */
export function useReport(name: string | undefined): Request<CheckReport> {
  return useRequest<CheckReport>(name ? resourceUrl(`claims/${name}`) : null);
}

/** A sentence as a title, without the quotation marks that set off its verbatim part. */
export function plainSentence(claim: { readonly sentence: string }): string {
  return curly(claim.sentence.replaceAll('"', ""));
}

export function tally(verdicts: readonly Verdict[]): string {
  const count = (v: Verdict) => verdicts.filter((x) => x === v).length;
  return listed(
    [
      [count("holds"), "hold"],
      [count("mixed"), "are mixed"],
      [count("fails"), count("fails") === 1 ? "fails" : "fail"],
      [count("untestable"), "cannot be tested with the figures loaded"],
    ]
      .filter(([n]) => (n as number) > 0)
      .map(([n, words]) => `${n} ${words}`),
  );
}

/** The readings of a claim as one picture: each number, what was claimed, and the band in which it holds. */
export function specificationOf(claim: Claim): { input: ChartInput; hint: ChartHint } | undefined {
  const tested = claim.readings.filter((r) => r.receipt);
  const [first] = tested;
  if (!first?.receipt) return undefined;
  const unit = first.unit ?? "";
  const { expect } = claim;
  const input: ChartInput = {
    indicator: [...new Set(tested.map((r) => r.indicator))].join(", "),
    title: plainSentence(claim),
    parameters: {},
    columns: [
      { name: "reading", type: "text", description: "reading" },
      {
        name: "value",
        type: "double",
        ...(unit ? { unit } : {}),
        description: "the number under each reading",
      },
      { name: "verdict", type: "text", description: "whether the claim holds under it" },
      { name: "receipt", type: "text", description: "receipt" },
    ],
    rows: claim.readings.map((r) => ({
      reading: curly(r.says),
      value: r.value,
      verdict: r.holds === null ? "untestable" : r.holds ? "holds" : "fails",
      receipt: r.receipt?.contentHash.slice(0, 12) ?? null,
    })),
    coverage: {
      notes: [...notesOf(tested), ...receiptNote(partsOf(claim))],
      sources: [
        ...new Map(tested.flatMap((r) => r.coverage?.sources ?? []).map((s) => [s.source, s])).values(),
      ],
    },
    receipt: {
      tightrope: first.receipt.tightrope,
      snapshot: first.receipt.snapshot,
      contentHash: tested.length === 1 ? first.receipt.contentHash : `${tested.length} receipts`,
    },
  };
  const band = bandOf(expect);
  const hint: ChartHint = {
    kind: "specification",
    x: "reading",
    y: "value",
    series: "verdict",
    ...(expect?.about === undefined ? {} : { claimed: expect.about }),
    ...(band ? { tolerance: band } : {}),
    ...(/^share/.test(unit) ? { format: "percent" as const } : {}),
  };
  return { input, hint };
}

/** The interval in which a claim holds; open ends are infinite. */
export function bandOf(expect: Claim["expect"]): readonly [number, number] | undefined {
  if (!expect) return undefined;
  const near = expect.about !== undefined && expect.tolerance !== undefined;
  const low = near
    ? (expect.about as number) - (expect.tolerance as number)
    : (expect.at_least ?? expect.more_than);
  const high = near
    ? (expect.about as number) + (expect.tolerance as number)
    : (expect.at_most ?? expect.less_than);
  if (low === undefined && high === undefined) return undefined;
  return [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
}

/** The readings that have an answer, as parts of a figure. */
export function partsOf(claim: Claim): Part[] {
  return claim.readings.flatMap((r) =>
    r.receipt
      ? [
          {
            label: r.says,
            indicator: r.indicator,
            parameters: r.parameters as Part["parameters"],
            answer: {
              indicator: r.indicator,
              title: r.says,
              parameters: r.parameters,
              columns: [],
              rows: [],
              coverage: r.coverage ?? { notes: [], sources: [] },
              receipt: r.receipt,
            },
          },
        ]
      : [],
  );
}

/** From the least to the greatest number under the readings, as text. */
export function rangeText(claim: Claim): string | undefined {
  const tested = claim.readings.filter((r) => r.value !== null);
  if (tested.length === 0) return undefined;
  const values = tested.map((r) => r.value as number);
  const unit = tested[0]?.unit;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = low === high ? valueText(low, unit) : `${valueText(low, unit)} to ${valueText(high, unit)}`;
  return unit === "rank" ? `rank ${range}` : range;
}

/** Claims that were checked on figures of both countries. */
export function claimsAbout(report: CheckReport, a: string, b: string): Claim[] {
  return report.claims.filter((claim) =>
    claim.readings.some((r) => {
      const values = Object.values(r.parameters).flatMap((v) => (Array.isArray(v) ? v : [v]));
      return values.includes(a) && values.includes(b);
    }),
  );
}

function notesOf(readings: readonly Reading[]) {
  const seen = new Map<string, { kind: "estimated"; text: string }>();
  for (const reading of readings)
    for (const note of reading.coverage?.notes ?? [])
      seen.set(`${note.kind} ${note.text}`, note as { kind: "estimated"; text: string });
  return [...seen.values()].slice(0, 6);
}

/** What an untestable claim needs, without the explanation after it. */
export function needOf(because: string): string {
  const empty = /needs the table (\S+), which is empty here: load a file of (.+)$/s.exec(because);
  if (empty) return `needs ${empty[1]}: tightrope load ${(empty[2] as string).split(", ")[0]} FILE`;
  if (because.startsWith("needs ")) return because.replace(/:.*/s, "");
  // The first of several reasons, without what follows from it; the claim's page has them all.
  return because.split(/; |, so /)[0] as string;
}

/** Where a claim holds, in the words of its numbers. */
export function bandText(claim: Claim): string | undefined {
  const unit = claim.readings.find((r) => r.value !== null)?.unit;
  const [low, high] = bandOf(claim.expect) ?? [];
  if (low === undefined || high === undefined) return undefined;
  if (low === Number.NEGATIVE_INFINITY)
    return `${claim.expect?.less_than === undefined ? "at most" : "less than"} ${valueText(high, unit)}`;
  if (high === Number.POSITIVE_INFINITY)
    return `${claim.expect?.more_than === undefined ? "at least" : "more than"} ${valueText(low, unit)}`;
  return `between ${valueText(low, unit)} and ${valueText(high, unit)}`;
}
