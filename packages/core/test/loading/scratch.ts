import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { initWorkspace, type Workspace, type WorkspaceOptions } from "@tightrope/core";
import { realData, realFile } from "../fixtures/real-data.ts";

/** A workspace in a temporary folder whose name has a space and a quote, as a user's may. */
export async function scratch(options: WorkspaceOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "tightrope it's a "));
  const workspace = await initWorkspace(join(folder, "work space"), options);
  return {
    folder,
    workspace,
    close: async () => {
      await workspace.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rows of SQL over the tables of a workspace, with numbers as text, read without Tightrope's own engine. */
export async function query(workspace: Workspace, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    for (const [name, files] of Object.entries((await workspace.state()).tables)) {
      const list = files.map((f) => `'${join(workspace.folder, f.path).replaceAll("'", "''")}'`);
      if (list.length > 0)
        await connection.run(`create view ${name} as select * from read_parquet([${list}])`);
    }
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export function fixture(path: string): string {
  return fileURLToPath(new URL(`../fixtures/sources/${path}`, import.meta.url));
}

/** A real file; the test is skipped, with the reason, where the folder of real data is absent. */
export function real(path: string, ctx: { skip(reason: string): never }): string {
  const file = realFile(path);
  if (file !== undefined) return file;
  return ctx.skip(`${path} is not in ${realData}`);
}
