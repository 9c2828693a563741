import type { MirrorFlows, MirrorReliability } from "./mirror-reliability.ts";

/** Where a reconciled value comes from. */
export const RECONCILED_STATUS = { none: 0, both: 1, exporterOnly: 2, importerOnly: 3 } as const;

export interface Reconciled {
  /** One value for each flow; NaN when nobody reports. */
  readonly value: Float64Array;
  /** Weight of the exporter's report, between 0 and 1; NaN when nobody reports. */
  readonly exporterWeight: Float64Array;
  /** A `RECONCILED_STATUS` for each flow. */
  readonly status: Uint8Array;
}

export interface ReconcileOptions {
  /** "arithmetic" (default) w X + (1 − w) M, or "geometric" X^w M^(1−w) (arithmetic where a report is 0). */
  readonly mean?: "arithmetic" | "geometric";
  /**
   * Floor of a reporter's expected discrepancy, default 0.01 (1 %), so that a country with a handful of perfect matches does not take
   * all the weight; also a fitted mean below zero is lifted to it.
   */
  readonly floor?: number;
}

/**
 * One figure for each flow from two reports, weighted by reliability: with d_i the expected absolute log discrepancy of the exporter as
 * a reporter of exports and d_j that of the importer, the exporter's report has the weight w = d_j² / (d_i² + d_j²). For normal errors the
 * expected absolute value is proportional to the standard deviation, so this is weighting by inverse variance. An end whose reliability is
 * not known takes the other's (equal weights). A flow reported once keeps that report; the status says which.
 *
 * The import reports must be FOB (`cifFobMargin` taken off). Reports of 0 are reports.
 *
 * @example
 * // d = 0.1 for the exporter and 0.2 for the importer: w = 0.04 / 0.05 = 0.8; reports 100 and 120 give 104
 */
export function reconcile(
  flows: MirrorFlows,
  reliability: Pick<MirrorReliability, "asExporter" | "asImporter">,
  { mean = "arithmetic", floor = 0.01 }: ReconcileOptions = {},
): Reconciled {
  const count = flows.exporter.length;
  const value = new Float64Array(count).fill(Number.NaN);
  const exporterWeight = new Float64Array(count).fill(Number.NaN);
  const status = new Uint8Array(count);
  for (let f = 0; f < count; f++) {
    const x = flows.exportReport[f];
    const m = flows.importReport[f];
    if (Number.isNaN(x) && Number.isNaN(m)) continue;
    if (Number.isNaN(m)) {
      value[f] = x;
      exporterWeight[f] = 1;
      status[f] = RECONCILED_STATUS.exporterOnly;
    } else if (Number.isNaN(x)) {
      value[f] = m;
      exporterWeight[f] = 0;
      status[f] = RECONCILED_STATUS.importerOnly;
    } else {
      const w = weightOf(
        reliability.asExporter[flows.exporter[f]],
        reliability.asImporter[flows.importer[f]],
        floor,
      );
      value[f] = mean === "geometric" && x > 0 && m > 0 ? x ** w * m ** (1 - w) : w * x + (1 - w) * m;
      exporterWeight[f] = w;
      status[f] = RECONCILED_STATUS.both;
    }
  }
  return { value, exporterWeight, status };
}

function weightOf(exporter: number, importer: number, floor: number): number {
  if (Number.isNaN(exporter) || Number.isNaN(importer)) return 0.5;
  const i = Math.max(exporter, floor) ** 2;
  const j = Math.max(importer, floor) ** 2;
  return j / (i + j);
}
