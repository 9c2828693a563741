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
export { toClaimReview } from "./claim-review.ts";
export { formatReading, toMarkdownReport } from "./markdown.ts";
