import type { Classification, HsRevision } from "./classifications.ts";
import { concordance } from "./concordance.ts";
import { controlList } from "./lists.ts";
import type { ProductSelection } from "./selection.ts";
import { type ProductShare, sharesInto } from "./shares.ts";
import { productCodes } from "./texts.ts";

/**
 * The six-digit codes of an HS revision that a selection means, each with the share that belongs to it. Shares are
 * 1 unless codes had to be converted and only some of a code's targets are selected; `least` and `most` bound them.
 * For `total` it is every code: ask for totals without it.
 *
 * @example productMembers(parseProduct("HS2022:854800"), "HS2017") // HS2017 code 854890 with weight 1
 */
export function productMembers(selection: ProductSelection, revision: HsRevision): ProductShare[] {
  switch (selection.kind) {
    case "total":
      return whole(productCodes(revision, 6));
    case "section":
      return whole(productCodes(revision, 6).filter((c) => selection.chapters.includes(c.slice(0, 2))));
    case "hs":
      return under([selection.code], selection.revision ?? revision, revision);
    case "class":
      return under(selection.prefixes, selection.classification, revision);
    case "list":
      return listMembers(selection, revision);
  }
}

function under(
  prefixes: readonly string[],
  classification: Classification,
  revision: HsRevision,
): ProductShare[] {
  const accepts = (code: string) => prefixes.some((prefix) => code.startsWith(prefix));
  if (classification === revision) return whole(productCodes(revision, 6).filter(accepts));
  return sharesInto(concordance(revision, classification), accepts);
}

/** A list may name codes of several revisions; a code reached through more than one counts once, at its most. */
function listMembers(
  selection: Extract<ProductSelection, { kind: "list" }>,
  revision: HsRevision,
): ProductShare[] {
  const codes = new Map<Classification, Set<string>>();
  for (const { classification, code } of controlList(selection.list, selection)) {
    const known = codes.get(classification) ?? new Set();
    codes.set(classification, known.add(code));
  }
  const shares = new Map<string, ProductShare>();
  for (const [classification, listed] of codes) {
    for (const share of sharesInto(concordance(revision, classification), (code) => listed.has(code))) {
      const before = shares.get(share.code);
      if (before === undefined || share.weight > before.weight) shares.set(share.code, share);
    }
  }
  return [...shares.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function whole(codes: readonly string[]): ProductShare[] {
  return codes.map((code) => ({ code, weight: 1, least: 1, most: 1 }));
}
