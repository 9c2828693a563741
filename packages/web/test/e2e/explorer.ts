import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWorkspace, openCase, type Workspace } from "@tightrope/core";
import { serve } from "@tightrope/server";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const cases = join(root, "cases");
const shots = join(root, "test-output", "screenshots");

export const executablePath = [process.env.TIGHTROPE_CHROMIUM, "/usr/bin/chromium"].find(
  (path) => path !== undefined && existsSync(path),
);
if (!executablePath)
  console.warn("SKIPPED browser tests: no Chromium (set TIGHTROPE_CHROMIUM or install chromium)");

export interface Explorer {
  readonly url: string;
  /** Folder of the explorer as it was built for this run. */
  readonly built: string;
  /** What pages did that they must not do: errors in the console, requests that leave this machine. */
  readonly faults: string[];
  page(options?: BrowserContextOptions): Promise<Page>;
  /** Opens an address and waits until every picture on it is drawn. */
  open(page: Page, path: string): Promise<void>;
  shot(page: Page, name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The bundled case in a workspace of its own, the explorer built from its source, a server and a browser. `more` may
 * load further files, which it may write into the folder it is given.
 */
export async function startExplorer(
  more?: (workspace: Workspace, folder: string) => Promise<unknown>,
): Promise<Explorer> {
  const folder = await mkdtemp(join(tmpdir(), "tightrope-e2e-"));
  const built = join(folder, "web");
  const [workspace] = await Promise.all([
    loaded(join(folder, "workspace"), (workspace) => more?.(workspace, folder)),
    build({
      root: join(root, "packages", "web"),
      logLevel: "error",
      build: { outDir: built, emptyOutDir: true },
    }),
    mkdir(shots, { recursive: true }),
  ]);
  const server = await serve({ workspace, port: 0, web: built, cases, log: () => undefined });
  const browser: Browser = await chromium.launch({
    executablePath: executablePath as string,
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
  const faults: string[] = [];
  return {
    url: server.url,
    built,
    faults,
    async page(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning")
          faults.push(`${page.url()}: ${message.text()} ${message.location().url}`);
      });
      page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        if (/^https?:$/.test(protocol) && origin !== server.url)
          faults.push(`${page.url()} asked ${request.url()}`);
      });
      return page;
    },
    async open(page, path) {
      await page.goto(server.url + path);
      await drawn(page);
    },
    async shot(page, name) {
      await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    },
    async close() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing is awaited any more and every figure has its picture or says why it has none. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await drawn(page);
}

async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector("main");
    if (!main || main.textContent?.trim() === "" || main.querySelector(".waiting, [data-stale]"))
      return false;
    return [...document.querySelectorAll("figure")].every((f) =>
      f.querySelector(".drawing svg, .empty, .failed, .note"),
    );
  });
}

async function loaded(
  folder: string,
  more: (workspace: Workspace) => Promise<unknown> | undefined,
): Promise<string> {
  const workspace = await initWorkspace(folder, { duckdb: { threads: 2, memoryLimit: "1GB" } });
  const opened = await openCase(cases, "china-russia");
  for (const step of opened.load)
    await workspace.load(
      step.source,
      step.files,
      step.options,
      step.retrieved ? { retrieved: step.retrieved } : {},
    );
  await more(workspace);
  await workspace.close();
  return folder;
}
