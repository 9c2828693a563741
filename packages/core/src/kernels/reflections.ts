import { meanOver, spread } from "./complexity.ts";
import { type Presence, transposed } from "./presence.ts";

export interface Reflections {
  /** k_c of the last even order, not standardised; NaN for a country without products. Length `rows`. */
  readonly countries: Float64Array;
  /** k_p of the last odd order, not standardised; NaN for a product without countries. Length `columns`. */
  readonly products: Float64Array;
  /** The same two, standardised to mean 0 and deviation 1. */
  readonly eci: Float64Array;
  readonly pci: Float64Array;
  readonly countryOrder: number;
  readonly productOrder: number;
}

/**
 * Method of reflections (Hidalgo and Hausmann 2009): k_c,0 is diversity and k_p,0 ubiquity; then
 * k_c,n = mean of k_p,n−1 over the country's products and k_p,n = mean of k_c,n−1 over the product's countries.
 * Even orders of countries and odd orders of products measure complexity; they tend to the eigenvectors of
 * `complexityIndices` (the raw values tend to a constant, so standardise them).
 *
 * `iterations` counts states, as the R package does: 20 (default) holds orders 0 to 19, so countries are read at
 * order 18 and products at order 19. It must be even and at least 4.
 *
 * @param deviation divisor of the standard deviation; default "N-1", as in the R package
 * @example
 * reflections(presence(new Float64Array([1, 1, 1, 0]), 2, 2), { iterations: 4 }).countries // [1.75, 1.5]
 */
export function reflections(
  m: Presence,
  { iterations = 20, deviation = "N-1" as "N" | "N-1" } = {},
): Reflections {
  if (!Number.isInteger(iterations) || iterations < 4 || iterations % 2 !== 0)
    throw new RangeError(`iterations must be an even whole number of 4 or more, got ${iterations}`);
  const back = transposed(m);
  // both readings lie on one chain: diversity, its mean over exporters, the mean of that over products, …
  let countries: Float64Array = Float64Array.from(m.diversity, (k) => (k === 0 ? Number.NaN : k));
  let products: Float64Array = new Float64Array(m.columns);
  let offset = 0;
  for (let order = 1; order < iterations; order += 2) {
    offset += centre(countries);
    products = meanOver(back, countries);
    if (order + 1 < iterations) countries = meanOver(m, products);
  }
  return {
    countries: countries.map((v) => v + offset),
    products: products.map((v) => v + offset),
    eci: standardised(countries, deviation),
    pci: standardised(products, deviation),
    countryOrder: iterations - 2,
    productOrder: iterations - 1,
  };
}

/**
 * Takes the mean off and returns it. Averaging keeps a constant as it is, so it may be set aside; left in, it swamps the
 * differences, which shrink by λ₂ each round: after 18 orders of real trade 1e-8 of them is rounding.
 */
function centre(values: Float64Array): number {
  const { mean } = spread(values, "N");
  for (let i = 0; i < values.length; i++) values[i] -= mean;
  return mean;
}

/** (x − mean) / sd over the entries that are not NaN. */
function standardised(values: Float64Array, deviation: "N" | "N-1"): Float64Array {
  const { mean, sd } = spread(values, deviation);
  return values.map((v) => (v - mean) / sd);
}
