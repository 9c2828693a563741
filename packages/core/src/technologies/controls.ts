import type { Technology } from "./technologies.ts";

/** An entry of a control list that is written in product codes. */
export interface ListedCode {
  readonly code: string;
  readonly classification: string;
}

/**
 * The entries that fall under the technology's own HS codes, in the revision that each entry is written in. An entry
 * in a revision that the taxonomy does not list is in none of its technologies.
 */
export function controlledEntries<T extends ListedCode>(
  { hs6 }: Pick<Technology, "hs6">,
  entries: readonly T[],
): T[] {
  return entries.filter(({ code, classification }) =>
    (hs6[classification] ?? []).some((prefix) => code.startsWith(prefix)),
  );
}
