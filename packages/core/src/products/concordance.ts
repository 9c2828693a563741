import { existsSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { dataBytes } from "../countries/rows.ts";
import { UsageError } from "../errors.ts";
import {
  type Classification,
  HS_REVISIONS,
  isHsRevision,
  OTHER_CLASSIFICATIONS,
  resolveClassification,
} from "./classifications.ts";
import { productTexts } from "./texts.ts";

/**
 * Code pairs from one classification to another with weights. Direction matters: `published` pairs are those of
 * the UN tables, which lead from a newer HS revision to an older one and from the HS to SITC, ISIC and BEC;
 * `inverted` ones are the same pairs read backwards, where one code often has several targets and nothing says how
 * its value divides among them.
 */
export interface Concordance {
  readonly fromClassification: Classification;
  readonly toClassification: Classification;
  readonly direction: "published" | "inverted" | "same";
  /** The pairs, sorted by `from`, then `to`. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Equal split: one over the number of targets of the code. They add up to 1 for every code. */
  readonly weight: Float64Array;
  /** 1 where the pair is not published but follows from a code of an older revision that both lead to. */
  readonly inferred: Uint8Array;
  /** Codes of the from-classification that lead nowhere: their value must be shown, not lost. */
  readonly unmapped: readonly string[];
}

export interface ConcordancePair {
  readonly from: Classification;
  readonly to: Classification;
  readonly direction: "published" | "inverted";
}

const cache = new Map<string, Concordance>();

/** Every conversion there is. Between two classifications other than the HS there is none. */
export function concordancePairs(): readonly ConcordancePair[] {
  const pairs: ConcordancePair[] = [];
  HS_REVISIONS.forEach((newer, a) => {
    for (const other of [...HS_REVISIONS.slice(0, a), ...OTHER_CLASSIFICATIONS]) {
      pairs.push({ from: newer, to: other, direction: "published" });
      pairs.push({ from: other, to: newer, direction: "inverted" });
    }
  });
  return pairs;
}

/**
 * The conversion between two classifications, with equal weights. For the range that other weights would give, see
 * `sharesInto`.
 *
 * @throws UsageError for two classifications with no table between them
 */
export function concordance(from: string, to: string): Concordance {
  const source = resolveClassification(from);
  const target = resolveClassification(to);
  const key = `${source}>${target}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = build(source, target);
    cache.set(key, found);
  }
  return found;
}

function build(source: Classification, target: Classification): Concordance {
  if (source === target) {
    const pairs = finestCodes(source).map((code): [string, string, boolean] => [code, code, false]);
    return finish(source, target, "same", pairs);
  }
  if (hasTable(source, target)) {
    return finish(source, target, "published", readPairs(source, target));
  }
  if (hasTable(target, source)) {
    const pairs = readPairs(target, source).map(([f, t]): [string, string, boolean] => [t, f, false]);
    return finish(source, target, "inverted", [...pairs, ...inferredPairs(source, target)]);
  }
  throw new UsageError(
    `no conversion from ${source} to ${target}: one of the two must be an HS revision (convert through HS2017)`,
  );
}

function finish(
  fromClassification: Classification,
  toClassification: Classification,
  direction: Concordance["direction"],
  pairs: [string, string, boolean][],
): Concordance {
  pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  const targets = new Map<string, number>();
  for (const [code] of pairs) targets.set(code, (targets.get(code) ?? 0) + 1);
  return Object.freeze({
    fromClassification,
    toClassification,
    direction,
    from: pairs.map(([code]) => code),
    to: pairs.map(([, code]) => code),
    weight: Float64Array.from(pairs, ([code]) => 1 / (targets.get(code) as number)),
    inferred: Uint8Array.from(pairs, ([, , inferred]) => Number(inferred)),
    unmapped: finestCodes(fromClassification).filter((code) => !targets.has(code)),
  });
}

function hasTable(source: Classification, target: Classification): boolean {
  return existsSync(new URL(`../../data/${tableFile(source, target)}`, import.meta.url));
}

function tableFile(source: Classification, target: Classification): string {
  return `concordances/${source}-${target}.csv.gz`;
}

function readPairs(source: Classification, target: Classification): [string, string, boolean][] {
  const lines = gunzipSync(dataBytes(tableFile(source, target)))
    .toString("utf8")
    .split("\n");
  return lines.slice(1, -1).map((line) => {
    const comma = line.indexOf(",");
    return [line.slice(0, comma), line.slice(comma + 1), false];
  });
}

function inferredPairs(source: Classification, target: Classification): [string, string, boolean][] {
  if (!isHsRevision(source) || !isHsRevision(target)) return [];
  const lines = gunzipSync(dataBytes("concordances/inferred.csv.gz")).toString("utf8").split("\n");
  const prefix = `${source},${target},`;
  return lines
    .filter((line) => line.startsWith(prefix))
    .map((line) => {
      const [from, to] = line.slice(prefix.length).split(",") as [string, string];
      return [from, to, true];
    });
}

/** The codes a classification's values are recorded at: six digits of HS, codes without subdivision elsewhere. */
function finestCodes(classification: Classification): string[] {
  const codes = [...productTexts(classification).keys()];
  if (isHsRevision(classification)) return codes.filter((code) => /^\d{6}$/.test(code));
  const parents = new Set(codes.flatMap((code) => [...code].map((_, i) => code.slice(0, i))));
  // ISIC names its sections by letters, which are nobody's prefix.
  return codes.filter((code) => !parents.has(code) && !/^[A-Z]$/.test(code));
}
