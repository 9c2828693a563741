import { allCountries } from "../countries/index.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { parseProduct, productText } from "../products/index.ts";
import { inList, sql } from "../sql.ts";
import { bestSource, isReport, type Report, reports } from "./mirror-reports.ts";

/** One way to read a flow between two countries. */
export interface ReadingScope {
  readonly exporter: string;
  readonly importer: string;
  readonly product: string;
  readonly from: string;
  readonly to: string;
  readonly frequency: "A" | "M";
  readonly source?: string | undefined;
  readonly basis: "auto" | "exporter" | "importer" | "reconciled";
}

/** What a reading comes to. */
export interface Reading {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
  readonly role: Report["role"] | undefined;
  readonly valuation: string | undefined;
  readonly classification: string | undefined;
  /** Periods in it, and how many of them are no report of the party they are ascribed to. */
  readonly periods: number;
  readonly estimated: number;
}

/** Goods shipped on through these look like theirs to one end and like the maker's to the other. */
export const HUBS = ["HKG", "SGP", "NLD", "ARE"] as const;

/** The reading, undefined when the workspace has no figure for it. */
export async function readingOf(scope: ReadingScope, context: ComputeContext): Promise<Reading | undefined> {
  const found = await reports(
    { ...scope, role: scope.basis === "auto" ? undefined : scope.basis },
    [sql`exporter = ${scope.exporter}`, sql`importer = ${scope.importer}`],
    context,
  );
  const source = scope.source ?? bestSource(found);
  const mine = found.filter((r) => r.source === source);
  const role = (["reconciled", "exporter", "importer"] as const).find((r) => mine.some((m) => m.role === r));
  const chosen = mine.filter((r) => r.role === role);
  const [first] = chosen;
  if (!first) return undefined;
  const sum = (of: (r: Report) => number) => chosen.reduce((a, r) => a + of(r), 0);
  return {
    value: sum((r) => r.value),
    low: sum((r) => r.low),
    high: sum((r) => r.high),
    source: first.source,
    role: first.role,
    valuation: first.valuation,
    classification: first.classification,
    periods: chosen.length,
    estimated: chosen.filter((r) => !isReport(r)).length,
  };
}

/** What hubs say they exported to the importer: goods that may have been made by the exporter. */
export async function throughHubs(scope: ReadingScope, context: ComputeContext): Promise<Bound | undefined> {
  const hubs = HUBS.filter((h) => h !== scope.exporter && h !== scope.importer);
  return boundOf(
    scope,
    [sql`importer = ${scope.importer}`, inList(sql`exporter`, hubs)],
    "exporter",
    context,
  );
}

/** What the exporter says it sent to areas not specified: goods that may have gone to the importer. */
export async function toUnspecified(
  scope: ReadingScope,
  context: ComputeContext,
): Promise<Bound | undefined> {
  const areas = allCountries()
    .filter((c) => c.kind === "area" && /nes|not|specif|special|withheld/i.test(`${c.name} ${c.note}`))
    .map((c) => c.iso3);
  return boundOf(
    scope,
    [sql`exporter = ${scope.exporter}`, inList(sql`importer`, areas)],
    "importer",
    context,
  );
}

export interface Bound {
  readonly value: number;
  readonly source: string;
  readonly who: readonly string[];
}

/** One figure a counterpart, the exporter's where there is one. */
async function boundOf(
  scope: ReadingScope,
  flow: Parameters<typeof reports>[1],
  side: "exporter" | "importer",
  context: ComputeContext,
): Promise<Bound | undefined> {
  const found = (await reports({ ...scope, source: undefined }, flow, context)).filter(
    (r) => r.role !== "importer",
  );
  const source =
    scope.source && found.some((r) => r.source === scope.source) ? scope.source : bestSource(found);
  const mine = found.filter((r) => r.source === source);
  const roles = new Set(mine.map((r) => r.role));
  const chosen = mine.filter(
    (r) => r.role === (roles.has("exporter") ? "exporter" : "reconciled") && r.value > 0,
  );
  if (chosen.length === 0) return undefined;
  return {
    value: chosen.reduce((a, r) => a + r.value, 0),
    source: source as string,
    who: [...new Set(chosen.map((r) => r[side]))].sort(),
  };
}

/**
 * The goods of a bare HS code as another revision means them; undefined when the code has no revision to differ in.
 *
 * @example inRevision("8548", "HS2022") // "HS2022:8548"
 */
export function inRevision(product: string, revision: string): string | undefined {
  const parsed = parseProduct(product);
  return parsed.kind === "hs" &&
    parsed.revision === undefined &&
    productText(revision, parsed.code) !== undefined
    ? `${revision}:${parsed.code}`
    : undefined;
}
