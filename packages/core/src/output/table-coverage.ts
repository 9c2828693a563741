import { UsageError } from "../errors.ts";
import { toRows } from "../frame.ts";
import { all, ident, join, type Sql, sql } from "../sql.ts";
import type { Workspace } from "../workspace.ts";
import { tableOf } from "./table-rows.ts";

/** How much a table holds of each period, by source and what else tells its series apart. */
export interface TableCoverage {
  readonly table: string;
  readonly snapshot: string;
  /** Columns of `rows`, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const GROUPS = ["source", "series", "list", "bloc", "classification", "frequency", "reporter"];
const PERIODS = ["period", "year", "session"];
const COUNTRIES = ["country", "exporter", "country_a"];

/**
 * The coverage calendar: rows and countries by source and period. With `country`, only flows or rows
 * that country is a side of.
 */
export async function tableCoverage(
  ws: Workspace,
  name: string,
  options: { country?: string; snapshot?: string; signal?: AbortSignal } = {},
): Promise<TableCoverage> {
  const table = tableOf(name);
  const state = await ws.state(options.snapshot);
  const attached = await ws.attach(state);
  const cube = table.cubes?.find((c) => c.name === `${name}_pairs`);
  const has = (c: string) => c in table.columns;
  const groups = GROUPS.filter(has);
  const period = PERIODS.find(has);
  if (period) groups.push(period);
  const country = COUNTRIES.find(has);
  const conditions: Sql[] = [];
  if (options.country !== undefined) {
    if (!country)
      throw new UsageError(`table ${name} has no country column: ask for its coverage without country`);
    const sides = ["exporter", "importer", "country", "country_a", "country_b"].filter(has);
    conditions.push(
      sql`(${join(
        sides.map((s) => sql`${ident(s)} = ${options.country}`),
        " or ",
      )})`,
    );
  }
  const count = cube ? sql`sum(flows)` : sql`count(*)`;
  const countries = country ? [sql`count(distinct ${ident(country)}) as countries`] : [];
  const measures = join([sql`cast(${count} as bigint) as row_count`, ...countries]);
  const source = sql`${attached.table(cube?.name ?? name)} where ${all(conditions)}`;
  const keys = groups.map(ident);
  const frame = await attached.query(
    groups.length === 0
      ? sql`select ${measures} from ${source}`
      : sql`select ${join([...keys, measures])} from ${source} group by ${join(keys)} order by ${join(keys)}`,
    options.signal ? { signal: options.signal } : {},
  );
  return {
    table: name,
    snapshot: state.snapshot,
    columns: frame.columns.map((c) => c.name),
    rows: toRows(frame),
  };
}
