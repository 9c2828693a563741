import { isHsRevision } from "../products/classifications.ts";
import { concordance } from "../products/concordance.ts";
import { type ProductShare, sharesInto } from "../products/shares.ts";
import type { ListedCode } from "./controls.ts";

/**
 * The six-digit codes of an HS revision under `prefixes` that goods on a control list lead to, each with the share that
 * is on the list: 1 where all of a code is, less where the list names only some of the codes it became in the list's
 * own revision. `least` and `most` bound what the share could be. Codes whose number goes on keep it, as everywhere.
 *
 * @example listedShares(["852580"], "HS2017", [{ code: "852589", classification: "HS2022" }]) // weight 1/4, 0 to 1
 */
export function listedShares(
  prefixes: readonly string[],
  revision: string,
  entries: readonly ListedCode[],
): ProductShare[] {
  if (!isHsRevision(revision)) return [];
  const shares = new Map<string, ProductShare>();
  for (const classification of new Set(entries.map((e) => e.classification))) {
    if (!isHsRevision(classification)) continue;
    const listed = new Set(entries.filter((e) => e.classification === classification).map((e) => e.code));
    const found = sharesInto(concordance(revision, classification, "same-code"), (code) => listed.has(code));
    for (const share of found) {
      if (!prefixes.some((prefix) => share.code.startsWith(prefix))) continue;
      const before = shares.get(share.code);
      if (before === undefined || share.weight > before.weight) shares.set(share.code, share);
    }
  }
  return [...shares.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
