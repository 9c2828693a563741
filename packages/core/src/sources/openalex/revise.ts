import { DataError } from "../../errors.ts";
import type { Loader, LoadInput } from "../source.ts";
import { paths } from "./paths.ts";

/**
 * Keeps the version of each work that was updated last. Versions of the same day with different content are told
 * apart by their content, so that the order of the files never decides.
 */
export async function keepNewest(loader: Loader): Promise<void> {
  await loader.sql(
    "create or replace temp table repeated as select hash(work) as h from works group by 1 having count(*) > 1",
  );
  const [older] = await loader.rows<{ n: number }>(
    `select count(*) - count(distinct work) as n from works where hash(work) in (select h from repeated)`,
  );
  if (!older || older.n === 0) return;
  await loader.sql(
    `delete from works where rowid in (select id from (
       select works.rowid as id, row_number() over (partition by work order by updated desc nulls last, cited_by desc nulls last,
         md5(cast(works as varchar)), works.rowid) as place
       from works where hash(work) in (select h from repeated)) where place > 1)`,
  );
  loader.skip("older versions of a work that is here in a newer one", older.n);
}

/** A file of the snapshot's merged_ids, among the files that come with the works. */
export function isMergeList({ name }: { readonly name: string }): boolean {
  return /\.csv(\.gz)?$/i.test(name);
}

/** Removes works that the snapshot's merged_ids files say were merged into another work or deleted. */
export async function dropMerged(companions: LoadInput["companions"], loader: Loader): Promise<void> {
  const lists = companions.filter(isMergeList);
  if (lists.length === 0) return;
  try {
    await loader.sql(
      `create or replace temp table merged as select distinct replace(trim(id), 'https://openalex.org/', '') as work
       from read_csv(${paths(lists.map(({ path }) => path))}, header = true, all_varchar = true, union_by_name = true)
       where id is not null`,
    );
  } catch (cause) {
    throw new DataError(
      `${lists.map(({ name }) => name).join(", ")}: not lists of merged ids (expected a header with id and merge_into_id)`,
      { cause },
    );
  }
  const [gone] = await loader.rows<{ n: number }>(
    `select count(*) as n from works semi join merged using (work)`,
  );
  loader.skip("works merged into another or deleted", gone?.n ?? 0);
  if (gone && gone.n > 0) await loader.sql("delete from works where work in (select work from merged)");
}
