import { type TradeData, tradeDataFromTable } from "../models/index.ts";
import { readInputOutputTable, type TableChoice, type TableContext } from "./read-table.ts";
import { ioSectors } from "./sectors.ts";

/**
 * The trade model's data from a table of the workspace, shared by whoever asks: not to be written into.
 * @throws {MissingDataError} {UsageError}
 */
export async function readTradeData(
  choice: TableChoice,
  context: TableContext,
): Promise<TradeData & { readonly source: string; readonly year: number }> {
  const table = await readInputOutputTable(choice, context);
  const { source, year } = table;
  return context.remember(`trade data ${source} ${year}`, async () => {
    const { labels, elasticities } = ioSectors(source, table.sectors);
    const data = tradeDataFromTable(table, elasticities, {
      name: `${source} ${year}`,
      year,
      sectorLabels: labels,
    });
    return { ...data, source, year };
  });
}
