import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Explorer, executablePath, saved, settled, startExplorer } from "./explorer.ts";

const TOKEN = "seventeen-herons";

describe.skipIf(!executablePath)("a server with a token and refused rows", () => {
  let explorer: Explorer;
  beforeAll(async () => {
    explorer = await startExplorer({
      serve: { token: TOKEN },
      async more(workspace, folder) {
        const file = join(folder, "BACI_HS17_Y2024_V202501.csv");
        await writeFile(
          file,
          "t,i,j,k,v,q\n2024,156,643,854231,120.5,1.25\n2024,156,9999,854231,3,1\n2024,156,643,854232,much,1\n",
        );
        await workspace.load("baci", [file]);
      },
    });
  });
  afterAll(() => explorer?.close());

  it("asks for the token once, keeps it in the tab, and bears it for files too", async () => {
    const page = await explorer.page();
    await page.goto(`${explorer.url}/country?c=CHN&show=research`);
    const field = page.getByLabel("Token");
    await field.fill("wrong");
    await page.getByRole("button", { name: "Open the explorer" }).click();
    await page.getByText("is not the right one").waitFor();
    await field.fill(TOKEN);
    await page.getByRole("button", { name: "Open the explorer" }).click();
    await page.locator("#figure-research .drawing svg").waitFor();
    await settled(page);
    const figure = page.locator("#figure-research");
    await figure.getByRole("button", { name: "Data" }).click();
    const csv = await saved(page, figure.getByRole("link", { name: "CSV" }));
    expect(csv.bytes.toString("utf8")).toMatch(/CHN,2023,1,USA,72794/);
    await page.reload();
    await page.locator("#figure-research .drawing svg").waitFor();
    expect(page.url()).not.toContain(TOKEN);
    await page.context().close();
    // The browser itself reports each refusal it was sent.
    expect(explorer.faults.filter((f) => !/status of 401/.test(f))).toEqual([]);
  });

  it("shows refused rows with file, line, column and reason, and hands them out", async () => {
    const page = await explorer.page();
    await page.addInitScript((token) => sessionStorage.setItem("tightrope-token", token), TOKEN);
    await explorer.open(page, "/data");
    await expect.poll(() => page.locator("h1").textContent()).toMatch(/2 refused/);
    await page.getByRole("link", { name: "2 in quarantine" }).click();
    await page.locator(".refused tbody tr").nth(1).waitFor();
    expect(new URL(page.url()).pathname).toBe("/data/quarantine");
    const rows = await page.locator(".refused tbody tr").allTextContents();
    expect(rows).toEqual([
      expect.stringMatching(/BACI_HS17_Y2024_V202501\.csv3junknown importer 9999/),
      expect.stringMatching(/BACI_HS17_Y2024_V202501\.csv4vcast.*2024,156,643,854232,much,1/),
    ]);
    const { bytes } = await saved(page, page.getByRole("link", { name: "All of them as CSV" }));
    const lines = bytes.toString("utf8").trim().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe("source,file,line,column,reason,text");
    await explorer.shot(page, "quarantine-desktop");
    await page.context().close();
  });
});
