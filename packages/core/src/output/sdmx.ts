import { indicatorsByName } from "../indicators/index.ts";
import type { Result } from "../result.ts";
import { csvCell } from "./csv.ts";
import { type ExportOptions, refuseRestricted } from "./restricted.ts";

/**
 * SDMX-CSV 2.0: the structure columns, then dimensions, then measures. Column names are upper case; `period` is
 * TIME_PERIOD (a year or a month where the days say no more) and the column the chart shows is OBS_VALUE.
 * @throws {RestrictedError} when a licence forbids it.
 */
export function toSdmxCsv(result: Result, options?: ExportOptions): string {
  refuseRestricted(result, options);
  const shown = indicatorsByName.get(result.indicator)?.chart?.y;
  const isMeasure = (type: string) => type === "integer" || type === "decimal" || type === "double";
  const columns = [...result.columns].sort((a, b) => Number(isMeasure(a.type)) - Number(isMeasure(b.type)));
  const periods = result.rows.map((r) => String(r.period ?? ""));
  const length = periods.every((p) => p.endsWith("-01-01"))
    ? 4
    : periods.every((p) => p.endsWith("-01"))
      ? 7
      : 10;
  const head = columns.map((c) =>
    c.name === "period" ? "TIME_PERIOD" : c.name === shown ? "OBS_VALUE" : c.name.toUpperCase(),
  );
  const id = `TIGHTROPE:${result.indicator.toUpperCase().replaceAll("-", "_")}(${result.receipt.tightrope})`;
  const lines = result.rows.map((row) =>
    [
      "dataflow",
      id,
      "I",
      ...columns.map((c) => {
        const value = row[c.name];
        return csvCell(c.name === "period" && typeof value === "string" ? value.slice(0, length) : value);
      }),
    ].join(","),
  );
  return `${["STRUCTURE,STRUCTURE_ID,ACTION", ...head].join(",")}\n${lines.map((l) => `${l}\n`).join("")}`;
}
