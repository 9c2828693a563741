import { type Row, toRows } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import type { ProductShare } from "../products/shares.ts";
import { ident, inList, join, type Sql, sql } from "../sql.ts";
import type { ListedCode } from "./controls.ts";
import { listedShares } from "./goods.ts";
import type { Technology } from "./technologies.ts";

export interface ListEntry extends ListedCode {
  readonly list: string;
  readonly version: string;
  readonly starts: string;
  readonly ends: string | null;
}

/** Entries of every list of the workspace that is written in HS codes. */
export async function listEntries(context: Pick<ComputeContext, "query" | "table">): Promise<ListEntry[]> {
  const found =
    await context.query(sql`select lower(list) as list, version, code, classification, starts, ends
    from ${context.table("control_lists")} where classification like 'HS%'
    order by list, version, code, classification, tier, authority, starts`);
  return toRows(found) as unknown as ListEntry[];
}

/** The entries of each list's latest version, by list. */
export function latestByList(entries: readonly ListEntry[]): Map<string, ListEntry[]> {
  const latest = new Map<string, ListEntry[]>();
  for (const entry of entries) {
    const known = latest.get(entry.list);
    if (known && (known[0] as ListEntry).version > entry.version) continue;
    latest.set(entry.list, known?.[0]?.version === entry.version ? [...known, entry] : [entry]);
  }
  return latest;
}

export interface Flow {
  readonly year: number;
  readonly exporter: string;
  readonly importer: string;
  readonly source: string;
  readonly reporter: string;
  readonly revision: string;
  readonly estimated: boolean;
  /** False for goods that only carry the technology. */
  readonly direct: boolean;
  /** Null: all goods of the technology; else those of them on this list. */
  readonly list: string | null;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Asked {
  readonly country: string;
  readonly partner: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Yearly trade of a pair in a technology's goods, both ways, as each reporter gives it, and the part of it on each
 * control list. `split` gets the codes of which only a part is on a list, by list and revision.
 */
export async function technologyTrade(
  technology: Technology,
  asked: Asked,
  lists: ReadonlyMap<string, readonly ListedCode[]>,
  context: Pick<ComputeContext, "query" | "table">,
  split: (list: string, revision: string, codes: readonly string[]) => void,
): Promise<Flow[]> {
  const flows: Flow[] = [];
  for (const [direct, revisions] of [
    [true, technology.hs6],
    [false, technology.indirect?.hs6 ?? {}],
  ] as const)
    for (const revision of Object.keys(revisions).sort()) {
      const prefixes = revisions[revision] as readonly string[];
      if (prefixes.length === 0) continue;
      const parts = [...lists].flatMap(([list, entries]) => {
        const shares = listedShares(prefixes, revision, entries);
        return shares.length > 0 ? [{ list, ...partsOf(shares) }] : [];
      });
      const rows = await ask(asked, revision, prefixes, parts, context);
      for (const row of rows) {
        const shared = {
          year: row.year as number,
          exporter: row.exporter as string,
          importer: row.importer as string,
          source: row.source as string,
          reporter: row.reporter as string,
          estimated: (row.estimated as number) > 0,
          revision,
          direct,
        };
        const usd = row.usd as number;
        flows.push({ ...shared, list: null, value: usd, low: usd, high: usd });
        parts.forEach(({ list, weights }, i) => {
          const whole = row[`whole_${i}`] as number;
          const open = weights.map((_, k) => row[`open_${i}_${k}`] as number);
          flows.push({
            ...shared,
            list,
            value: open.reduce((sum, v, k) => sum + v * (weights[k] as number), whole),
            low: whole,
            high: open.reduce((sum, v) => sum + v, whole),
          });
        });
      }
      if (rows.length > 0)
        for (const { list, open } of parts) if (open.length > 0) split(list, revision, open.flat());
    }
  return flows;
}

/** Codes wholly on a list, and those partly on it together by their weight. */
function partsOf(shares: readonly ProductShare[]) {
  const whole = shares.filter((s) => s.least === 1).map((s) => s.code);
  const rest = shares.filter((s) => s.least !== 1);
  const weights = [...new Set(rest.map((s) => s.weight))].sort((a, b) => a - b);
  return {
    whole,
    weights,
    open: weights.map((w) => rest.filter((s) => s.weight === w).map((s) => s.code)),
  };
}

async function ask(
  { country: one, partner: other, from, to }: Asked,
  revision: string,
  prefixes: readonly string[],
  parts: readonly { readonly whole: readonly string[]; readonly open: readonly (readonly string[])[] }[],
  context: Pick<ComputeContext, "query" | "table">,
): Promise<Row[]> {
  const value = ident("value_usd");
  const among = (codes: readonly string[]): Sql =>
    sql`sum(case when ${inList(sql`product`, codes)} then ${value} else cast(0 as decimal(18,3)) end)`;
  const sums = parts.flatMap(({ whole, open }, i) => [
    sql`${among(whole)} as ${ident(`whole_${i}`)}`,
    ...open.map((codes, k) => sql`${among(codes)} as ${ident(`open_${i}_${k}`)}`),
  ]);
  const starts = join(
    prefixes.map((prefix) => sql`substr(product, 1, ${prefix.length}) = ${prefix}`),
    " or ",
  );
  const found = await context.query(sql`select year(period) as year, exporter, importer, source, reporter,
      sum(case when status = 'estimated' then 1 else 0 end) as estimated,
      ${join([sql`sum(${value}) as usd`, ...sums], ", ")}
    from ${context.table("trade")}
    where classification = ${revision} and frequency = 'A' and year(period) between ${from} and ${to} and (${starts})
      and ((exporter = ${one} and importer = ${other}) or (exporter = ${other} and importer = ${one}))
    group by year(period), exporter, importer, source, reporter order by 1, 2, 3, 4, 5`);
  return toRows(found);
}
