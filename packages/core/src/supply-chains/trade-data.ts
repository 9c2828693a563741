import type { ComputeContext } from "../indicators/indicator.ts";
import { type TradeData, tradeDataFromTable } from "../models/index.ts";
import { readInputOutputTable, type TableChoice } from "./read-table.ts";
import { ioSectors } from "./sectors.ts";

/** The trade model's data from a table of the workspace. @throws {MissingDataError} {UsageError} */
export async function readTradeData(
  choice: TableChoice,
  context: Pick<ComputeContext, "query" | "table">,
): Promise<TradeData & { readonly source: string; readonly year: number }> {
  const table = await readInputOutputTable(choice, context);
  const { labels, elasticities } = ioSectors(table.source, table.sectors);
  const data = tradeDataFromTable(table, elasticities, {
    name: `${table.source} ${table.year}`,
    year: table.year,
    sectorLabels: labels,
  });
  return { ...data, source: table.source, year: table.year };
}
