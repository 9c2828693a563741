import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  asEngineError,
  bind,
  type DuckDbOptions,
  interruptOn,
  openInstance,
  rowObjects,
} from "../engines/duckdb/session.ts";
import { DataError } from "../errors.ts";
import { sha256OfFile } from "../hash.ts";
import type {
  CsvOptions,
  Loader,
  LoadInput,
  Origin,
  SortedRows,
  SourceDefinition,
  WriteOptions,
} from "../sources/source.ts";
import type { StoredFile } from "../storage/datapackage.ts";
import { cubeTable } from "../tables/cubes.ts";
import { quarantine } from "../tables/quarantine.ts";
import type { CubeDefinition, TableDefinition } from "../tables/table.ts";
import { loadCanonical } from "./canonical.ts";
import {
  breakTable,
  findMultiline,
  lineView,
  rowsRead,
  STOP_COUNTING,
  shiftErrors,
  startCounting,
  swallowingError,
  swallowingRow,
  takeErrors,
  textTable,
  typedTable,
  typedView,
} from "./csv.ts";
import { cubeSelect, cubesInOrder, follows, type Known } from "./cubes.ts";
import { type Bounds, setBounds } from "./footer.ts";
import { header } from "./header.ts";
import { countShared, type HeldFile, parquet, sharesKey, withoutRepeats } from "./overlap.ts";
import { columnList, order, quote } from "./sql-text.ts";
import { countTwins, refuseTwins, stageRows, takeRefused } from "./staging.ts";
import { boundsOf, faultsOf, findRepeats } from "./written.ts";

/** What a finished load hands over for the commit: files in scratch space and the account of every row. */
export interface LoadOutcome {
  readonly files: readonly {
    readonly table: string;
    readonly from: string;
    readonly file: Omit<StoredFile, "load">;
  }[];
  readonly rows: { read: number; kept: number; quarantined: number; skipped: Record<string, number> };
  readonly vintage?: string;
  readonly notes?: readonly string[];
  readonly origin?: Origin;
  /** Loads whose figures this one replaces. */
  readonly retired: ReadonlySet<string>;
}

export interface LoadingOptions extends DuckDbOptions {
  readonly scratch: string;
  readonly tables: ReadonlyMap<string, TableDefinition>;
  /** The files a table already holds from this source in these periods, for the duplicate check. */
  existing(table: string, periods: readonly [string, string] | undefined): readonly HeldFile[];
  /** Retire older files that have figures of the new one, instead of comparing them. */
  readonly replace?: boolean;
  progress?(fraction: number, doing: string): void;
  /** Ends the load, with an error, when its outcome is no longer wanted. */
  readonly signal?: AbortSignal;
}

/**
 * How tables are written. The lightest level of zstd makes files a twentieth larger than the usual one in a third less
 * time. A dictionary of at most so many values holds any product classification, and is given up sooner for measures.
 */
const PARQUET = "format parquet, compression zstd, compression_level 1, dictionary_size_limit 10000";

/** Opens a loading session, runs the source's loader over one input, and closes the session. */
export async function runLoader(
  source: SourceDefinition,
  input: LoadInput,
  options: unknown,
  loading: LoadingOptions,
): Promise<LoadOutcome> {
  const instance = await openInstance({
    memoryLimit: "3GB",
    ...loading,
    spillFolder: join(loading.scratch, "spill"),
  });
  const connections = [await instance.connect(), await instance.connect()] as const;
  const stops = connections.map((connection) => interruptOn(loading.signal, connection));
  try {
    const session = new Session(source, input, loading, connections);
    await session.begin();
    if (!(await loadCanonical(source, input, loading.tables, session)))
      await source.load(input, options as never, session);
    return await session.finish();
  } catch (cause) {
    if (
      cause instanceof Error &&
      "code" in cause &&
      !/Error$/.test(String((cause as { code: unknown }).code))
    )
      throw cause;
    throw asEngineError(cause);
  } finally {
    for (const stop of stops) stop();
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
  }
}

/** Why rows equal to those of an earlier file are left out. */
const ALREADY = "already loaded from another file";

interface Line {
  readonly line: number | null;
}

/** A file in scratch space. */
interface Written {
  readonly path: string;
  readonly rows: number;
  /** Rows read for it from CSV files, where they were counted. */
  readonly read?: number;
}

class Session implements Loader {
  readonly #source: SourceDefinition;
  readonly #input: LoadInput;
  readonly #loading: LoadingOptions;
  readonly #db: DuckDBConnection;
  /** For a question about files alone, asked while another is answered. */
  readonly #aside: DuckDBConnection;
  readonly #files: { table: string; from: string; file: Promise<Omit<StoredFile, "load">> }[] = [];
  readonly #skipped: Record<string, number> = {};
  #kept = 0;
  #vintage: string | undefined;
  readonly #notes: string[] = [];
  #origin: Origin | undefined;
  /** Rows or figures the input holds, counted apart from what became of them. */
  #read: number | undefined;
  #malformed = 0;
  #keptLines: number | undefined;
  readonly #retired = new Set<string>();
  readonly #written = new Set<string>();
  readonly #drafts = new Map<string, Written>();
  /** Files read without a table of their rows. */
  readonly #direct: number[] = [];
  #counter = 0;

  constructor(
    source: SourceDefinition,
    input: LoadInput,
    loading: LoadingOptions,
    [db, aside]: readonly [DuckDBConnection, DuckDBConnection],
  ) {
    this.#source = source;
    this.#input = input;
    this.#loading = loading;
    this.#db = db;
    this.#aside = aside;
  }

  async begin(): Promise<void> {
    // Bounds are written into files that were read before: what was kept of those would hide them.
    await this.sql("set enable_external_file_cache = false");
    await this.sql(
      `create temp table rejected (file varchar, line bigint, "column" varchar, reason varchar, text varchar)`,
    );
  }

  async sql(text: string, parameters: readonly unknown[] = []): Promise<void> {
    const { values, types } = bind(parameters);
    await this.#db.run(text, values, types).catch((cause) => {
      throw asEngineError(cause);
    });
  }

  rows<R = Record<string, unknown>>(text: string, parameters: readonly unknown[] = []): Promise<R[]> {
    return rowObjects<R>(this.#db, text, parameters);
  }

  skip(reason: string, count: number): void {
    if (count > 0) this.#skipped[reason] = (this.#skipped[reason] ?? 0) + count;
  }

  reads(count: number): void {
    this.#read = count;
  }

  keepsLines(count: number): void {
    this.#keptLines = count;
  }

  origin(origin: Origin): void {
    this.#origin = origin;
  }

  refuse(header: readonly string[], missing: string): never {
    throw new DataError(
      `${this.#input.name} is not what ${this.#source.name} expects: expected ${this.#source.accepts}; found ${describeHeader(header)}; missing: ${missing}`,
    );
  }

  vintage(text: string): void {
    this.#vintage = text;
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  supersede(table: string): readonly string[] {
    const held = this.#loading.existing(table, undefined);
    for (const { load } of held) this.#retired.add(load);
    return held.map(({ path }) => path);
  }

  progress(fraction: number, doing: string): void {
    this.#loading.progress?.(fraction, doing);
  }

  async readCsv(name: string, options: CsvOptions): Promise<readonly string[]> {
    const found = await header(options.path, options.delimiter ?? ",", options.skipLines ?? 0);
    const missing = options.wanted.filter((c) => !found.includes(c));
    if (missing.length > 0) this.refuse(found, missing.join(", "));
    const n = this.#counter++;
    const typed = options.types !== undefined;
    if (options.direct) {
      this.#direct.push(n);
      await this.sql(typedView(name, found, options, n));
      return found;
    }
    await this.sql((typed ? typedTable : textTable)(found, options, n));
    const malformed = await this.#takeCsvErrors(n, typed);
    await this.#refuseOpenQuote(found.length, options.delimiter, n);
    const counted = { malformed: malformed > 0, multiline: false };
    await this.sql(lineView(name, options, n, counted));
    const [cells] = typed ? [] : await this.rows<{ yes: boolean | null }>(findMultiline(found, n));
    if (cells?.yes) {
      await this.sql(breakTable(name, found, n, counted.malformed));
      await this.sql(shiftErrors(n, (await this.#rejectedCount()) - malformed));
      await this.sql(lineView(name, options, n, { ...counted, multiline: true }));
      this.#refuseAt((await this.rows<Line>(swallowingRow(name, found, options.delimiter ?? ",")))[0]);
    }
    const [lines] = await this.rows<{ n: number }>(`select count(*) as n from csv_rows_${n}`);
    this.#malformed += malformed;
    this.#read = (this.#read ?? 0) + (lines?.n ?? 0);
    return found;
  }

  /** Moves the lines that did not parse to quarantine. */
  async #takeCsvErrors(n: number, typed: boolean): Promise<number> {
    if ((await this.#csvErrors(n)) === 0) return 0;
    const before = await this.#rejectedCount();
    await this.sql(takeErrors(n, typed), [this.#input.name]);
    return (await this.#rejectedCount()) - before;
  }

  /** How many lines did not parse. */
  async #csvErrors(n: number): Promise<number> {
    const exists = await this.rows(`select 1 as x from duckdb_tables() where table_name = 'csv_errors_${n}'`);
    if (exists.length === 0) return 0;
    return (
      (await this.rows<{ n: number }>(`select count(distinct line) as n from csv_errors_${n}`))[0]?.n ?? 0
    );
  }

  async #refuseOpenQuote(columns: number, delimiter = ",", n: number): Promise<void> {
    if ((await this.#csvErrors(n)) > 0)
      this.#refuseAt((await this.rows<Line>(swallowingError(columns, delimiter, n)))[0]);
  }

  /** Rows inside an unclosed quote would be lost, and nothing says where they begin: the user must. */
  #refuseAt(found: Line | undefined): void {
    if (found?.line)
      throw new DataError(
        `quote is not closed: ${this.#input.name}, line ${found.line}: it takes in the rows after it: close or remove it`,
      );
  }

  async write(tableName: string, select: string, options: WriteOptions = {}): Promise<void> {
    const table = this.#loading.tables.get(tableName);
    if (!table || !this.#source.tables.includes(tableName))
      throw new Error(`source ${this.#source.name} does not declare table ${tableName}`);
    this.#written.add(tableName);
    const draft = options.draft === undefined ? undefined : this.#drafts.get(options.draft);
    if (draft) await this.#keepSorted(table, draft, select, options.sorted ?? { distinct: true });
    else if (options.sorted) await this.#keepSorted(table, await this.#copy(select), select, options.sorted);
    else await this.#writeStaged(table, select);
  }

  async draft(name: string, select: string): Promise<boolean> {
    const direct = this.#direct.splice(0);
    const written = direct.length > 0 ? await this.#copyCounting(select) : await this.#copy(select);
    this.#drafts.set(name, written);
    await this.sql(`create or replace temp view ${name} as select * from ${parquet([written.path])}`);
    for (const n of direct) if ((await this.#csvErrors(n)) > 0) return false;
    return written.read === undefined || written.read === written.rows;
  }

  async #writeStaged(table: TableDefinition, select: string): Promise<void> {
    const stage = `stage_${this.#counter++}`;
    const given = (await this.rows<{ column_name: string }>(`describe ${select}`)).map((c) => c.column_name);
    const absent = Object.keys(table.columns).filter((c) => !given.includes(c));
    if (absent.length > 0)
      throw new Error(`${this.#source.name}: select for ${table.name} lacks ${absent.join(", ")}`);
    await this.sql(stageRows(stage, table, select, given));
    const [twins] = await this.rows<{ n: number }>(countTwins(stage, table));
    if (table.key.length > 0 && (twins?.n ?? 0) > 0)
      for (const statement of refuseTwins(stage, table)) await this.sql(statement);
    await this.sql(takeRefused(stage, table), [this.#input.name]);
    const { path, rows } = await this.#copy(
      `select ${columnList(table)} from ${stage} where reject_reason is null order by ${order(table)}`,
    );
    await this.sql(`drop table ${stage}`);
    if (rows > 0) await this.#keep(table, path);
  }

  /** Takes in a file written in table order; `select` gives its rows again, should some of them have to be refused. */
  async #keepSorted(
    table: TableDefinition,
    { path, rows }: Written,
    select: string,
    { rejects, distinct = false, enumerated = {} }: SortedRows,
  ): Promise<void> {
    if (rejects === undefined) this.#read = (this.#read ?? 0) + rows;
    else if (rows < (this.#read ?? 0))
      await this.sql(
        `insert into rejected select ?, reject_line, reject_column, reject_reason, null from (${rejects})`,
        [this.#input.name],
      );
    if (rows === 0) return;
    // Comparing neighbours keeps one processor busy, so bounds are found meanwhile.
    const constants = await this.#constants(path);
    const [repeats] = await Promise.all([
      distinct
        ? false
        : this.#repeats(
            path,
            table.key.filter((c) => !constants.has(c)),
          ),
      this.#stateBounds(path, Object.keys(enumerated)),
    ]);
    const [faults] = await this.rows<{ n: number | null }>(faultsOf(path, table));
    if ((faults?.n ?? 0) > 0)
      throw new Error(`${this.#source.name}: rows for ${table.name} came out of order or without a value`);
    if (repeats) await this.#writeStaged(table, select);
    else await this.#keep(table, path, { constants, enumerated });
  }

  /** Whether two rows of a file in table order, hence neighbours, have one key. */
  async #repeats(path: string, key: readonly string[]): Promise<boolean> {
    const [found] = await rowObjects<{ yes: boolean | null }>(this.#aside, findRepeats(path, key));
    return found?.yes ?? false;
  }

  async #stateBounds(path: string, columns: readonly string[]): Promise<void> {
    if (columns.length > 0) await setBounds(path, await this.rows<Bounds>(boundsOf(path, columns)));
  }

  /** Columns that have one value throughout a file, by the statistics of its row groups. */
  async #constants(path: string): Promise<Map<string, string>> {
    const found = await this.rows<{ name: string; value: string }>(
      `select path_in_schema as name, min(stats_min_value) as value from parquet_metadata(${quote(path)}) group by path_in_schema
       having min(stats_min_value) = max(stats_max_value) and sum(stats_null_count) = 0`,
    );
    return new Map(found.map(({ name, value }) => [name, value]));
  }

  async #copy(select: string): Promise<Written> {
    const path = join(this.#loading.scratch, `part-${this.#counter++}.parquet`);
    const [row] = await this.rows<{ Count: number }>(`copy (${select}) to ${quote(path)} (${PARQUET})`);
    return { path, rows: row?.Count ?? 0 };
  }

  /** A copy that counts the rows read for it from CSV files. */
  async #copyCounting(select: string): Promise<Written> {
    const profile = join(this.#loading.scratch, "profile.json");
    for (const statement of startCounting(profile)) await this.sql(statement);
    const written = await this.#copy(select);
    await this.sql(STOP_COUNTING);
    return { ...written, read: rowsRead(await readFile(profile, "utf8")) };
  }

  /** Takes a file into the load with its cubes; `known` is what was found out about its columns before. */
  async #keep(table: TableDefinition, path: string, known?: Known): Promise<void> {
    const periods = "period" in table.columns ? await this.#periods(path) : undefined;
    const kept = await this.#withoutOverlap(table, path, periods);
    if (!kept) return;
    this.#kept += await this.#take(table, kept, periods);
    if (!table.cubes) return;
    const { constants, enumerated } = known ?? { constants: await this.#constants(kept), enumerated: {} };
    const built: { cube: CubeDefinition; path: string }[] = [];
    for (const cube of cubesInOrder(table)) {
      const finer = built.find((b) => follows(cube, b.cube));
      const from = finer ? { rows: parquet([finer.path]), finer: true } : { rows: parquet([kept]) };
      const { path: cubePath } = await this.#copy(cubeSelect(table, cube, from, { constants, enumerated }));
      await this.#stateBounds(cubePath, Object.keys(enumerated));
      built.push({ cube, path: cubePath });
      await this.#take(cubeTable(table, cube), cubePath, periods);
    }
  }

  async #take(table: TableDefinition, path: string, periods: [string, string] | undefined): Promise<number> {
    const [count] = await this.rows<{ n: number }>(
      `select sum(num_rows) as n from parquet_file_metadata(${quote(path)})`,
    );
    const rows = count?.n ?? 0;
    // While a file is hashed, its sums are taken.
    const file = sha256OfFile(path).then(async (hash) => ({
      path: `tables/${table.name}/${hash.slice(0, 24)}.parquet`,
      sha256: hash,
      bytes: (await stat(path)).size,
      rows,
      ...(periods ? { periods } : {}),
    }));
    // What goes wrong with it is met at the end.
    file.catch(() => undefined);
    this.#files.push({ table: table.name, from: path, file });
    return rows;
  }

  async #periods(path: string): Promise<[string, string] | undefined> {
    const [row] = await this.rows<{ low: string | null; high: string | null }>(
      `select min(stats_min_value) as low, max(stats_max_value) as high from parquet_metadata(${quote(path)}) where path_in_schema = 'period'`,
    );
    return row?.low && row.high ? [row.low.slice(0, 10), row.high.slice(0, 10)] : undefined;
  }

  /**
   * Rows the table already holds from an earlier file of this source: equal ones are set aside as repeats,
   * different ones stop the load, because nothing here can know which figure is right, unless the older files are to
   * be replaced.
   */
  async #withoutOverlap(
    table: TableDefinition,
    path: string,
    periods: [string, string] | undefined,
  ): Promise<string | undefined> {
    const held = this.#loading.existing(table.name, periods).filter(({ load }) => !this.#retired.has(load));
    if (held.length === 0 || table.key.length === 0) return path;
    const mine = parquet([path]);
    if (this.#loading.replace) {
      for (const load of new Set(held.map((h) => h.load))) {
        const older = parquet(held.filter((h) => h.load === load).map((h) => h.path));
        const [shared] = await this.rows<{ n: number }>(sharesKey(table, mine, older));
        if ((shared?.n ?? 0) > 0) this.#retired.add(load);
      }
      return path;
    }
    const older = parquet(held.map((h) => h.path));
    const [overlap] = await this.rows<{ n: number; same: number }>(countShared(table, mine, older));
    if (!overlap || overlap.n === 0) return path;
    if (overlap.same < overlap.n)
      throw new DataError(
        `${this.#input.name} contradicts figures already loaded from ${this.#source.name}: ${overlap.n - overlap.same} of its rows have another value for the same ${table.key.join(", ")}: load with --replace to retire the older files, or keep them`,
      );
    this.skip(ALREADY, overlap.n);
    const left = await this.#copy(withoutRepeats(table, mine, older));
    return left.rows > 0 ? left.path : undefined;
  }

  async #rejectedCount(): Promise<number> {
    return (await this.rows<{ n: number }>("select count(*) as n from rejected"))[0]?.n ?? 0;
  }

  /** Where lines are counted, figures that another file gave before are no lines, and leave the account with theirs. */
  async #settleLines(): Promise<number> {
    if (this.#keptLines === undefined) return this.#kept;
    delete this.#skipped[ALREADY];
    if (this.#kept > 0) return this.#keptLines;
    this.skip(ALREADY, this.#keptLines);
    return 0;
  }

  async finish(): Promise<LoadOutcome> {
    const kept = await this.#settleLines();
    const quarantined = await this.#rejectedCount();
    if (this.#kept === 0 && this.#files.length === 0) {
      const [why] = await this.rows<{ reason: string; line: number | null }>(
        "select reason, line from rejected order by line limit 1",
      );
      const skipped = Object.entries(this.#skipped).map(([reason, n]) => `${n} left out: ${reason}`);
      if (!this.#skipped[ALREADY])
        throw new DataError(
          `no usable row in ${this.#input.name}: expected ${this.#source.accepts}${why ? `; first problem${why.line ? ` at line ${why.line}` : ""}: ${why.reason}` : ""}${skipped.length > 0 ? `; ${skipped.join("; ")}` : ""}`,
        );
    }
    if (quarantined > 0) {
      const { path } = await this.#copy(
        `select ? as source, file, line, "column", reason, text from rejected order by all`.replace(
          "?",
          quote(this.#source.name),
        ),
      );
      await this.#take(quarantine, path, undefined);
    }
    const skipped = Object.values(this.#skipped).reduce((a, b) => a + b, 0);
    const read = kept + quarantined + skipped;
    const found = this.#read === undefined ? read : this.#read + this.#malformed;
    // A line that feeds two tables is counted in both, so such loads cannot be held to the count.
    if (found !== read && (this.#written.size === 1 || this.#source.oneTablePerLine))
      throw new Error(
        `source ${this.#source.name} lost count of ${this.#input.name}: ${found} rows read, but ${kept} kept, ${quarantined} quarantined and ${skipped} left out`,
      );
    return {
      files: await Promise.all(this.#files.map(async (f) => ({ ...f, file: await f.file }))),
      retired: this.#retired,
      rows: {
        read,
        kept,
        quarantined,
        skipped: this.#skipped,
      },
      ...(this.#vintage ? { vintage: this.#vintage } : {}),
      ...(this.#notes.length > 0 ? { notes: this.#notes } : {}),
      ...(this.#origin ? { origin: this.#origin } : {}),
    };
  }
}

function describeHeader(found: readonly string[]): string {
  if (found.length === 1) return `one column, ${JSON.stringify(found[0]?.slice(0, 80))}`;
  const shown = found.slice(0, 8).map((c) => c.slice(0, 30));
  return `${found.length} columns: ${shown.join(", ")}${found.length > 8 ? ", …" : ""}`;
}
