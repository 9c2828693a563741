import { dataRows } from "../countries/rows.ts";
import { nearest } from "../countries/suggest.ts";
import { UnknownNameError, UsageError } from "../errors.ts";
import {
  findClassification,
  HS_REVISIONS,
  type HsRevision,
  isHsRevision,
  OTHER_CLASSIFICATIONS,
  type OtherClassification,
} from "./classifications.ts";
import { becEndUse, type EndUse } from "./end-use.ts";
import { controlList, resolveControlList } from "./lists.ts";
import { hsSections } from "./sections.ts";
import { productTexts } from "./texts.ts";

/** Which goods a question is about. */
export type ProductSelection =
  | { readonly kind: "total" }
  /** An HS code of 2, 4 or 6 digits. Without a revision: the revision of the table that is asked. */
  | { readonly kind: "hs"; readonly code: string; readonly revision?: HsRevision }
  | { readonly kind: "section"; readonly section: string; readonly chapters: readonly string[] }
  | { readonly kind: "list"; readonly list: string; readonly version?: string; readonly tier?: string }
  /** Codes of another classification, as prefixes unless `exact`; `label` is what stands after the colon. */
  | {
      readonly kind: "class";
      readonly classification: OtherClassification;
      readonly label: string;
      readonly prefixes: readonly string[];
      readonly exact?: true;
    };

/**
 * Reads a selection of goods: `total`, `8542`, `HS2017:8542`, `chapter:85`, `section:XVI`, `list:chpl`,
 * `list:chpl@2024-02-23/tier-1`, `hightech`, `bec:capital`, `bec:41`, `sitc4:7`, `isic3:D`.
 *
 * @throws UsageError for a form that is none of these, UnknownNameError for a code or name that does not exist
 */
export function parseProduct(text: string): ProductSelection {
  const typed = text.trim();
  const colon = typed.indexOf(":");
  if (colon >= 0) return parsePair(typed, typed.slice(0, colon).trim(), typed.slice(colon + 1).trim());
  const lower = typed.toLowerCase();
  if (lower === "total" || lower === "all") return { kind: "total" };
  if (/^[\d.]+$/.test(typed)) return hsCode(typed, undefined);
  if (lower === "hightech" || lower === "high-tech") return { kind: "list", list: "high-tech" };
  throw new UnknownNameError("product", text, ["8542", "HS2017:8542", "list:chpl", "section:XVI"]);
}

/** The text that `parseProduct` reads back as the same selection. */
export function formatProduct(selection: ProductSelection): string {
  switch (selection.kind) {
    case "total":
      return "total";
    case "hs":
      return selection.revision === undefined ? selection.code : `${selection.revision}:${selection.code}`;
    case "section":
      return `section:${selection.section}`;
    case "list": {
      const version = selection.version === undefined ? "" : `@${selection.version}`;
      return `list:${selection.list}${version}${selection.tier === undefined ? "" : `/tier-${selection.tier}`}`;
    }
    case "class":
      return `${selection.classification.toLowerCase()}:${selection.label}`;
  }
}

function parsePair(typed: string, before: string, after: string): ProductSelection {
  if (after === "")
    throw new UsageError(`nothing after the colon: ${typed} (write for example ${before}:85)`);
  const kind = before.toLowerCase();
  if (kind === "chapter") {
    if (!/^\d{1,2}$/.test(after)) throw new UsageError(`chapter is not a number from 01 to 99: ${after}`);
    return hsCode(after.padStart(2, "0"), undefined);
  }
  if (kind === "section") return section(after);
  if (kind === "list") return list(after);
  if (kind === "hs") return hsCode(after, undefined);
  const classification = findClassification(before);
  if (classification === undefined) {
    const words = ["chapter", "section", "list", "hs", "bec", ...HS_REVISIONS, ...OTHER_CLASSIFICATIONS];
    const candidates = words.map((word) => ({ text: word.toLowerCase(), suggestion: word }));
    throw new UnknownNameError("kind of product", before, nearest(before, candidates));
  }
  if (isHsRevision(classification)) return hsCode(after, classification);
  return otherClass(classification, after);
}

function hsCode(typed: string, revision: HsRevision | undefined): ProductSelection {
  const code = typed.replaceAll(".", "");
  if (!/^(\d{2}|\d{4}|\d{6})$/.test(code)) {
    throw new UsageError(`hs code does not have 2, 4 or 6 digits: ${typed} (leading zeros count: 0101)`);
  }
  const revisions = revision === undefined ? HS_REVISIONS : [revision];
  if (!revisions.some((r) => productTexts(r).has(code))) throw unknownCode(code, revision);
  return revision === undefined ? { kind: "hs", code } : { kind: "hs", code, revision };
}

/** A code of another revision is named first: that is the usual mistake. */
function unknownCode(code: string, revision: HsRevision | undefined): UnknownNameError {
  const elsewhere = HS_REVISIONS.filter((r) => productTexts(r).has(code)).map((r) => `${r}:${code}`);
  const near = [...productTexts(revision ?? "HS2022").keys()].filter(
    (c) => c.length === code.length && c.startsWith(code.slice(0, -1)),
  );
  const parent = productTexts(revision ?? "HS2022").has(code.slice(0, -2)) ? [code.slice(0, -2)] : [];
  const suggestions = elsewhere.length > 0 ? elsewhere.slice(-2) : [...near.slice(0, 2), ...parent];
  return new UnknownNameError(`${revision ?? "hs"} code`, code, suggestions);
}

function section(typed: string): ProductSelection {
  const wanted = typed.toUpperCase();
  const found = hsSections.find((s, i) => s.section === wanted || String(i + 1) === wanted);
  if (found === undefined) {
    const near = nearest(
      typed,
      hsSections.map((s) => ({ text: s.section.toLowerCase(), suggestion: s.section })),
    );
    throw new UnknownNameError("hs section", typed, near);
  }
  return { kind: "section", section: found.section, chapters: found.chapters };
}

function list(typed: string): ProductSelection {
  const match = /^([^/@]+)(?:@([^/]+))?(?:\/(?:tier-)?(.+))?$/i.exec(typed);
  if (match === null)
    throw new UsageError(`list is not written as name, name@version or name/tier-1: ${typed}`);
  const [, name, version, tier] = match as unknown as [
    string,
    string,
    string | undefined,
    string | undefined,
  ];
  const options = { ...(version === undefined ? {} : { version }), ...(tier === undefined ? {} : { tier }) };
  const found = resolveControlList(name).list;
  controlList(found, options);
  return { kind: "list", list: found, ...options };
}

function otherClass(classification: OtherClassification, typed: string): ProductSelection {
  const lower = typed.toLowerCase();
  if (classification === "BEC4" && lower in becEndUse) {
    return { kind: "class", classification, label: lower, prefixes: becEndUse[lower as EndUse], exact: true };
  }
  const code = typed.replaceAll(".", "").toUpperCase();
  if (/^[A-Z]$/.test(code)) {
    const divisions = dataRows("isic-sections.csv")
      .filter((row) => row.classification === classification && row.section === code)
      .map((row) => row.division as string);
    if (divisions.length > 0) return { kind: "class", classification, label: code, prefixes: divisions };
  }
  const texts = productTexts(classification);
  // ISIC 2 has no texts here, so only the shape of its codes can be checked.
  const known = texts.size > 0 ? texts.has(code) : /^[1-9]\d{0,3}$/.test(code);
  if (known) return { kind: "class", classification, label: code, prefixes: [code] };
  const words = [...texts.keys(), ...(classification === "BEC4" ? Object.keys(becEndUse) : [])];
  const candidates = words.map((word) => ({ text: word.toLowerCase(), suggestion: word }));
  throw new UnknownNameError(`${classification} code`, typed, nearest(lower, candidates));
}
