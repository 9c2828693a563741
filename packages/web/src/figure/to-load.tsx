import { resourceUrl, type Source } from "../api.ts";
import { useRequest } from "../request.ts";
import { linkTo } from "../router.ts";
import { listed } from "../words.ts";

/** Which sources fill a table, with the command that loads them: the way out of an empty view. */
export function ToLoad({ table, only }: { table: string; only?: readonly string[] }) {
  const { data } = useRequest<{ sources: readonly Source[] }>(resourceUrl("sources"));
  const fitting = (data?.sources ?? []).filter(
    (s) => s.tables.includes(table) && (!only || only.includes(s.name)),
  );
  if (fitting.length === 0) return null;
  return (
    <p>
      What to load: {listed(fitting.slice(0, 4).map((s) => s.title))}.{" "}
      <code>tightrope load {fitting[0]?.name} FILE</code> puts a downloaded file into this workspace;{" "}
      <a href={linkTo("/data")}>the data page</a> says where each comes from.
    </p>
  );
}
