import { randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { copyFile, link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { UsageError, WorkspaceError } from "../../errors.ts";
import type { TableFiles } from "../engine.ts";

export interface TableFolder {
  readonly path: string;
  /** Files that had to be copied, since this file system makes no hard links. */
  readonly copied: number;
}

/**
 * Trino's external tables take a folder, while a workspace keeps the files of all snapshots of a table in one. So
 * every snapshot gets a folder a table with a hard link to each of its files: no byte is stored twice. Where links
 * cannot be made (another disk, some network shares) the file is copied.
 *
 * The folder appears whole or not at all, and one that is already right is left as it is.
 */
export async function layOut(folder: string, table: TableFiles): Promise<TableFolder> {
  const path = join(folder, table.name);
  if (await isRight(path, table)) return { path, copied: 0 };
  const partial = join(folder, `.${table.name}-${randomUUID()}`);
  let copied = 0;
  try {
    await mkdir(partial, { recursive: true });
    for (const file of table.files) {
      const to = join(partial, basename(file.path));
      try {
        await link(file.path, to);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code !== "EXDEV" && code !== "EPERM" && code !== "ENOTSUP" && code !== "EMLINK") throw error;
        await copyFile(file.path, to, constants.COPYFILE_EXCL);
        copied++;
      }
    }
    // Another process may be putting the same folder in place: whoever finds it right leaves it.
    for (let attempt = 1; !(await isRight(path, table)); attempt++) {
      await rm(path, { recursive: true, force: true });
      try {
        await rename(partial, path);
        break;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if ((code !== "ENOTEMPTY" && code !== "EEXIST") || attempt === 20) throw error;
        await new Promise((wait) => setTimeout(wait, 10 * Math.random() * attempt));
      }
    }
  } catch (error) {
    throw new WorkspaceError(
      `cannot lay out table ${table.name} for trino in ${folder}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return { path, copied };
}

/** `.tightrope/trino` of the workspace the files lie in. */
export function defaultLayout(tables: readonly TableFiles[]): string {
  const file = tables.flatMap((table) => table.files)[0];
  if (file)
    for (let at = dirname(file.path); ; at = dirname(at)) {
      if (existsSync(join(at, "datapackage.json"))) return join(at, ".tightrope", "trino");
      if (dirname(at) === at) break;
    }
  throw new UsageError(
    "no workspace around the files to register: name a folder for trino's links with layout=",
  );
}

/** A folder here as the cluster names it: below `files` here is below `location` there. */
export function locationOf(path: string, { files, location }: { files: string; location: string }): string {
  const below = relative(files, path);
  if (below.startsWith("..") || below === "")
    throw new UsageError(`folder ${path} is not in ${files}, which the cluster sees as ${location}`);
  return location + below.split(sep).join("/");
}

async function isRight(path: string, { files }: TableFiles): Promise<boolean> {
  const names = await readdir(path).catch(() => undefined);
  if (names?.length !== files.length) return false;
  for (const file of files) {
    const found = await stat(join(path, basename(file.path))).catch(() => undefined);
    if (found?.size !== file.bytes) return false;
  }
  return true;
}
