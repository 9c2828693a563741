import { UsageError } from "../errors.ts";
import { convert } from "../kernels/index.ts";
import { concordance, isHsRevision, resolveClassification, type Weighting } from "../products/index.ts";

/** A value in the other classification, with its bounds under any weights. */
export interface ConvertedFlow {
  readonly code: string;
  readonly value: number;
  /** What must be there: codes with no other place to go. */
  readonly low: number;
  /** What can be there: every code that may go there. */
  readonly high: number;
}

export interface ConvertedFlows {
  readonly flows: readonly ConvertedFlow[];
  /** Value of codes that lead nowhere or are not in the classification, and those codes: it is in no other code. */
  readonly unmapped: number;
  readonly unmappedCodes: readonly string[];
  readonly direction: "published" | "inverted" | "same";
}

export interface ConversionOptions {
  /** How a code with several targets divides; default same-code. */
  readonly weighting?: Weighting;
  /** Digits of the result; default the whole code. Bounds are those of the group, which are narrower than the sum of its codes'. */
  readonly digits?: number;
}

/**
 * Trade by product in another classification: HS revisions both ways, SITC, ISIC, BEC. Values are of six-digit codes
 * (or the finest codes of a classification other than the HS), each code once.
 *
 * `flows` and `unmapped` add up to what went in. Where a code splits, `value` follows the weighting and `low` and
 * `high` say what any weighting could make of it.
 *
 * @throws {UnknownNameError} for a classification nobody knows; {UsageError} where there is no table between the two
 * @example convertFlows([{ code: "854800", value: 10 }], "HS2022", "HS2017").flows
 */
export function convertFlows(
  flows: readonly { readonly code: string; readonly value: number }[],
  from: string,
  to: string,
  { weighting = "same-code", digits }: ConversionOptions = {},
): ConvertedFlows {
  const table = concordance(from, to, weighting);
  const target = (code: string) => (digits === undefined ? code : code.slice(0, digits));
  const fromCodes = [...new Set([...table.from, ...table.unmapped])].sort();
  const toCodes = [...new Set(table.to.map(target))].sort();
  const fromAt = new Map(fromCodes.map((c, i) => [c, i]));
  const toAt = new Map(toCodes.map((c, i) => [c, i]));
  const lines = grouped(table.from, table.to.map(target), table.weight);
  const values = new Float64Array(fromCodes.length);
  const lost = new Set<string>();
  let outside = 0;
  for (const { code, value } of flows) {
    const i = fromAt.get(code);
    if (i === undefined) {
      outside += value;
      lost.add(code);
    } else values[i] = (values[i] as number) + value;
  }
  const result = convert(values, {
    from: Int32Array.from(lines, ([f]) => fromAt.get(f) as number),
    to: Int32Array.from(lines, ([, t]) => toAt.get(t) as number),
    weight: Float64Array.from(lines, ([, , w]) => w),
    fromSize: fromCodes.length,
    toSize: toCodes.length,
  });
  for (const code of table.unmapped) if ((values[fromAt.get(code) as number] as number) !== 0) lost.add(code);
  return {
    flows: toCodes.flatMap((code, i) =>
      (result.highest[i] as number) > 0
        ? [
            {
              code,
              value: result.values[i] as number,
              low: result.lowest[i] as number,
              high: result.highest[i] as number,
            },
          ]
        : [],
    ),
    unmapped: outside + result.unmapped,
    unmappedCodes: [...lost].sort(),
    direction: table.direction,
  };
}

/** Lines joined where several targets fall into one group; the weights of a code still add up to 1. */
function grouped(
  from: readonly string[],
  to: readonly string[],
  weight: Float64Array,
): readonly (readonly [string, string, number])[] {
  const targets = new Map<string, Map<string, number>>();
  from.forEach((f, i) => {
    const of = targets.get(f) ?? new Map<string, number>();
    of.set(to[i] as string, (of.get(to[i] as string) ?? 0) + (weight[i] as number));
    targets.set(f, of);
  });
  // A code with one group left is whole: seven times 1/7 is not 1.
  return [...targets].flatMap(([f, of]) => [...of].map(([t, w]) => [f, t, of.size === 1 ? 1 : w] as const));
}

/** The HS revision by any usual name. @throws {UsageError} for another classification */
export function hsRevision(name: string): string {
  const found = resolveClassification(name);
  if (!isHsRevision(found)) throw new UsageError(`not an HS revision: ${name} (write HS1992 to HS2022)`);
  return found;
}
