import type { Classification, HsRevision } from "./classifications.ts";
import { concordance, type Weighting } from "./concordance.ts";
import { controlList } from "./lists.ts";
import type { ProductSelection } from "./selection.ts";
import { type ProductShare, sharesInto } from "./shares.ts";
import { productCodes } from "./texts.ts";

/**
 * The six-digit codes of an HS revision that a selection means, each with the share that belongs to it. Shares are
 * 1 unless codes had to be converted and only some of a code's targets are selected; `least` and `most` bound them.
 * A code whose own number goes on counts there (`same-code`), so a list of HS2022 numbers finds the same numbers in
 * HS2017; `equal` is the other reading, and a weight may then be 0 under the first and not under the second.
 * For `total` it is every code: ask for totals without it.
 *
 * @example productMembers(parseProduct("HS2022:854800"), "HS2017") // HS2017 code 854890 with weight 1
 */
export function productMembers(
  selection: ProductSelection,
  revision: HsRevision,
  weighting: Weighting = "same-code",
): ProductShare[] {
  switch (selection.kind) {
    case "total":
      return whole(productCodes(revision, 6));
    case "section":
      return whole(productCodes(revision, 6).filter((c) => selection.chapters.includes(c.slice(0, 2))));
    case "hs":
      return underCode(selection.code, selection.revision ?? revision, revision, weighting);
    case "class": {
      const { prefixes, classification, exact } = selection;
      const accepts = exact ? (code: string) => prefixes.includes(code) : startsWithAny(prefixes);
      return sharesInto(concordance(revision, classification, weighting), accepts);
    }
    case "list":
      return listMembers(selection, revision, weighting);
  }
}

function underCode(
  code: string,
  from: HsRevision,
  revision: HsRevision,
  weighting: Weighting,
): ProductShare[] {
  const accepts = startsWithAny([code]);
  if (from === revision) return whole(productCodes(revision, 6).filter(accepts));
  return sharesInto(concordance(revision, from, weighting), accepts);
}

function startsWithAny(prefixes: readonly string[]): (code: string) => boolean {
  return (code) => prefixes.some((prefix) => code.startsWith(prefix));
}

/** A list may name codes of several revisions; a code reached through more than one counts once, at its most. */
function listMembers(
  selection: Extract<ProductSelection, { kind: "list" }>,
  revision: HsRevision,
  weighting: Weighting,
): ProductShare[] {
  const codes = new Map<Classification, Set<string>>();
  for (const { classification, code } of controlList(selection.list, selection)) {
    const known = codes.get(classification) ?? new Set();
    codes.set(classification, known.add(code));
  }
  const shares = new Map<string, ProductShare>();
  for (const [classification, listed] of codes) {
    for (const share of sharesInto(concordance(revision, classification, weighting), (code) =>
      listed.has(code),
    )) {
      const before = shares.get(share.code);
      if (before === undefined || share.weight > before.weight) shares.set(share.code, share);
    }
  }
  return [...shares.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function whole(codes: readonly string[]): ProductShare[] {
  return codes.map((code) => ({ code, weight: 1, least: 1, most: 1 }));
}
