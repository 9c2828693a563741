import type { Loader, LoadInput } from "../source.ts";

/** First day of what has no dates: it held on every day one can ask about. */
const ALWAYS = "0001-01-01";

/** In the files `ends` is the last day; in the tables it is the first day after. */
export async function loadReference(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  for (const { name, path } of input.files)
    if (name.startsWith("blocs")) await blocs(path, loader);
    else await controlLists(path, loader);
}

async function blocs(path: string, loader: Loader): Promise<void> {
  await loader.readCsv("members", { path, wanted: ["bloc", "country", "starts", "ends"] });
  await loader.write("blocs", `select bloc, country, ${dates}, line as reject_line from members`);
}

async function controlLists(path: string, loader: Loader): Promise<void> {
  await loader.readCsv("entries", {
    path,
    wanted: ["list", "version", "code", "classification", "tier", "authority", "starts", "ends"],
  });
  await loader.write(
    "control_lists",
    `select list, version, code, classification, coalesce(tier, '') as tier, coalesce(authority, '') as authority, ${dates}, line as reject_line from entries`,
  );
}

const dates = `coalesce(try_cast(starts as date), date '${ALWAYS}') as starts, cast(try_cast(ends as date) + 1 as date) as ends`;
