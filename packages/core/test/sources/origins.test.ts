import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableRows, toRows } from "@tightrope/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scratch } from "../loading/scratch.ts";

/** Figures of anybody, described by a mapping: who published them and under which licence goes wherever they go. */
let s: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => {
  s = await scratch();
});
afterEach(() => s.close());

const put = async (name: string, content: string) => {
  const path = join(s.folder, name);
  await writeFile(path, content);
  return path;
};
const mapping = (name: string, redistributable: boolean) =>
  put(
    `${name}.yaml`,
    `name: ${name}
title: Payments by currency
publisher: Bank ${name}
url: https://example.org/${name}
licence: { id: ${redistributable ? "CC-BY-4.0" : "all-rights-reserved"}, redistributable: ${redistributable} }
file: ${name}.csv
period: { column: date, format: date, frequency: M }
series: settlement-${name}
country: RUS
unit: current US dollars
value: { USD: { item: USD } }
`,
  );
const HEADER = "source,series,country,counterpart,item,period,frequency,value,unit,status";
const row = (name: string) =>
  `series:${name},settlement-imports,RUS,,USD,2022-01-01,M,1.5,current US dollars,reported`;
const ask = { country: "RUS", flow: "imports", currency: "USD" } as const;

describe("rows that Tightrope gave out, loaded again", () => {
  it("keep publisher and licence, which the file beside them states", async () => {
    const table = await put("out.csv", `${HEADER}\n${row("open")}\n`);
    const yaml = await put(
      "whose.yaml",
      "name: open\ntitle: Payments\npublisher: A bank\nlicence: { id: CC0-1.0, redistributable: true }\n",
    );
    await s.workspace.load("series", [table, yaml]);
    const { coverage } = await s.workspace.run("settlement-share", ask);
    expect(coverage.sources).toMatchObject([
      { source: "series:open", publisher: "A bank", licence: "CC0-1.0", redistributable: true },
    ]);
  });

  it("are refused in one sentence without it, or with figures of two publishers in one file", async () => {
    const table = await put("out.csv", `${HEADER}\n${row("open")}\n`);
    await expect(s.workspace.load("series", [table])).rejects.toThrow(
      /^out\.csv holds rows of series:open without saying who published them: give the YAML file that does/,
    );
    const two = await put("two.csv", `${HEADER}\n${row("open")}\n${row("other")}\n`);
    await expect(s.workspace.load("series", [two, await mapping("open", true)])).rejects.toThrow(
      /^two\.csv holds figures of 2 publishers \(open, other\): expected one file for each/,
    );
    expect((await s.workspace.tables()).map((t) => t.name)).not.toContain("observations");
  });
});

describe("a licence in a mapping", () => {
  const figures = "date,USD\n2022-01-01,1.5\n";

  it("decides which rows of a table are exported", async () => {
    for (const [name, open] of [
      ["open", true],
      ["closed", false],
    ] as const)
      await s.workspace.load("series", [await put(`${name}.csv`, figures), await mapping(name, open)]);
    const sources = async (query: object) => {
      const seen: unknown[] = [];
      for await (const frame of await tableRows(s.workspace, "observations", query))
        seen.push(...toRows(frame).map((r) => r.source));
      return seen;
    };
    expect(await sources({})).toEqual(["series:open"]);
    expect(await sources({ includeRestricted: true })).toEqual(["series:closed", "series:open"]);
  });

  it("stands in the description of the workspace", async () => {
    await s.workspace.load("series", [await put("closed.csv", figures), await mapping("closed", false)]);
    const described = JSON.parse(await readFile(join(s.workspace.folder, "datapackage.json"), "utf8"));
    const resource = described.resources.find((r: { name: string }) => r.name === "observations");
    expect(resource.sources).toEqual([{ title: "Payments by currency", path: "https://example.org/closed" }]);
    expect(resource.licenses).toEqual([{ name: "all-rights-reserved", title: "all-rights-reserved" }]);
  });
});
