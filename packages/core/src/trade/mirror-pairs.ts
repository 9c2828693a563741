import { isHsRevision } from "../products/index.ts";
import { convertFlows, hsRevision } from "./conversion.ts";
import { bestSource, isReport, type Report } from "./mirror-reports.ts";

/** One side of a flow. */
export interface Side {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly valuation: string;
  readonly source: string;
}

/** Both sides of one flow in one period, for the goods asked or one group of them. */
export interface MirrorPair {
  readonly period: string;
  readonly group: string;
  readonly classification: string;
  readonly exporter: Side | undefined;
  readonly importer: Side | undefined;
  /** True when a side is an estimate, or stands for a country that had stopped publishing. */
  readonly estimated: boolean;
}

export interface PairScope {
  readonly digits: "none" | "2" | "4" | "6";
  readonly classification?: string | undefined;
  readonly source?: string | undefined;
  readonly exporter_source?: string | undefined;
  readonly importer_source?: string | undefined;
}

/**
 * Sides of one pair of countries, by period. Both come from one source where one has both; else each from the source
 * that has most of it. Where goods are told apart and the sides use different HS revisions, both are converted to
 * one (the asked one, or the exporter's), and carry the range that the split leaves open.
 */
export function mirrorPairs(found: readonly Report[], scope: PairScope): MirrorPair[] {
  const common = scope.source ?? bestSource(found);
  const of = (role: "exporter" | "importer", named: string | undefined): Report[] => {
    const all = found.filter((r) => r.role === role);
    if (named) return all.filter((r) => r.source === named);
    const mine = all.filter((r) => r.source === common);
    if (mine.length > 0 || scope.source) return mine;
    const other = bestSource(all);
    return all.filter((r) => r.source === other);
  };
  const [exports, imports] = [of("exporter", scope.exporter_source), of("importer", scope.importer_source)];
  const periods = [...new Set([...exports, ...imports].map((r) => r.period))].sort();
  return periods.flatMap((period) => {
    const [x, m] = [exports, imports].map((list) => list.filter((r) => r.period === period)) as [
      Report[],
      Report[],
    ];
    return scope.digits === "none" ? [whole(period, x, m)] : grouped(period, x, m, scope);
  });
}

function whole(period: string, x: readonly Report[], m: readonly Report[]): MirrorPair {
  return {
    period,
    group: "",
    classification: x[0]?.classification ?? m[0]?.classification ?? "",
    exporter: sideOf(x[0]),
    importer: sideOf(m[0]),
    estimated: [...x, ...m].some((r) => !isReport(r)),
  };
}

function sideOf(report: Report | undefined): Side | undefined {
  return report && { ...report };
}

function grouped(period: string, x: readonly Report[], m: readonly Report[], scope: PairScope): MirrorPair[] {
  const target = scope.classification
    ? hsRevision(scope.classification)
    : (x[0]?.classification ?? m[0]?.classification ?? "");
  const digits = Number(scope.digits);
  const [xs, ms] = [inClassification(x, target, digits), inClassification(m, target, digits)];
  const estimated = [...x, ...m].some((r) => !isReport(r));
  return [...new Set([...xs.keys(), ...ms.keys()])].sort().map((group) => ({
    period,
    group,
    classification: target,
    exporter: xs.get(group),
    importer: ms.get(group),
    estimated,
  }));
}

function inClassification(side: readonly Report[], target: string, digits: number): Map<string, Side> {
  const out = new Map<string, Side>();
  const [first] = side;
  if (!first) return out;
  const about = { valuation: first.valuation, source: first.source };
  // Headings and chapters have no conversion table: they are compared as they are, and could lie elsewhere altogether.
  const convertible = side.every((r) => r.group.length === 6);
  const same = first.classification === target || !isHsRevision(first.classification);
  if (same || !convertible) {
    for (const r of side) {
      const group = r.group.slice(0, digits);
      const before = out.get(group) ?? { value: 0, low: 0, high: 0, ...about };
      out.set(group, {
        ...about,
        value: before.value + r.value,
        low: before.low + (same ? r.low : 0),
        high: before.high + r.high,
      });
    }
    return out;
  }
  const { flows } = convertFlows(
    side.map((r) => ({ code: r.group, value: r.value })),
    first.classification,
    target,
    { digits },
  );
  for (const { code, value, low, high } of flows) out.set(code, { value, low, high, ...about });
  return out;
}
