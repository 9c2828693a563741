import { countryName } from "../countries/index.ts";
import type { CoverageNote } from "../result.ts";
import type { Bucket, PartnerFlows } from "./flows.ts";
import type { FigureScope } from "./parameters.ts";
import { spanText } from "./spans.ts";

/** What must stand beside figures of trade: whose they are, what they leave out, what was estimated or divided. */
export function flowNotes(
  who: string,
  { buckets, totals, classifications, split }: Omit<PartnerFlows, "flows">,
  scope: FigureScope,
): CoverageNote[] {
  const notes: CoverageNote[] = [];
  const name = who.length === 3 ? countryName(who) : who;
  const when = (test: (b: Bucket) => boolean) => spanText(buckets.filter(test).map((b) => b.period));
  const mirrored = when((b) => b.basis === "mirrored" || b.basis === "mixed");
  if (mirrored)
    notes.push({
      kind: "mirrored",
      text: `${mirrored}: figures of ${name}'s partners, which count only partners that report`,
    });
  const reconciled = when((b) => b.basis === "reconciled");
  if (reconciled)
    notes.push({
      kind: "reconciled",
      text: `${reconciled}: one reconciled figure a flow, made by the source from both reports`,
    });
  const estimated = spanText(totals.filter((t) => t.estimated).map((t) => t.period));
  if (estimated) notes.push({ kind: "estimated", text: `${estimated}: holds estimates of the source` });
  const unknown = when((b) => !b.known);
  if (unknown)
    notes.push({
      kind: "missing",
      text: `${unknown}: fewer than ${scope.min_partners} partners have figures in the source, so a sum over them is no total`,
    });
  for (const b of buckets.filter((x) => x.periods < x.expected))
    notes.push({
      kind: "partial",
      text: `${b.period.slice(0, scope.by === "year" ? 4 : 7)}: ${b.periods} of ${b.expected} ${scope.frequency === "M" ? "months" : "years"} have figures`,
    });
  if (scope.product !== "total" && classifications.length > 0)
    notes.push({
      kind: "definition",
      text: `goods: ${scope.product}, found in data coded in ${classifications.join(" and ")}${split ? "; some codes belong to it only in part, so low and high bound the figure" : ""}`,
    });
  return notes;
}
