import { existsSync } from "node:fs";
import { dirname, join, parse as parsePath, resolve } from "node:path";
import type { z } from "zod";
import { openDuckDb } from "./engines/duckdb/duckdb.ts";
import type { DuckDbOptions } from "./engines/duckdb/session.ts";
import type { AttachedSnapshot, Engine } from "./engines/engine.ts";
import { DataError, UnknownNameError, UsageError, WorkspaceError } from "./errors.ts";
import { canonicalJson, sha256 } from "./hash.ts";
import { type IndicatorName, type Indicators, indicatorsByName } from "./indicators/index.ts";
import type { AnyIndicator, RowOf } from "./indicators/indicator.ts";
import { parseParameters } from "./indicators/parameters.ts";
import { type GivenFile, listGiven, type ReadyFile } from "./loading/inputs.ts";
import { runLoader } from "./loading/loader.ts";
import { nearest } from "./nearest.ts";
import type { Receipt } from "./receipt.ts";
import type { Result } from "./result.ts";
import { runIndicator } from "./run.ts";
import { sources, sourcesByName } from "./sources/index.ts";
import type { SourceDefinition } from "./sources/source.ts";
import { type LoadRecord, tableHash, type WorkspaceState } from "./storage/datapackage.ts";
import { Store } from "./storage/store.ts";
import { allTables } from "./tables/index.ts";
import { type Verification, verifyReceipt } from "./verify.ts";

export interface WorkspaceOptions {
  /** An engine opened elsewhere (Trino); default is DuckDB in this process. Closed with the workspace. */
  readonly engine?: Engine;
  /** Settings of the default engine and of loading. */
  readonly duckdb?: DuckDbOptions;
  /** Refuse every change. */
  readonly readOnly?: boolean;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** An older snapshot (at least 8 digits of its hash) instead of the current one. */
  readonly snapshot?: string;
  /** Told how far a long computation is, 0 to 1; quick ones say nothing. */
  readonly progress?: (fraction: number, doing: string) => void;
}

export interface LoadOptions {
  /** Retire files of the same source whose rows the new file contradicts. */
  readonly replace?: boolean;
  /** When the file was fetched, ISO date; goes into every citation. */
  readonly retrieved?: string;
  readonly progress?: (fraction: number, doing: string) => void;
}

/** What one file of a load came to. */
export interface LoadReport extends LoadRecord {
  /** True when the same content was there already and nothing was done. */
  readonly already: boolean;
  readonly convertedFrom?: string;
}

const tablesByName = new Map(allTables.map((t) => [t.name, t]));

function storeOf(folder: string): Store {
  return new Store(folder, { tables: allTables, sources: sourcesByName });
}

/** Makes an empty workspace. @throws {WorkspaceError} when the folder holds one already. */
export async function initWorkspace(folder: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const store = storeOf(folder);
  if (store.exists) throw new WorkspaceError(`there is a workspace already: ${store.folder}`);
  await store.exclusive("init", () => store.commit([], {}));
  const workspace = await openWorkspace(folder, options);
  // What ships with Tightrope is there from the start; a workspace opened read-only later needs no loading of it.
  if (!options.readOnly)
    for (const source of sources) if (source.bundled) await workspace.load(source.name, []);
  return workspace;
}

/** Opens a workspace. @throws {WorkspaceError} when there is none or it is damaged. */
export async function openWorkspace(folder: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const store = storeOf(folder);
  await store.read();
  return new Workspace(store, options);
}

/** The nearest folder upwards that holds a workspace. */
export function findWorkspace(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const text = join(folder, "datapackage.json");
    if (existsSync(text) && existsSync(join(folder, "snapshots"))) return folder;
    if (folder === parsePath(folder).root) return undefined;
  }
}

/** Where engines, sources and indicators meet: everything that is shown comes out of `run`. */
export class Workspace {
  readonly folder: string;
  readonly readOnly: boolean;
  readonly #store: Store;
  readonly #options: WorkspaceOptions;
  #engine: Promise<Engine> | undefined;
  #current: { revision: string; state: WorkspaceState } | undefined;
  readonly #older = new Map<string, WorkspaceState>();

  constructor(store: Store, options: WorkspaceOptions) {
    this.#store = store;
    this.folder = store.folder;
    this.#options = options;
    this.readOnly = options.readOnly ?? false;
  }

  /** What the workspace holds now, or held at an older snapshot. */
  async state(snapshot?: string): Promise<WorkspaceState> {
    if (snapshot !== undefined) {
      if (this.#current?.state.snapshot.startsWith(snapshot)) return this.#current.state;
      const known = this.#older.get(snapshot) ?? (await this.#store.read(snapshot));
      this.#older.set(snapshot, known);
      return known;
    }
    const revision = await this.#store.revision();
    if (this.#current?.revision !== revision) this.#current = { revision, state: await this.#store.read() };
    return this.#current.state;
  }

  snapshots(): Promise<string[]> {
    return this.#store.snapshots();
  }

  /** The engine that answers, opened on first use. */
  engine(): Promise<Engine> {
    this.#engine ??= this.#options.engine
      ? Promise.resolve(this.#options.engine)
      : openDuckDb(this.#options.duckdb);
    return this.#engine;
  }

  /** The tables of a snapshot, ready to be queried. */
  async attach(state: WorkspaceState): Promise<AttachedSnapshot> {
    const engine = await this.engine();
    return engine.attach(
      state.snapshot,
      allTables.map((table) => ({
        name: table.name,
        columns: Object.fromEntries(Object.entries(table.columns).map(([c, d]) => [c, d.type])),
        files: (state.tables[table.name] ?? []).map((f) => ({
          path: this.#store.absolute(f),
          rows: f.rows,
          bytes: f.bytes,
        })),
      })),
    );
  }

  /**
   * Runs one indicator.
   * @throws {UnknownNameError} for an indicator, country or product nobody knows; {UsageError} for a bad parameter;
   * {MissingDataError} when a needed table is empty.
   */
  async run<N extends IndicatorName>(
    name: N,
    parameters: z.input<Indicators[N]["params"]>,
    options?: RunOptions,
  ): Promise<Result<RowOf<Indicators[N]["columns"]>>>;
  /** The same for a name that is known only when the program runs; a name that is written out has its own types. */
  async run<S extends string>(
    name: string extends S ? S : never,
    parameters: Readonly<Record<string, unknown>>,
    options?: RunOptions,
  ): Promise<Result>;
  async run(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    options: RunOptions = {},
  ): Promise<Result> {
    const indicator = indicatorOf(name);
    const state = await this.state(options.snapshot);
    const attached = await this.attach(state);
    return runIndicator(indicator, parseParameters(indicator, parameters), {
      attached,
      dialect: (await this.engine()).dialect,
      state,
      sources: sourcesByName,
      indicator: indicatorOf,
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.progress ? { progress: options.progress } : {}),
    });
  }

  /** Runs a receipt again and says whether the same result comes out, or what differs and why. */
  verify(receipt: Receipt, options: { signal?: AbortSignal } = {}): Promise<Verification> {
    return verifyReceipt(receipt, {
      state: () => this.state(),
      snapshots: () => this.snapshots(),
      stateAt: (id) => this.state(id),
      run: (name, parameters, snapshot) =>
        this.run(name, parameters, { ...options, ...(snapshot ? { snapshot } : {}) }),
    });
  }

  /**
   * Loads published files of one source. Files already loaded are left alone; each new file is one commit, so that
   * a killed run keeps what it finished.
   * @throws {DataError} when a file is not what the source expects; nothing of any of the files is kept then.
   */
  async load(
    sourceName: string,
    paths: readonly string[],
    options: Readonly<Record<string, unknown>> = {},
    how: LoadOptions = {},
  ): Promise<LoadReport[]> {
    if (this.readOnly) throw new WorkspaceError("workspace is open read-only: loading is refused");
    const source = sourceOf(sourceName);
    if (source.bundled && paths.length > 0)
      throw new UsageError(`${source.name} takes no file: it ships with Tightrope`);
    if (paths.length === 0 && !source.bundled)
      throw new UsageError(`nothing to load: name at least one file, ${source.accepts}`);
    const parsed = source.options.safeParse(options);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new UsageError(
        `option ${issue?.path.join(".") || "unknown"} of ${source.name}: ${issue?.message}`,
      );
    }
    return this.#store.exclusive(`load ${source.name}`, async (scratch) => {
      how.progress?.(0, "opening files");
      const given = await listGiven(source.bundled?.() ?? paths, scratch, {
        expected: source.accepts,
        ...(source.compressed ? { compressed: true } : {}),
      });
      const isCompanion = (f: GivenFile) => source.companions?.test(f.name) ?? false;
      const inputs = given.filter((f) => !isCompanion(f));
      if (inputs.length === 0)
        throw new UsageError(
          `only companion files given (${given.map((c) => c.name).join(", ")}): expected ${source.accepts}`,
        );
      const companions = await readyAll(given.filter(isCompanion));
      const groups = source.together ? [inputs] : inputs.map((f) => [f]);
      const before = await this.#store.read();
      const reports: LoadReport[] = [];
      // While one file is loaded, the next is unpacked, checked and hashed.
      let next = readyAll(groups[0] ?? []);
      try {
        for (const [n, files] of groups.entries()) {
          const ready = next;
          next = ready.then(() => readyAll(groups[n + 1] ?? []));
          // Its failure is met when its turn comes.
          next.catch(() => undefined);
          reports.push(
            await this.#loadOne(
              source,
              files,
              ready,
              companions,
              parsed.data,
              source.bundled ? { ...how, replace: true } : how,
              scratch,
              (fraction, doing) => how.progress?.((n + fraction) / groups.length, doing),
            ),
          );
          for (const file of files) await file.release();
        }
      } catch (cause) {
        await next.catch(() => undefined);
        if (reports.every(({ already }) => already)) throw cause;
        await this.#store.commit(before.loads, before.tables);
        if (cause instanceof DataError)
          throw new DataError(`${cause.message}; none of the ${groups.length} files was kept`, { cause });
        throw cause;
      }
      return reports;
    });
  }

  async #loadOne(
    source: SourceDefinition,
    given: readonly GivenFile[],
    ready: Promise<readonly ReadyFile[]>,
    companions: readonly ReadyFile[],
    options: Readonly<Record<string, unknown>>,
    how: LoadOptions,
    scratch: string,
    progress: (fraction: number, doing: string) => void,
  ): Promise<LoadReport> {
    const before = await this.#store.read();
    const ofSource = new Set(before.loads.filter((l) => l.source === source.name).map((l) => l.id));
    const settled = source.settle?.(given[0]?.name ?? "", options) ?? options;
    const start = (
      files: readonly { readonly name: string; readonly path: string }[],
      signal?: AbortSignal,
    ) =>
      runLoader(source, { ...(files[0] as { name: string; path: string }), files, companions }, settled, {
        ...this.#options.duckdb,
        scratch,
        tables: tablesByName,
        existing: (table, periods) =>
          (before.tables[table] ?? [])
            .filter((f) => ofSource.has(f.load) && overlaps(f.periods, periods))
            .map((f) => ({ path: this.#store.absolute(f), load: f.load })),
        replace: how.replace ?? false,
        progress,
        ...(signal ? { signal } : {}),
      });
    // A large plain file is loaded while it is hashed; the hash may say that it need not, or not as it is.
    const early = new AbortController();
    const plain = given.map(({ name, plain }) => ({ name, path: plain ?? "" }));
    const outcomeOfPlain = plain.every(({ path }) => path !== "") ? start(plain, early.signal) : undefined;
    const abandon = async () => {
      early.abort();
      await outcomeOfPlain?.catch(() => undefined);
    };
    outcomeOfPlain?.catch(() => undefined);
    const files = await ready.catch(async (cause) => {
      await abandon();
      throw cause;
    });
    const inputs = files.map((f) => ({ name: f.name, sha256: f.sha256, bytes: f.bytes }));
    const first = files[0] as ReadyFile;
    const id = sha256(
      canonicalJson([
        source.name,
        settled,
        inputs.map((i) => i.sha256).sort(),
        companions.map((c) => c.sha256).sort(),
      ]),
    );
    const earlier = before.loads.find((l) => l.id === id);
    const asGiven = files.every(({ path }, n) => path === plain[n]?.path);
    if (earlier || !asGiven) await abandon();
    if (earlier) return { ...earlier, already: true };
    const outcome = await (asGiven && outcomeOfPlain ? outcomeOfPlain : start(files));
    progress(0.98, "committing");
    const retired = source.bundled ? ofSource : outcome.retired;
    const tables: Record<string, WorkspaceState["tables"][string]> = {};
    for (const [name, existing] of Object.entries(before.tables))
      tables[name] = existing.filter((f) => !retired.has(f.load));
    for (const { table, from, file: written } of outcome.files) {
      const file = { ...written, load: id };
      const others = tables[table] ?? [];
      if (others.some((f) => f.path === file.path)) continue;
      await this.#store.adopt(from, file);
      tables[table] = [...others, file];
    }
    const record: LoadRecord = {
      id,
      source: source.name,
      inputs,
      options: settled,
      ...(outcome.vintage ? { vintage: outcome.vintage } : {}),
      ...(outcome.notes ? { notes: [...outcome.notes] } : {}),
      ...(outcome.origin ? { origin: outcome.origin } : {}),
      ...(how.retrieved ? { retrieved: how.retrieved } : {}),
      rows: outcome.rows,
    };
    await this.#store.commit([...before.loads.filter((l) => !retired.has(l.id)), record], tables);
    progress(1, "done");
    return {
      ...record,
      already: false,
      ...(first.convertedFrom ? { convertedFrom: first.convertedFrom } : {}),
    };
  }

  /** Removes older snapshots and the files only they need. */
  async gc(): Promise<{ files: number; snapshots: number; bytes: number }> {
    if (this.readOnly) throw new WorkspaceError("workspace is open read-only: gc is refused");
    return this.#store.gc();
  }

  /** Rows and identity of every table that holds something. */
  async tables(): Promise<
    {
      name: string;
      title: string;
      rows: number;
      files: number;
      bytes: number;
      hash: string;
      sources: string[];
    }[]
  > {
    const state = await this.state();
    const sourceOfLoad = new Map(state.loads.map((l) => [l.id, l.source]));
    return allTables.flatMap((table) => {
      const files = state.tables[table.name] ?? [];
      if (files.length === 0) return [];
      return [
        {
          name: table.name,
          title: table.title,
          rows: files.reduce((n, f) => n + f.rows, 0),
          files: files.length,
          bytes: files.reduce((n, f) => n + f.bytes, 0),
          hash: tableHash(files),
          sources: [...new Set(files.map((f) => sourceOfLoad.get(f.load) ?? "unknown"))].sort(),
        },
      ];
    });
  }

  async close(): Promise<void> {
    const engine = await this.#engine?.catch(() => undefined);
    this.#engine = undefined;
    await engine?.close();
  }
}

async function readyAll(files: readonly GivenFile[]): Promise<ReadyFile[]> {
  const ready: ReadyFile[] = [];
  for (const file of files) ready.push(await file.makeReady());
  return ready;
}

function overlaps(
  a: readonly [string, string] | undefined,
  b: readonly [string, string] | undefined,
): boolean {
  return !a || !b || (a[0] <= b[1] && b[0] <= a[1]);
}

function sourceOf(name: string): SourceDefinition {
  const found = sourcesByName.get(name);
  if (!found)
    throw new UnknownNameError(
      "source",
      name,
      nearest(
        name,
        sources.map((s) => s.name),
      ),
    );
  return found;
}

function indicatorOf(name: string): AnyIndicator {
  const found = indicatorsByName.get(name);
  if (!found) throw new UnknownNameError("indicator", name, nearest(name, [...indicatorsByName.keys()]));
  return found;
}
