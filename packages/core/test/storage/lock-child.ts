import { open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "../../src/storage/lock.ts";

// Takes the lock again and again beside other processes, leaving stale locks behind; reports how often two held it.
const folder = process.argv[2] as string;
let clashes = 0;
for (let turn = 0; turn < 30; ) {
  try {
    await withLock(folder, "race", async () => {
      const mark = join(folder, "inside");
      const file = await open(mark, "wx").catch(() => undefined);
      if (!file) clashes++;
      await file?.close();
      await new Promise((done) => setTimeout(done, 1));
      await rm(mark, { force: true });
      // As if the process died here: its lock stays behind with an owner that is gone.
      if (turn % 3 === 0)
        await writeFile(
          join(folder, "lock"),
          JSON.stringify({
            id: `dead-${process.pid}-${turn}`,
            pid: 2 ** 22 - 7,
            host: (await import("node:os")).hostname(),
            started: "1",
            doing: "race",
          }),
        );
    });
    turn++;
  } catch {
    await new Promise((done) => setTimeout(done, 2));
  }
}
// Heal what the last turn may have left.
await withLock(folder, "last", async () => undefined).catch(() => undefined);
process.send?.(clashes);
process.disconnect?.();
