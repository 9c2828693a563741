import { choice, real } from "../indicators/parameters.ts";
import {
  COMPLEXITY_CONVENTIONS,
  type Complexity,
  type ComplexityConvention,
  complexity,
  fitness,
  reflections,
} from "../kernels/index.ts";
import type { ComplexityPeriod } from "./complexity-input.ts";

export const conventionParameters = {
  convention: choice(
    ["atlas", "economiccomplexity", "py-ecomplexity"],
    "whose standardisation, sign and omissions: the Atlas of Economic Complexity, the R package economiccomplexity 2.0, py-ecomplexity 0.5",
  ).default("atlas"),
  threshold: real("a country makes a product when its revealed comparative advantage is at least this", {
    min: 0,
    max: 1000,
    unit: "ratio",
  }).default(1),
} as const;

export const methodParameter = choice(
  ["eigenvector", "reflections", "fitness"],
  "second eigenvector (ECI, PCI), method of reflections with 20 states, or fitness and complexity (Tacchella et al.)",
).default("eigenvector");

export interface MeasureScope {
  readonly convention: ComplexityConvention;
  readonly threshold: number;
}

/** RCA, presence, ECI and PCI of one period. */
export function complexityOf(period: ComplexityPeriod, { convention, threshold }: MeasureScope): Complexity {
  return complexity(period.values, period.countries.length, period.products.length, {
    convention,
    threshold,
  });
}

/** One figure a country and one a product, by the asked method. */
export function scores(
  all: Complexity,
  method: "eigenvector" | "reflections" | "fitness",
  convention: ComplexityConvention,
): { countries: Float64Array; products: Float64Array } {
  if (method === "fitness") {
    const { fitness: countries, complexity: products } = fitness(all.presence, { convention });
    return { countries, products };
  }
  if (method === "reflections") {
    const { deviation } = COMPLEXITY_CONVENTIONS[convention];
    const { eci, pci } = reflections(all.presence, { deviation });
    return { countries: eci, products: pci };
  }
  return { countries: all.eci, products: all.pci };
}

/** Sums of the rows or of the columns of a row-major matrix, in index order. */
export function totals(
  values: Float64Array,
  rows: number,
  columns: number,
  of: "rows" | "columns",
): Float64Array {
  const out = new Float64Array(of === "rows" ? rows : columns);
  for (let r = 0, k = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, k++) {
      const at = of === "rows" ? r : c;
      out[at] = (out[at] as number) + (values[k] as number);
    }
  return out;
}
