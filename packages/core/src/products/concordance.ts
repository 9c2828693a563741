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
  /** Share of a code's value that goes to the target; the shares of a code add up to 1. */
  readonly weight: Float64Array;
  /**
   * 0 published. 1: no table has the pair, but both codes lead to the same code of an older revision. 2: the code
   * has no way at all, and is spread over its heading in the other revision.
   */
  readonly inferred: Uint8Array;
  /** Codes of the from-classification that lead nowhere: their value must be shown, not lost. */
  readonly unmapped: readonly string[];
}

/**
 * How a code with several targets divides. `equal`: one over their number. `same-code`: all to the target with the
 * code's own number where there is one (most of the trade stays where the number does), equal otherwise.
 */
export type Weighting = "equal" | "same-code";

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
 * The conversion between two classifications, with equal weights unless asked otherwise. For the range that other
 * weights would give, see `sharesInto`.
 *
 * @throws UsageError for two classifications with no table between them
 */
export function concordance(from: string, to: string, weighting: Weighting = "equal"): Concordance {
  const source = resolveClassification(from);
  const target = resolveClassification(to);
  const key = `${source}>${target} ${weighting}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = build(source, target, weighting);
    cache.set(key, found);
  }
  return found;
}

type Pair = [from: string, to: string, inferred: 0 | 1 | 2];

function build(source: Classification, target: Classification, weighting: Weighting): Concordance {
  if (source === target) {
    const pairs = finestCodes(source).map((code): Pair => [code, code, 0]);
    return finish(source, target, "same", weighting, pairs);
  }
  if (hasTable(source, target)) {
    return finish(source, target, "published", weighting, readPairs(source, target));
  }
  if (hasTable(target, source)) {
    const pairs = readPairs(target, source).map(([f, t]): Pair => [t, f, 0]);
    return finish(source, target, "inverted", weighting, [...pairs, ...inferredPairs(source, target, pairs)]);
  }
  throw new UsageError(
    `no conversion from ${source} to ${target}: one of the two must be an HS revision (convert through HS2017)`,
  );
}

function finish(
  fromClassification: Classification,
  toClassification: Classification,
  direction: Concordance["direction"],
  weighting: Weighting,
  pairs: Pair[],
): Concordance {
  pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  const targets = new Map<string, number>();
  const stays = new Set<string>();
  for (const [code, to] of pairs) {
    targets.set(code, (targets.get(code) ?? 0) + 1);
    // A number means the same thing only within the HS: 41 is a chapter there and a category in BEC.
    if (weighting === "same-code" && isHsRevision(toClassification) && code === to) stays.add(code);
  }
  return Object.freeze({
    fromClassification,
    toClassification,
    direction,
    from: pairs.map(([code]) => code),
    to: pairs.map(([, code]) => code),
    weight: Float64Array.from(pairs, ([code, to]) =>
      stays.has(code) ? Number(code === to) : 1 / (targets.get(code) as number),
    ),
    inferred: Uint8Array.from(pairs, ([, , inferred]) => inferred),
    unmapped: finestCodes(fromClassification).filter((code) => !targets.has(code)),
  });
}

function hasTable(source: Classification, target: Classification): boolean {
  return existsSync(new URL(`../../data/${tableFile(source, target)}`, import.meta.url));
}

function tableFile(source: Classification, target: Classification): string {
  return `concordances/${source}-${target}.csv.gz`;
}

function readPairs(source: Classification, target: Classification): Pair[] {
  const lines = gunzipSync(dataBytes(tableFile(source, target)))
    .toString("utf8")
    .split("\n");
  return lines.slice(1, -1).map((line) => {
    const comma = line.indexOf(",");
    return [line.slice(0, comma), line.slice(comma + 1), 0];
  });
}

/**
 * Ways forward for codes that the published tables, read backwards, leave without one: they had merged into
 * another code, and only that one is the source of its successor there.
 */
function inferredPairs(source: Classification, target: Classification, published: readonly Pair[]): Pair[] {
  if (!isHsRevision(source) || !isHsRevision(target)) return [];
  const lines = gunzipSync(dataBytes("concordances/inferred.csv.gz")).toString("utf8").split("\n");
  const prefix = `${source},${target},`;
  const pairs = lines
    .filter((line) => line.startsWith(prefix))
    .map((line): Pair => {
      const [from, to] = line.slice(prefix.length).split(",") as [string, string];
      return [from, to, 1];
    });
  const mapped = new Set([...published, ...pairs].map(([code]) => code));
  const headings = new Map<string, string[]>();
  for (const code of finestCodes(target)) {
    const heading = headings.get(code.slice(0, 4)) ?? [];
    heading.push(code);
    headings.set(code.slice(0, 4), heading);
  }
  for (const code of finestCodes(source)) {
    if (mapped.has(code)) continue;
    for (const to of headings.get(code.slice(0, 4)) ?? []) pairs.push([code, to, 2]);
  }
  return pairs;
}

/** The codes a classification's values are recorded at: six digits of HS, codes without subdivision elsewhere. */
function finestCodes(classification: Classification): string[] {
  // SITC codes in X are memorandum items, which repeat others.
  const codes = [...productTexts(classification).keys()].filter((code) => !code.endsWith("X"));
  if (isHsRevision(classification)) return codes.filter((code) => /^\d{6}$/.test(code));
  const parents = new Set(codes.flatMap((code) => [...code].map((_, i) => code.slice(0, i))));
  // ISIC names its sections by letters, which are nobody's prefix.
  return codes.filter((code) => !parents.has(code) && !/^[A-Z]$/.test(code));
}
