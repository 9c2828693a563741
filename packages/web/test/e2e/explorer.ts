import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "@tightrope/core";
import { type ServeOptions, serve } from "@tightrope/server";
import { type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { inject } from "vitest";
import { cases, executablePath, shots } from "./shared.ts";

export { executablePath };

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

export interface Other {
  /** Loads further files, which it may write into the folder it is given. */
  more?(workspace: Workspace, folder: string): Promise<unknown>;
  /** How the server differs from the one that all share. */
  readonly serve?: Partial<ServeOptions>;
}

/** The served case and the browser that all tests share, or a server of one's own on a copy of the case. */
export async function startExplorer(other?: Other): Promise<Explorer> {
  const shared = inject("explorer");
  const folder = await mkdtemp(join(tmpdir(), "tightrope-e2e-"));
  const server = other ? await apart(other, shared.workspace, shared.built, folder) : shared;
  const browser = await chromium.connect(shared.browser);
  const faults: string[] = [];
  return {
    url: server.url,
    built: shared.built,
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
      if ("close" in server) await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing is awaited any more and every figure has its picture or says why it has none. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await drawn(page);
}

/** The file that a click hands out. */
export async function saved(page: Page, control: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), control.click()]);
  const pieces: Buffer[] = [];
  for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(pieces) };
}

async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector("main");
    if (
      !main ||
      main.textContent?.trim() === "" ||
      main.querySelector(".waiting, [data-stale], [data-undrawn]")
    )
      return false;
    return [...document.querySelectorAll("figure")].every((f) =>
      f.querySelector(".drawing svg, .empty, .failed, .note"),
    );
  });
}

async function apart({ more, serve: options }: Other, from: string, built: string, folder: string) {
  const own = join(folder, "workspace");
  await cp(from, own, { recursive: true });
  if (more) {
    const workspace = await openWorkspace(own, { duckdb: { threads: 2, memoryLimit: "1GB" } });
    await more(workspace, folder);
    await workspace.close();
  }
  return serve({ workspace: own, port: 0, web: built, cases, log: () => undefined, ...options });
}
