export {
  type CheckOptions,
  type CheckReport,
  type ClaimContext,
  type ClaimOutcome,
  checkClaim,
  checkClaims,
  meets,
  type ReadingOutcome,
  type Verdict,
} from "./check.ts";
export {
  type Claim,
  type ClaimFile,
  type Expectation,
  loadClaims,
  parseClaims,
  type Reading,
} from "./claim-file.ts";
export { type ReviewOptions, toClaimReview } from "./claim-review.ts";
export { coverageOf, type ReadingsCoverage, sourceText } from "./coverage.ts";
export { formatReading, readingRemarks, toMarkdownReport } from "./markdown.ts";
