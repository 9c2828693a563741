import {
  HS_REVISIONS,
  type HsRevision,
  isHsRevision,
  type ProductSelection,
  parseProduct,
  productCodes,
  productMembers,
} from "../products/index.ts";
import { inList, join, type Sql, sql } from "../sql.ts";

/** The smallest table that can answer: all goods by pair, by chapter, or by product. */
export type Level = "trade_pairs" | "trade_chapters" | "trade";

/** How a selection of goods is asked of rows in one classification. */
export interface Goods {
  readonly level: Level;
  /** Condition over the columns of `table`, which is `level` or a finer one. */
  condition(table: Level): Sql;
  /** Value that counts for the selection: `value_usd`, weighted where only a part of a code belongs to it. */
  readonly value: Sql;
  /** The same with every open weight at its least and at its most. */
  readonly least: Sql;
  readonly most: Sql;
  /** True when some weight is open. */
  readonly split: boolean;
}

const VALUE = sql`value_usd`;
const known = new Map<string, Goods | undefined>();

/** The HS revision that a period's CN8 codes follow in their first six digits. */
function revisionOfYear(year: number): HsRevision {
  const starts = HS_REVISIONS.filter((r) => Number(r.slice(2)) <= year);
  return starts.at(-1) ?? "HS1992";
}

/** HS revision of the first six digits of a classification's codes; undefined when they are no HS codes. */
export function revisionOf(classification: string, period: string): HsRevision | undefined {
  if (isHsRevision(classification)) return classification;
  return classification === "CN8" ? revisionOfYear(Number(period.slice(0, 4))) : undefined;
}

/**
 * The goods of `product` as a condition on rows in a classification; undefined when those rows cannot answer (totals
 * asked for a code, SITC asked for an HS chapter).
 *
 * An HS code without a revision is taken in the classification's own. Any other selection is converted to the
 * classification's six-digit codes with `productMembers`; where only a part of a code belongs to the selection, its
 * value is multiplied by the share in decimal arithmetic, and `least` and `most` bound what the share could be.
 */
export function goodsIn(
  product: string,
  classification: string,
  revision: HsRevision | undefined,
): Goods | undefined {
  const key = `${product} ${classification} ${revision ?? ""}`;
  if (!known.has(key)) known.set(key, describe(parseProduct(product), classification, revision));
  return known.get(key);
}

function describe(
  selection: ProductSelection,
  classification: string,
  revision: HsRevision | undefined,
): Goods | undefined {
  if (selection.kind === "total") return plain("trade_pairs", () => sql`(1 = 1)`);
  if (selection.kind === "class" && selection.classification === classification)
    return plain("trade", () =>
      selection.exact
        ? inList(sql`product`, selection.prefixes)
        : sql`(${join(
            selection.prefixes.map((p) => startsWith(p)),
            " or ",
          )})`,
    );
  if (!revision) return undefined;
  if (selection.kind === "section") return chapters(selection.chapters);
  if (selection.kind === "hs" && (selection.revision === undefined || selection.revision === revision)) {
    if (selection.code.length === 2) return chapters([selection.code]);
    return plain("trade", () => startsWith(selection.code));
  }
  return converted(selection, classification, revision);
}

function plain(level: Level, condition: Goods["condition"]): Goods {
  return { level, condition, value: VALUE, least: VALUE, most: VALUE, split: false };
}

function chapters(codes: readonly string[]): Goods {
  return plain("trade_chapters", (table) =>
    inList(table === "trade" ? sql`substr(product, 1, 2)` : sql`chapter`, codes),
  );
}

function converted(selection: ProductSelection, classification: string, revision: HsRevision): Goods {
  const members = productMembers(selection, revision);
  const codes = members.map((m) => m.code);
  const code = classification === "CN8" ? sql`substr(product, 1, 6)` : sql`product`;
  const open = members.filter((m) => m.least !== m.most);
  const condition = () => among(code, codes, revision);
  if (open.length === 0) return plain("trade", condition);
  const byWeight = new Map<string, string[]>();
  for (const { code: c, weight } of open) {
    const w = weight.toFixed(9);
    byWeight.set(w, [...(byWeight.get(w) ?? []), c]);
  }
  const cases = [...byWeight].map(
    ([w, list]) => sql`when ${inList(code, list)} then cast(cast(${w} as varchar) as decimal(10,9))`,
  );
  const inOpen = inList(
    code,
    open.map((m) => m.code),
  );
  return {
    level: "trade",
    condition,
    value: sql`cast(value_usd as decimal(28,3)) * case ${join(cases, " ")} else cast(1 as decimal(10,9)) end`,
    least: sql`case when ${inOpen} then cast(0 as decimal(18,3)) else value_usd end`,
    most: VALUE,
    split: true,
  };
}

/** Codes as a list, with chapters that are wholly in it named once. */
function among(code: Sql, codes: readonly string[], revision: HsRevision): Sql {
  if (codes.length < 200) return inList(code, codes);
  const wanted = new Set(codes);
  const left = new Map<string, number>();
  for (const c of productCodes(revision, 6))
    left.set(c.slice(0, 2), (left.get(c.slice(0, 2)) ?? 0) + (wanted.has(c) ? 0 : 1));
  const whole = [...left].filter(([, missing]) => missing === 0).map(([chapter]) => chapter);
  const rest = codes.filter((c) => !whole.includes(c.slice(0, 2)));
  return sql`(${inList(sql`substr(product, 1, 2)`, whole)} or ${inList(code, rest)})`;
}

/** Codes under a prefix, as a range that sorted files can skip by. */
function startsWith(prefix: string): Sql {
  return sql`(product >= ${prefix} and product < ${`${prefix}~`})`;
}
