import { UsageError } from "../errors.ts";
import { indicatorsByName } from "../indicators/index.ts";
import { nearest } from "../nearest.ts";
import { sourcesByName } from "../sources/index.ts";
import { rowSource } from "../sources/published.ts";
import type { WorkspaceState } from "../storage/datapackage.ts";
import { allTables } from "../tables/index.ts";
import type { Claim, Selection } from "./claim-file.ts";

/** What claims ask of a workspace's state; a context that does not know what is loaded leaves it out. */
export type Held = Pick<WorkspaceState, "snapshot"> & Partial<Pick<WorkspaceState, "loads" | "tables">>;

/** What an untestable claim lacks here and now, in a sentence. */
export function whatIsMissing(untestable: NonNullable<Claim["untestable"]>, held: Held): string {
  const { needs, because, indicators, tables, sources } = untestable;
  const asked = [...indicators, ...tables, ...sources];
  const missing = [
    ...indicators
      .filter((name) => !indicatorsByName.has(name))
      .map((name) => `this version has no indicator ${name}`),
    ...tables.flatMap((name) => {
      if (!allTables.some((t) => t.name === name)) return [`this version has no table ${name}`];
      return (held.tables?.[name] ?? []).length > 0 ? [] : [`the table ${name} is empty`];
    }),
    ...sources.flatMap((name) => sourceMissing(name, held) ?? []),
  ];
  const reasons = [...missing, ...(because ? [because] : [])];
  if (asked.length > 0 && missing.length === 0)
    return `needs a test: ${asked.join(", ")} ${asked.length === 1 ? "is" : "are"} here now, but the claim file has no test for this claim`;
  return `needs ${needs}: ${reasons.join("; ")}`;
}

/** The sources that parameters name and the workspace does not hold, in words. */
export function missingSources(parameters: Readonly<Record<string, unknown>>, held: Held): string[] {
  return sourcesNamed(parameters).flatMap((name) => sourceMissing(name, held) ?? []);
}

/** @throws {UsageError} for a source that no version could have: a slip of the pen, not missing data. */
export function checkSources(place: string, parameters: Readonly<Record<string, unknown>>): void {
  for (const name of sourcesNamed(parameters)) {
    const base = name.split(":")[0] as string;
    if (!sourcesByName.has(base))
      throw new UsageError(
        `${place}: unknown source: ${name}${hint(nearest(base, [...sourcesByName.keys()]))}`,
      );
  }
}

/** @throws {UsageError} for a column that the indicator does not return. */
export function checkColumns(
  place: string,
  indicator: string,
  columns: readonly string[],
  { column, where, of, pick }: Selection,
): void {
  const named = [
    ...(pick === "count" || pick === "share" ? [] : [column]),
    ...Object.keys({ ...where, ...of }),
  ];
  for (const name of named)
    if (!columns.includes(name))
      throw new UsageError(
        `${place}: ${indicator} has no column ${name}${hint(nearest(name, columns)) || ` (it has ${columns.join(", ")})`}`,
      );
}

function sourcesNamed(parameters: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    /(^|_)source$/.test(name) && typeof value === "string" ? [value] : [],
  );
}

function sourceMissing(name: string, { loads }: Held): string | undefined {
  const [base] = name.split(":") as [string];
  if (!sourcesByName.has(base)) return `this version cannot read the source ${name}`;
  if (loads === undefined || loads.some((l) => rowSource(l) === name || l.source === name)) return undefined;
  return `source ${name} is not loaded`;
}

function hint(names: readonly string[]): string {
  return names.length > 0 ? ` (did you mean ${names.join(" or ")}?)` : "";
}
