import { MissingDataError } from "../errors.ts";
import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import {
  concordance,
  formatProduct,
  type HsRevision,
  isHsRevision,
  parseProduct,
  productCodes,
  productMembers,
} from "../products/index.ts";
import { inList, type Sql, sql } from "../sql.ts";
import { sectorOfGoods } from "./goods-sectors.ts";
import { areaMembers } from "./groups.ts";

/** The table whose sectors are asked about. */
export interface SectorTable {
  readonly source: string;
  readonly year: number;
  readonly countryCodes: readonly string[];
  readonly sectorCodes: readonly string[];
  readonly sectorLabels?: Readonly<Record<string, string>>;
}

export interface ListQuestion {
  /** As `parseProduct` reads it: `list:chpl/tier-1`. */
  readonly list: string;
  /** `trade`: weigh codes by what the senders and the target trade. `equal`: count codes. */
  readonly weights: "trade" | "equal";
  readonly exporters: readonly string[];
  readonly importers: readonly string[];
}

export interface ListShares {
  /** Covered share of each sector with any covered good; empty when none is traded. */
  readonly shares: Readonly<Record<string, number>>;
  /** What was weighed with what, for the notes of the result. */
  readonly text: string;
}

/**
 * What share of each sector's goods a control list covers: HS codes to ISIC 3 by the published concordance, ISIC 3 to
 * sectors by data/io-goods.csv, weighed with the trade between the two sides in the year nearest to the table's.
 *
 * @throws {MissingDataError} when the table's sectors have no mapping or the two sides have no trade by product here
 */
export async function listShares(
  question: ListQuestion,
  table: SectorTable,
  context: Pick<ComputeContext, "query" | "table" | "cite">,
): Promise<ListShares> {
  const selection = parseProduct(question.list);
  const name = formatProduct(selection).replace(/^list:/, "");
  const sectorOf = sectorOfGoods(table.source, table.sectorCodes);
  if (!sectorOf)
    throw new MissingDataError(
      `nothing says which sectors of ${table.source} make the goods of ${name}: name sectors instead, or use wiod, wiod-compact or icio`,
    );
  const weighed =
    question.weights === "equal"
      ? {
          revision: "HS2017" as const,
          values: new Map(productCodes("HS2017", 6).map((c) => [c, 1])),
          about: "",
        }
      : await tradeByProduct(question, table, name, context);
  const { revision, values } = weighed;
  const covered = new Map(productMembers(selection, revision).map((m) => [m.code, m.weight]));
  const industry = concordance(revision, "ISIC3");
  const whole = new Map<string, number>();
  const part = new Map<string, number>();
  let all = 0;
  let mapped = 0;
  for (const value of values.values()) all += value;
  industry.from.forEach((code, i) => {
    const value = (values.get(code) ?? 0) * (industry.weight[i] as number);
    const sector = value > 0 ? sectorOf(industry.to[i] as string) : undefined;
    if (sector === undefined) return;
    mapped += value;
    whole.set(sector, (whole.get(sector) ?? 0) + value);
    part.set(sector, (part.get(sector) ?? 0) + value * (covered.get(code) ?? 0));
  });
  const shares = Object.fromEntries(
    table.sectorCodes.flatMap((s) => {
      const share = (part.get(s) ?? 0) / (whole.get(s) ?? 1);
      return share > 0 ? [[s, Math.min(share, 1)]] : [];
    }),
  );
  const traded = [...covered.keys()].filter((c) => (values.get(c) ?? 0) > 0).length;
  const unweighed = question.weights === "equal" ? `codes counted alike (${revision})` : weighed.about;
  const label = (s: string) => table.sectorLabels?.[s] ?? s;
  const said = Object.entries(shares).map(([s, share]) => `${label(s)} ${percent(share)}`);
  return {
    shares,
    text: `${name} covers ${said.join(", ") || "nothing that is traded"}; ${traded} of its codes, ${unweighed}; HS to ISIC 3 to sectors of ${table.source}${mapped < all ? `, ${percent(1 - mapped / all)} in no sector` : ""}`,
  };
}

/** Value by six-digit code between the two sides: one source, one report, the year nearest to the table's. */
async function tradeByProduct(
  { exporters, importers }: ListQuestion,
  table: SectorTable,
  name: string,
  context: Pick<ComputeContext, "query" | "table" | "cite">,
): Promise<{ revision: HsRevision; values: Map<string, number>; about: string }> {
  const [from, to] = [exporters.flatMap(areaMembers), importers.flatMap(areaMembers)];
  const trade = context.table("trade");
  const between: Sql = sql`frequency = 'A' and length(product) = 6 and ${inList(sql`exporter`, from)} and ${inList(sql`importer`, to)}`;
  const offers = await context.query(
    sql`select source, classification, reporter, period, count(distinct exporter) as sellers, count(distinct importer) as buyers, cast(sum(value_usd) as double) as value
      from ${trade} where ${between} group by source, classification, reporter, period order by source, classification, reporter, period`,
  );
  const [sellers, buyers, total] = ["sellers", "buyers", "value"].map((c) => numbers(offers, c)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [sources, classes, reporters, periods] = ["source", "classification", "reporter", "period"].map((c) =>
    texts(offers, c),
  ) as [string[], string[], string[], string[]];
  const distance = (k: number) => Math.abs(Number((periods[k] as string).slice(0, 4)) - table.year);
  const [best] = sources
    .map((_s, k) => k)
    .filter((k) => isHsRevision(classes[k] as string) && (total[k] as number) > 0)
    .sort(
      (a, b) =>
        (sellers[b] as number) * (buyers[b] as number) - (sellers[a] as number) * (buyers[a] as number) ||
        distance(a) - distance(b) ||
        (total[b] as number) - (total[a] as number) ||
        a - b,
    );
  if (best === undefined)
    throw new MissingDataError(
      `no trade by product of ${few(from)} to ${few(to)} is loaded, so nobody knows what part of a sector ${name} covers: load baci or comtrade, or write weights: equal to count codes alike`,
      { details: { exporters: from, importers: to } },
    );
  const revision = classes[best] as HsRevision;
  const frame = await context.query(
    sql`select product, cast(sum(value_usd) as double) as value from ${trade} where ${between}
      and source = ${sources[best]} and classification = ${revision} and reporter = ${reporters[best]} and period = ${sql`cast(${periods[best]} as date)`}
      group by product order by product`,
  );
  const value = numbers(frame, "value");
  context.cite(sources[best] as string);
  const missing = from.length - (sellers[best] as number) + to.length - (buyers[best] as number);
  return {
    revision,
    values: new Map(texts(frame, "product").map((p, k) => [p as string, value[k] as number])),
    about: `weighed with ${sources[best]} ${(periods[best] as string).slice(0, 4)} (${revision}), ${few(from)} to ${few(to)}${missing > 0 ? `, ${missing} of these without data` : ""}`,
  };
}

function few(codes: readonly string[]): string {
  return codes.length <= 4
    ? codes.join(", ")
    : `${codes.slice(0, 3).join(", ")} and ${codes.length - 3} more`;
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(3)} %`;
}
