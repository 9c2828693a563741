import { blocs, countryByIso3 } from "../countries/index.ts";
import { UnknownNameError } from "../errors.ts";
import { numbers, texts } from "../frame.ts";
import type { ScenarioGroups, TradeData } from "../models/index.ts";
import { remember } from "../remember.ts";
import type { Coverage } from "../result.ts";
import { citations } from "../run.ts";
import { sourcesByName } from "../sources/index.ts";
import { sql } from "../sql.ts";
import type { WorkspaceState } from "../storage/datapackage.ts";
import type { Workspace } from "../workspace.ts";
import { blocGroups } from "./groups.ts";
import { tableNotes } from "./notes.ts";
import { readTradeData } from "./trade-data.ts";

/** An input-output table that a scenario can start from. */
export interface BaselineName {
  readonly source: string;
  readonly year: number;
}

export interface BaselineQuery extends BaselineName {
  /** Day on which membership of a bloc is read. Default 2022-12-31, as in the indicators. */
  readonly membersOn?: string;
  readonly signal?: AbortSignal;
}

/** What the trade model needs to answer questions elsewhere: its data, the names questions may use, and where it is from. */
export interface ReadBaseline {
  readonly data: TradeData & BaselineName;
  /** Names of the table's countries and areas. */
  readonly labels: Readonly<Record<string, string>>;
  /** Blocs with a member in the table. */
  readonly groups: NonNullable<ScenarioGroups["countries"]>;
  readonly groupTitles: Readonly<Record<string, string>>;
  readonly coverage: Coverage;
}

/** Tables that scenarios can start from, the latest first; empty when none is loaded. */
export async function listBaselines(
  ws: Workspace,
  state: WorkspaceState,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<BaselineName[]> {
  if ((state.tables.flows_io ?? []).length === 0) return [];
  const attached = await ws.attach(state);
  const offers = await attached.query(
    sql`select source, "year" from ${attached.table("flows_io")} group by source, "year" order by "year" desc, source`,
    signal ? { signal } : {},
  );
  const years = numbers(offers, "year");
  return texts(offers, "source").map((source, i) => ({ source: source as string, year: years[i] as number }));
}

/** One baseline, read from its table. @throws {UnknownNameError} when there is none such. */
export async function readBaseline(
  ws: Workspace,
  state: WorkspaceState,
  { source, year, membersOn = "2022-12-31", signal }: BaselineQuery,
): Promise<ReadBaseline> {
  const options = signal ? { signal } : {};
  const held = await listBaselines(ws, state, options);
  if (!held.some((h) => h.source === source && h.year === year))
    throw new UnknownNameError(
      "baseline",
      `${source} ${year}`,
      held.map((h) => `${h.source} ${h.year}`),
    );
  const attached = await ws.attach(state);
  const data = await readTradeData(
    { source, year },
    {
      table: (name) => attached.table(name),
      query: (query) => attached.query(query, options),
      remember: (key, make) => remember(attached, key, make, signal),
    },
  );
  const groups = Object.fromEntries(
    Object.entries(blocGroups(data.countryCodes, membersOn)).filter(([, members]) => members.length > 0),
  );
  return {
    data,
    labels: Object.fromEntries(data.countryCodes.map((code) => [code, nameOf(code)])),
    groups,
    groupTitles: Object.fromEntries(
      blocs().flatMap((b) => (groups[b.bloc] ? [[b.bloc, b.title] as const] : [])),
    ),
    coverage: {
      notes: tableNotes(source, year, data.tableNotes),
      sources: citations([source], ["flows_io"], { state, sources: sourcesByName }),
    },
  };
}

function nameOf(code: string): string {
  try {
    return countryByIso3(code).name;
  } catch {
    return code;
  }
}
