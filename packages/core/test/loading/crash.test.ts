import { type ChildProcess, fork } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openWorkspace } from "@tightrope/core";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { query, scratch } from "./scratch.ts";

const KILLS = 20;
/** Twelve pairs of countries, two and a half thousand products each. */
const ROWS = 30_000;

/**
 * The child as one JavaScript file, since compiling the library anew in each of the children took most of the test's
 * time. It lies where the packages it imports are found; the library's data are read from where its sources are.
 */
async function bundle(): Promise<string> {
  const folder = await mkdtemp(
    fileURLToPath(new URL("../../../../node_modules/.load-child-", import.meta.url)),
  );
  await build({
    entryPoints: [fileURLToPath(new URL("load-child.ts", import.meta.url))],
    outfile: join(folder, "load-child.mjs"),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [
      {
        name: "where-the-data-are",
        setup: (b) =>
          b.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
            contents: (await readFile(path, "utf8")).replaceAll(
              "import.meta.url",
              JSON.stringify(pathToFileURL(path).href),
            ),
            loader: "ts",
          })),
      },
    ],
  });
  return folder;
}

/** Park and Miller's generator, so that the moments are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function start(child: string, folder: string, file: string): ChildProcess {
  return fork(child, [folder, file], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

const message = (process: ChildProcess, text: string) =>
  new Promise<void>((done, fail) => {
    let errors = "";
    process.stderr?.on("data", (chunk) => (errors += String(chunk)));
    process.on("message", (m) => m === text && done());
    process.on("exit", (code) => fail(new Error(`child ended (${code}) before it was ${text}: ${errors}`)));
  });

const ended = (process: ChildProcess) => new Promise<void>((done) => process.on("exit", () => done()));

describe("a load that is killed", () => {
  let s: Awaited<ReturnType<typeof scratch>>;
  let file: string;
  let bundled: string;
  let child: string;
  beforeAll(async () => {
    bundled = await bundle();
    child = join(bundled, "load-child.mjs");
    s = await scratch();
    file = join(s.folder, "BACI_HS17_Y2022_V202501.csv");
    const lines = Array.from({ length: ROWS }, (_, n) => {
      const product = String(10000 + Math.floor(n / 12) * 17).padStart(6, "0");
      return `2022,${[156, 643, 842, 276][n % 4]},${[392, 410, 704][(n >> 2) % 3]},${product},${n % 997}.125,${n % 89}`;
    });
    await writeFile(file, `t,i,j,k,v,q\n${lines.join("\n")}\n`);
  });
  afterAll(async () => {
    await rm(bundled, { recursive: true, force: true });
    await s.close();
  });

  it("at 20 seeded moments loses and doubles nothing, and needs no repair", {
    timeout: 600_000,
  }, async () => {
    const before = (await s.workspace.state()).snapshot;
    const pristine = join(s.folder, "pristine");
    await cp(s.workspace.folder, pristine, { recursive: true });
    const first = start(child, s.workspace.folder, file);
    await message(first, "ready");
    const began = performance.now();
    await message(first, "loaded");
    const length = performance.now() - began;
    await ended(first);
    const whole = await openWorkspace(s.workspace.folder);
    const after = await whole.state();
    const [expected] = await query(
      whole,
      "select count(*) n, sum(value_usd) v, count(distinct (exporter, importer, product)) k from trade",
    );
    await whole.close();
    expect(expected?.n).toBe(expected?.k);

    const next = random(20221206);
    let finished = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const folder = join(s.folder, `killed ${kill}`);
      await cp(pristine, folder, { recursive: true });
      const workspace = await openWorkspace(folder);
      const process = start(child, folder, file);
      await message(process, "ready");
      const gone = ended(process);
      await new Promise((done) => setTimeout(done, next() * length * 1.1));
      process.kill("SIGKILL");
      await gone;
      const state = await workspace.state();
      expect([before, after.snapshot]).toContain(state.snapshot);
      if (state.snapshot === after.snapshot) finished++;
      const [report] = await workspace.load("baci", [file]);
      expect(report?.already).toBe(state.snapshot === after.snapshot);
      expect((await workspace.state()).snapshot).toBe(after.snapshot);
      const [found] = await query(
        workspace,
        "select count(*) n, sum(value_usd) v, count(distinct (exporter, importer, product)) k from trade",
      );
      expect(found).toEqual(expected);
      expect(await readdir(join(folder, ".tightrope"))).toEqual([]);
      await workspace.close();
    }
    expect(finished).toBeLessThan(KILLS);
  });
});
