import {
  COMPLEXITY_CONVENTIONS,
  type ComplexityConvention,
  type ComplexityIndices,
  spread,
} from "./complexity.ts";
import { density, proximitySum, proximityWeightedSum } from "./density.ts";
import type { Presence } from "./presence.ts";

export interface ComplexityOutlook {
  /** COI of each country, length `rows`; NaN for a country that takes no part. */
  readonly outlookIndex: Float64Array;
  /** COG, row-major `rows * columns`: 0 where the country already makes the product, NaN where either takes no part. */
  readonly outlookGain: Float64Array;
  /** ω, row-major `rows * columns` (the outlook needs it, so it is handed on). */
  readonly density: Float64Array;
}

/**
 * Complexity outlook (Hausmann, Hidalgo et al. 2014). The index adds up the complexity of what a country does not make,
 * by nearness: COI_c = Σ_p ω_cp (1 − M_cp) PCI_p. The gain is what taking up one product would add to it:
 * COG_cp = (1 − M_cp) [Σ_p' (1 − M_cp') PCI_p' φ_pp' / Σ_p'' φ_p'p''  −  ω_cp PCI_p].
 *
 * The last term (a product already made is no longer an opportunity) is in the Atlas and left out by both packages;
 * which PCI enters, and whether the index is standardised, also follows `convention`, see `COMPLEXITY_CONVENTIONS`.
 */
export function complexityOutlook(
  m: Presence,
  indices: ComplexityIndices,
  convention: ComplexityConvention = "atlas",
): ComplexityOutlook {
  const rules = COMPLEXITY_CONVENTIONS[convention];
  const { rows, columns } = m;
  const pci = rules.outlookPci === "raw" ? indices.rawPci : indices.pci;
  const omega = density(m);

  const made = new Uint8Array(rows * columns);
  for (let c = 0; c < rows; c++)
    for (let x = m.countryStart[c]; x < m.countryStart[c + 1]; x++) made[c * columns + m.productOf[x]] = 1;

  const neighbours = proximitySum(m);
  const pull = pci.map((v, p) => v / neighbours[p]);
  const everyone = proximitySum(m, pull);
  const gain = proximityWeightedSum(m, pull);
  const index = new Float64Array(rows);
  for (let c = 0, at = 0; c < rows; c++) {
    const takesPart = m.diversity[c] > 0;
    let sum = 0;
    for (let p = 0; p < columns; p++, at++) {
      if (!takesPart || m.ubiquity[p] === 0) {
        gain[at] = Number.NaN;
        continue;
      }
      if (made[at] === 1) {
        gain[at] = 0;
        continue;
      }
      const own = omega[at] * pci[p];
      sum += own;
      gain[at] = everyone[p] - gain[at] - (rules.subtractOwnGain ? own : 0);
    }
    index[c] = takesPart ? sum : Number.NaN;
  }
  if (rules.standardiseOutlook) {
    const { mean, sd } = spread(index, rules.deviation);
    for (let c = 0; c < rows; c++) index[c] = (index[c] - mean) / sd;
  }
  return { outlookIndex: index, outlookGain: gain, density: omega };
}
