import { gunzipSync } from "node:zlib";
import { dataBytes, dataRows, parseCsv } from "../countries/rows.ts";
import { nearest } from "../countries/suggest.ts";
import { UnknownNameError } from "../errors.ts";
import type { Classification } from "./classifications.ts";

export interface ControlList {
  /** Short name: `chpl`, `eu-russia`, `high-tech`. */
  readonly list: string;
  readonly title: string;
  readonly url: string;
  readonly licence: string;
  readonly note: string;
  /** Versions held, oldest first. */
  readonly versions: readonly string[];
}

/** One code of one version of a list, in the layout of the `control_lists` table. */
export interface ControlListEntry {
  readonly list: string;
  readonly version: string;
  readonly code: string;
  readonly classification: Classification;
  /** Tier or category; several, separated by `|`, where they overlap. */
  readonly tier: string;
  readonly authority: string;
  /** First and last day that the code is on the list; null where the list has no dates. */
  readonly starts: string | null;
  readonly ends: string | null;
}

export interface ControlListOptions {
  /** Version; the latest by default. */
  readonly version?: string;
  /** Tier or category; `3` means 3.A and 3.B too. */
  readonly tier?: string;
  /** Only codes on the list on this day (YYYY-MM-DD). */
  readonly date?: string;
}

const ALSO: Readonly<Record<string, string>> = {
  hightech: "high-tech",
  cchpl: "chpl",
  "eu-bans": "eu-russia",
};

let lists: readonly ControlList[] | undefined;
let entries: readonly ControlListEntry[] | undefined;

/** The dated lists of goods that ship with Tightrope. */
export function controlLists(): readonly ControlList[] {
  lists ??= dataRows("control-list-sources.csv").map((r) => ({
    list: r.list as string,
    title: r.title as string,
    url: r.url as string,
    licence: r.licence as string,
    note: r.note ?? "",
    versions: [
      ...new Set(
        controlListEntries()
          .filter((e) => e.list === r.list)
          .map((e) => e.version),
      ),
    ].sort(),
  }));
  return lists;
}

/** Every entry of every version of every list. */
export function controlListEntries(): readonly ControlListEntry[] {
  entries ??= parseCsv(gunzipSync(dataBytes("control-lists.csv.gz")).toString("utf8")).map((r) => ({
    list: r.list as string,
    version: r.version as string,
    code: r.code as string,
    classification: r.classification as Classification,
    tier: r.tier ?? "",
    authority: r.authority ?? "",
    starts: r.starts || null,
    ends: r.ends || null,
  }));
  return entries;
}

/** The list by that name, in any case. @throws UnknownNameError with the nearest names */
export function resolveControlList(name: string): ControlList {
  const typed = name.trim().toLowerCase();
  const found = controlLists().find((l) => l.list === (ALSO[typed] ?? typed));
  if (found !== undefined) return found;
  const candidates = controlLists().map((l) => ({ text: l.list, suggestion: l.list }));
  throw new UnknownNameError("list of goods", name, nearest(typed, candidates));
}

/**
 * The codes of a list: of its latest version, unless another is named.
 *
 * @throws UnknownNameError for a list, version or tier that is not held
 * @example controlList("chpl", { tier: "1" }).map((e) => e.code) // 854231, 854232, 854233, 854239
 */
export function controlList(name: string, options: ControlListOptions = {}): ControlListEntry[] {
  const { list, versions } = resolveControlList(name);
  const version = options.version ?? versions.at(-1);
  if (version === undefined || !versions.includes(version)) {
    throw new UnknownNameError(`version of ${list}`, String(version), versions);
  }
  const all = controlListEntries().filter((e) => e.list === list && e.version === version);
  const wanted = options.tier?.toLowerCase();
  const ofTier = wanted === undefined ? all : all.filter((e) => hasTier(e.tier, wanted));
  if (wanted !== undefined && ofTier.length === 0) {
    const tiers = [...new Set(all.flatMap((e) => e.tier.split("|")))].filter(Boolean).sort();
    const near = nearest(
      wanted,
      tiers.map((tier) => ({ text: tier.toLowerCase(), suggestion: tier })),
    );
    throw new UnknownNameError(`tier of ${list}`, options.tier as string, near.length > 0 ? near : tiers);
  }
  const { date } = options;
  if (date === undefined) return ofTier;
  return ofTier.filter((e) => (e.starts ?? "") <= date && (e.ends === null || e.ends >= date));
}

function hasTier(tiers: string, wanted: string): boolean {
  return tiers
    .toLowerCase()
    .split("|")
    .some((tier) => tier === wanted || tier.startsWith(`${wanted}.`));
}
