import type { Concordance } from "./concordance.ts";

/** How much of a code belongs to a selection in another classification. */
export interface ProductShare {
  readonly code: string;
  /** Share with the weights of the concordance. */
  readonly weight: number;
  /** Share if everything went to targets outside the selection, and inside it: the bounds of any weights. */
  readonly least: number;
  readonly most: number;
}

/**
 * The codes that lead into a selection of target codes, each with its share. A code all of whose targets are inside
 * counts whole (1, 1, 1); one with some targets outside counts between 0 and 1, so a total can be given with the
 * range that the unknown split leaves open.
 */
export function sharesInto(concordance: Concordance, accepts: (code: string) => boolean): ProductShare[] {
  const shares = new Map<string, { inside: number; outside: boolean; weight: number }>();
  concordance.from.forEach((code, i) => {
    const share = shares.get(code) ?? { inside: 0, outside: false, weight: 0 };
    if (accepts(concordance.to[i] as string)) {
      share.inside += 1;
      share.weight += concordance.weight[i] as number;
    } else share.outside = true;
    shares.set(code, share);
  });
  return [...shares]
    .filter(([, { inside }]) => inside > 0)
    .map(([code, { outside, weight }]) => ({
      code,
      // Exactly 1 where nothing is outside: seven times 1/7 is not.
      weight: outside ? weight : 1,
      least: outside ? 0 : 1,
      most: 1,
    }));
}
