import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { LockedError, WorkspaceError } from "../errors.ts";

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When the process started, so that a recycled process id is not mistaken for its owner. */
  readonly started: string;
  readonly doing: string;
}

/** A lock of another machine (shared folder) counts as stale after this long without a heartbeat. */
const REMOTE_STALE_MS = 5 * 60_000;

/**
 * Takes the workspace's write lock for the length of `work`. A lock whose process has died heals at once: it is
 * renamed away, so that of two processes that see it stale only one wins.
 * @throws {LockedError} when a living process holds it.
 */
export async function withLock<T>(folder: string, doing: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, "lock");
  const me: Holder = {
    id: randomUUID(),
    pid: process.pid,
    host: hostname(),
    started: await startOf(process.pid),
    doing,
  };
  try {
    await mkdir(folder, { recursive: true });
    await take(path, me);
  } catch (error) {
    throw asWorkspaceError(error, folder);
  }
  const beat = setInterval(() => void touch(path), REMOTE_STALE_MS / 5);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await holderOf(path))?.id === me.id) await rm(path, { force: true });
  }
}

async function take(path: string, me: Holder): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const file = await open(path, "wx");
      try {
        await file.writeFile(JSON.stringify(me));
        await file.sync();
      } finally {
        await file.close();
      }
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await holderOf(path);
    if (holder && (await alive(holder, path)))
      throw new LockedError(
        `workspace is being changed by process ${holder.pid} on ${holder.host} (${holder.doing}): wait for it to end`,
      );
    const aside = `${path}.${me.id}`;
    await rename(path, aside).catch(() => undefined);
    await rm(aside, { force: true });
  }
  throw new LockedError("workspace lock could not be taken: other processes keep taking it, try again");
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch {
    // Half written by a process that is still between open and write, or by one that died there.
    const age = await stat(path).then(
      (s) => Date.now() - s.mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (age < 1000) {
      await new Promise((done) => setTimeout(done, 200));
      return readFile(path, "utf8").then(
        (text) => JSON.parse(text) as Holder,
        () => undefined,
      );
    }
    return undefined;
  }
}

async function alive(holder: Holder, path: string): Promise<boolean> {
  if (holder.host !== hostname())
    return stat(path).then(
      (s) => Date.now() - s.mtimeMs < REMOTE_STALE_MS,
      () => false,
    );
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const started = await startOf(holder.pid);
  return started === "" || holder.started === "" || started === holder.started;
}

/** Start time of a process in clock ticks where the system tells it (Linux), else empty. */
async function startOf(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

async function touch(path: string): Promise<void> {
  const file = await open(path, "r+").catch(() => undefined);
  if (!file) return;
  const now = new Date();
  await file.utimes(now, now).catch(() => undefined);
  await file.close();
}

/** Turns the file system's refusals into sentences. */
export function asWorkspaceError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException)?.code;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new WorkspaceError(`workspace cannot be written: ${folder} is read-only for this user`, {
      cause: error,
    });
  if (code === "ENOSPC")
    return new WorkspaceError("no space left on the disk that holds the workspace: nothing was changed", {
      cause: error,
    });
  if (code === "ENOTDIR")
    return new WorkspaceError(`workspace path is not a folder: ${folder}`, { cause: error });
  return error;
}
