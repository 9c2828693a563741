import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Explorer, executablePath, saved, settled, startExplorer } from "./explorer.ts";

describe.skipIf(!executablePath)("using the explorer", () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer();
    page = await explorer.page();
  });
  afterAll(() => explorer?.close());

  const query = () => new URL(page.url()).searchParams;
  const picture = (id: string) => page.locator(`#figure-${id} .drawing`).innerHTML();

  /** Does something and says whether the picture became another one. */
  async function changes(id: string, act: () => Promise<unknown>): Promise<boolean> {
    const before = await picture(id);
    await act();
    await settled(page);
    for (let i = 0; i < 100 && (await picture(id)) === before; i++) await page.waitForTimeout(100);
    await settled(page);
    return (await picture(id)) !== before;
  }

  async function pick(label: string, typed: string, name: string): Promise<void> {
    const field = page.getByRole("combobox", { name: label, exact: true });
    await field.click();
    await field.fill(typed);
    await page.getByRole("option", { name, exact: true }).click();
    await settled(page);
  }

  it("changes address and picture with every filter of the pair, and back undoes each", async () => {
    await explorer.open(page, "/pair?a=CHN&b=RUS");
    const steps: [string, string, () => Promise<unknown>, string, string][] = [
      [
        "year",
        "2022",
        () => page.getByLabel("Year", { exact: true }).selectOption("2022"),
        "balance",
        "2022",
      ],
      [
        "flow",
        "exports",
        () => page.getByText("exports", { exact: true }).first().click(),
        "shares",
        "exports",
      ],
      [
        "goods",
        "chapter:85",
        () => page.getByLabel("Goods", { exact: true }).selectOption("chapter:85"),
        "values",
        "electrical",
      ],
    ];
    const seen: string[] = [];
    for (const [name, value, act, id, words] of steps) {
      seen.push(page.url());
      expect(await changes(id, act), `${name} changes the picture`).toBe(true);
      expect(query().get(name)).toBe(value);
      expect((await page.locator(`#figure-${id}`).textContent())?.toLowerCase()).toContain(words);
    }
    for (const url of seen.reverse()) {
      await page.goBack();
      await settled(page);
      expect(page.url()).toBe(url);
    }
    await expect.poll(() => page.getByLabel("Year", { exact: true }).inputValue()).not.toBe("2022");
    await page.goForward();
    await settled(page);
    await expect.poll(() => page.getByLabel("Year", { exact: true }).inputValue()).toBe("2022");
  });

  it("asks each question of a pair once, those of the top first, and nothing that it knows already", async () => {
    await explorer.open(page, "/pair?a=CHN&b=RUS");
    const asked: string[] = [];
    const note = (request: { url(): string }) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith("/v1/")) asked.push(pathname.split("/").at(-1) + search);
    };
    page.on("request", note);
    try {
      await pick("First country", "turk", "Türkiye");
      expect(
        asked
          .slice(0, 6)
          .map((a) => a.split("?")[0])
          .sort(),
      ).toEqual([
        "collaboration-share",
        "collaboration-share",
        "partner-share",
        "partner-share",
        "partner-share",
        "partner-share",
      ]);
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThan(17);
      asked.length = 0;
      await page.goBack();
      await settled(page);
      expect(page.url()).toContain("a=CHN");
      expect(asked).toEqual([]);
    } finally {
      page.off("request", note);
    }
  });

  it("takes countries by name, swaps them, and shows the same picture from the address alone", async () => {
    await explorer.open(page, "/pair?a=CHN&b=RUS");
    await pick("First country", "turkiye", "Türkiye");
    expect(query().get("a")).toBe("TUR");
    await expect.poll(() => page.locator("h1").textContent()).toBe("Türkiye and Russia");
    await page.getByRole("button", { name: "Swap the two countries" }).click();
    await settled(page);
    expect([query().get("a"), query().get("b")]).toEqual(["RUS", "TUR"]);
    const shown = await picture("shares");
    await explorer.open(page, new URL(page.url()).pathname + new URL(page.url()).search);
    await expect.poll(() => picture("shares")).toBe(shown);
  });

  it("changes address and picture with the filters of the other views", async () => {
    await explorer.open(page, "/partners?c=RUS");
    expect(await changes("shares", () => page.getByText("exports", { exact: true }).click())).toBe(true);
    expect(
      await changes("ranks", () => page.locator(".choice").getByText("5", { exact: true }).click()),
    ).toBe(true);
    expect(
      await changes("moved", () => page.getByLabel("Compare with the years before").selectOption("2020")),
    ).toBe(true);
    expect(Object.fromEntries(query())).toEqual({ c: "RUS", flow: "exports", top: "5", split: "2020" });

    await explorer.open(page, "/country?c=CHN");
    expect(await changes("research", () => page.getByLabel("Year of publication").selectOption("2000"))).toBe(
      true,
    );
    await page.getByText("economy", { exact: true }).click();
    await settled(page);
    await expect.poll(() => page.locator("#figure-research").count()).toBe(0);
    expect(query().get("show")).toBe("economy");

    await explorer.open(page, "/claims");
    const all = await page.locator(".verdicts li").count();
    await page.locator(".choice").getByText("mixed", { exact: true }).click();
    await expect.poll(() => query().get("verdict")).toBe("mixed");
    await expect.poll(() => page.locator(".verdicts li").count()).toBeLessThan(all);
    await page.getByText("by verdict", { exact: true }).click();
    await expect.poll(() => query().get("sort")).toBe("verdict");

    await explorer.open(page, "/indicators/partner-share");
    expect(await changes("result", () => page.getByText("exports", { exact: true }).click())).toBe(true);
    expect(query().get("flow")).toBe("exports");
    expect(await changes("result", () => page.getByText("bar", { exact: true }).click())).toBe(true);
    expect(query().get("kind")).toBe("bar");

    await explorer.open(page, "/data/trade");
    const rows = await page.locator(".calendar").textContent();
    await pick("Only figures about", "germ", "Germany");
    expect(query().get("country")).toBe("DEU");
    await expect.poll(() => page.locator(".calendar").textContent(), { timeout: 20_000 }).not.toBe(rows);
  });

  it("shows a mark’s words on hover and on focus, and pins it in the address", async () => {
    await explorer.open(page, "/country?c=CHN&show=research");
    const chart = page.locator("#figure-research .picture");
    const bar = page.locator("#figure-research [data-role=plot] rect").first();
    const tip = page.locator("#figure-research .tip");
    const said = async () => ((await tip.count()) > 0 ? await tip.first().textContent() : "");
    // A picture that is drawn anew meanwhile has no box for a moment, so the end of the bar is looked for again.
    await expect
      .poll(
        async () => {
          const box = await bar.boundingBox();
          if (box) await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
          return said();
        },
        { timeout: 10_000 },
      )
      .toMatch(/United States/);
    const words = await said();
    await page.mouse.move(0, 0);
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(said).toBe(words);
    await page.keyboard.press("Enter");
    await expect.poll(() => query().get("pin")).toMatch(/^research~/);
    await page.reload();
    await expect.poll(said, { timeout: 10_000 }).toBe(words);
  });

  it("walks from the start to an answer with the keyboard alone", async () => {
    await explorer.open(page, "/");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the page");
    await tabTo(page, (text) => text === "Country");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/country*");
    await settled(page);
    await tabTo(page, (_, role) => role === "combobox");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("chin");
    await page.getByRole("option", { name: "China", exact: true }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await settled(page);
    await expect.poll(() => query().get("c")).toBe("CHN");
    await expect
      .poll(() => page.locator("main").textContent())
      .toMatch(/China wrote most papers with the United States/);
    await tabTo(page, (text) => text === "Table");
    await page.keyboard.press("Enter");
    await page.locator("figure .scroll table").first().waitFor();
  });

  it("hands out files that hold what the chart shows", async () => {
    await explorer.open(page, "/country?c=CHN&show=research");
    const figure = page.locator("#figure-research");
    const shown = await figure.locator("tbody tr").allTextContents();
    await figure.getByRole("button", { name: "Data" }).click();
    const csv = await saved(page, figure.getByRole("link", { name: "CSV" }));
    expect(csv.name).toMatch(/^collaboration-rank-[0-9a-f]{12}\.csv$/);
    const lines = csv.bytes.toString("utf8").trim().split("\n");
    expect(lines.length - 1).toBe(shown.length);
    expect(lines[1]).toMatch(/CHN,2023,1,USA,72794/);
    const parquet = await saved(page, figure.getByRole("link", { name: "Parquet" }));
    expect(parquet.bytes.subarray(0, 4).toString("latin1")).toBe("PAR1");
    await figure.getByRole("button", { name: "Picture" }).click();
    const svg = await saved(page, figure.getByRole("button", { name: "Save as SVG" }));
    const text = svg.bytes.toString("utf8");
    expect(text).toContain("72\u202f794");
    expect(text).toMatch(/OpenAlex.*CC0/s);
    const png = await saved(page, figure.getByRole("button", { name: "Save as PNG" }));
    expect(png.bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(png.bytes.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(text)?.[1]));
    await figure.getByRole("button", { name: "Cite" }).click();
    await figure.getByText("BibTeX").waitFor();
    await expect.poll(() => figure.locator("pre").count()).toBe(3);
    await expect
      .poll(() => figure.locator("pre").allTextContents())
      .toEqual([
        expect.stringMatching(/^Tightrope\. \(/),
        expect.stringMatching(/^@misc\{tightrope_collaboration_rank_/),
        expect.stringMatching(/\/country\?c=CHN&show=research&snapshot=[0-9a-f]{16}$/),
      ]);
    await figure.getByRole("button", { name: "Command line" }).click();
    await expect
      .poll(() => figure.locator("pre").textContent())
      .toBe("tightrope run collaboration-rank --country CHN --from 2023 --to 2023 --top 12");
  });

  it("embeds one picture and nothing around it", async () => {
    await explorer.open(page, "/country?c=CHN&show=research");
    const figure = page.locator("#figure-research");
    await figure.getByRole("button", { name: "Embed" }).click();
    const src = /src="([^"]+)"/.exec((await figure.locator("pre").textContent()) ?? "")?.[1];
    await page.goto((src as string).replaceAll("&amp;", "&"));
    await settled(page);
    await page.locator("figure .drawing svg").first().waitFor();
    await expect.poll(() => page.locator("header, .controls:visible, h2:visible").count()).toBe(0);
  });

  it("has a receipt behind every chart that gives the same result when it is run again", async () => {
    const receipts = new Map<string, unknown>();
    const { indicators } = (await (await fetch(`${explorer.url}/v1/indicators`)).json()) as {
      indicators: { name: string; available: boolean }[];
    };
    const paths = [
      "/pair?a=CHN&b=RUS&year=2022",
      "/country?c=CHN",
      "/country?c=RUS",
      "/partners?c=RUS",
      "/products?c=DEU&p=CHN",
      "/technology?c=CHN",
      "/claims/share-of-imports-2022",
      "/claims/leading-partners-aligned",
      ...indicators.filter((i) => i.available).map((i) => `/indicators/${i.name}`),
    ];
    const collect = async (page: Page) => {
      for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
        await explorer.open(page, path);
        const figures = await page.locator("figure:has(.drawing svg)").all();
        // An example whose rows are not bundled says so in words.
        if (!path.startsWith("/indicators/")) expect(figures.length, path).toBeGreaterThan(0);
        for (const figure of figures) {
          await figure.getByRole("button", { name: "Receipt" }).click();
          await figure.locator(".receipt pre").first().waitFor();
          for (const text of await figure.locator(".receipt pre").allTextContents()) {
            const receipt = JSON.parse(text) as { contentHash: string };
            receipts.set(receipt.contentHash, receipt);
          }
        }
      }
    };
    const others = await Promise.all([explorer.page(), explorer.page()]);
    await Promise.all([page, ...others].map(collect));
    for (const other of others) await other.context().close();
    const drawn = new Set([...receipts.values()].map((r) => (r as { indicator: string }).indicator));
    expect(receipts.size).toBeGreaterThan(40);
    expect(drawn.size).toBeGreaterThan(25);
    const verify = async (receipt: unknown) => {
      const response = await fetch(`${explorer.url}/v1/receipts/verify`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(receipt),
      });
      expect(await response.json()).toMatchObject({ same: true });
    };
    const all = [...receipts.values()];
    for (let i = 0; i < all.length; i += 4) await Promise.all(all.slice(i, i + 4).map(verify));
    await explorer.open(page, "/country?c=CHN&show=research");
    await page.getByRole("button", { name: "Receipt" }).first().click();
    await page.getByRole("button", { name: "Run it again" }).first().click();
    await page.getByText("Same result.").waitFor();
  });

  it("keeps what the reader chose for light or dark", async () => {
    await explorer.open(page, "/claims/share-of-imports-2022");
    await page.getByRole("button", { name: "Dark" }).click();
    await page.locator('svg[data-theme="dark"]').waitFor();
    await page.reload();
    await settled(page);
    await expect.poll(() => page.locator('svg[data-theme="dark"]').count()).toBe(1);
    await page.getByRole("button", { name: "Light" }).click();
  });

  it("says what failed and what to do when the server goes away or refuses", async () => {
    await explorer.open(page, "/indicators/partner-share");
    await page.route("**/v1/indicators/partner-share?**", (route) => route.abort());
    await page.getByText("exports", { exact: true }).click();
    await page.locator(".failed").waitFor();
    await expect
      .poll(() => page.locator(".failed").textContent())
      .toMatch(/does not answer.*start it again with: tightrope serve/s);
    await page.unroute("**/v1/indicators/partner-share?**");
    explorer.faults.length = 0;
    await explorer.open(page, "/indicators/partner-share?reporter=Atlantis&partner=CHN");
    await expect.poll(() => page.locator(".failed").textContent()).toMatch(/unknown country: Atlantis/);
    explorer.faults.length = 0;
  });

  it("shows where a slow answer will be, then its progress, and drops a stale one", async () => {
    await explorer.open(page, "/indicators");
    let held = 0;
    await page.route("**/v1/indicators/country-rank?**", async (route) => {
      held++;
      await new Promise((done) => setTimeout(done, 1600));
      await route.continue().catch(() => undefined);
    });
    await page.goto(`${explorer.url}/indicators/country-rank?series=NY.GDP.MKTP.CD&country=IND`);
    await page.locator("figure .waiting:not([data-hidden])").waitFor();
    await page.getByText("Computing…").waitFor();
    await settled(page);
    expect(held).toBe(1);
    await page.unroute("**/v1/indicators/country-rank?**");
  });

  it("made no console error and no request outside this machine", () => {
    expect(explorer.faults).toEqual([]);
  });
});

async function tabTo(page: Page, found: (text: string, role: string) => boolean): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    const [text, role] = await page.evaluate(() => [
      document.activeElement?.textContent?.trim() ?? "",
      document.activeElement?.getAttribute("role") ?? "",
    ]);
    if (found(text as string, role as string)) return;
  }
  throw new Error("nothing of the kind can be reached with Tab");
}
