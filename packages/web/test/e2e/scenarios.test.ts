import { parseScenario } from "@tightrope/core";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Explorer, executablePath, saved, settled, startExplorer } from "./explorer.ts";

describe.skipIf(!executablePath)("the scenario lab", () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer();
    page = await explorer.page({ acceptDownloads: true });
  });
  afterAll(() => explorer?.close());

  const finding = () => page.locator("p.finding").textContent();
  const picture = () => page.locator("figure .drawing svg").first().textContent();
  const query = () => new URL(page.url()).searchParams;

  it("opens on a shipped question with finding, year, model and residual on the page and in the picture", async () => {
    await explorer.open(page, "/scenarios?s=china-russia-decoupling");
    await expect.poll(() => page.locator("h1").textContent()).toBe("What if China and Russia stop trading?");
    await expect
      .poll(() => finding())
      .toMatch(/^Russia would lose [\d.]+\s% of its real income; China would lose [\d.]+\s%/);
    await expect
      .poll(() => page.locator("main").textContent())
      .toMatch(/every market clears to \de-\d+ of its size/);
    const drawn = await picture();
    expect(drawn).toMatch(/estimated by a model of the world of 2011/);
    expect(drawn).toMatch(/Estimated.*trade model.*2011/);
    expect(drawn).toMatch(/Receiptin this page/);
    // The parts follow a moment after the picture, and add up to the change.
    const parts = page
      .locator("tr", { hasText: /^Russia/ })
      .first()
      .locator("td");
    await page.waitForFunction(() => !/…/.test(document.querySelector("section.scroll")?.textContent ?? "…"));
    const [sum = Number.NaN, ...each] = (await parts.allTextContents()).map((t) =>
      Number(t.replace("−", "-")),
    );
    expect(sum).toBeLessThan(0);
    expect(each).toHaveLength(5);
    expect(each.reduce((x, y) => x + y, 0)).toBeCloseTo(sum, 2);
    const after = page.locator("tr", { hasText: "Everything" }).locator("td").nth(1);
    await expect.poll(() => after.textContent()).toBe("0");
    await explorer.shot(page, "scenarios-desktop-light");
  });

  it("has the server answer the same to 1e-9, and hands out its receipt, data and file", async () => {
    await page.getByRole("button", { name: "Receipt", exact: true }).click();
    await page.getByText("come with the server’s answer").waitFor();
    await page.getByRole("button", { name: "Run it on the server and compare" }).click();
    await page.getByText("The server finds the same.").waitFor();
    await settled(page);
    const said = (await page.locator(".check").textContent()) ?? "";
    const [, hash = ""] = /receipt ([0-9a-f]{12})/.exec(said) ?? [];
    expect(Number(/difference (\S+);/.exec(said)?.[1])).toBeLessThanOrEqual(1e-9);
    await expect.poll(() => picture()).toContain(hash);
    await page.getByRole("button", { name: "Run it again" }).click();
    await page.getByText("Same result.").waitFor();
    await page.getByRole("button", { name: "Data", exact: true }).click();
    const csv = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
    const text = await (await page.request.get(explorer.url + csv)).text();
    expect(text).toMatch(/welfare,RUS/);
    await page.getByRole("button", { name: "Command line", exact: true }).click();
    await expect
      .poll(() => page.locator(".panel pre").textContent())
      .toBe("tightrope simulate china-russia-decoupling.yaml");
    await page.getByRole("button", { name: "Scenario file" }).click();
    const { bytes } = await saved(page, page.getByRole("button", { name: /^Save china-russia/ }));
    expect(parseScenario(bytes.toString("utf8"))).toMatchObject({
      scenario: "China and Russia stop trading",
      shocks: [{ senders: ["CHN"], target: ["RUS"], kind: "cut-off" }],
    });
  });

  it("solves anew while a slider moves, and keeps where it rests in the address", async () => {
    await page.getByText("trade costs more").click();
    await settled(page);
    expect(query().get("kind")).toBe("cost");
    expect(query().get("s")).toBeNull();
    const before = await finding();
    const slider = page.getByRole("slider", { name: /Rise of the price/ });
    await slider.evaluate((element: HTMLInputElement) => {
      element.value = "80";
      element.dispatchEvent(new Event("input", { bubbles: true }));
    });
    // Still sliding: the picture has moved, the address has not.
    await page.waitForFunction((old) => document.querySelector("p.finding")?.textContent !== old, before);
    await settled(page);
    expect(query().get("size")).toBe("0.25");
    await expect.poll(() => page.locator("h1").textContent()).toMatch(/costs 80(\.0)?\s% more\?/);
    const sliding = await finding();
    await slider.evaluate((element) => element.dispatchEvent(new Event("change", { bubbles: true })));
    await page.waitForFunction(() => location.search.includes("size=0.8"));
    await settled(page);
    await expect.poll(() => finding()).toBe(sliding);
    await page.reload();
    await settled(page);
    await expect.poll(() => finding()).toBe(sliding);
    await page.goBack();
    await page.goBack();
    await settled(page);
    expect(query().get("s")).toBe("china-russia-decoupling");
    await expect.poll(() => page.locator("h1").textContent()).toBe("What if China and Russia stop trading?");
  });

  it("takes senders, goods and side from lists of names", async () => {
    await page.getByLabel("Who acts").selectOption({ label: "European Union" });
    await page
      .getByLabel("Goods", { exact: true })
      .selectOption({ label: "Electrical and optical equipment" });
    await page.getByText("what they sell", { exact: true }).click();
    await settled(page);
    expect(query().get("senders")).toBe("CHN,eu");
    await expect
      .poll(() => page.locator("h1").textContent())
      .toBe("What if China and the European Union sell Russia no more electrical and optical equipment?");
    await page.getByRole("button", { name: "Take out China" }).click();
    await settled(page);
    expect(query().get("senders")).toBe("eu");
  });

  it("says what a forced choice would cost either way, and agrees with the server", async () => {
    await page.getByText("Forced to choose").click();
    await settled(page);
    await expect
      .poll(() => page.locator("h1").textContent())
      .toBe("Whom could China less afford to lose: Russia or the European Union?");
    await expect
      .poll(() => finding())
      .toMatch(/^Losing the European Union would cost China [\d.]+\s% of its real income/);
    await page.getByLabel("or loses").selectOption({ label: "United States" });
    await settled(page);
    expect(query().get("y")).toBe("USA");
    await page.getByRole("button", { name: "Run it on the server and compare" }).click();
    await page.getByText("The server finds the same.").waitFor();
    await explorer.shot(page, "forced-choice-desktop-light");
  });

  it("says why there is no figure where a question has no answer", async () => {
    await explorer.open(page, "/scenarios?senders=eu&target=DEU");
    await expect.poll(() => page.locator("[role=alert]").textContent()).toMatch(/both sender and target/);
    await expect.poll(() => finding()).toBe("There is no figure for this.");
  });

  it("says in words that a cost is infinite, and draws nothing for it", async () => {
    // A world in which Russia makes no electronics: then nobody may stop selling it any.
    const lone = await explorer.page();
    await lone.route("**/v1/baselines/*/*", async (route) => {
      const response = await route.fetch();
      const baseline = await response.json();
      const [N, n] = [baseline.countries.length, baseline.countries.indexOf("RUS")];
      baseline.flow[(baseline.sectors.indexOf("electronics") * N + n) * N + n] = 0;
      await route.fulfill({ response, json: baseline });
    });
    await explorer.open(lone, "/scenarios?senders=all&target=RUS&side=exports&sectors=electronics");
    await expect
      .poll(() => lone.locator("h1").textContent())
      .toBe("What if everybody else sells Russia no more electrical and optical equipment?");
    await expect
      .poll(() => lone.locator("[role=alert]").textContent())
      .toMatch(
        /An infinite cost\. Russia would have nobody left to buy electrical and optical equipment from/,
      );
    await expect.poll(() => lone.locator("figure").count()).toBe(0);
    await lone.context().close();
  });

  it("stands alone where it is embedded", async () => {
    await explorer.open(page, "/embed/scenarios?s=eu-china-decoupling&figure=welfare");
    await expect.poll(() => page.locator("figure .drawing svg").first().isVisible()).toBe(true);
    await expect.poll(() => page.locator("h1").isVisible()).toBe(false);
    await expect
      .poll(() => picture())
      .toMatch(/The European Union and China stop trading: change of real income/);
  });

  it("has no serious barrier, on a desktop or a phone", async () => {
    const phone = await explorer.page({
      viewport: { width: 390, height: 844 },
      colorScheme: "dark",
      hasTouch: true,
    });
    for (const [where, path, name] of [
      [page, "/scenarios?s=coalition-on-russia", "scenarios-coalition-desktop-light"],
      [phone, "/scenarios?senders=eu&target=RUS&kind=cost&size=0.4", "scenarios-phone-dark"],
      [phone, "/scenarios?show=choice&c=DEU&x=CHN&y=USA", "forced-choice-phone-dark"],
    ] as const) {
      await explorer.open(where, path);
      await explorer.shot(where, name);
      expect(await where.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await where.evaluate(axe.source);
      const { violations } = await where.evaluate(() => {
        const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
        return axe.run(document, { resultTypes: ["violations"] });
      });
      expect(
        violations
          .filter((v) => v.impact === "serious" || v.impact === "critical")
          .map((v) => `${v.id}: ${v.nodes[0]?.html}`),
      ).toEqual([]);
    }
  });

  it("does nothing a page must not do", () => {
    expect(explorer.faults).toEqual([]);
  });
});
