import { hsSections, isHsRevision } from "../products/index.ts";
import { inList, join, type Sql, sql } from "../sql.ts";
import type { Level } from "./goods.ts";

/** How finely goods are told apart. */
export type Detail = "section" | "chapter" | "heading" | "product";

/** The coarsest table that tells goods apart so. @throws never: totals have one group, which is empty */
export function detailLevel(detail: Detail | undefined, classifications: readonly string[]): Level {
  if (!detail) return "trade_pairs";
  const coded = classifications.some((c) => c === "CN8" || isHsRevision(c));
  return coded && (detail === "section" || detail === "chapter") ? "trade_chapters" : "trade";
}

/** The group of a row, as a column expression of `level`. */
export function detailColumn(
  detail: Detail | undefined,
  level: Level,
  classifications: readonly string[],
): Sql {
  if (!detail) return sql`''`;
  const chapter = level === "trade" ? sql`substr(product, 1, 2)` : sql`chapter`;
  if (detail === "chapter") return chapter;
  if (detail === "heading") return sql`substr(product, 1, 4)`;
  if (detail === "product")
    return classifications.includes("CN8") ? sql`substr(product, 1, 6)` : sql`product`;
  return sql`case ${join(
    hsSections.map(({ section, chapters }) => sql`when ${inList(chapter, chapters)} then ${section}`),
    " ",
  )} else '' end`;
}
