import { RestrictedError } from "../errors.ts";
import type { Result } from "../result.ts";

export interface ExportOptions {
  /** Export although a source's licence does not allow passing its data on. Default false. */
  readonly includeRestricted?: boolean;
}

/**
 * Files leave the house only when every source's licence lets them. An answer on a screen (JSON, Markdown, a
 * picture) is not an export; a server that others can reach calls this for those too.
 * @throws {RestrictedError} naming the source and its licence.
 */
export function refuseRestricted(
  result: Pick<Result, "coverage">,
  { includeRestricted = false }: ExportOptions = {},
): void {
  if (includeRestricted) return;
  const closed = result.coverage.sources.filter((s) => !s.redistributable);
  if (closed.length === 0) return;
  const names = closed.map((s) => `${s.source} (${s.licence})`).join(", ");
  throw new RestrictedError(
    `licence does not allow redistribution: ${names}: export with --include-restricted only for your own use`,
    { details: { sources: closed.map((s) => s.source) } },
  );
}
