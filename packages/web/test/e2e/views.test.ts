import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Explorer, executablePath, startExplorer } from "./explorer.ts";

/** Every view with what its heading must say. */
const VIEWS = [
  ["home", "/", /China supplied [\d.]+\s%/],
  ["pair", "/pair?a=CHN&b=RUS&year=2022", /China and Russia/],
  ["country", "/country?c=CHN", /China/],
  ["partners", "/partners?c=RUS", /Russia/],
  ["products", "/products?c=DEU&p=CHN", /Germany/],
  ["scenarios", "/scenarios", /^What if the coalition stops trading with Russia\?$/],
  ["technology", "/technology", /^Technologies in which China works with others$/],
  ["claims", "/claims", /claims/],
  ["claim", "/claims/share-of-imports-2022", /40% of Russia/],
  ["data", "/data", /rows from/],
  ["table", "/data/trade", /Trade flows/],
  ["indicators", "/indicators", /can be measured/],
  ["indicator", "/indicators/partner-share", /Share of a partner/],
] as const;

describe.skipIf(!executablePath)("the explorer’s views", () => {
  let explorer: Explorer;
  beforeAll(async () => {
    explorer = await startExplorer();
  });
  afterAll(() => explorer?.close());

  it("has the verdicts on screen within two seconds of the first load", async () => {
    const page = await explorer.page();
    await page.goto(explorer.url, { waitUntil: "commit" });
    await page.waitForSelector(".verdicts .verdict", { timeout: 10_000 });
    const shown = await page.evaluate(() => performance.now());
    console.log(`verdicts on screen after ${Math.round(shown)} ms`);
    await expect.poll(() => page.locator(".verdicts .verdict").count()).toBe(18);
    await page.context().close();
  });

  for (const [name, path, heading] of VIEWS)
    for (const [device, width, colorScheme] of [
      ["desktop", 1280, "light"],
      ["desktop", 1280, "dark"],
      ["phone", 390, "light"],
      ["phone", 390, "dark"],
    ] as const)
      it(`opens ${name} on a ${device} in ${colorScheme} without a serious barrier`, async () => {
        const page = await explorer.page({
          viewport: { width, height: device === "phone" ? 844 : 900 },
          colorScheme,
          hasTouch: device === "phone",
        });
        await explorer.open(page, path);
        await expect.poll(() => page.locator("h1").first().textContent()).toMatch(heading);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await explorer.shot(page, `${name}-${device}-${colorScheme}`);
        expect(await barriers(page)).toEqual([]);
        if (device === "phone") expect(await smallTargets(page)).toEqual([]);
        await page.context().close();
      });

  it("fits 360 pixels and fills no more of a wide screen than reads well", async () => {
    const small = await explorer.page({ viewport: { width: 360, height: 740 } });
    for (const path of ["/", "/pair", "/partners", "/data/observations", "/indicators/affinity"]) {
      await explorer.open(small, path);
      expect(await small.evaluate(() => document.documentElement.scrollWidth), path).toBe(360);
    }
    await small.context().close();
    const wide = await explorer.page({ viewport: { width: 3840, height: 2160 } });
    await explorer.open(wide, "/pair");
    // A picture that is drawn anew meanwhile has no box for a moment.
    const width = async () => (await wide.locator("figure svg").first().boundingBox())?.width ?? Infinity;
    await expect.poll(width, { timeout: 10_000 }).toBeLessThanOrEqual(1100);
    await explorer.shot(wide, "pair-4k");
    await wide.context().close();
  });

  it("opens an indicator of every topic by the form its definition makes", async () => {
    const { indicators } = (await (await fetch(`${explorer.url}/v1/indicators`)).json()) as {
      indicators: { name: string; title: string; group: string }[];
    };
    const page = await explorer.page();
    const first = new Map(indicators.toReversed().map((i) => [i.group, i]));
    for (const { name, title } of first.values()) {
      await explorer.open(page, `/indicators/${name}`);
      await expect.poll(() => page.locator("h1").textContent()).toBe(title);
      await expect.poll(() => page.locator(".controls input, .controls select").count()).toBeGreaterThan(0);
      await expect.poll(() => page.locator("main").textContent()).not.toMatch(/cannot be drawn/);
    }
    await page.context().close();
  });

  it("leads from the first page to every view", async () => {
    const page = await explorer.page();
    await explorer.open(page, "/");
    const linked = await page
      .locator("main a")
      .evaluateAll((links) => links.map((a) => new URL((a as HTMLAnchorElement).href).pathname));
    const views = await page
      .locator("nav a")
      .evaluateAll((links) => links.map((a) => new URL((a as HTMLAnchorElement).href).pathname));
    expect(views.length).toBeGreaterThan(7);
    for (const view of views) expect(linked).toContain(view);
    await page.context().close();
  });

  it("draws maps, flows and networks where place, splits or ties are the point", async () => {
    const page = await explorer.page();
    await explorer.open(page, "/country?c=RUS&show=trade&year=2022");
    await expect
      .poll(() => page.locator("#figure-map .drawing path[data-country=CHN]").count())
      .toBeGreaterThan(0);
    await expect
      .poll(() => page.locator("#figure-map .drawing").textContent())
      .toMatch(/Half of Russia’s imports/);
    await explorer.open(page, "/products?c=DEU&p=CHN");
    await expect.poll(() => page.locator("#figure-supply [data-role=flow]").count()).toBeGreaterThan(20);
    await expect
      .poll(() => page.locator("#figure-industries .drawing").textContent())
      .toMatch(/In no industry did China supply.*electrical and optical equipment/);
    await explorer.open(page, "/pair?a=CHN&b=RUS");
    await expect.poll(() => page.locator("#figure-circle .drawing circle").count()).toBeGreaterThan(12);
    // Keys read a network as they read a line.
    await page.locator("#figure-circle .picture").focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("#figure-circle .tip").waitFor();
    await page.context().close();
  });

  it("prints the pair as one page", async () => {
    const page = await explorer.page({ colorScheme: "dark" });
    await explorer.open(page, "/pair?a=CHN&b=RUS");
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    await page.context().close();
  });

  it("says what to do where there is nothing", async () => {
    const page = await explorer.page();
    await explorer.open(page, "/products?c=DEU&p=CHN");
    await expect
      .poll(() => page.locator("#figure-dependence").textContent())
      .toMatch(/cannot be told apart yet.*tightrope load baci/s);
    await explorer.open(page, "/no/such/page");
    await expect.poll(() => page.locator("main").textContent()).toMatch(/Nothing here/);
    await page.context().close();
  });

  it("ships less than 300 kB of script for any first view", async () => {
    const assets = join(explorer.built, "assets");
    const files = (await readdir(assets)).filter((f) => f.endsWith(".js"));
    let total = 0;
    for (const file of files) total += gzipSync(await readFile(join(assets, file)), { level: 9 }).length;
    console.log(`all scripts together: ${Math.round(total / 1024)} kB gzip`);
    // All views and every kind of chart together stay under what a single view may take.
    expect(total).toBeLessThan(300 * 1024);
  });

  it("made no console error and no request outside this machine", () => {
    expect(explorer.faults).toEqual([]);
  });
});

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 160)}`);
  });
}

/** Buttons, fields and links of their own line that a finger would miss. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, select, .choice label, .top a, input[role=combobox]")]
      .filter((e) => e.offsetParent !== null)
      .map((e) => [e.textContent?.slice(0, 30) ?? "", e.getBoundingClientRect().height] as const)
      .filter(([, height]) => height < 44)
      .map(([text, height]) => `${text}: ${height} px high`),
  );
}
