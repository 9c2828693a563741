/** Flows reported by both ends, by country index. Both values on the same basis: take the CIF margin off imports first. */
export interface MirrorFlows {
  readonly exporter: Int32Array;
  readonly importer: Int32Array;
  /** The exporter's and the importer's figure, one currency; NaN where an end did not report. */
  readonly exportReport: Float64Array;
  readonly importReport: Float64Array;
  /** Weight of a flow in the analysis of variance, default 1; give e.g. the log of the flow for large flows to count more. */
  readonly weight?: Float64Array;
}

export interface MirrorReliability {
  /** Expected |ln(export report / import report)| of each country as exporter, against an average importer; NaN without pairs. */
  readonly asExporter: Float64Array;
  /** The same for each country as importer, against an average exporter. */
  readonly asImporter: Float64Array;
  /** Flows with two positive reports, on which this rests. */
  readonly flows: number;
  /** Groups of countries not joined by any such flow; effects compare within a group only. */
  readonly groups: number;
}

/**
 * How far each reporter's figures lie from its partners' (Gaulier and Zignago 2010, section 2.4): a weighted two-way analysis of
 * variance, |ln(X_ij / M_ij)| = μ + a_i + b_j + e, over flows reported twice. The effects separate a bad reporter from one whose
 * partners are bad. What is returned are the marginal means μ + a_i + mean b and μ + b_j + mean a, with plain means over the countries
 * of the group.
 *
 * Flows with a missing, zero or negative report do not enter (their log ratio is not defined).
 *
 * @param countries number of countries; indices run from 0
 * @example
 * // two exporters (0, 1), two importers (2, 3), log ratios 0.1 0.3 / 0.3 0.5
 * mirrorReliability(flows, 4).asExporter // [0.2, 0.4, NaN, NaN]
 */
export function mirrorReliability(flows: MirrorFlows, countries: number): MirrorReliability {
  const n = countries;
  const pair = new Float64Array(n * n);
  const exporterWeight = new Float64Array(n);
  const importerWeight = new Float64Array(n);
  const exporterSum = new Float64Array(n);
  const importerSum = new Float64Array(n);
  let used = 0;
  for (let f = 0; f < flows.exporter.length; f++) {
    const y = Math.abs(Math.log(flows.exportReport[f] / flows.importReport[f]));
    const w = flows.weight === undefined ? 1 : flows.weight[f];
    const bothPositive = flows.exportReport[f] > 0 && flows.importReport[f] > 0;
    if (!bothPositive || !Number.isFinite(y) || !(w > 0)) continue;
    const i = flows.exporter[f];
    const j = flows.importer[f];
    used++;
    pair[i * n + j] += w;
    exporterWeight[i] += w;
    importerWeight[j] += w;
    exporterSum[i] += w * y;
    importerSum[j] += w * y;
  }
  const { group, groups } = groupsOf(pair, n, exporterWeight, importerWeight);
  const b = importerEffects(pair, n, exporterWeight, importerWeight, exporterSum, importerSum, group);
  const a = new Float64Array(n).fill(Number.NaN);
  for (let i = 0; i < n; i++) {
    if (exporterWeight[i] === 0) continue;
    let sum = exporterSum[i];
    for (let j = 0; j < n; j++) if (pair[i * n + j] > 0) sum -= pair[i * n + j] * b[j];
    a[i] = sum / exporterWeight[i];
  }
  const meanA = groupMean(a, group, 0, groups);
  const meanB = groupMean(b, group, n, groups);
  return {
    asExporter: a.map((v, i) => v + (exporterWeight[i] > 0 ? meanB[group[i]] : 0)),
    asImporter: b.map((v, j) => v + (importerWeight[j] > 0 ? meanA[group[n + j]] : 0)),
    flows: used,
    groups,
  };
}

/**
 * Importer effects with the exporters' eliminated: (D_b − Wᵀ D_a⁻¹ W) b = s_b − Wᵀ D_a⁻¹ s_a, symmetric, solved by Cholesky. In each
 * group the first importer's effect is set to 0, since only differences within a group are determined.
 */
function importerEffects(
  pair: Float64Array,
  n: number,
  exporterWeight: Float64Array,
  importerWeight: Float64Array,
  exporterSum: Float64Array,
  importerSum: Float64Array,
  group: Int32Array,
): Float64Array {
  const b = new Float64Array(n).fill(Number.NaN);
  const free: number[] = [];
  const started = new Set<number>();
  for (let j = 0; j < n; j++) {
    if (importerWeight[j] === 0) continue;
    if (started.has(group[n + j])) free.push(j);
    else b[j] = 0;
    started.add(group[n + j]);
  }
  const k = free.length;
  const s = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let x = 0; x < k; x++) {
    const j = free[x];
    right[x] = importerSum[j];
    s[x * k + x] = importerWeight[j];
    for (let i = 0; i < n; i++) {
      const w = pair[i * n + j];
      if (w === 0) continue;
      const share = w / exporterWeight[i];
      right[x] -= share * exporterSum[i];
      for (let z = 0; z <= x; z++) s[x * k + z] -= share * pair[i * n + free[z]];
    }
  }
  const solved = cholesky(s, right, k);
  for (let x = 0; x < k; x++) b[free[x]] = solved[x];
  return b;
}

/** Solves a symmetric positive definite system given by its lower triangle, in place. */
function cholesky(s: Float64Array, right: Float64Array, k: number): Float64Array {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let v = s[i * k + j];
      for (let m = 0; m < j; m++) v -= s[i * k + m] * s[j * k + m];
      s[i * k + j] = i === j ? Math.sqrt(v) : v / s[j * k + j];
    }
    for (let m = 0; m < i; m++) right[i] -= s[i * k + m] * right[m];
    right[i] /= s[i * k + i];
  }
  for (let i = k - 1; i >= 0; i--) {
    for (let m = i + 1; m < k; m++) right[i] -= s[m * k + i] * right[m];
    right[i] /= s[i * k + i];
  }
  return right;
}

/** Connected groups of exporters (0 … n−1) and importers (n … 2n−1); −1 for a country without flows in that role. */
function groupsOf(pair: Float64Array, n: number, exporterWeight: Float64Array, importerWeight: Float64Array) {
  const group = new Int32Array(2 * n).fill(-1);
  let groups = 0;
  for (let start = 0; start < n; start++) {
    if (exporterWeight[start] === 0 || group[start] >= 0) continue;
    group[start] = groups;
    const queue = [start];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (let other = 0; other < n; other++) {
        const joined = at < n ? pair[at * n + other] > 0 : pair[other * n + (at - n)] > 0;
        const node = at < n ? n + other : other;
        if (!joined || group[node] >= 0 || (at < n && importerWeight[other] === 0)) continue;
        group[node] = groups;
        queue.push(node);
      }
    }
    groups++;
  }
  return { group, groups };
}

function groupMean(values: Float64Array, group: Int32Array, offset: number, groups: number): Float64Array {
  const sum = new Float64Array(groups);
  const count = new Float64Array(groups);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    sum[group[offset + i]] += values[i];
    count[group[offset + i]]++;
  }
  return sum.map((v, g) => v / count[g]);
}
