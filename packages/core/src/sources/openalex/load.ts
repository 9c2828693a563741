import { DataError } from "../../errors.ts";
import { declareIso2 } from "../iso2.ts";
import type { Loader, LoadInput } from "../source.ts";
import { writeCollaborations } from "./collaborations.ts";
import { firstJson } from "./first.ts";
import { paths } from "./paths.ts";
import { quarantineLines } from "./reject.ts";
import { dropMerged, keepNewest } from "./revise.ts";
import { shapedWorks, WORK_COLUMNS } from "./shape.ts";

/**
 * Works in one pass over gzip JSON lines: read with given columns, shaped into lists, staged, then sorted and written.
 * Staging is what lets a newer version of a work replace an older one in another file, and joint works be counted
 * without reading the JSON twice; it spills to disk beyond the memory limit.
 */
export async function loadOpenAlex(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  const lines: string[] = [];
  const pages: string[] = [];
  for (const { name, path } of input.files) {
    const first = await firstJson(path);
    if (first.includes("paper_id") && first.includes("countries_collaborating"))
      throw new DataError(
        `${name} is a scan of works, not OpenAlex's own layout: load it with openalex-sample`,
      );
    if (first.startsWith("{") && /^\{\s*"(meta|results)"\s*:/.test(first)) pages.push(path);
    else if (first.startsWith("{")) lines.push(path);
    else
      throw new DataError(`${name} is not JSON: expected OpenAlex works, found ${first.slice(0, 40).trim()}`);
  }
  loader.progress(0.05, "reading works");
  await loader.sql(declareIso2());
  const reads = [
    ...(lines.length > 0
      ? [
          `select *, filename as file from read_json(${paths(lines)}, format = 'newline_delimited', columns = ${WORK_COLUMNS},
            ignore_errors = true, filename = true, hive_partitioning = false, maximum_object_size = 134217728)`,
        ]
      : []),
    ...(pages.length > 0
      ? [
          `select r.*, file from (select unnest(results) as r, filename as file from read_json(${paths(pages)},
            columns = {results: 'STRUCT(${structOf(WORK_COLUMNS)})[]'}, filename = true, hive_partitioning = false, maximum_object_size = 134217728))`,
        ]
      : []),
  ];
  await loader.sql(
    `create temp table works as ${shapedWorks("openalex", `(${reads.join(" union all by name ")})`)}`,
  );
  loader.progress(0.6, "checking works");
  await quarantineLines(lines, loader, {
    columns: WORK_COLUMNS,
    check: `case when id is null then 'id is missing' when publication_year is null then 'publication_year is missing or not a year'
      when publication_year not between 1000 and 2200 then 'publication_year is not a year: ' || publication_year end`,
  });
  // Works of earlier loads join in, so that an update needs only the folders that are new since.
  const held = loader.supersede("publications");
  loader.supersede("collaborations");
  if (held.length > 0)
    await loader.sql(`insert into works by name select *, '' as file from read_parquet(${paths(held)})`);
  await dropMerged(input.companions, loader);
  await keepNewest(loader);
  loader.progress(0.7, "writing works");
  await loader.write("publications", `select * exclude (file) from works order by work`, {
    presorted: {
      clean: `select * exclude (file) from works where work is not null order by work`,
      rejects: `select null as reject_line, null as reject_column, 'repeats another work' as reject_reason where false`,
    },
  });
  loader.progress(0.85, "counting joint works");
  await writeCollaborations("openalex", loader);
  const [newest] = await loader.rows<{ day: string | null }>(
    `select cast(max(updated) as varchar) as day from works`,
  );
  if (newest?.day) loader.vintage(newest.day);
}

/** `{a: 'X', b: 'Y'}` as the fields of a STRUCT. */
function structOf(columns: string): string {
  return columns
    .trim()
    .slice(1, -1)
    .replaceAll(/(\w+):\s*'([^']*)'/g, "$1 $2");
}
