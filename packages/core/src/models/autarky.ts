import { type GainsFromTrade, gainsFromTrade, type InputOutput } from "../kernels/index.ts";

export interface AutarkyOptions {
  /**
   * What a good means that a country buys but sells none of at home (as Greek water transport in WIOD 2008, all of
   * it exported). `total`: autarky costs everything, as the formula says. `leave-out`: that good is left out of the
   * sums. Default `total`.
   */
  readonly noHomeSupply?: "total" | "leave-out";
}

export interface AutarkyGains extends GainsFromTrade {
  /** Sectors (by position) bought and not sold at home. */
  readonly withoutHomeSupply: readonly number[];
}

/**
 * Gains from trade of every country of a clean table, as fractions of real income (1 is everything).
 *
 * @param elasticities one per sector. @param all the elasticity of all goods together.
 */
export function gainsFromTradeTable(
  table: InputOutput,
  elasticities: Float64Array,
  all: number,
  { noHomeSupply = "total" }: AutarkyOptions = {},
): readonly AutarkyGains[] {
  const { countries: N, sectors: J, intermediate, final, output } = table;
  const size = N * J;
  return Array.from({ length: N }, (_, n) => {
    const own = new Float64Array(J);
    const absorbed = new Float64Array(J);
    const spent = new Float64Array(J);
    const inputShare = new Float64Array(J * J);
    for (let r = 0; r < size; r++) {
      const s = r % J;
      const home = Math.floor(r / J) === n;
      let value = final[r * N + n] as number;
      spent[s] = (spent[s] as number) + value;
      for (let k = 0; k < J; k++) {
        const use = intermediate[r * size + n * J + k] as number;
        value += use;
        const x = output[n * J + k] as number;
        if (x > 0) inputShare[k * J + s] = (inputShare[k * J + s] as number) + use / x;
      }
      absorbed[s] = (absorbed[s] as number) + value;
      if (home) own[s] = (own[s] as number) + value;
    }
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    const total = sum(spent);
    const homeShare = own.map((x, s) => ((absorbed[s] as number) > 0 ? x / (absorbed[s] as number) : 1));
    const withoutHomeSupply = Array.from({ length: J }, (_, s) => s).filter((s) => homeShare[s] === 0);
    if (noHomeSupply === "leave-out") for (const s of withoutHomeSupply) homeShare[s] = 1;
    const gains = gainsFromTrade({
      sectors: J,
      homeShare,
      finalShare: spent.map((x) => x / total),
      inputShare,
      elasticity: elasticities,
      homeShareAll: sum(own) / sum(absorbed),
      elasticityAll: all,
    });
    return { ...gains, withoutHomeSupply };
  });
}
