import { DataError } from "../../errors.ts";
import { declareIso2 } from "../iso2.ts";
import type { Loader, LoadInput } from "../source.ts";
import { writeCollaborations } from "./collaborations.ts";
import { firstJson } from "./first.ts";
import { paths } from "./paths.ts";
import { quarantineLines } from "./reject.ts";
import { dropMerged, isMergeList, keepNewest } from "./revise.ts";
import { shapedWorks, WORK_COLUMNS } from "./shape.ts";

/** Bytes of a line: what nearly every work keeps under, and what none has been seen to pass. */
const USUAL = 16 * 2 ** 20;
const LONGEST = 128 * 2 ** 20;

/** Result pages of the API list no more authors of a work; the snapshot lists all. */
const MOST_AUTHORS = 100;

/**
 * Works in one pass over gzip JSON lines: read with given columns, shaped into lists, sorted and written as a draft.
 * Mostly the draft is what is kept. Only when it holds rows to refuse or repeated works, or works of earlier loads or
 * lists of merged works come in, is it read back, which costs a tenth of reading the JSON again. Joint works are
 * counted from what is kept. Sorting spills to disk beyond the memory limit.
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
  await draftWorks(lines, pages, loader);
  loader.progress(0.7, "checking works");
  const held = loader.supersede("publications");
  loader.supersede("collaborations");
  const [odd] = await loader.rows<{ any: boolean }>(
    `select count(*) > 0 as "any" from (select work, "year", lag(work) over () as before from works)
     where work is null or "year" is null or work = before`,
  );
  const whole = !odd?.any && held.length === 0 && !input.companions.some(isMergeList);
  if (whole) await loader.write("publications", "works", { draft: "works" });
  else await revise(input, lines, held, loader);
  loader.progress(0.85, "counting joint works");
  await writeCollaborations("openalex", loader);
  const [seen] = await loader.rows<{ day: string | null; cut: number }>(
    `select cast(max(updated) as varchar) as day, count(*) filter (where authors = ${MOST_AUTHORS}) as cut from works`,
  );
  if (seen?.day) loader.vintage(seen.day);
  if (seen && seen.cut > 0)
    loader.note(
      `${seen.cut} ${seen.cut === 1 ? "work lists" : "works list"} exactly ${MOST_AUTHORS} authors, where result pages of the OpenAlex API cut the list off (is_authors_truncated): countries, institutions and moves of further authors are not counted`,
    );
}

/** The works of all files as draft `works`, sorted by identifier. */
async function draftWorks(lines: readonly string[], pages: readonly string[], loader: Loader): Promise<void> {
  const reads = (size: number) => [
    ...(lines.length > 0
      ? [
          `select *, filename as file from read_json(${paths(lines)}, format = 'newline_delimited', columns = ${WORK_COLUMNS},
            ignore_errors = true, filename = true, hive_partitioning = false, maximum_object_size = ${size})`,
        ]
      : []),
    ...(pages.length > 0
      ? [
          `select r.*, file from (select unnest(results) as r, filename as file from read_json(${paths(pages)},
            columns = {results: 'STRUCT(${structOf(WORK_COLUMNS)})[]'}, filename = true, hive_partitioning = false, maximum_object_size = ${LONGEST}))`,
        ]
      : []),
  ];
  const draft = (size: number) =>
    loader.draft(
      "works",
      `${shapedWorks("openalex", `(${reads(size).join(" union all by name ")})`)} order by work`,
    );
  // Room for the longest line is taken for every thread and makes reading a fifth slower, so it is asked for last.
  await draft(USUAL).catch((error: unknown) => {
    if (!/maximum_object_size/.test(String(error))) throw error;
    return draft(LONGEST);
  });
}

/** Refuses rows, joins works of earlier loads in, keeps the newest of each, and writes what is left. */
async function revise(
  { companions }: LoadInput,
  lines: readonly string[],
  held: readonly string[],
  loader: Loader,
): Promise<void> {
  await loader.sql(
    'create temp table revised as select *, case when work is null or "year" is null then title end as file from works',
  );
  await loader.sql("drop view works");
  await loader.sql("alter table revised rename to works");
  await quarantineLines(lines, loader, {
    columns: WORK_COLUMNS,
    check: `case when id is null then 'id is missing' when publication_year is null then 'publication_year is missing or not a year'
      when publication_year not between 1000 and 2200 then 'publication_year is not a year: ' || publication_year end`,
  });
  // Works of earlier loads join in, so that an update needs only the folders that are new since.
  if (held.length > 0)
    await loader.sql(`insert into works by name select * from read_parquet(${paths(held)})`);
  await dropMerged(companions, loader);
  await keepNewest(loader);
  loader.progress(0.8, "writing works");
  const select = "select * exclude (file) from works order by work";
  await loader.write("publications", select, { sorted: { distinct: true } });
}

/** `{a: 'X', b: 'Y'}` as the fields of a STRUCT. */
function structOf(columns: string): string {
  return columns
    .trim()
    .slice(1, -1)
    .replaceAll(/(\w+):\s*'([^']*)'/g, "$1 $2");
}
