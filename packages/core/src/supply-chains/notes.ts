import type { TableNotes } from "../models/index.ts";
import type { CoverageNote } from "../result.ts";

/** What must stand beside every figure from an input-output table: its year, and what cleaning it did. */
export function tableNotes(source: string, year: number, notes: TableNotes | null): CoverageNote[] {
  const out: CoverageNote[] = [
    {
      kind: "estimated",
      text: `input-output table ${source} of ${year}: national accounts fitted to trade, not reported flows`,
    },
  ];
  if (notes && notes.negativeFinalCells + notes.negativeInputCells > 0)
    out.push({
      kind: "definition",
      text: `${notes.negativeFinalCells + notes.negativeInputCells} negative cells set to zero, ${notes.idleSectors.length} sectors without output left out; output solved again (world output ${(notes.outputChange * 100).toFixed(2).replace("-", "−")} %)`,
    });
  return out;
}
