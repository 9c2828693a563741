import { readFile } from "node:fs/promises";
import { DataError } from "../errors.ts";
import { originNamed } from "../sources/mapping.ts";
import type { Loader, LoadInput, SourceDefinition } from "../sources/source.ts";
import type { TableDefinition } from "../tables/table.ts";
import { header } from "./header.ts";

/**
 * A CSV whose header is exactly the columns of one of the source's tables is Tightrope's own export of rows that
 * the source once gave (figures that ship with a case): it goes back in as it came out. Rows of `SOURCE:NAME` name
 * figures whose publisher and licence only their mapping file states, so that file must come with them.
 * Returns false, having done nothing, for any other file.
 */
export async function loadCanonical(
  source: SourceDefinition,
  input: LoadInput,
  tables: ReadonlyMap<string, TableDefinition>,
  loader: Loader,
): Promise<boolean> {
  if (input.files.length !== 1 || !/\.csv(\.gz)?$/i.test(input.name)) return false;
  const found = await header(input.path, ",", 0).catch((): string[] => []);
  const table = source.tables
    .flatMap((name) => tables.get(name) ?? [])
    .find((t) => Object.keys(t.columns).join() === found.join());
  if (!table) return false;
  await loader.readCsv("canonical", { path: input.path, wanted: found });
  if (found.includes("source")) await originOfRows(input, loader);
  const columns = Object.entries(table.columns).map(([name, column]) =>
    column.emptyText ? `coalesce("${name}", '') as "${name}"` : `"${name}"`,
  );
  const wrong = found.includes("source")
    ? `case when split_part(source, ':', 1) <> '${source.name}' then 'row of another source: ' || source end`
    : "null";
  await loader.write(
    table.name,
    `select *, case when reject_reason is not null then 'source' end as reject_column
      from (select ${columns.join(", ")}, line as reject_line, ${wrong} as reject_reason from canonical)`,
  );
  return true;
}

async function originOfRows(input: LoadInput, loader: Loader): Promise<void> {
  const named = await loader.rows<{ source: string }>(
    "select distinct source from canonical where contains(source, ':') order by source",
  );
  if (named.length === 0) return;
  const names = named.map(({ source }) => source.slice(source.indexOf(":") + 1));
  if (names.length > 1)
    throw new DataError(
      `${input.name} holds figures of ${names.length} publishers (${names.join(", ")}): expected one file for each, so that each keeps its licence`,
    );
  const [name] = names as [string];
  const origin = await originNamed(name, input, (path) => readFile(path, "utf8"));
  if (!origin)
    throw new DataError(
      `${input.name} holds rows of ${named[0]?.source} without saying who published them: give the YAML file that does (name: ${name}, with title, publisher and licence) beside it`,
    );
  loader.origin(origin);
}
