import { type CountryBlocks, countryBlocks } from "./country-blocks.ts";
import type { LuFactors } from "./lu.ts";
import type { TradeEconomy } from "./trade-economy.ts";
import { wageStepMatrix } from "./wage-step.ts";

/** What turns residuals into good steps. It decides how fast a solve is, never where it ends. */
export interface Steering {
  readonly blocks: CountryBlocks;
  readonly wageStep: LuFactors;
}

/** One per economy, since every solve on it can use the same: sliders, sweeps and paths solve one economy often. */
const known = new WeakMap<TradeEconomy, Steering>();

export function steering(economy: TradeEconomy): Steering {
  let found = known.get(economy);
  if (!found) {
    const blocks = countryBlocks(economy);
    found = { blocks, wageStep: wageStepMatrix(economy, blocks.costPerWage) };
    known.set(economy, found);
  }
  return found;
}

/** Lets an economy solved from another steer by the other's. */
export function shareSteering(from: TradeEconomy, to: TradeEconomy): void {
  const found = known.get(from);
  if (found) known.set(to, found);
}
