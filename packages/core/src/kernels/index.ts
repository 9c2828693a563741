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
export { density, proximitySum, proximityWeightedSum } from "./density.ts";
export { type Fitness, type FitnessOptions, fitness } from "./fitness.ts";
export { type ComplexityOutlook, complexityOutlook } from "./outlook.ts";
export { type Presence, presence, transposed } from "./presence.ts";
export { coOccurrence, countryProximity, proximity } from "./proximity.ts";
export { revealedComparativeAdvantage } from "./rca.ts";
export { type Reflections, reflections } from "./reflections.ts";
export { type SymmetricEigen, symmetricEigen } from "./symmetric-eigen.ts";
