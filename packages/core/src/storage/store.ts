import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { WorkspaceError } from "../errors.ts";
import type { SourceDefinition } from "../sources/source.ts";
import type { TableDefinition } from "../tables/table.ts";
import {
  makeState,
  parseDataPackage,
  type StoredFile,
  toDataPackage,
  type WorkspaceState,
} from "./datapackage.ts";
import { asWorkspaceError, withLock } from "./lock.ts";

const DESCRIPTION = "datapackage.json";

export interface StoreContext {
  readonly tables: readonly TableDefinition[];
  readonly sources: ReadonlyMap<string, SourceDefinition>;
}

/** The folder of a workspace: reads its state, changes it by atomic commits only. */
export class Store {
  readonly folder: string;
  readonly #context: StoreContext;
  constructor(folder: string, context: StoreContext) {
    this.folder = resolve(folder);
    this.#context = context;
  }

  get exists(): boolean {
    return existsSync(join(this.folder, DESCRIPTION));
  }

  /** Where a load keeps what is not committed yet; on the workspace's own disk, so that a rename is atomic. */
  get scratch(): string {
    return join(this.folder, ".tightrope", "tmp");
  }

  /** State of the last commit, or of an older snapshot that `gc` has not removed. */
  async read(snapshot?: string): Promise<WorkspaceState> {
    if (snapshot === undefined) {
      const path = join(this.folder, DESCRIPTION);
      const text = await readFile(path, "utf8").catch((error) => {
        throw new WorkspaceError(`no workspace in ${this.folder}: make one with tightrope init`, {
          cause: error,
        });
      });
      return parseDataPackage(text, path);
    }
    const found = (await this.snapshots()).filter((id) => id.startsWith(snapshot));
    if (!/^[0-9a-f]{8,64}$/.test(snapshot) || found.length !== 1)
      throw new WorkspaceError(
        found.length > 1
          ? `snapshot is ambiguous: ${snapshot}`
          : `no snapshot ${snapshot} in this workspace: it was never here or was removed by gc`,
      );
    const path = join(this.folder, "snapshots", `${found[0]}.json`);
    return parseDataPackage(await readFile(path, "utf8"), path);
  }

  /** Changes when, and only when, a commit has happened. */
  async revision(): Promise<string> {
    const s = await stat(join(this.folder, DESCRIPTION)).catch(() => undefined);
    return s ? `${s.ino}:${s.mtimeMs}:${s.size}` : "none";
  }

  async snapshots(): Promise<string[]> {
    const names = await readdir(join(this.folder, "snapshots")).catch(() => []);
    return names
      .filter((n) => /^[0-9a-f]{64}\.json$/.test(n))
      .map((n) => n.slice(0, 64))
      .sort();
  }

  absolute(file: StoredFile): string {
    const path = resolve(this.folder, file.path);
    if (!path.startsWith(this.folder + sep))
      throw new WorkspaceError(`file lies outside the workspace: ${file.path}`);
    return path;
  }

  /** Runs `work` alone, with scratch space that is gone afterwards, whatever happens. */
  async exclusive<T>(doing: string, work: (scratch: string) => Promise<T>): Promise<T> {
    return withLock(join(this.folder, ".tightrope"), doing, async () => {
      const scratch = join(this.scratch, randomUUID());
      try {
        // Whoever holds the lock is the only writer: anything left here belongs to a process that died.
        await rm(this.scratch, { recursive: true, force: true });
        await mkdir(scratch, { recursive: true });
        return await work(scratch);
      } catch (error) {
        throw asWorkspaceError(error, this.folder);
      } finally {
        await rm(this.scratch, { recursive: true, force: true });
      }
    });
  }

  /** Moves a finished file into its table; harmless until a commit names it. */
  async adopt(from: string, file: StoredFile): Promise<void> {
    const to = this.absolute(file);
    await mkdir(dirname(to), { recursive: true });
    await sync(from);
    await rename(from, to);
  }

  /** Makes `state` the workspace's state: new description beside the old, fsync, rename over it. Call under `exclusive`. */
  async commit(loads: WorkspaceState["loads"], tables: WorkspaceState["tables"]): Promise<WorkspaceState> {
    const state = makeState(loads, tables);
    const text = toDataPackage(state, this.#context.tables, this.#context.sources);
    const folders = Object.entries(tables).flatMap(([name, files]) =>
      files.length > 0 ? [join(this.folder, "tables", name)] : [],
    );
    for (const folder of folders) await sync(folder);
    const kept = join(this.folder, "snapshots", `${state.snapshot}.json`);
    await mkdir(dirname(kept), { recursive: true });
    await writeThrough(kept, text);
    await writeThrough(join(this.folder, DESCRIPTION), text);
    return state;
  }

  /** Removes every snapshot but the current one and every file it does not name. Returns bytes freed. */
  async gc(): Promise<{ files: number; snapshots: number; bytes: number }> {
    return this.exclusive("gc", async () => {
      const state = await this.read();
      const named = new Set(Object.values(state.tables).flatMap((files) => files.map((f) => f.path)));
      const freed = { files: 0, snapshots: 0, bytes: 0 };
      for (const snapshot of await this.snapshots())
        if (snapshot !== state.snapshot) {
          await rm(join(this.folder, "snapshots", `${snapshot}.json`), { force: true });
          freed.snapshots++;
        }
      const root = join(this.folder, "tables");
      for (const table of await readdir(root).catch(() => []))
        for (const name of await readdir(join(root, table))) {
          if (named.has(`tables/${table}/${name}`)) continue;
          const path = join(root, table, name);
          freed.bytes += (await stat(path)).size;
          freed.files++;
          await rm(path, { force: true });
        }
      return freed;
    });
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  await sync(dirname(path));
}

async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
