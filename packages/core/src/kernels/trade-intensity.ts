export interface TradeIntensityInput {
  /** X_ij: exports of i to j. */
  readonly flow: number;
  /** X_i: all exports of i. */
  readonly exports: number;
  /** M_j: all imports of j. */
  readonly imports: number;
  /** M_i: all imports of i; used by the adjusted variant only, since a country does not export to itself. */
  readonly ownImports: number;
  /** M_w: imports of the world. */
  readonly worldImports: number;
}

/**
 * Trade intensity (Brown 1949, Kojima 1964): the share of j in i's exports over j's share in the market open to i. Above 1
 * when i sells more to j than j's size explains. All amounts in one currency.
 *
 * `adjusted` (default): (X_ij / X_i) / (M_j / (M_w − M_i)); `unadjusted` keeps the world total: (X_ij / X_i) / (M_j / M_w).
 * NaN when a total it divides by is not positive.
 *
 * @example
 * tradeIntensity({ flow: 20, exports: 100, imports: 100, ownImports: 200, worldImports: 1000 }) // 1.6
 * tradeIntensity({ flow: 20, exports: 100, imports: 100, ownImports: 200, worldImports: 1000 }, "unadjusted") // 2
 */
export function tradeIntensity(
  { flow, exports, imports, ownImports, worldImports }: TradeIntensityInput,
  variant: "adjusted" | "unadjusted" = "adjusted",
): number {
  const market = variant === "adjusted" ? worldImports - ownImports : worldImports;
  if (!(exports > 0) || !(imports > 0) || !(market > 0)) return Number.NaN;
  return flow / exports / (imports / market);
}
