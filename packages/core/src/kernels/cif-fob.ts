import { type LeastSquares, leastSquares } from "./least-squares.ts";

/** What the transport margin depends on, one entry for each flow. */
export interface CifFobCovariates {
  /** Kilometres between the countries, above 0. */
  readonly distance: ArrayLike<number>;
  /** 1 when they share a border, else 0. */
  readonly contiguous: ArrayLike<number>;
  /** 1 when the exporter has no coast; likewise the importer. */
  readonly landlockedExporter: ArrayLike<number>;
  readonly landlockedImporter: ArrayLike<number>;
  /** World median unit value of the product, dollars a kilogram, above 0; leave out where quantities are unknown. */
  readonly unitValue?: ArrayLike<number>;
}

export interface CifFobFit extends LeastSquares {
  /** Names of the coefficients, in order. */
  readonly terms: readonly string[];
  /** Flows used; the rest lacked a ratio or a covariate, or were outliers. */
  readonly used: number;
  readonly outliers: number;
  readonly squaredDistance: boolean;
}

export interface CifFobOptions {
  /** Weight of a flow, default 1. BACI weighs by the agreement on quantity, smaller over larger. */
  readonly weights?: ArrayLike<number>;
  /** Adds the square of log distance, as BACI does; default true. */
  readonly squaredDistance?: boolean;
  /** Refits without flows whose residual is over this many deviations; default 3; Infinity keeps all. */
  readonly outlierDeviations?: number;
}

/**
 * Estimates the transport and insurance margin between the importer's (CIF) and the exporter's (FOB) report of a flow: least squares of
 * ln(CIF / FOB) on log distance, its square, contiguity, landlocked ends and log unit value (Gaulier and Zignago 2010, section 2.3).
 * BACI takes the ratio of unit values, which cancels errors in quantity; where there are none, pass the ratio of values.
 *
 * A flow enters when ratio, weight and covariates are finite. A covariate without variation leaves the fit undetermined and is
 * refused by `leastSquares`.
 *
 * @param ratio importer's over exporter's figure
 */
export function fitCifFob(
  ratio: ArrayLike<number>,
  covariates: CifFobCovariates,
  { weights, squaredDistance = true, outlierDeviations = 3 }: CifFobOptions = {},
): CifFobFit {
  const terms = termsOf(covariates, squaredDistance);
  const k = terms.length;
  const kept: number[] = [];
  const row = new Float64Array(k);
  for (let i = 0; i < ratio.length; i++) {
    fillRow(row, i, covariates, squaredDistance);
    const fine = ratio[i] > 0 && ratio[i] < Number.POSITIVE_INFINITY && row.every(Number.isFinite);
    if (fine && (weights === undefined || weights[i] > 0)) kept.push(i);
  }
  const first = fitRows(kept, ratio, covariates, squaredDistance, k, weights);
  const limit = outlierDeviations * first.residualDeviation;
  const inside = kept.filter((i, n) => Math.abs(first.residuals[n]) * Math.sqrt(weights?.[i] ?? 1) <= limit);
  const outliers = kept.length - inside.length;
  const fit = outliers === 0 ? first : fitRows(inside, ratio, covariates, squaredDistance, k, weights);
  return { ...fit, terms, used: inside.length, outliers, squaredDistance };
}

/**
 * The margin CIF / FOB of each flow under a fit, never below 1 (the paper's rule: transport costs nothing at best). Divide an importer's
 * report by it to compare with the exporter's. NaN where a covariate is missing.
 */
export function cifFobMargin(fit: CifFobFit, covariates: CifFobCovariates): Float64Array {
  const out = new Float64Array(covariates.distance.length);
  const row = new Float64Array(fit.terms.length);
  for (let i = 0; i < out.length; i++) {
    fillRow(row, i, covariates, fit.squaredDistance);
    let log = 0;
    for (let k = 0; k < row.length; k++) log += row[k] * fit.coefficients[k];
    out[i] = Number.isFinite(log) ? Math.max(1, Math.exp(log)) : Number.NaN;
  }
  return out;
}

function termsOf(covariates: CifFobCovariates, squared: boolean): string[] {
  return [
    "intercept",
    "logDistance",
    ...(squared ? ["logDistanceSquared"] : []),
    "contiguous",
    "landlockedExporter",
    "landlockedImporter",
    ...(covariates.unitValue === undefined ? [] : ["logUnitValue"]),
  ];
}

function fillRow(row: Float64Array, i: number, c: CifFobCovariates, squared: boolean): void {
  const log = Math.log(c.distance[i]);
  let k = 0;
  row[k++] = 1;
  row[k++] = log;
  if (squared) row[k++] = log * log;
  row[k++] = c.contiguous[i];
  row[k++] = c.landlockedExporter[i];
  row[k++] = c.landlockedImporter[i];
  if (c.unitValue !== undefined) row[k++] = Math.log(c.unitValue[i]);
}

function fitRows(
  kept: readonly number[],
  ratio: ArrayLike<number>,
  covariates: CifFobCovariates,
  squared: boolean,
  k: number,
  weights: ArrayLike<number> | undefined,
): LeastSquares {
  const x = new Float64Array(kept.length * k);
  const y = new Float64Array(kept.length);
  const w = new Float64Array(kept.length);
  kept.forEach((i, n) => {
    fillRow(x.subarray(n * k, n * k + k), i, covariates, squared);
    y[n] = Math.log(ratio[i]);
    w[n] = weights === undefined ? 1 : weights[i];
  });
  return leastSquares(x, y, k, weights === undefined ? undefined : w);
}
