import { type ComplexityConvention, type ComplexityIndices, complexityIndices } from "./complexity.ts";
import { type ComplexityOutlook, complexityOutlook } from "./outlook.ts";
import { type Presence, presence } from "./presence.ts";
import { revealedComparativeAdvantage } from "./rca.ts";

export interface ComplexityOptions {
  /** Which published convention to follow; default "atlas". */
  readonly convention?: ComplexityConvention;
  /** A country makes a product when its RCA is at least this; default 1. */
  readonly threshold?: number;
}

export interface Complexity extends ComplexityIndices {
  /** Row-major `rows * columns`. */
  readonly rca: Float64Array;
  readonly presence: Presence;
}

/**
 * From a country × product matrix of exports to RCA, presence, ECI and PCI.
 *
 * Countries and products without trade, or (with a threshold above 1) without presence, are dropped, listed in
 * `droppedCountries` and `droppedProducts`, and NaN in the results, which keep the shape of the input.
 *
 * @param values row-major `rows * columns`, rows countries, columns products, any currency
 * @example
 * complexity(new Float64Array([5, 5, 5, 9, 4, 0, 9, 0, 0]), 3, 3).eci // [1.309…, -0.190…, -1.118…]
 */
export function complexity(
  values: Float64Array,
  rows: number,
  columns: number,
  { convention = "atlas", threshold = 1 }: ComplexityOptions = {},
): Complexity {
  const rca = revealedComparativeAdvantage(values, rows, columns);
  const m = presence(rca, rows, columns, threshold);
  return { rca, presence: m, ...complexityIndices(m, convention) };
}

/** `complexity` with density, outlook index and outlook gain. */
export function complexityWithOutlook(
  values: Float64Array,
  rows: number,
  columns: number,
  options: ComplexityOptions = {},
): Complexity & ComplexityOutlook {
  const base = complexity(values, rows, columns, options);
  return { ...base, ...complexityOutlook(base.presence, base, options.convention) };
}
