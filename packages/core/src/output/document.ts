import { indicatorsByName } from "../indicators/index.ts";
import { type ChartHint, chartHintOf } from "../indicators/indicator.ts";
import type { Result } from "../result.ts";

/** A result with what its indicator says about it: the object that the command line, the server and charts share. */
export interface ResultDocument extends Result {
  /** The finding in one sentence, written by the data. */
  readonly finding?: string;
  /** How a chart should show it. */
  readonly chart?: ChartHint;
}

/** Adds finding and chart hint from the indicator's definition; a result of something else comes back as it is. */
export function toDocument(result: Result): ResultDocument {
  const indicator = indicatorsByName.get(result.indicator);
  const finding = indicator?.finding?.(result.rows, result.parameters as never);
  const chart = chartHintOf(indicator, result.parameters);
  return {
    indicator: result.indicator,
    title: result.title,
    parameters: result.parameters,
    columns: result.columns,
    rows: result.rows,
    coverage: result.coverage,
    receipt: result.receipt,
    ...(finding === undefined ? {} : { finding }),
    ...(chart ? { chart } : {}),
  };
}
