import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorld } from "../../../core/test/fixtures/openalex/world.ts";
import { type Explorer, executablePath, startExplorer } from "./explorer.ts";

describe.skipIf(!executablePath)("technologies with works loaded", () => {
  let explorer: Explorer;
  beforeAll(async () => {
    explorer = await startExplorer({
      async more(workspace, folder) {
        const file = join(folder, "part_000.gz");
        await writeFile(file, makeWorld({ seed: 5, works: 3000 }).file());
        await workspace.load("openalex", [file]);
        const signed = join(folder, "signed.csv");
        await writeFile(
          signed,
          "date,parties,sector,kind,url\n2021-06-01,CN;RU,energy,mou,https://example.org/1\n2023-03-21,CN;RU,space,mou,https://example.org/2\n2023-03-21,CN;RU,energy,mou,https://example.org/3\n",
        );
        await workspace.load("agreements", [signed]);
      },
    });
  });
  afterAll(() => explorer?.close());

  const AT = "/technology?c=CHN&p=RUS,USA,DEU&year=2023";

  it("draws the matrix with intervals, names the closest and says what is not covered", async () => {
    const page = await explorer.page();
    await explorer.open(page, `${AT}&by=field`);
    await expect.poll(() => page.locator("#figure-matrix .drawing svg").count()).toBe(1);
    await expect
      .poll(() => page.locator("#figure-matrix").textContent())
      .toMatch(/China and Russia are closest in/);
    const cells = await page.locator("[data-intervals] tbody td").allTextContents();
    expect(cells).toHaveLength(9);
    for (const cell of cells) expect(cell).toMatch(/^[\d.]+ [\d.]+ to [\d.]+$/);
    await expect.poll(() => page.locator("[data-coverage]").textContent()).toMatch(/Chinese-language titles/);
    // The picture itself says the intervals, and a partner without figures stays in it.
    const picture = page.locator("#figure-matrix .drawing svg");
    expect(await picture.textContent()).toMatch(/\d–\d/);
    await explorer.shot(page, "technology-fields");
    await explorer.open(page, `/technology?c=CHN&p=RUS,TON&year=2023&by=field`);
    await expect.poll(() => picture.textContent()).toMatch(/Tonga/);
    expect(await page.locator("#figure-matrix").textContent()).toMatch(/no figure of Tonga/);
    await page.context().close();
  });

  it("shows works, shares and impact instead, as the reader picks, and every technology there is", async () => {
    const page = await explorer.page();
    await explorer.open(page, `${AT}&by=field`);
    const rows = page.locator("[data-intervals] tbody tr");
    const cells = page.locator("[data-intervals] tbody td");
    await page.getByLabel("Cells show").selectOption("share");
    await page.locator("[data-intervals] caption", { hasText: "Share of ties" }).waitFor();
    for (const cell of await cells.allTextContents())
      expect(cell).toMatch(/^[\d.]+\u202f% [\d.]+\u202f% to [\d.]+\u202f%$/);
    await page.getByLabel("Cells show").selectOption("works");
    await page.locator("[data-intervals] caption", { hasText: "Joint works" }).waitFor();
    for (const cell of await cells.allTextContents()) expect(cell).toMatch(/^[\d,]+$/);
    await page.getByLabel("Cells show").selectOption("impact");
    await page.locator("[data-intervals] caption", { hasText: "Impact" }).waitFor();
    expect(page.url()).toContain("m=impact");
    // Joint works with the United States are planted to be cited twice as often.
    await page
      .locator("#figure-matrix", { hasText: /Works of China with the United States in .* are cited/ })
      .waitFor();
    await explorer.open(page, AT);
    const named = await page.locator('select option[value^="tech:"]').count();
    expect(await rows.count()).toBe(named);
    await page.context().close();
  });

  it("ranks partners in one field over the years and lists the works of the pair", async () => {
    const page = await explorer.page();
    await explorer.open(page, `${AT}&by=field&f=31`);
    await expect.poll(() => page.locator("#figure-places .drawing svg").count()).toBe(1);
    await page.locator("[data-works] tbody tr").first().waitFor();
    const expected = makeWorld({ seed: 5, works: 3000 }).works.filter(
      (w) =>
        w.field === "31" &&
        w.year === 2023 &&
        ["CN", "RU"].every((c) => w.authors.some((a) => a.countries.includes(c))),
    );
    const shown = await page.locator("[data-works] tbody td:first-child").allTextContents();
    expect(shown.sort()).toEqual(expected.map((w) => w.id).sort());
    // Of a technology too, which is the page's usual view.
    await explorer.open(page, `${AT}&f=tech:fusion`);
    await page.locator("[data-works] tbody tr").first().waitFor();
    const topics = await page.locator("[data-works] tbody td:nth-child(3)").allTextContents();
    for (const topic of topics) expect(topic).toMatch(/fusion/i);
    const cited = (await page.locator("[data-works] tbody td:nth-child(4)").allTextContents()).map(Number);
    expect(cited).toEqual([...cited].sort((a, b) => b - a));
    await page.context().close();
  });

  it("counts what the two signed on the page of the pair, and leads to the sectors", async () => {
    const page = await explorer.page();
    await explorer.open(page, "/pair?a=CHN&b=RUS");
    const figure = page.locator("#figure-agreements");
    await figure.scrollIntoViewIfNeeded();
    await expect
      .poll(() => figure.textContent(), { timeout: 10_000 })
      .toMatch(/China and Russia signed 3 agreements from 2021 to 2023/);
    await page.getByRole("link", { name: "By sector" }).click();
    await expect.poll(() => page.locator("main").textContent()).toMatch(/energy.*space/s);
    await page.context().close();
  });

  it("follows technologies too, on a narrow screen and without faults", async () => {
    const page = await explorer.page({ viewport: { width: 390, height: 844 } });
    await explorer.open(page, AT);
    await expect.poll(() => page.locator("[data-intervals] tbody tr").count()).toBeGreaterThan(2);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide).toBe(false);
    await explorer.shot(page, "technology-narrow");
    await page.context().close();
    expect(explorer.faults).toEqual([]);
  });
});

describe.skipIf(!executablePath)("technologies with the bundled figures", () => {
  let explorer: Explorer;
  beforeAll(async () => {
    explorer = await startExplorer();
  });
  afterAll(() => explorer?.close());

  it("says that counts are not split by field and what to load, and still ranks partners", async () => {
    const page = await explorer.page();
    await explorer.open(page, "/technology?c=CHN");
    const text = await page.locator("#figure-matrix .empty").textContent();
    expect(text).toMatch(/not split by field or technology/);
    expect(text).toMatch(/tightrope fetch openalex-counts --country CHN,RUS --from 2000 --by field/);
    await expect.poll(() => page.locator("#figure-places .drawing svg").count()).toBe(1);
    await expect.poll(() => page.textContent("main")).toMatch(/Works themselves are not loaded/);
    await explorer.shot(page, "technology-empty");
    await explorer.open(page, "/pair?a=CHN&b=RUS");
    await page.getByRole("link", { name: "By field and technology" }).click();
    await page.locator("#figure-places").waitFor();
    expect(page.url()).toContain("/technology?c=CHN&p=RUS");
    expect(explorer.faults).toEqual([]);
    await page.context().close();
  });
});
