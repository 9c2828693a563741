import { type Presence, transposed } from "./presence.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/**
 * The published conventions for ECI and PCI. They share the eigenvector and differ in what is done with it:
 *
 * | | atlas | economiccomplexity | py-ecomplexity |
 * |---|---|---|---|
 * | follows | Hausmann, Hidalgo et al. 2014, The Atlas of Economic Complexity | R package 2.0 | Python package 0.5 |
 * | standard deviation | N | N − 1 | N |
 * | PCI standardised by | its own mean and deviation | its own | the mean and deviation of ECI, so that ECI is the mean PCI of a country's products |
 * | sign | ECI correlates positively with diversity | as the method of reflections converges | as atlas |
 * | dropped | countries and products without presence | the same | those without trade; a threshold above 1 can leave NaN in all its densities, here they are dropped too |
 * | fitness | to a tolerance | "20 iterations", which are 19 updates | not offered |
 * | outlook index | as summed | as summed | standardised over countries |
 * | outlook gain | minus the product's own term | without it | without it, in deviations of ECI |
 */
export type ComplexityConvention = "atlas" | "economiccomplexity" | "py-ecomplexity";

interface Rules {
  readonly deviation: "N" | "N-1";
  readonly pciBy: "own" | "eci";
  readonly sign: "diversity" | "reflections";
  /** Updates of `fitness`; undefined goes on to its tolerance. */
  readonly fitnessUpdates: number | undefined;
  readonly outlookPci: "standardised" | "raw";
  readonly standardiseOutlook: boolean;
  readonly subtractOwnGain: boolean;
}

export const COMPLEXITY_CONVENTIONS: Readonly<Record<ComplexityConvention, Rules>> = {
  atlas: {
    deviation: "N",
    pciBy: "own",
    sign: "diversity",
    fitnessUpdates: undefined,
    outlookPci: "standardised",
    standardiseOutlook: false,
    subtractOwnGain: true,
  },
  economiccomplexity: {
    deviation: "N-1",
    pciBy: "own",
    sign: "reflections",
    fitnessUpdates: 19,
    outlookPci: "standardised",
    standardiseOutlook: false,
    subtractOwnGain: false,
  },
  "py-ecomplexity": {
    deviation: "N",
    pciBy: "eci",
    sign: "diversity",
    fitnessUpdates: undefined,
    outlookPci: "raw",
    standardiseOutlook: true,
    subtractOwnGain: false,
  },
};

export interface ComplexityIndices {
  /** Economic complexity of each country, length `rows`; NaN for a dropped country. */
  readonly eci: Float64Array;
  /** Complexity of each product, length `columns`; NaN for a dropped product. */
  readonly pci: Float64Array;
  /** The product eigenvector before standardising, signed, in deviations of the country vector; NaN where dropped. */
  readonly rawPci: Float64Array;
  /** Indices of countries without a product, and products without a country: they take no part. */
  readonly droppedCountries: Int32Array;
  readonly droppedProducts: Int32Array;
  /** λ₂ of the country matrix (the largest, λ₁, is 1) and λ₃. When they nearly agree the vector is not well defined; λ₂ = 1 means groups of countries that share no product. */
  readonly secondEigenvalue: number;
  readonly thirdEigenvalue: number;
}

/**
 * Economic and product complexity indices by eigenvector (Hausmann, Hidalgo et al. 2014; Hidalgo and Hausmann 2009).
 *
 * ECI is the eigenvector of the second largest eigenvalue of M̃_cc' = Σ_p M_cp M_c'p / (k_c k_p), PCI that of the same
 * matrix on the product side. Both come from one symmetric problem, S = D^-½ M U^-1 Mᵀ D^-½ (D diversity, U ubiquity), on
 * the smaller side: if S v = λ v then D^-½ v is the country vector and its mean over a product's exporters is the
 * product vector.
 *
 * With fewer than two countries or products that take part, or no variation, every index is NaN.
 *
 * @example
 * const m = presence(new Float64Array([1, 1, 1, 1, 1, 0, 1, 0, 0]), 3, 3);
 * complexityIndices(m, "atlas").eci // [1.224…, 0, -1.224…]: the country that makes the rare product leads
 */
export function complexityIndices(
  m: Presence,
  convention: ComplexityConvention = "atlas",
): ComplexityIndices {
  const rules = COMPLEXITY_CONVENTIONS[convention];
  const droppedCountries = zeros(m.diversity);
  const droppedProducts = zeros(m.ubiquity);
  const countries = m.rows - droppedCountries.length;
  const products = m.columns - droppedProducts.length;
  const eci = new Float64Array(m.rows).fill(Number.NaN);
  const pci = new Float64Array(m.columns).fill(Number.NaN);
  const rawPci = new Float64Array(m.columns).fill(Number.NaN);
  const dropped = { droppedCountries, droppedProducts };
  if (countries < 2 || products < 2)
    return { eci, pci, rawPci, ...dropped, secondEigenvalue: Number.NaN, thirdEigenvalue: Number.NaN };

  const small = countries <= products ? m : transposed(m);
  const { vector, second, third } = secondVector(small);
  const result = { eci, pci, rawPci, ...dropped, secondEigenvalue: second, thirdEigenvalue: third };
  // the product vector is the mean of the country vector over exporters, then the country vector again the mean of that:
  // the same direction, and the pair is then related exactly as in the definition of ECI
  const kp = small === m ? meanOver(transposed(m), vector) : vector;
  const kc = meanOver(m, kp);
  const deviation = spread(kc, rules.deviation);
  if (!(deviation.sd > 1e-12 * Math.max(1, Math.abs(deviation.mean)))) return result;

  const sign = signOf(m, kc, rules.sign);
  for (let p = 0; p < m.columns; p++) rawPci[p] = (sign * kp[p]) / deviation.sd;
  for (let c = 0; c < m.rows; c++) eci[c] = (sign * (kc[c] - deviation.mean)) / deviation.sd;
  const by = rules.pciBy === "eci" ? deviation : spread(kp, rules.deviation);
  for (let p = 0; p < m.columns; p++) pci[p] = (sign * (kp[p] - by.mean)) / by.sd;
  return result;
}

/** D^-½ v for the second eigenvector v of the symmetric matrix over rows with at least one column; NaN elsewhere. */
function secondVector(m: Presence): { vector: Float64Array; second: number; third: number } {
  const kept: number[] = [];
  const at = new Int32Array(m.rows).fill(-1);
  for (let r = 0; r < m.rows; r++) {
    if (m.diversity[r] > 0) {
      at[r] = kept.length;
      kept.push(r);
    }
  }
  const n = kept.length;
  const s = new Float64Array(n * n);
  for (let p = 0; p < m.columns; p++) {
    const from = m.productStart[p];
    const to = m.productStart[p + 1];
    const share = 1 / (to - from);
    for (let x = from; x < to; x++) {
      const row = at[m.countryOf[x]] * n;
      for (let y = from; y <= x; y++) s[row + at[m.countryOf[y]]] += share;
    }
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) s[i * n + j] /= Math.sqrt(m.diversity[kept[i]] * m.diversity[kept[j]]);
  const { values, vectors } = symmetricEigen(s, n);
  const vector = new Float64Array(m.rows).fill(Number.NaN);
  for (let i = 0; i < n; i++) vector[kept[i]] = vectors[i * n + n - 2] / Math.sqrt(m.diversity[kept[i]]);
  return { vector, second: values[n - 2], third: n > 2 ? values[n - 3] : Number.NaN };
}

/** Mean of a column vector over each row's columns; NaN for a row without any. */
export function meanOver(m: Presence, columnValues: Float64Array): Float64Array {
  const out = new Float64Array(m.rows);
  for (let r = 0; r < m.rows; r++) {
    let sum = 0;
    for (let x = m.countryStart[r]; x < m.countryStart[r + 1]; x++) sum += columnValues[m.productOf[x]];
    out[r] = sum / m.diversity[r];
  }
  return out;
}

/** Mean and standard deviation of the entries that are not NaN. */
export function spread(values: Float64Array, deviation: "N" | "N-1"): { mean: number; sd: number } {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) {
      n++;
      sum += values[i];
    }
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i])) squares += (values[i] - mean) * (values[i] - mean);
  return { mean, sd: Math.sqrt(squares / (deviation === "N" ? n : n - 1)) };
}

/**
 * By diversity: the sign of its covariance with the country vector. By reflections: even reflections start from
 * diversity and tend to the eigenvector times Σ k_c² v_c, whose sign is theirs.
 */
function signOf(m: Presence, kc: Float64Array, rule: "diversity" | "reflections"): number {
  let products = 0;
  let n = 0;
  for (let c = 0; c < m.rows; c++) {
    products += m.diversity[c];
    if (m.diversity[c] > 0) n++;
  }
  const mean = products / n;
  let sum = 0;
  for (let c = 0; c < m.rows; c++) {
    const k = m.diversity[c];
    if (k > 0) sum += (rule === "diversity" ? k - mean : k * k) * kc[c];
  }
  return sum < 0 ? -1 : 1;
}

function zeros(counts: Int32Array): Int32Array {
  const out: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i] === 0) out.push(i);
  return Int32Array.from(out);
}
