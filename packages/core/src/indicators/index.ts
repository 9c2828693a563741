import { affinity } from "./affinity.ts";
import { agreements } from "./agreements.ts";
import { alternatives } from "./alternatives.ts";
import { asymmetry } from "./asymmetry.ts";
import { bilateralTrade } from "./bilateral-trade.ts";
import { blocShare } from "./bloc-share.ts";
import { chipSupplyChain } from "./chip-supply-chain.ts";
import { coalitionSweep } from "./coalition-sweep.ts";
import { collaboration } from "./collaboration.ts";
import { collaborationRank } from "./collaboration-rank.ts";
import { collaborationShare } from "./collaboration-share.ts";
import { complexityOutlook } from "./complexity-outlook.ts";
import { concentration } from "./concentration.ts";
import { countryProfile } from "./country-profile.ts";
import { countryRank } from "./country-rank.ts";
import { decoupling } from "./decoupling.ts";
import { density } from "./density.ts";
import { difference } from "./difference.ts";
import { eci } from "./eci.ts";
import { exportDependence } from "./export-dependence.ts";
import { exportSimilarity } from "./export-similarity.ts";
import { forcedChoice } from "./forced-choice.ts";
import { foreignInputReliance } from "./foreign-input-reliance.ts";
import { gainsFromTrade } from "./gains-from-trade.ts";
import { importDependence } from "./import-dependence.ts";
import type { AnyIndicator } from "./indicator.ts";
import { industrySuppliers } from "./industry-suppliers.ts";
import { jointWorks } from "./joint-works.ts";
import { leadership } from "./leadership.ts";
import { mirrorGap } from "./mirror-gap.ts";
import { pairProfile } from "./pair-profile.ts";
import { partnerRank } from "./partner-rank.ts";
import { partnerShare } from "./partner-share.ts";
import { pci } from "./pci.ts";
import { productConversion } from "./product-conversion.ts";
import { productDependence } from "./product-dependence.ts";
import { proximity } from "./proximity.ts";
import { rca } from "./rca.ts";
import { reconciledTrade } from "./reconciled-trade.ts";
import { reorientation } from "./reorientation.ts";
import { reportingCoverage } from "./reporting-coverage.ts";
import { researchImpact } from "./research-impact.ts";
import { researchSpecialisation } from "./research-specialisation.ts";
import { researcherMobility } from "./researcher-mobility.ts";
import { scenario } from "./scenario.ts";
import { settlementShare } from "./settlement-share.ts";
import { substitution } from "./substitution.ts";
import { supplyChainExposure } from "./supply-chain-exposure.ts";
import { technologyCoverage } from "./technology-coverage.ts";
import { technologyProfile } from "./technology-profile.ts";
import { tradeComplementarity } from "./trade-complementarity.ts";
import { tradeIntensity } from "./trade-intensity.ts";
import { valueAddedTrade } from "./value-added-trade.ts";

/** Every indicator by its name, in the order lists show them. */
export const indicators = {
  "partner-share": partnerShare,
  "partner-rank": partnerRank,
  "bloc-share": blocShare,
  "bilateral-trade": bilateralTrade,
  "import-dependence": importDependence,
  "export-dependence": exportDependence,
  concentration,
  asymmetry,
  "product-dependence": productDependence,
  "trade-intensity": tradeIntensity,
  "trade-complementarity": tradeComplementarity,
  "export-similarity": exportSimilarity,
  reorientation,
  decoupling,
  substitution,
  "country-profile": countryProfile,
  "pair-profile": pairProfile,
  "country-rank": countryRank,
  "settlement-share": settlementShare,
  "collaboration-share": collaborationShare,
  "collaboration-rank": collaborationRank,
  collaboration,
  affinity,
  "research-specialisation": researchSpecialisation,
  "research-impact": researchImpact,
  leadership,
  "researcher-mobility": researcherMobility,
  "technology-profile": technologyProfile,
  "technology-coverage": technologyCoverage,
  agreements,
  "joint-works": jointWorks,
  alternatives,
  "complexity-outlook": complexityOutlook,
  density,
  eci,
  pci,
  proximity,
  rca,
  "foreign-input-reliance": foreignInputReliance,
  "industry-suppliers": industrySuppliers,
  "value-added-trade": valueAddedTrade,
  "supply-chain-exposure": supplyChainExposure,
  "chip-supply-chain": chipSupplyChain,
  "gains-from-trade": gainsFromTrade,
  "forced-choice": forcedChoice,
  "coalition-sweep": coalitionSweep,
  scenario,
  "mirror-gap": mirrorGap,
  "reconciled-trade": reconciledTrade,
  "reporting-coverage": reportingCoverage,
  difference,
  "product-conversion": productConversion,
} as const;

export type Indicators = typeof indicators;
export type IndicatorName = keyof Indicators;

export const indicatorsByName: ReadonlyMap<string, AnyIndicator> = new Map(
  Object.entries(indicators).map(([name, indicator]) => [name, indicator as unknown as AnyIndicator]),
);
