export interface Asymmetry {
  /** Share of B in A's trade: how much A depends on B. */
  readonly aOnB: number;
  /** Share of A in B's trade. */
  readonly bOnA: number;
  /** aOnB − bOnA: above 0 when A depends more. Between −1 and 1. */
  readonly difference: number;
  /** ln(aOnB / bOnA): 0.69 when A depends twice as much; infinite when only one share is 0, NaN when both are. */
  readonly logRatio: number;
}

/**
 * Hirschman's asymmetry of dependence (National Power and the Structure of Foreign Trade, 1945): one flow weighs
 * differently in the trade of its two ends, and the end where it weighs less holds the influence.
 *
 * @param aWithB trade of A with B as A's accounts have it, `aTotal` all of A's trade; likewise for B. Mirror figures may
 *   differ, so each end has its own.
 * @returns shares are NaN when the total is not positive
 * @example
 * asymmetry({ aWithB: 190, aTotal: 850, bWithA: 190, bTotal: 6300 })
 * // { aOnB: 0.2235…, bOnA: 0.0301…, difference: 0.1933…, logRatio: 2.003… }
 */
export function asymmetry(flows: {
  readonly aWithB: number;
  readonly aTotal: number;
  readonly bWithA: number;
  readonly bTotal: number;
}): Asymmetry {
  const aOnB = flows.aTotal > 0 ? flows.aWithB / flows.aTotal : Number.NaN;
  const bOnA = flows.bTotal > 0 ? flows.bWithA / flows.bTotal : Number.NaN;
  return { aOnB, bOnA, difference: aOnB - bOnA, logRatio: Math.log(aOnB / bOnA) };
}
