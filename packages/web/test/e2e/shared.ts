import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWorkspace, openCase } from "@tightrope/core";
import { serve } from "@tightrope/server";
import { chromium } from "playwright-core";
import { build } from "vite";
import type { TestProject } from "vitest/node";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
export const cases = join(root, "cases");
export const shots = join(root, "test-output", "screenshots");

export const executablePath = [process.env.TIGHTROPE_CHROMIUM, "/usr/bin/chromium"].find(
  (path) => path !== undefined && existsSync(path),
);

declare module "vitest" {
  interface ProvidedContext {
    readonly explorer: {
      /** The bundled case, served to every file that needs nothing else. */
      readonly url: string;
      /** The explorer as it was built for this run. */
      readonly built: string;
      /** The bundled case as a workspace, to copy. */
      readonly workspace: string;
      /** Where the one browser of the run listens. */
      readonly browser: string;
    };
  }
}

/** What every browser test needs, once a run: the explorer built from its source, the case loaded, a server, a browser. */
export default async function setup({ provide }: TestProject) {
  if (!executablePath) return;
  const folder = await mkdtemp(join(tmpdir(), "tightrope-e2e-"));
  const built = join(folder, "web");
  const workspace = join(folder, "workspace");
  await Promise.all([
    load(workspace),
    build({
      root: join(root, "packages", "web"),
      logLevel: "error",
      build: { outDir: built, emptyOutDir: true },
    }),
    mkdir(shots, { recursive: true }),
  ]);
  const server = await serve({
    workspace,
    port: 0,
    web: built,
    cases,
    duckdb: { threads: 2, memoryLimit: "1GB" },
    log: () => undefined,
  });
  const browser = await chromium.launchServer({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  provide("explorer", { url: server.url, built, workspace, browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
}

async function load(folder: string): Promise<void> {
  const workspace = await initWorkspace(folder, { duckdb: { threads: 2, memoryLimit: "1GB" } });
  const opened = await openCase(cases, "china-russia");
  for (const { source, files, options, retrieved } of opened.load)
    await workspace.load(source, files, options, retrieved ? { retrieved } : {});
  await workspace.close();
}
