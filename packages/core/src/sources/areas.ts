import type { Loader } from "./source.ts";

/** What a code or name in a file stands for: a country or area, a group of them, or nothing known. */
export type AreaOf = (text: string) => { readonly iso3: string } | { readonly group: true } | undefined;

/**
 * Makes the temporary table `name(code, iso3, is_group)` for the distinct texts that `query` gives, for a join in
 * SQL. Texts from the file travel as parameters, never as SQL.
 */
export async function areaTable(loader: Loader, name: string, query: string, areaOf: AreaOf): Promise<void> {
  await loader.sql(`create or replace temp table ${name} (code varchar, iso3 varchar, is_group boolean)`);
  const texts = await loader.rows<{ code: string | null }>(
    `select distinct code from (${query}) q(code) where code is not null order by code`,
  );
  const known = texts.flatMap(({ code }) => {
    const area = areaOf(code ?? "");
    return area === undefined ? [] : [[code ?? "", "iso3" in area ? area.iso3 : ""] as const];
  });
  if (known.length === 0) return;
  const column = (n: 0 | 1) => known.map((row) => row[n]).join("\u001f");
  await loader.sql(
    `insert into ${name} select code, nullif(iso3, ''), iso3 = '' from (select unnest(string_split(?, chr(31))) as code, unnest(string_split(?, chr(31))) as iso3)`,
    [column(0), column(1)],
  );
}

/** A resolver over tables of codes: those of countries first, then those of groups. */
export function byCode(
  countries: readonly { readonly code: string | number; readonly iso3: string }[],
  groups: readonly { readonly code: string }[],
): AreaOf {
  const isoOf = new Map(countries.map((c) => [String(c.code), c.iso3]));
  const isGroup = new Set(groups.map((g) => g.code));
  return (text) => {
    const iso3 = isoOf.get(text);
    if (iso3 !== undefined) return { iso3 };
    return isGroup.has(text) ? { group: true } : undefined;
  };
}
