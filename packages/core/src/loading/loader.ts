import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { duckType } from "../engines/duckdb/duckdb.ts";
import {
  asEngineError,
  bind,
  type DuckDbOptions,
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
  SourceDefinition,
  WriteOptions,
} from "../sources/source.ts";
import type { StoredFile } from "../storage/datapackage.ts";
import { cubeTable } from "../tables/cubes.ts";
import { quarantine } from "../tables/quarantine.ts";
import type { TableDefinition } from "../tables/table.ts";
import { loadCanonical } from "./canonical.ts";
import { header } from "./header.ts";

/** What a finished load hands over for the commit: files in scratch space and the account of every row. */
export interface LoadOutcome {
  readonly files: readonly { readonly table: string; readonly from: string; readonly file: StoredFile }[];
  readonly rows: { read: number; kept: number; quarantined: number; skipped: Record<string, number> };
  readonly vintage?: string;
  readonly origin?: Origin;
}

export interface LoadingOptions extends DuckDbOptions {
  readonly scratch: string;
  readonly loadId: string;
  readonly tables: ReadonlyMap<string, TableDefinition>;
  /** Absolute paths of the files a table already holds from this source, oldest first, for the duplicate check. */
  existing(table: string, periods: readonly [string, string] | undefined): readonly string[];
  progress?(fraction: number, doing: string): void;
}

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
  const connection = await instance.connect();
  try {
    const session = new Session(source, input, loading, connection);
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
    connection.closeSync();
    instance.closeSync();
  }
}

class Session implements Loader {
  readonly #source: SourceDefinition;
  readonly #input: LoadInput;
  readonly #loading: LoadingOptions;
  readonly #db: DuckDBConnection;
  readonly #files: { table: string; from: string; file: StoredFile }[] = [];
  readonly #skipped: Record<string, number> = {};
  #kept = 0;
  #vintage: string | undefined;
  #origin: Origin | undefined;
  /** Rows or figures the input holds, counted apart from what became of them. */
  #read: number | undefined;
  #malformed = 0;
  readonly #written = new Set<string>();
  #counter = 0;

  constructor(source: SourceDefinition, input: LoadInput, loading: LoadingOptions, db: DuckDBConnection) {
    this.#source = source;
    this.#input = input;
    this.#loading = loading;
    this.#db = db;
  }

  async begin(): Promise<void> {
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

  progress(fraction: number, doing: string): void {
    this.#loading.progress?.(fraction, doing);
  }

  async readCsv(name: string, options: CsvOptions): Promise<readonly string[]> {
    const found = await header(options.path, options.delimiter ?? ",", options.skipLines ?? 0);
    const missing = options.wanted.filter((c) => !found.includes(c));
    if (missing.length > 0) this.refuse(found, missing.join(", "));
    const n = this.#counter++;
    const read = (types: string) =>
      `read_csv(${quote(options.path)}, auto_detect = false, header = true, delim = ${quote(options.delimiter ?? ",")}, quote = '"', escape = '"', skip = ${options.skipLines ?? 0}, columns = {${types}}, nullstr = [${(options.nullText ?? [""]).map(quote).join(", ")}], ignore_errors = true, store_rejects = true, rejects_table = 'csv_errors_${n}', rejects_scan = 'csv_scans_${n}', rejects_limit = 0, max_line_size = 16777216, strict_mode = true`;
    if (options.types) {
      const types = found.map((c) => `${quote(c)}: ${quote(options.types?.[c] ?? "VARCHAR")}`).join(", ");
      await this.sql(`create or replace temp view ${name} as select * from ${read(types)})`);
      return found;
    }
    const types = found.map((c, i) => `${quote(`c${i}`)}: 'VARCHAR'`).join(", ");
    const columns = found.map((c, i) => `trim(c${i}) as ${identifier(c)}`).join(", ");
    // Parallel reading would lose the order that line numbers rest on.
    await this.sql(
      `create or replace temp table ${name} as select ${columns}, row_number() over () + ${(options.skipLines ?? 0) + 1} as line from ${read(types)}, parallel = false)`,
    );
    await this.#shiftLines(name, n);
    this.#malformed += await this.#takeCsvErrors(n);
    const [lines] = await this.rows<{ n: number }>(`select count(*) as n from ${name}`);
    this.#read = (this.#read ?? 0) + (lines?.n ?? 0);
    return found;
  }

  /** Lines that did not parse are not counted by row_number: move the lines after each of them down by one. */
  async #shiftLines(name: string, n: number): Promise<void> {
    const bad = await this.rows<{ line: number }>(`select distinct line from csv_errors_${n} order by line`);
    for (const { line } of bad) await this.sql(`update ${name} set line = line + 1 where line >= ${line}`);
  }

  async #takeCsvErrors(n: number): Promise<number> {
    const exists = await this.rows(`select 1 as x from duckdb_tables() where table_name = 'csv_errors_${n}'`);
    if (exists.length === 0) return 0;
    const before = await this.#rejectedCount();
    await this.sql(
      `insert into rejected select ?, line, any_value(column_name), any_value(lower(split_part(replace(cast(error_type as varchar), '_', ' '), chr(10), 1)) || ': ' || left(split_part(error_message, chr(10), 1), 200)), left(any_value(csv_line), 300) from csv_errors_${n} group by line`,
      [this.#input.name],
    );
    return (await this.#rejectedCount()) - before;
  }

  async write(tableName: string, select: string, options: WriteOptions = {}): Promise<void> {
    const table = this.#loading.tables.get(tableName);
    if (!table || !this.#source.tables.includes(tableName))
      throw new Error(`source ${this.#source.name} does not declare table ${tableName}`);
    this.#written.add(tableName);
    if (options.presorted) await this.#writePresorted(table, select, options.presorted);
    else await this.#writeStaged(table, select);
  }

  async #writeStaged(table: TableDefinition, select: string): Promise<void> {
    const stage = `stage_${this.#counter++}`;
    const given = (await this.rows<{ column_name: string }>(`describe ${select}`)).map((c) => c.column_name);
    const absent = Object.keys(table.columns).filter((c) => !given.includes(c));
    if (absent.length > 0)
      throw new Error(`${this.#source.name}: select for ${table.name} lacks ${absent.join(", ")}`);
    const optional = (name: string, type: string) =>
      given.includes(name) ? `cast(${name} as ${type})` : `cast(null as ${type})`;
    const cast = Object.entries(table.columns).map(
      ([c, d]) => `try_cast(${identifier(c)} as ${duckType(d.type)}) as ${identifier(c)}`,
    );
    await this.sql(
      `create temp table ${stage} as select ${cast.join(", ")}, ${optional("reject_reason", "varchar")} as reject_reason, ${optional("reject_line", "bigint")} as reject_line, ${optional("reject_column", "varchar")} as reject_column from (${select})`,
    );
    for (const [c, d] of Object.entries(table.columns))
      if (!d.nullable)
        await this.sql(
          `update ${stage} set reject_reason = ?, reject_column = ? where reject_reason is null and ${identifier(c)} is null`,
          [`${c} is missing or does not fit ${d.type}`, c],
        );
    await this.#rejectDuplicates(stage, table);
    await this.sql(
      `insert into rejected select ?, reject_line, reject_column, reject_reason, null from ${stage} where reject_reason is not null`,
      [this.#input.name],
    );
    const columns = Object.keys(table.columns).map(identifier).join(", ");
    await this.#store(
      table,
      `select ${columns} from ${stage} where reject_reason is null order by ${order(table)}`,
    );
    await this.sql(`drop table ${stage}`);
  }

  /** Exact copies of a row are kept once; rows that share a key but not their values are all rejected. */
  async #rejectDuplicates(stage: string, table: TableDefinition): Promise<void> {
    const key = table.key.map(identifier).join(", ");
    const good = `${stage} where reject_reason is null`;
    const [twice] = await this.rows<{ n: number }>(
      `select count(*) as n from (select 1 from ${good} group by ${key} having count(*) > 1)`,
    );
    if (!twice || twice.n === 0) return;
    const values = Object.keys(table.columns).map(identifier).join(", ");
    await this.sql(
      `create or replace temp table twins as select rowid as id, count(*) over (partition by ${key}) as n, row_number() over (partition by ${values} order by rowid) as copy, count(*) over (partition by ${values}) as same from ${good}`,
    );
    await this.sql(
      `update ${stage} set reject_reason = 'repeats another row of the file' from twins where ${stage}.rowid = twins.id and twins.n > 1 and twins.same = twins.n and twins.copy > 1`,
    );
    await this.sql(
      `update ${stage} set reject_reason = 'contradicts another row with the same key (' || ? || ')' from twins where ${stage}.rowid = twins.id and twins.n > 1 and twins.same < twins.n`,
      [table.key.join(", ")],
    );
  }

  async #writePresorted(
    table: TableDefinition,
    select: string,
    { clean, rejects }: { clean: string; rejects: string },
  ): Promise<void> {
    const must = Object.entries(table.columns)
      .filter(([, d]) => !d.nullable)
      .map(([c]) => c);
    const written = await this.#copy(select);
    const [bad] = await this.rows<{ n: number | null }>(
      `select sum(stats_null_count) as n from parquet_metadata(${quote(written.path)}) where path_in_schema in (${must.map(quote).join(", ")})`,
    );
    let path = written.path;
    if ((bad?.n ?? 0) > 0 || (await this.#repeats(path, table)) > 0) {
      const again = await this.#copy(clean);
      path = again.path;
      await this.sql(
        `insert into rejected select ?, reject_line, reject_column, reject_reason, null from (${rejects})`,
        [this.#input.name],
      );
    }
    for (let n = 0; n < this.#counter; n++) await this.#takeCsvErrors(n);
    await this.#keep(table, path);
  }

  /** Neighbours with the same key in a sorted file. */
  async #repeats(path: string, table: TableDefinition): Promise<number> {
    const varying = table.key
      .filter((c) => !["source", "classification", "frequency", "reporter"].includes(c))
      .map(identifier);
    const lags = varying.map((c, i) => `lag(${c}) over () as l${i}`).join(", ");
    const same = varying.map((c, i) => `${c} = l${i}`).join(" and ");
    const [row] = await this.rows<{ n: number }>(
      `select count(*) as n from (select ${varying.join(", ")}, ${lags} from read_parquet(${quote(path)})) where ${same}`,
    );
    return row?.n ?? 0;
  }

  async #store(table: TableDefinition, select: string): Promise<void> {
    const { path, rows } = await this.#copy(select);
    if (rows > 0) await this.#keep(table, path);
  }

  async #copy(select: string): Promise<{ path: string; rows: number }> {
    const path = join(this.#loading.scratch, `part-${this.#counter++}.parquet`);
    const [row] = await this.rows<{ Count: number }>(
      `copy (${select}) to ${quote(path)} (format parquet, compression zstd)`,
    );
    return { path, rows: row?.Count ?? 0 };
  }

  async #keep(table: TableDefinition, path: string): Promise<void> {
    const periods = "period" in table.columns ? await this.#periods(path) : undefined;
    const kept = await this.#withoutOverlap(table, path, periods);
    if (!kept) return;
    this.#kept += await this.#take(table, kept, periods);
    for (const cube of table.cubes ?? []) {
      const definition = cubeTable(table, cube);
      const groups = Object.entries(cube.groupBy).map(([c, g]) => `${g.expression} as ${identifier(c)}`);
      const sums = cube.sums.map(
        (c) => `cast(sum(${identifier(c)}) as ${table.columns[c]?.type}) as ${identifier(c)}`,
      );
      const names = Object.keys(definition.columns).map(identifier).join(", ");
      const built = await this.#copy(
        `select ${names} from (select ${[...groups, ...sums].join(", ")}, count(*) as flows from read_parquet(${quote(kept)}) group by all) order by ${order(definition)}`,
      );
      await this.#take(definition, built.path, periods);
    }
  }

  async #take(table: TableDefinition, path: string, periods: [string, string] | undefined): Promise<number> {
    const [count] = await this.rows<{ n: number }>(
      `select sum(num_rows) as n from parquet_file_metadata(${quote(path)})`,
    );
    const rows = count?.n ?? 0;
    const hash = await sha256OfFile(path);
    const file: StoredFile = {
      path: `tables/${table.name}/${hash.slice(0, 24)}.parquet`,
      sha256: hash,
      bytes: (await stat(path)).size,
      rows,
      load: this.#loading.loadId,
      ...(periods ? { periods } : {}),
    };
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
   * different ones stop the load, because nothing here can know which figure is right.
   */
  async #withoutOverlap(
    table: TableDefinition,
    path: string,
    periods: [string, string] | undefined,
  ): Promise<string | undefined> {
    const others = this.#loading.existing(table.name, periods);
    if (others.length === 0) return path;
    const mine = `read_parquet(${quote(path)})`;
    const old = `read_parquet([${others.map(quote).join(", ")}])`;
    const keys = table.key.map((c) => `m.${identifier(c)} = o.${identifier(c)}`).join(" and ");
    const rest = Object.keys(table.columns).filter((c) => !table.key.includes(c));
    const same =
      rest.length > 0
        ? rest.map((c) => `m.${identifier(c)} is not distinct from o.${identifier(c)}`).join(" and ")
        : "true";
    const [overlap] = await this.rows<{ n: number; same: number }>(
      `select count(*) as n, coalesce(sum(case when ${same} then 1 else 0 end), 0) as same from ${mine} m join ${old} o on ${keys}`,
    );
    if (!overlap || overlap.n === 0) return path;
    if (overlap.same < overlap.n)
      throw new DataError(
        `${this.#input.name} contradicts figures already loaded from ${this.#source.name}: ${overlap.n - overlap.same} of its rows have another value for the same ${table.key.join(", ")}: load with --replace to retire the older files, or keep them`,
      );
    await this.sql(
      `insert into rejected select ?, null, null, 'already loaded from another file', null from ${mine} m semi join ${old} o on ${keys}`,
      [this.#input.name],
    );
    const columns = Object.keys(table.columns).map(identifier).join(", ");
    const left = await this.#copy(
      `select ${columns} from ${mine} m anti join ${old} o on ${keys} order by ${order(table)}`,
    );
    return left.rows > 0 ? left.path : undefined;
  }

  async #rejectedCount(): Promise<number> {
    return (await this.rows<{ n: number }>("select count(*) as n from rejected"))[0]?.n ?? 0;
  }

  async finish(): Promise<LoadOutcome> {
    const quarantined = await this.#rejectedCount();
    if (this.#kept === 0 && this.#files.length === 0) {
      const [why] = await this.rows<{ reason: string; line: number | null }>(
        "select reason, line from rejected order by line limit 1",
      );
      const skipped = Object.entries(this.#skipped).map(([reason, n]) => `${n} left out: ${reason}`);
      const known = quarantined > 0 && why?.reason === "already loaded from another file";
      if (!known)
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
    const read = this.#kept + quarantined + skipped;
    const found = this.#read === undefined ? read : this.#read + this.#malformed;
    // A line that feeds two tables is counted in both, so only single-table loads can be held to the count.
    if (found !== read && this.#written.size === 1)
      throw new Error(
        `source ${this.#source.name} lost count of ${this.#input.name}: ${found} rows read, but ${this.#kept} kept, ${quarantined} quarantined and ${skipped} left out`,
      );
    return {
      files: this.#files,
      rows: {
        read,
        kept: this.#kept,
        quarantined,
        skipped: this.#skipped,
      },
      ...(this.#vintage ? { vintage: this.#vintage } : {}),
      ...(this.#origin ? { origin: this.#origin } : {}),
    };
  }
}

function order(table: TableDefinition): string {
  return (table.sort ?? table.key).map(identifier).join(", ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function describeHeader(found: readonly string[]): string {
  if (found.length === 1) return `one column, ${JSON.stringify(found[0]?.slice(0, 80))}`;
  const shown = found.slice(0, 8).map((c) => c.slice(0, 30));
  return `${found.length} columns: ${shown.join(", ")}${found.length > 8 ? ", …" : ""}`;
}
