export {
  jaccard,
  observedOverExpected,
  type PairCounts,
  probabilisticAffinity,
  relativeIntensity,
  salton,
} from "./affinity.ts";
export { Anderson, type AndersonOptions } from "./anderson.ts";
export { type Asymmetry, asymmetry } from "./asymmetry.ts";
export { betaQuantile, regularisedBeta } from "./beta-distribution.ts";
export { drawBinomial, drawMultinomial } from "./binomial-draw.ts";
export { binomialInterval } from "./binomial-interval.ts";
export { type BootstrapInterval, type BootstrapOptions, bootstrapCounts } from "./bootstrap.ts";
export {
  type SolveOptions,
  solveTrade,
  type TradeEquilibrium,
  type UnsuppliedGood,
} from "./caliendo-parro.ts";
export {
  type CifFobCovariates,
  type CifFobFit,
  type CifFobOptions,
  cifFobMargin,
  fitCifFob,
} from "./cif-fob.ts";
export {
  COMPLEXITY_CONVENTIONS,
  type ComplexityConvention,
  type ComplexityIndices,
  complexityIndices,
} from "./complexity.ts";
export {
  type Complexity,
  type ComplexityOptions,
  complexity,
  complexityWithOutlook,
} from "./complexity-set.ts";
export { type Concordance, type Converted, convert } from "./concordance-convert.ts";
export { density, proximitySum, proximityWeightedSum } from "./density.ts";
export { type Distance, hellinger, shares, totalVariation } from "./distances.ts";
export { type Fitness, type FitnessOptions, fitness } from "./fitness.ts";
export { type AutarkyInputs, type GainsFromTrade, gainsFromTrade } from "./gains-from-trade.ts";
export { gammaQuantile, gammaUpperQuantile, regularisedGamma } from "./gamma-distribution.ts";
export { type Concentration, herfindahlHirschman } from "./herfindahl-hirschman.ts";
export { type LeastSquares, leastSquares } from "./least-squares.ts";
export {
  embodied,
  type InputOutput,
  inputCoefficients,
  type LeontiefSystem,
  leontiefSolve,
  leontiefSystem,
  outputFor,
} from "./leontief.ts";
export { type LuFactors, luFactor, luInverse, luSolve, luSolveTransposed } from "./lu.ts";
export { type MirrorFlows, type MirrorReliability, mirrorReliability } from "./mirror-reliability.ts";
export { type ComplexityOutlook, complexityOutlook } from "./outlook.ts";
export { type Interval, poissonInterval, poissonRate } from "./poisson-interval.ts";
export { type Presence, presence, transposed } from "./presence.ts";
export { coOccurrence, countryProximity, proximity } from "./proximity.ts";
export { median, quantile, weightedMean, weightedMedian, weightedQuantile } from "./quantile.ts";
export { type Random, random } from "./random.ts";
export { revealedComparativeAdvantage } from "./rca.ts";
export { RECONCILED_STATUS, type Reconciled, type ReconcileOptions, reconcile } from "./reconcile.ts";
export { type Reflections, reflections } from "./reflections.ts";
export { devianceTerm, stirlingError } from "./saddle-point.ts";
export { solveMonotone } from "./solve-monotone.ts";
export { type SymmetricEigen, symmetricEigen } from "./symmetric-eigen.ts";
export {
  type EconomyNotes,
  economyFromTables,
  type TradeEconomy,
  type TradeShock,
  type TradeTables,
} from "./trade-economy.ts";
export { rebase, type TradeFlows, tradeFlows } from "./trade-flows.ts";
export { type TradeIntensityInput, tradeIntensity } from "./trade-intensity.ts";
export { type TradeResiduals, tradeResiduals } from "./trade-residuals.ts";
export { exportSimilarity, tradeComplementarity } from "./trade-similarity.ts";
export {
  domesticValueAddedShare,
  exportsOf,
  type SupplyChainExposure,
  supplyChainExposure,
  type ValueAddedTrade,
  valueAddedCoefficients,
  valueAddedOf,
  valueAddedTrade,
} from "./value-added.ts";
export { type FirstOrderWelfare, firstOrderWelfare, type WelfareChange, welfareChange } from "./welfare.ts";
export { type WelfarePath, welfarePath } from "./welfare-path.ts";
