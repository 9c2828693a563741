import { toRows } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { sql } from "../sql.ts";
import { OPENALEX_NOTES, technologyNote } from "./notes.ts";
import { type WorksRequest, worksOf } from "./works.ts";

interface YearOfWorks {
  readonly year: number;
  readonly works: number;
  readonly unplaced: number;
}

/**
 * Notes how complete the counts of a source are: measured, where the works themselves are loaded, as the share of them
 * without any country; as OpenAlex's users have published it otherwise. Patents are no works of OpenAlex and get none.
 * Also notes which works a technology's name means in that source.
 */
export async function noteCoverage(
  context: ComputeContext,
  { source, from, to, field }: Omit<WorksRequest, "source"> & { readonly source: unknown },
): Promise<void> {
  if (typeof source !== "string") return;
  for (const note of technologyNote(field, source)) context.note(note);
  if (source === "patents") return;
  // Named here, so that a receipt says what was read also when it is remembered.
  context.table("publications");
  const years = await context.remember(
    `works without a country: ${source} ${field} ${from} ${to}`,
    async () => {
      const none = sql`countries = ${context.dialect.textArray([])}`;
      const found =
        await context.query(sql`select year, count(*) as works, sum(case when ${none} then 1 else 0 end) as unplaced
      from ${worksOf({ source, from, to, field }, context)} w group by year order by year`);
      return toRows(found) as unknown as YearOfWorks[];
    },
  );
  if (years.length === 0) for (const note of OPENALEX_NOTES) context.note(note);
  else context.note({ kind: "partial", text: measured(years, source, field) });
}

function measured(years: readonly YearOfWorks[], source: string, field: string): string {
  const share = (y: Pick<YearOfWorks, "works" | "unplaced">) =>
    `${((100 * y.unplaced) / y.works).toFixed(1)}\u202f%`;
  const total = years.reduce(
    (sum, y) => ({ works: sum.works + y.works, unplaced: sum.unplaced + y.unplaced }),
    { works: 0, unplaced: 0 },
  );
  const [first, last] = [years[0] as YearOfWorks, years.at(-1) as YearOfWorks];
  const span = first === last ? `${first.year}` : `${first.year}-${last.year}`;
  const ends = first === last ? "" : ` (${share(first)} of ${first.year}, ${share(last)} of ${last.year})`;
  const which = field === "all" ? "" : ` in ${field}`;
  return `${share(total)} of the ${total.works} works${which} of ${span} that ${source} holds here have no known country${ends}, so counts by country are lower bounds; Chinese-language titles are under-covered in OpenAlex`;
}
