import { fork } from "node:child_process";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLock } from "../../src/storage/lock.ts";
import { fixture, scratch } from "../loading/scratch.ts";

let s: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => {
  s = await scratch();
});
afterEach(() => s.close());

/** A process id that no process has. */
const DEAD = 2 ** 22 - 7;
const stale = (id: string, extra = {}) =>
  JSON.stringify({ id, pid: DEAD, host: hostname(), started: "1", doing: "load baci", ...extra });

describe("the write lock", () => {
  it("lets one loader in and tells the other who is there", async () => {
    const file = fixture("baci/BACI_HS17_Y2022_V202501.csv");
    const both = await Promise.allSettled([
      s.workspace.load("baci", [file]),
      s.workspace.load("baci", [file]),
    ]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find((b) => b.status === "rejected") as PromiseRejectedResult;
    expect(refused.reason.message).toMatch(
      /^workspace is being changed by process \d+ .*load baci\): wait for it to end$/,
    );
    expect((await s.workspace.load("baci", [file]))[0]?.already).toBe(true);
  });

  it("heals when its owner has died, when its file is broken, and when breaking it was interrupted", async () => {
    const folder = join(s.folder, "lock folder");
    await mkdir(folder);
    const old = new Date(Date.now() - 60_000);
    await writeFile(join(folder, "lock"), stale("a"));
    expect(await withLock(folder, "test", async () => 1)).toBe(1);
    await writeFile(join(folder, "lock"), '{"id": "hal');
    await utimes(join(folder, "lock"), old, old);
    expect(await withLock(folder, "test", async () => 2)).toBe(2);
    await writeFile(join(folder, "lock"), stale("b"));
    await writeFile(join(folder, "lock.b"), stale("c"));
    expect(await withLock(folder, "test", async () => 3)).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });

  it("of another machine holds while it is touched and heals when it is not", async () => {
    const folder = join(s.folder, "shared");
    await mkdir(folder);
    await writeFile(join(folder, "lock"), stale("a", { host: "elsewhere" }));
    await expect(withLock(folder, "test", async () => 1)).rejects.toThrow(/on elsewhere/);
    const old = new Date(Date.now() - 3_600_000);
    await utimes(join(folder, "lock"), old, old);
    expect(await withLock(folder, "test", async () => 1)).toBe(1);
  });

  it("is never held twice when many processes find it stale at once", { timeout: 120_000 }, async () => {
    const folder = join(s.folder, "race");
    await mkdir(folder);
    await writeFile(join(folder, "lock"), stale("a"));
    const child = fileURLToPath(new URL("lock-child.ts", import.meta.url));
    const results = await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise<number>((done, fail) => {
            const p = fork(child, [folder], {
              execArgv: ["--conditions=source", "--import", "tsx"],
              stdio: "inherit",
            });
            p.on("message", (m) => done(Number(m)));
            p.on("exit", (code) => code !== 0 && fail(new Error(`child ended with ${code}`)));
          }),
      ),
    );
    expect(results.reduce((a, b) => a + b, 0)).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });
});
