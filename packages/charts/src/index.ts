export { chartFor, drawChart, hintFor, loadBody } from "./chart.ts";
export { countryName } from "./countries.ts";
export type { Body, ChartPoint, Draft, Drawn } from "./draft.ts";
export { EVENTS } from "./events.ts";
export {
  type FormatOptions,
  formatByHint,
  formatNumber,
  formatPercent,
  formatUsd,
  NO_DATA,
} from "./format.ts";
export { chartPoints } from "./frame.ts";
export type { ChartEvent, ChartHint, ChartInput, ChartKind, ChartOptions } from "./input.ts";
export { textWidth, wrapText } from "./measure.ts";
export { serialize } from "./svg.ts";
export { type ChartTable, tableFor } from "./table.ts";
export { contrast, paletteFor, type Theme, themes, type Verdict } from "./theme.ts";
