import { resourceUrl, type Source } from "../api.ts";
import { useRequest } from "../request.ts";
import { linkTo } from "../router.ts";

/** Which sources fill a table, with the command that loads them: the way out of an empty view. */
export function ToLoad({ table, only }: { table: string; only?: readonly string[] }) {
  const { data } = useRequest<{ sources: readonly Source[] }>(resourceUrl("sources"));
  const fitting = (data?.sources ?? []).filter(
    (s) => s.tables.includes(table) && (!only || only.includes(s.name)),
  );
  if (fitting.length === 0) return null;
  return (
    <>
      <p>
        Download a file of one of these and load it;{" "}
        <a href={linkTo("/data", { show: "all" })}>the data page</a> says where each comes from.
      </p>
      <ul>
        {fitting.slice(0, 4).map((s) => (
          <li key={s.name}>
            {s.title}: <code>tightrope load {s.name} FILE</code>
          </li>
        ))}
      </ul>
    </>
  );
}
