import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Explorer, executablePath, saved, settled, startExplorer } from "./explorer.ts";

/** Comtrade's own columns: what Germany says it bought of four products from twelve countries. */
function comtrade(): string {
  const suppliers = [156, 842, 392, 410, 251, 380, 826, 528, 616, 757, 40, 203];
  const shares: Readonly<Record<string, number>> = { 850760: 0.9, 850440: 0.6, 854231: 0.1, 851762: 0.85 };
  const rows = Object.entries(shares).flatMap(([code, china]) =>
    suppliers.flatMap((partner, i) => {
      const bought = Math.round(1e9 * (i === 0 ? china : (1 - china) / (suppliers.length - 1)));
      return [
        `C,A,20230101,2023,276,M,${partner},0,H6,${code},C00,0,${bought},1`,
        `C,A,20230101,2023,${partner},X,276,0,H6,${code},C00,0,${bought},1`,
        `C,A,20230101,2023,276,X,${partner},0,H6,${code},C00,0,1000000,1`,
      ];
    }),
  );
  const columns =
    "typeCode,freqCode,refPeriodId,period,reporterCode,flowCode,partnerCode,partner2Code,classificationCode,cmdCode,customsCode,motCode,primaryValue,isReported";
  return [columns, ...rows].join("\n");
}

describe.skipIf(!executablePath)("a newcomer who has loaded product data", () => {
  let explorer: Explorer;
  beforeAll(async () => {
    explorer = await startExplorer({
      async more(workspace, folder) {
        const file = join(folder, "comtrade-germany-2023.csv");
        await writeFile(file, comtrade());
        await workspace.load("comtrade", [file]);
      },
    });
  });
  afterAll(() => explorer?.close());

  it("finds which products Germany buys almost only from China, although coarser figures have more years", async () => {
    const page = await explorer.page();
    await explorer.open(page, "/products?c=DEU&p=CHN");
    const drawing = page.locator("#figure-dependence .drawing");
    await expect
      .poll(() => drawing.textContent())
      .toMatch(/Germany bought 2 products to 80\s% or more from China in 2023/);
    const text = await drawing.textContent();
    expect(text).toMatch(/850760/);
    expect(text).toMatch(/851762/);
    expect(text).not.toMatch(/850440/);
    expect(await page.locator("#figure-industries").count()).toBe(0);
    await page.getByText("95\u202f%", { exact: true }).click();
    await settled(page);
    await expect
      .poll(() => page.locator("#figure-dependence").textContent())
      .toMatch(/bought no product to 95\s% or more from China; closest came .* with 90\s%/);
    expect(explorer.faults).toEqual([]);
  });
});

/** Questions as someone asks them who has never seen the explorer: by the words on the page, without typing a code. */
describe.skipIf(!executablePath)("a newcomer", () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer();
    page = await explorer.page();
  });
  afterAll(() => explorer?.close());

  const menu = async (view: string) => {
    await explorer.open(page, "/");
    await page.locator("nav").getByRole("link", { name: view, exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/");
    await settled(page);
  };

  async function pick(label: string, typed: string, name: string): Promise<void> {
    const field = page.getByRole("combobox", { name: label, exact: true });
    await field.click();
    await field.fill(typed);
    await page.getByRole("option", { name, exact: true }).click();
    await settled(page);
  }

  /** Leaves with a picture and its data. */
  async function take(id: string): Promise<{ svg: string; csv: string }> {
    const figure = page.locator(`#figure-${id}`);
    await figure.getByRole("button", { name: "Picture" }).click();
    const svg = await saved(page, figure.getByRole("button", { name: "Save as SVG" }));
    await figure.getByRole("button", { name: "Data" }).click();
    const csv = await saved(page, figure.getByRole("link", { name: "CSV" }).first());
    return { svg: svg.bytes.toString("utf8"), csv: csv.bytes.toString("utf8") };
  }

  it("finds how much of Russia’s imports came from China in 2022, and how sure that is", async () => {
    await menu("Pair");
    await page.getByLabel("Year", { exact: true }).selectOption("2022");
    await settled(page);
    await expect
      .poll(() => page.locator("main").textContent())
      .toMatch(/China supplied 34\.3\s% of Russia’s imports in 2022/);
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).toMatch(/How sure are we\?/);
    expect(text).toMatch(/Read in 4 ways.*34\.3\s% to 46\.5\s%/);
    const { svg, csv } = await take("balance");
    expect(svg).toMatch(/34\.3\s%/);
    expect(csv.split("\n").length).toBeGreaterThan(2);
    await explorer.shot(page, "newcomer-imports");
  });

  it("finds with which partner China writes most papers", async () => {
    await menu("Country");
    await pick("Country", "chi", "China");
    await page.getByText("research", { exact: true }).click();
    await settled(page);
    await expect
      .poll(() => page.locator("main").textContent())
      .toMatch(/China wrote most papers with the United States: [\d\s]+ joint works in 2023/);
    const { svg, csv } = await take("research");
    expect(svg).toMatch(/United States/);
    expect(csv).toMatch(/CHN,2023,1,USA,72794/);
    await explorer.shot(page, "newcomer-papers");
  });

  it("finds what Germany buys almost only from China, as far as the bundled figures tell", async () => {
    await menu("Products");
    await pick("Country that buys", "germ", "Germany");
    await expect
      .poll(() => page.locator("#figure-industries .drawing").textContent())
      .toMatch(/In no industry did China supply 80\s% or more of Germany’s imports; electrical and optical/);
    // What is missing for single products, and how to get it, stands on the same page.
    await expect.poll(() => page.locator("main").textContent()).toMatch(/this is by\s+industry, for 2011/);
    await expect.poll(() => page.locator("main").textContent()).toMatch(/tightrope load baci FILE/);
    const { svg, csv } = await take("industries");
    expect(svg).toMatch(/27\.8\s%/);
    expect(csv).toMatch(/DEU,electronics,/);
    await explorer.shot(page, "newcomer-products");
  });

  it("meets no error on the way", () => {
    expect(explorer.faults).toEqual([]);
  });
});
