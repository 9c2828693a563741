export {
  type Classification,
  findClassification,
  HS_REVISIONS,
  type HsRevision,
  isHsRevision,
  OTHER_CLASSIFICATIONS,
  type OtherClassification,
  resolveClassification,
} from "./classifications.ts";
export {
  type Concordance,
  type ConcordancePair,
  concordance,
  concordancePairs,
  type Weighting,
} from "./concordance.ts";
export { becEndUse, type EndUse } from "./end-use.ts";
export {
  type ControlList,
  type ControlListEntry,
  type ControlListOptions,
  controlList,
  controlListEntries,
  controlLists,
  resolveControlList,
} from "./lists.ts";
export { productMembers } from "./members.ts";
export { type HsSection, hsSections, sectionOf } from "./sections.ts";
export { formatProduct, type ProductSelection, parseProduct } from "./selection.ts";
export { type ProductShare, sharesInto } from "./shares.ts";
export { productCodes, productText, productTexts } from "./texts.ts";
