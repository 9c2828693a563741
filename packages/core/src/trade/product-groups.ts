import { hsSections, isHsRevision } from "../products/index.ts";
import { join, type Sql, sql } from "../sql.ts";
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
    hsSections.map(({ section, chapters }) => sql`when ${withinRuns(chapter, chapters)} then ${section}`),
    " ",
  )} else '' end`;
}

/**
 * Chapters of a list as runs: a third of the comparisons that naming each takes. No run crosses a ten, so that of texts of
 * two characters none but its chapters lies in it.
 */
function withinRuns(chapter: Sql, chapters: readonly string[]): Sql {
  const runs: [string, string][] = [];
  for (const c of chapters) {
    const last = runs.at(-1);
    if (last && c[0] === last[1][0] && Number(c) === Number(last[1]) + 1) last[1] = c;
    else runs.push([c, c]);
  }
  return sql`(${join(
    runs.map(([first, last]) =>
      first === last ? sql`${chapter} = ${first}` : sql`${chapter} between ${first} and ${last}`,
    ),
    " or ",
  )})`;
}
