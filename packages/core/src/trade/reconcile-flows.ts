import { type MirrorFlows, mirrorReliability, RECONCILED_STATUS, reconcile } from "../kernels/index.ts";
import type { BothReports, Margins } from "./cif-margin.ts";
import { isReport, type Report, silenced } from "./mirror-reports.ts";

/** The asked flows of one period as one figure each. */
export function reconcilePeriod(
  found: readonly Report[],
  both: readonly BothReports[],
  margins: Margins,
  mean: "arithmetic" | "geometric",
): { rows: Record<string, unknown>[]; flows: number; both: number } {
  const index = new Map<string, number>();
  const at = (country: string) => {
    if (!index.has(country)) index.set(country, index.size);
    return index.get(country) as number;
  };
  const reliability = (() => {
    const flows: MirrorFlows = {
      exporter: Int32Array.from(both, (f) => at(f.exporter)),
      importer: Int32Array.from(both, (f) => at(f.importer)),
      exportReport: Float64Array.from(both, (f) => f.exportUsd),
      importReport: Float64Array.from(both, (f) => f.importUsd / margins.of(f.exporter, f.importer).value),
      weight: Float64Array.from(both, (f) => Math.log1p(Math.max(f.exportUsd, f.importUsd))),
    };
    for (const r of found) void [at(r.exporter), at(r.importer)];
    return mirrorReliability(flows, index.size);
  })();

  const pairs = [...groupByPair(found).values()];
  const fobOf = (r: Report | undefined) =>
    r === undefined
      ? Number.NaN
      : r.valuation === "CIF"
        ? r.value / margins.of(r.exporter, r.importer).value
        : r.value;
  const own = (r: Report | undefined) => (r && isReport(r) ? r : undefined);
  const flows: MirrorFlows = {
    exporter: Int32Array.from(pairs, (p) => at(p.exporter)),
    importer: Int32Array.from(pairs, (p) => at(p.importer)),
    exportReport: Float64Array.from(pairs, (p) => fobOf(own(p.export))),
    importReport: Float64Array.from(pairs, (p) => fobOf(own(p.import))),
  };
  const made = reconcile(flows, reliability, { mean });
  let counted = 0;
  const rows = pairs.map((p, i) => {
    const status = made.status[i] as number;
    if (status === RECONCILED_STATUS.both) counted++;
    const [x, m] = [flows.exportReport[i] as number, flows.importReport[i] as number];
    const shown = {
      period: p.period,
      exporter: p.exporter,
      importer: p.importer,
      exporter_usd: p.export?.value,
      importer_usd: p.import?.value,
      margin:
        p.import?.valuation === "CIF" ? margins.of(p.exporter, p.importer).value : p.import ? 1 : Number.NaN,
      source: p.source,
    };
    if (status === RECONCILED_STATUS.none) {
      // Nobody's own figure: what the source reconciled or estimated stands, and says so.
      const left = p.reconciled ?? bestEstimate(p);
      const value = fobOf(left);
      const reconciled = p.reconciled !== undefined && !p.reconciled.estimated;
      return {
        ...shown,
        value_usd: value,
        low_usd: value,
        high_usd: value,
        exporter_weight: Number.NaN,
        reported_by: p.reconciled ? "source" : "none",
        status: reconciled ? "reported" : "estimated",
      };
    }
    return {
      ...shown,
      value_usd: made.value[i],
      low_usd: Math.min(Number.isNaN(x) ? m : x, Number.isNaN(m) ? x : m),
      high_usd: Math.max(Number.isNaN(x) ? m : x, Number.isNaN(m) ? x : m),
      exporter_weight: made.exporterWeight[i],
      reported_by:
        status === RECONCILED_STATUS.both
          ? "both"
          : status === RECONCILED_STATUS.exporterOnly
            ? "exporter"
            : "importer",
      status: status === RECONCILED_STATUS.both ? "reported" : "mirrored",
    };
  });
  return { rows, flows: reliability.flows, both: counted };
}

interface Pair {
  readonly period: string;
  readonly source: string;
  readonly exporter: string;
  readonly importer: string;
  export?: Report;
  import?: Report;
  reconciled?: Report;
}

function groupByPair(found: readonly Report[]): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const r of found) {
    const key = `${r.exporter} ${r.importer}`;
    const pair = pairs.get(key) ?? {
      period: r.period,
      source: r.source,
      exporter: r.exporter,
      importer: r.importer,
    };
    if (r.role === "exporter") pair.export = r;
    else if (r.role === "importer") pair.import = r;
    else pair.reconciled = r;
    pairs.set(key, pair);
  }
  return pairs;
}

/** An estimate ascribed to a country that publishes rather than to one that had stopped; the exporter's first. */
function bestEstimate(pair: Pair): Report | undefined {
  const left = [pair.export, pair.import].filter((r): r is Report => r !== undefined);
  return left.find((r) => !silenced(r)) ?? left[0];
}
