import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createApp } from "@tightrope/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestWorkspace, testWorkspace } from "./workspace.ts";

/** Two agreements (a row from each side) nobody may pass on, one refused row of their file, and a series that anybody may. */
let test: TestWorkspace;
beforeAll(async () => {
  test = await testWorkspace([]);
  const events = join(test.folder, "events.csv");
  await writeFile(
    events,
    "date,parties,sector,kind,url\n2023-03-21,CN;RU,energy,mou,https://example.org/1\n2023-05-23,CN;RU,trade,mou,https://example.org/2\nsoon,CN;RU,trade,mou,https://example.org/3\n",
  );
  await test.ws.load("agreements", [events]);
  const gdp = join(test.folder, "gdp.csv");
  await writeFile(gdp, "Country Name,Country Code,Year,Value\nAruba,ABW,2000,1\n");
  await test.ws.load("wdi", [gdp], { series: "NY.GDP.MKTP.CD" });
});
afterAll(() => test.close());

const ask = (restricted: "refuse" | "view" | "export", path: string) =>
  createApp(test.ws, { restricted }).request(`/v1/tables/${path}`);
const lines = async (answer: Response) => (await answer.text()).trim().split("\n");

describe("rows of a table that a licence withholds", () => {
  it("are refused with 403 and their source where all that fit are withheld, not an empty file", async () => {
    for (const limit of ["", "&limit=5000"]) {
      const answer = await ask("view", `observations/rows.csv?source=agreements${limit}`);
      expect(answer.status).toBe(403);
      expect((await answer.json()).detail).toContain("licence does not allow redistribution: agreements");
    }
    expect((await ask("refuse", "observations/rows.json?source=agreements")).status).toBe(403);
    expect((await ask("view", "observations/rows.json?source=agreements")).status).toBe(200);
    expect(await lines(await ask("export", "observations/rows.csv?source=agreements"))).toHaveLength(5);
  });

  it("are counted in a header where others fit too", async () => {
    const answer = await ask("view", "observations/rows.csv");
    expect(answer.headers.get("X-Withheld-Rows")).toBe("4 of 5 rows withheld by licence: agreements");
    expect(await lines(answer)).toHaveLength(2);
    expect((await ask("view", "observations/rows.csv?source=wdi")).headers.get("X-Withheld-Rows")).toBeNull();
    expect((await ask("export", "observations/rows.csv")).headers.get("X-Withheld-Rows")).toBeNull();
  });

  it("are no empty answer to a question nothing fits", async () => {
    const answer = await ask("view", "observations/rows.csv?source=nobody");
    expect([answer.status, (await lines(answer)).length]).toEqual([200, 1]);
  });
});

describe("refused rows", () => {
  it("are a CSV with rows for whoever may see them, to mend the file", async () => {
    const answer = await ask("view", "quarantine/rows.csv?limit=100000");
    expect(answer.status).toBe(200);
    const [head, row, ...more] = await lines(answer);
    expect(head).toBe("source,file,line,column,reason,text");
    expect(row).toContain("events.csv");
    expect(more).toEqual([]);
  });

  it("are withheld where nobody may", async () => {
    expect((await ask("refuse", "quarantine/rows.csv")).status).toBe(403);
  });
});
