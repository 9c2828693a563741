import { nearest } from "../countries/suggest.ts";
import { UnknownNameError } from "../errors.ts";

/** The revisions of the Harmonized System, oldest first. A code means nothing without its revision. */
export const HS_REVISIONS = ["HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022"] as const;
export type HsRevision = (typeof HS_REVISIONS)[number];

/** Classifications that goods of the HS are converted to. */
export const OTHER_CLASSIFICATIONS = ["SITC1", "SITC2", "SITC3", "SITC4", "ISIC2", "ISIC3", "BEC4"] as const;
export type OtherClassification = (typeof OTHER_CLASSIFICATIONS)[number];
export type Classification = HsRevision | OtherClassification;

/** Names that other files and people use, besides Comtrade's H0-H6 and S1-S4 and BACI's HS92: the newest one here. */
const ALSO: Readonly<Record<string, Classification>> = { BEC: "BEC4", SITC: "SITC4", ISIC: "ISIC3" };

/**
 * The classification by any usual name: `HS2017`, `hs17`, `H5`, `sitc4`, `S4`, `sitc`, `bec`.
 *
 * @throws UnknownNameError with the nearest names
 */
export function resolveClassification(text: string): Classification {
  const found = findClassification(text);
  if (found !== undefined) return found;
  const names = [...HS_REVISIONS, ...OTHER_CLASSIFICATIONS];
  throw new UnknownNameError(
    "classification",
    text,
    nearest(
      text,
      names.map((n) => ({ text: n.toLowerCase(), suggestion: n })),
    ),
  );
}

export function findClassification(text: string): Classification | undefined {
  const typed = text
    .trim()
    .toUpperCase()
    .replace(/[\s_.-]+|REV/g, "");
  const known: readonly string[] = [...HS_REVISIONS, ...OTHER_CLASSIFICATIONS];
  if (known.includes(typed)) return typed as Classification;
  if (ALSO[typed] !== undefined) return ALSO[typed];
  const comtrade = /^H([0-6])$/.exec(typed);
  if (comtrade) return HS_REVISIONS[Number(comtrade[1])];
  const short = /^HS(\d{2})$/.exec(typed);
  if (short) return HS_REVISIONS.find((r) => r.endsWith(short[1] as string));
  const sitc = /^S([1-4])$/.exec(typed);
  return sitc ? (`SITC${sitc[1]}` as Classification) : undefined;
}

export function isHsRevision(classification: string): classification is HsRevision {
  return (HS_REVISIONS as readonly string[]).includes(classification);
}
