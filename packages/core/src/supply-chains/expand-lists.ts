import { MissingDataError } from "../errors.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { countryPositions, type ScenarioGroups, type ScenarioShock } from "../models/index.ts";
import { controlLists } from "../products/index.ts";
import { listShares, type SectorTable } from "./list-shares.ts";

/** A name among a shock's sectors that means a control list: `list:chpl/tier-1`, or `chpl/tier-1` for short. */
export function listNamed(name: string): string | undefined {
  const text = name.trim();
  if (/^list:/i.test(text)) return text;
  const first = text.split(/[/@]/)[0]?.toLowerCase() ?? "";
  return controlLists().some((l) => l.list === first) ? `list:${text}` : undefined;
}

/**
 * Shocks that name control lists, with every list put into words the model knows: a group of sectors with the share
 * of each that the list covers. Sales and purchases of the senders are weighed apart, so a shock on both sides
 * becomes two. What was weighed with what is told to `context.note`.
 */
export async function expandLists(
  shocks: readonly ScenarioShock[],
  table: SectorTable,
  groups: ScenarioGroups,
  context: Pick<ComputeContext, "query" | "table" | "cite" | "note">,
): Promise<{ shocks: ScenarioShock[]; groups: ScenarioGroups }> {
  const sectors: Record<string, Readonly<Record<string, number>>> = { ...groups.sectors };
  const out: ScenarioShock[] = [];
  for (const shock of shocks) {
    const known = (s: string) => table.sectorCodes.includes(s) || sectors[s] !== undefined;
    const lists = shock.sectors.map((s) => (known(s) ? undefined : listNamed(s)));
    if (lists.every((l) => l === undefined)) {
      out.push(shock);
      continue;
    }
    const all = shock.target.includes("all");
    const named = countryPositions({ data: table }, shock.senders, groups);
    const target = countryPositions({ data: table }, shock.target, groups, all ? named : []);
    const senders = shock.senders.includes("all") ? named.filter((n) => !target.includes(n)) : named;
    const codes = (at: readonly number[]) => at.map((n) => table.countryCodes[n] as string);
    const sides = shock.side === "both" ? (["exports", "imports"] as const) : [shock.side];
    const before = out.length;
    const said: string[] = [];
    for (const side of sides) {
      const words: string[] = [];
      for (const [i, list] of lists.entries()) {
        if (list === undefined) {
          words.push(shock.sectors[i] as string);
          continue;
        }
        const [exporters, importers] =
          side === "exports" ? [codes(senders), codes(target)] : [codes(target), codes(senders)];
        const weights = shock.weights ?? "trade";
        const { shares, text } = await listShares({ list, weights, exporters, importers }, table, context);
        const word = `${list} ${side} ${out.length}`;
        const note = `${side} of ${shock.senders.join(", ")}: ${text}`;
        said.push(note);
        context.note({ kind: "definition", text: note });
        if (Object.keys(shares).length === 0) continue;
        sectors[word] = shares;
        words.push(word);
      }
      if (words.length > 0) out.push({ ...shock, side, sectors: words });
    }
    if (out.length === before)
      throw new MissingDataError(
        `the shock hits nothing: ${said.join("; ")}; name sectors, or write weights: equal`,
      );
  }
  return { shocks: out, groups: { ...groups, sectors } };
}
