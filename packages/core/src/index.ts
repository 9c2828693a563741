export { type Case, openCase } from "./cases/case.ts";
export * from "./claims/index.ts";
export * from "./countries/index.ts";
export { openDuckDb } from "./engines/duckdb/duckdb.ts";
export type { DuckDbOptions } from "./engines/duckdb/session.ts";
export {
  type AttachedSnapshot,
  canKeep,
  type Engine,
  type Fallback,
  type TableFiles,
} from "./engines/engine.ts";
export { openEngine } from "./engines/open.ts";
export { canPublish, isPublished, type PublishedSnapshot } from "./engines/trino/trino.ts";
export * from "./errors.ts";
export { asFileError } from "./file-error.ts";
export {
  type ColumnType,
  column,
  exactText,
  type Frame,
  type FrameColumn,
  fromRows,
  numbers,
  type Row,
  texts,
  toRows,
  type Value,
} from "./frame.ts";
export { canonicalJson, contentHash, sha256 } from "./hash.ts";
export { type IndicatorName, type Indicators, indicators, indicatorsByName } from "./indicators/index.ts";
export {
  type AnyIndicator,
  type ChartHint,
  chartHintOf,
  defineIndicator,
  type IndicatorDefinition,
} from "./indicators/indicator.ts";
export { type ParameterMeta, parseParameters } from "./indicators/parameters.ts";
export * from "./models/index.ts";
export { nearest as nearestName } from "./nearest.ts";
export * from "./output/index.ts";
export * from "./products/index.ts";
export type { Receipt } from "./receipt.ts";
export type { Coverage, CoverageNote, Result, ResultColumn, SourceCitation } from "./result.ts";
export { sources, sourcesByName } from "./sources/index.ts";
export { fetchOpenAlexWorks, planOpenAlexWorks, type WorksPlan } from "./sources/openalex/fetch.ts";
export { type CountsAnswer, type FetchReport, fetchOpenAlexCounts } from "./sources/openalex-counts/fetch.ts";
export { type CountsPlan, type CountsRequest, planOpenAlexCounts } from "./sources/openalex-counts/plan.ts";
export type { Licence, SourceDefinition } from "./sources/source.ts";
export type { LoadRecord, StoredFile, WorkspaceState } from "./storage/datapackage.ts";
export {
  type BaselineName,
  type BaselineQuery,
  listBaselines,
  type ReadBaseline,
  readBaseline,
} from "./supply-chains/baselines.ts";
export { allTables, baseTables } from "./tables/index.ts";
export type { ColumnDefinition, TableDefinition } from "./tables/table.ts";
export { type TechnologyReport, technologyReport } from "./technologies/report.ts";
export { type Technology, technologies, technologyByName } from "./technologies/technologies.ts";
export { type ConvertedFlow, type ConvertedFlows, convertFlows } from "./trade/conversion.ts";
export { differenceParameters, parseAgainst } from "./trade/why.ts";
export { type NamedReceipt, parseReceipt, parseReceipts, type Verification } from "./verify.ts";
export { version } from "./version.ts";
export {
  findWorkspace,
  initWorkspace,
  type LoadOptions,
  type LoadReport,
  openWorkspace,
  type RunOptions,
  Workspace,
  type WorkspaceOptions,
} from "./workspace.ts";
