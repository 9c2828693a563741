import { sha256 } from "../hash.ts";
import type { CheckReport, ClaimOutcome, ReadingOutcome, Verdict } from "./check.ts";
import { coverageOf, sourceText } from "./coverage.ts";
import { formatReading } from "./markdown.ts";

export interface ReviewOptions {
  /** Day the review is published, ISO date. The claim file's `review.published` when left out. */
  readonly published?: string;
  /** Page on which the review stands; each claim is `#ID` on it. The claim file's `review.url` when left out. */
  readonly url?: string;
}

const RATINGS: Readonly<Record<Exclude<Verdict, "untestable">, { value: number; words: string }>> = {
  fails: { value: 1, words: "Holds under no reading" },
  mixed: { value: 2, words: "Depends on the reading" },
  holds: { value: 3, words: "Holds under every reading" },
};

/**
 * Schema.org ClaimReview, one object a claim, as a JSON-LD graph. The number under each reading stands in `reviewBody`
 * for people and in `citation` for programs, with its unit, receipt and coverage. A review that stands on no page has
 * its content as its address (`urn:sha256:…`).
 */
export function toClaimReview(report: CheckReport, options: ReviewOptions = {}): unknown {
  const page = options.url ?? report.review?.url;
  const published = options.published ?? report.review?.published;
  const { author } = report.review ?? {};
  return {
    "@context": "https://schema.org",
    "@graph": report.claims.map((claim) => {
      const url = page
        ? `${page.replace(/#.*/s, "")}#${claim.id}`
        : `urn:sha256:${sha256(JSON.stringify([report.snapshot, claim]))}`;
      return {
        "@type": "ClaimReview",
        "@id": url,
        url,
        ...(published ? { datePublished: published } : {}),
        claimReviewed: claim.sentence,
        itemReviewed: {
          "@type": "Claim",
          author: { "@type": "Person", name: report.author },
          datePublished: report.published,
          appearance: {
            "@type": "CreativeWork",
            headline: report.title,
            ...(report.url ? { url: report.url } : {}),
            ...(report.publisher ? { publisher: { "@type": "Organization", name: report.publisher } } : {}),
          },
        },
        author: author
          ? { "@type": "Organization", ...author }
          : { "@type": "Organization", name: "Tightrope" },
        reviewRating: {
          "@type": "Rating",
          ...(claim.verdict === "untestable"
            ? {}
            : { ratingValue: RATINGS[claim.verdict].value, bestRating: 3, worstRating: 1 }),
          alternateName: ratingWords(claim),
        },
        reviewBody: bodyOf(claim),
        citation: claim.readings.flatMap((r) => (r.receipt ? [citationOf(r)] : [])),
      };
    }),
  };
}

function ratingWords({ verdict, readings }: ClaimOutcome): string {
  if (verdict === "untestable") return "Not testable with the data at hand";
  const untested = readings.filter((r) => r.holds === null).length;
  const { words } = RATINGS[verdict];
  return untested === 0
    ? words
    : `${words}${verdict === "mixed" ? ", of those" : ""} that can be tested (${untested} of ${readings.length} cannot)`;
}

/** The verdict, the number under each reading, and what the numbers rest on, as plain text. */
function bodyOf({ because, expected, readings }: ClaimOutcome): string {
  const { notes, sources } = coverageOf(readings);
  return [
    `${because}.`,
    ...(expected ? [`Expected: ${expected}.`] : []),
    ...readings.map((r) => `${r.says}: ${formatReading(r)}${r.reason ? ` (${r.reason})` : ""}.`),
    ...(notes.length > 0 ? [`Coverage: ${notes.map((n) => `${n.kind}: ${n.text}`).join("; ")}.`] : []),
    ...(sources.length > 0 ? [`Sources: ${sources.map(sourceText).join("; ")}.`] : []),
  ].join("\n");
}

function citationOf(reading: ReadingOutcome) {
  const { says, value, unit, receipt, coverage, leftOut } = reading;
  const notes = [
    ...(leftOut ? [`missing: ${leftOut} rows without a figure left out`] : []),
    ...(coverage?.notes ?? []).map((n) => `${n.kind}: ${n.text}`),
  ];
  return {
    "@type": "Dataset",
    name: says,
    description: `${says}: ${formatReading(reading)}${notes.length > 0 ? `. ${notes.join("; ")}` : ""}`,
    identifier: `sha256:${receipt?.contentHash}`,
    ...(value === null
      ? {}
      : {
          variableMeasured: {
            "@type": "PropertyValue",
            name: reading.indicator,
            value,
            ...(unit ? { unitText: unit } : {}),
          },
        }),
    isBasedOn: (coverage?.sources ?? []).map((s) => ({
      "@type": "Dataset",
      name: s.title,
      description: sourceText(s),
      creator: { "@type": "Organization", name: s.publisher },
      ...(s.url ? { url: s.url } : {}),
      ...(s.licenceUrl ? { license: s.licenceUrl } : {}),
    })),
  };
}
