/**
 * The explorer as a reader meets it: real Chromium, the bundled figures, the built page, a server that has just started.
 * First the verdicts (aim: on screen within 2 s of the first load), then in each view a change of every filter, from the
 * change to the last one drawn in the window: new to page and server (aim: 300 ms for 95 in 100), and asked for again (100 ms).
 *
 * TIGHTROPE_CHROMIUM names the browser; `npm run bench -- explorer pair country` measures only those views.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWorkspace, openCase } from "@tightrope/core";
import { serve } from "@tightrope/server";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";
import type { BenchLine } from "./bench-line.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CASES = join(ROOT, "cases");

/** Filter changes by view: each address differs from the one before it by one or two choices. */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  pair: [
    "/pair?a=CHN&b=RUS",
    "/pair?a=CHN&b=RUS&year=2022",
    "/pair?a=CHN&b=RUS&year=2018",
    "/pair?a=CHN&b=RUS&flow=exports&year=2018",
    "/pair?a=CHN&b=RUS&flow=exports",
    "/pair?a=CHN&b=RUS&goods=hightech",
    "/pair?a=CHN&b=RUS&goods=chapter:85",
    "/pair?a=TUR&b=RUS",
    "/pair?a=DEU&b=RUS",
    "/pair?a=USA&b=CHN",
    "/pair?a=RUS&b=IND",
  ],
  country: [
    "/country?c=RUS",
    "/country?c=RUS&year=2022",
    "/country?c=RUS&year=2019&flow=exports",
    "/country?c=CHN",
    "/country?c=CHN&ryear=2005",
    "/country?c=DEU",
    "/country?c=USA",
    "/country?c=IND&show=research",
    "/country?c=TUR",
    "/country?c=KAZ&show=economy",
  ],
  partners: [
    "/partners?c=RUS",
    "/partners?c=RUS&flow=exports",
    "/partners?c=RUS&top=5",
    "/partners?c=RUS&top=12&split=2020",
    "/partners?c=DEU",
    "/partners?c=CHN",
    "/partners?c=CHN&split=2001",
    "/partners?c=USA&flow=exports",
  ],
  products: [
    "/products?c=DEU&p=CHN",
    "/products?c=RUS&p=CHN",
    "/products?c=FRA&p=CHN",
    "/products?c=USA&p=CHN",
    "/products?c=USA&p=CHN&least=0.5",
    "/products?c=JPN&p=USA&least=0.5",
    "/products?c=CHN&p=",
  ],
  claims: [
    "/claims",
    "/claims?verdict=mixed",
    "/claims?sort=verdict",
    "/claims/share-of-imports-2022",
    "/claims/european-choice",
    "/claims/leading-partners-aligned",
  ],
  technology: [
    "/technology?c=CHN",
    "/technology?c=RUS",
    "/technology?c=DEU&p=USA",
    "/technology?c=CHN&year=2010",
  ],
  data: [
    "/data",
    "/data?show=all",
    "/data/trade",
    "/data/trade?country=DEU",
    "/data/observations",
    "/data/collaborations",
  ],
  indicators: [
    "/indicators",
    "/indicators/partner-share",
    "/indicators/partner-share?reporter=RUS&partner=DEU",
    "/indicators/partner-share?reporter=RUS&partner=DEU&flow=exports",
    "/indicators/partner-share?reporter=RUS&partner=DEU&flow=exports&kind=bar",
    "/indicators/collaboration-rank?country=IND",
    "/indicators/asymmetry?country=CHN&partner=RUS",
    "/indicators/concentration",
    "/indicators/affinity",
    "/indicators/foreign-input-reliance?country=DEU",
    "/indicators/gains-from-trade",
    "/indicators/country-profile",
    "/indicators/pair-profile",
  ],
};

export default async function* (only: readonly string[]): AsyncGenerator<BenchLine> {
  const executablePath = [process.env.TIGHTROPE_CHROMIUM, "/usr/bin/chromium"].find(
    (p) => p && existsSync(p),
  );
  if (!executablePath) throw new Error("no Chromium: set TIGHTROPE_CHROMIUM or install chromium");
  const folder = await mkdtemp(join(tmpdir(), "tightrope-bench-"));
  const browser = await chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  try {
    const workspace = join(folder, "workspace");
    await filled(workspace);
    const web = join(folder, "web");
    await build({
      root: join(ROOT, "packages", "web"),
      logLevel: "error",
      build: { outDir: web, emptyOutDir: true },
    });
    const start = performance.now();
    const server = await serve({ workspace, port: 0, web, cases: CASES, log: () => undefined });
    try {
      const listening = performance.now() - start;
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
      await page.addInitScript(FOLLOW);
      const recorded = await verdictsOf(page, server.url, "recorded");
      yield line("verdicts on screen after the server began to listen, aim 2 s", recorded);
      await server.warm;
      yield line(
        `server listens, and has checked every claim ${Math.round(performance.now() - start)} ms after it was started`,
        listening,
      );
      const fresh = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
      await fresh.addInitScript(FOLLOW);
      yield line(
        "computed verdicts on screen at a first load, aim 2 s",
        await verdictsOf(fresh, server.url, "computed"),
      );
      await fresh.context().close();
      const all = { fresh: [] as Timed[], again: [] as Timed[] };
      for (const [view, addresses] of Object.entries(VIEWS)) {
        if (only.length > 0 && !only.includes(view)) continue;
        const times = await measure(page, server.url, addresses);
        yield* told(view, times);
        for (const round of ["fresh", "again"] as const) all[round].push(...times[round]);
      }
      yield* told("all views", all);
    } finally {
      await server.close();
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function filled(folder: string): Promise<void> {
  const ws = await initWorkspace(folder);
  const worked = await openCase(CASES, "china-russia");
  for (const { source, files, options, retrieved } of worked.load)
    await ws.load(source, files, options, { retrieved });
  await ws.close();
}

/** Milliseconds from asking for the first page until its verdicts stand there, with their numbers where asked for. */
async function verdictsOf(page: Page, url: string, which: "recorded" | "computed"): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  const found = which === "recorded" ? ".verdicts .verdict" : ".verdicts .because:not(:empty)";
  await page.waitForSelector(found);
  return page.evaluate(() => performance.now());
}

/** Every change of a view, asked for the first time and then again. */
async function measure(page: Page, url: string, addresses: readonly string[]): Promise<Times> {
  const [first, ...rest] = addresses as [string, ...string[]];
  await page.goto(url + first);
  await page.evaluate(() => globalThis.quiet(performance.now()));
  const times = { fresh: [] as Timed[], again: [] as Timed[] };
  for (const round of ["fresh", "again"] as const) {
    for (const to of round === "fresh" ? rest : addresses) {
      const took = await page.evaluate((address) => {
        const begun = performance.now();
        history.pushState(null, "", address);
        dispatchEvent(new PopStateEvent("popstate"));
        return globalThis.quiet(begun);
      }, to);
      times[round].push({ to, ...took });
    }
  }
  return times;
}

function* told(view: string, times: Times) {
  for (const [round, all] of Object.entries(times)) {
    const slowest = [...all].sort((a, b) => b.seen - a.seen)[0] as Timed;
    const aim = round === "fresh" ? "asked for the first time, aim 300 ms" : "asked for again, aim 100 ms";
    const of = `${view}: ${all.length} changes ${aim}`;
    const seen = all.map((t) => t.seen);
    yield line(`${of}, in the window, p50`, quantile(seen, 0.5));
    yield line(`${of}, in the window, p95, slowest ${slowest.to}`, quantile(seen, 0.95));
    yield line(
      `${of}, the whole page, p95`,
      quantile(
        all.map((t) => t.whole),
        0.95,
      ),
    );
  }
}

type Times = Readonly<Record<"fresh" | "again", Timed[]>>;

interface Timed {
  readonly to: string;
  readonly seen: number;
  readonly whole: number;
}

declare global {
  /** Milliseconds from `begun` to the last change in the window and of the page, once nothing is awaited any more. */
  var quiet: (begun: number) => Promise<{ seen: number; whole: number }>;
}

/** Runs in the page before its own scripts: counts what is asked for and notes when the page last changed. */
function follow(): void {
  let open = 0;
  let seen = 0;
  let whole = 0;
  const { fetch } = globalThis;
  globalThis.fetch = async (...call) => {
    open++;
    try {
      return await fetch(...call);
    } finally {
      open--;
    }
  };
  const observe = () =>
    new MutationObserver((changes) => {
      requestAnimationFrame(() => {
        whole = performance.now();
        const inWindow = changes.some(({ target }) => {
          const { top, bottom } = (target as Element).getBoundingClientRect?.() ?? { top: 0, bottom: 0 };
          return top < innerHeight && bottom > 0;
        });
        if (inWindow) seen = whole;
      });
    }).observe(document.querySelector("main") ?? document.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  addEventListener("load", observe);
  const STILL = 120;
  globalThis.quiet = async (begun) => {
    seen = begun;
    whole = begun;
    let busy = begun;
    for (;;) {
      await new Promise((done) => setTimeout(done, 20));
      const main = document.querySelector("main");
      const awaited =
        open > 0 ||
        !main?.textContent?.trim() ||
        main.querySelector(".waiting, [data-stale], [data-undrawn]");
      if (awaited) busy = performance.now();
      else if (performance.now() - Math.max(whole, busy) > STILL)
        return { seen: seen - begun, whole: whole - begun };
    }
  };
}

/** The compiler that runs this file names functions through a helper, which the page does not have. */
const FOLLOW = `globalThis.__name = (f) => f; (${follow.toString()})()`;

function quantile(times: readonly number[], q: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

function line(what: string, milliseconds: number): BenchLine {
  return {
    what,
    ours_s: Math.round(milliseconds) / 1000,
    theirs: "no peer",
    theirs_s: null,
    ratio: null,
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
