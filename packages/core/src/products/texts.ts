import { gunzipSync } from "node:zlib";
import { dataBytes } from "../countries/rows.ts";
import { type Classification, HS_REVISIONS, resolveClassification } from "./classifications.ts";

/** Bits of the compiled file; ISIC 2 has no texts there. */
const BIT: Readonly<Partial<Record<Classification, number>>> = {
  ...Object.fromEntries(HS_REVISIONS.map((revision, k) => [revision, k])),
  SITC1: 7,
  SITC2: 8,
  SITC3: 9,
  SITC4: 10,
  BEC4: 11,
  ISIC3: 12,
};

let compiled: readonly (readonly [mask: number, code: string, text: string])[] | undefined;
const loaded = new Map<Classification, ReadonlyMap<string, string>>();

/**
 * Code and English text of everything in a classification, in the order of the codes, with their leading zeros:
 * the 2-, 4- and 6-digit codes of an HS revision, the 1- to 5-digit codes of SITC. Read when first asked.
 */
export function productTexts(classification: string): ReadonlyMap<string, string> {
  const name = resolveClassification(classification);
  let texts = loaded.get(name);
  if (texts === undefined) {
    const bit = BIT[name];
    texts =
      bit === undefined
        ? new Map()
        : new Map(rows().flatMap(([mask, code, text]) => (mask & (1 << bit) ? [[code, text] as const] : [])));
    loaded.set(name, texts);
  }
  return texts;
}

/**
 * The English text of a code, undefined where the classification has no such code.
 *
 * @example productText("HS2017", "8542") // "Electronic integrated circuits"
 */
export function productText(classification: string, code: string): string | undefined {
  return productTexts(classification).get(code);
}

/** The codes of a classification with a number of digits: `productCodes("HS2017", 6)`. */
export function productCodes(classification: string, digits: number): string[] {
  return [...productTexts(classification).keys()].filter((code) => code.length === digits);
}

function rows(): NonNullable<typeof compiled> {
  if (compiled === undefined) {
    const lines = gunzipSync(dataBytes("product-texts.tsv.gz")).toString("utf8").split("\n");
    compiled = lines.slice(1, -1).map((line) => {
      const [mask, code, text] = line.split("\t") as [string, string, string];
      return [Number.parseInt(mask, 36), code, text] as const;
    });
  }
  return compiled;
}
