import { type Result, refuseRestricted } from "@tightrope/core";
import type { RestrictedPolicy } from "./options.ts";

/** Holds an answer against the owner's policy. @throws {RestrictedError} */
export function checkLicence(
  result: Pick<Result, "coverage">,
  policy: RestrictedPolicy,
  exports: boolean,
): void {
  if (policy === "export" || (policy === "view" && !exports)) return;
  refuseRestricted(result);
}
