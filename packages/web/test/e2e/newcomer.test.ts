import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Explorer, executablePath, saved, settled, startExplorer } from "./explorer.ts";

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
      .toMatch(/No industry’s goods came to 80\s% or more from China: most did electrical/);
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
