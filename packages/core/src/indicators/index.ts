import { collaborationRank } from "./collaboration-rank.ts";
import { collaborationShare } from "./collaboration-share.ts";
import { countryRank } from "./country-rank.ts";
import type { AnyIndicator } from "./indicator.ts";
import { partnerShare } from "./partner-share.ts";
import { settlementShare } from "./settlement-share.ts";

/** Every indicator by its name, in the order lists show them. */
export const indicators = {
  "partner-share": partnerShare,
  "country-rank": countryRank,
  "settlement-share": settlementShare,
  "collaboration-share": collaborationShare,
  "collaboration-rank": collaborationRank,
} as const;

export type Indicators = typeof indicators;
export type IndicatorName = keyof Indicators;

export const indicatorsByName: ReadonlyMap<string, AnyIndicator> = new Map(
  Object.entries(indicators).map(([name, indicator]) => [name, indicator as unknown as AnyIndicator]),
);
