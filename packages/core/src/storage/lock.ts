import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
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
 * Takes the workspace's write lock for the length of `work`. A lock whose process has died heals at once.
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
    await clearDrafts(folder);
  } catch (error) {
    throw asWorkspaceError(error, folder);
  }
  const beat = setInterval(() => void touch(path), REMOTE_STALE_MS / 5);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    const holder = await holderOf(path);
    if (typeof holder === "object" && holder.id === me.id) await rm(path, { force: true });
  }
}

/**
 * Creates the lock with its content in one step. A lock whose owner has died is removed first, by one process only:
 * whoever holds the lock on breaking it (`lock.ID`), which heals in the same way if its owner dies too.
 */
async function take(path: string, me: Holder): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await create(path, me)) return;
    const holder = await holderOf(path);
    if (holder === "gone") continue;
    if (holder !== "unreadable" && (await alive(holder, path)))
      throw new LockedError(
        `workspace is being changed by process ${holder.pid} on ${holder.host} (${holder.doing}): wait for it to end`,
      );
    const breaking = `${path}.${holder === "unreadable" ? "unreadable" : holder.id}`;
    try {
      await take(breaking, { ...me, doing: "breaking a stale lock" });
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      await new Promise((done) => setTimeout(done, 50));
      continue;
    }
    try {
      // Another process may have broken and retaken it since we looked; its lock must stay.
      const now = await holderOf(path);
      const same =
        now !== "gone" &&
        (now === "unreadable" ? holder === "unreadable" : holder !== "unreadable" && now.id === holder.id);
      if (same) await rm(path, { force: true });
    } finally {
      await rm(breaking, { force: true });
    }
  }
  throw new LockedError("workspace lock could not be taken: other processes keep taking it, try again");
}

/** Removes what processes left that died between writing their draft and taking it away again. */
async function clearDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /\.(\d+)\.[0-9a-f-]{36}\.draft$/.exec(name)?.[1];
    if (pid !== undefined && !running(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** False when there is a lock already. The text is complete before the name appears, so nobody reads half of it. */
async function create(path: string, me: Holder): Promise<boolean> {
  const draft = `${path}.${me.pid}.${me.id}.draft`;
  const file = await open(draft, "w");
  try {
    await file.writeFile(JSON.stringify(me));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    // ENOENT: somebody who could not see this process alive has cleared the draft away; the next attempt writes another.
    if (["EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
    return createWithoutLinks(path, me);
  } finally {
    await rm(draft, { force: true });
  }
}

/** For file systems without hard links: the name appears first, the text a moment later. */
async function createWithoutLinks(path: string, me: Holder): Promise<boolean> {
  const file = await open(path, "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(JSON.stringify(me));
    await file.sync();
  } finally {
    await file.close();
  }
  return true;
}

/** Who holds the lock. A young lock that cannot be read is being written on a file system without links: wait for it. */
async function holderOf(path: string): Promise<Holder | "gone" | "unreadable"> {
  for (;;) {
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text === undefined) return "gone";
    try {
      return JSON.parse(text) as Holder;
    } catch {
      const age = await stat(path).then(
        (s) => Date.now() - s.mtimeMs,
        () => Number.POSITIVE_INFINITY,
      );
      if (age > 2000) return "unreadable";
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

async function alive(holder: Holder, path: string): Promise<boolean> {
  if (holder.host !== hostname())
    return stat(path).then(
      (s) => Date.now() - s.mtimeMs < REMOTE_STALE_MS,
      () => false,
    );
  if (!running(holder.pid)) return false;
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
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
    return new WorkspaceError("no space left on the disk that holds the workspace: nothing was changed", {
      cause: error,
    });
  if (code === "ENOTDIR" || code === "EEXIST")
    return new WorkspaceError(`workspace path is not a folder: ${folder}`, { cause: error });
  return error;
}
