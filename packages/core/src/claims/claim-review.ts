import type { CheckReport, Verdict } from "./check.ts";

const RATINGS: Readonly<Record<Verdict, { value: number; words: string }>> = {
  fails: { value: 1, words: "Fails under every reading" },
  mixed: { value: 2, words: "Depends on the reading" },
  holds: { value: 3, words: "Holds under every reading" },
  untestable: { value: -1, words: "Not testable with the data at hand" },
};

/** Schema.org ClaimReview, one object a claim, as a JSON-LD graph. */
export function toClaimReview(report: CheckReport): unknown {
  return {
    "@context": "https://schema.org",
    "@graph": report.claims.map((claim) => ({
      "@type": "ClaimReview",
      "@id": `#${claim.id}`,
      claimReviewed: claim.sentence,
      itemReviewed: {
        "@type": "Claim",
        author: { "@type": "Person", name: report.author },
        datePublished: report.published,
        appearance: {
          "@type": "CreativeWork",
          headline: report.title,
          ...(report.url ? { url: report.url } : {}),
        },
      },
      author: { "@type": "SoftwareApplication", name: "Tightrope" },
      reviewRating: {
        "@type": "Rating",
        ratingValue: RATINGS[claim.verdict].value,
        bestRating: 3,
        worstRating: 1,
        alternateName: RATINGS[claim.verdict].words,
      },
      reviewBody: claim.because,
      citation: claim.readings.flatMap((r) =>
        r.receipt
          ? [
              {
                "@type": "Dataset",
                name: r.says,
                identifier: `sha256:${r.receipt.contentHash}`,
                isBasedOn: (r.coverage?.sources ?? []).map((s) => s.title),
              },
            ]
          : [],
      ),
    })),
  };
}
