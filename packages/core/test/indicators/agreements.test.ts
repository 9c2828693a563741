import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agreements } from "../../src/indicators/agreements.ts";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
  const signed = `date,parties,sector,kind,url
2021-06-01,CN;RU,energy,mou,https://example.org/1
2021-06-28,CN;RU,energy,treaty,https://example.org/2
2023-03-21,CN;RU,space,mou,https://example.org/3
2023-03-21,CN;RU;BY,energy,mou,https://example.org/4
2023-05-02,CN;KZ,energy,mou,https://example.org/5
2023-05-02,RU;KZ,energy,mou,https://example.org/6
`;
  await scratch.workspace.load("agreements", [await scratch.file("a.csv", signed)]);
  const deals = "date,parties,sector,kind,url\n2022-01-10,CN;RU,energy,contract,https://example.org/7\n";
  await scratch.workspace.load("industry-deals", [await scratch.file("d.csv", deals)]);
});
afterEach(() => scratch.close());

const ask = (more: object = {}) => scratch.workspace.run("agreements", { country: "CHN", ...more });

describe("agreements", () => {
  it("counts each event once for a pair, whose of governments and of firms apart", async () => {
    const { rows } = await ask();
    expect(rows.map((r) => [r.source, r.partner, r.events, r.first, r.last])).toEqual([
      ["agreements", "RUS", 4, "2021-06-01", "2023-03-01"],
      ["agreements", "BLR", 1, "2023-03-01", "2023-03-01"],
      ["agreements", "KAZ", 1, "2023-05-01", "2023-05-01"],
      ["industry-deals", "RUS", 1, "2022-01-01", "2022-01-01"],
    ]);
    expect(agreements.finding?.(rows, { country: "CHN" } as never)).toBe(
      "China and Russia signed 4 agreements from 2021 to 2023",
    );
  });

  it("is the same from either side", async () => {
    const here = await ask({ partner: "RUS", source: "agreements" });
    const there = await scratch.workspace.run("agreements", {
      country: "RUS",
      partner: "CHN",
      source: "agreements",
    });
    expect(there.rows.map((r) => r.events)).toEqual(here.rows.map((r) => r.events));
  });

  it("splits by year, sector or kind, and the parts add up", async () => {
    const of = async (by: string) => {
      const { rows } = await ask({ partner: "RUS", source: "agreements", by });
      return rows.map((r) => [(r as Record<string, unknown>)[by], r.events]);
    };
    expect(await of("year")).toEqual([
      [2021, 2],
      [2023, 2],
    ]);
    expect(await of("sector")).toEqual([
      ["energy", 3],
      ["space", 1],
    ]);
    expect(await of("kind")).toEqual([
      ["mou", 3],
      ["treaty", 1],
    ]);
  });

  it("narrows by sector, kind and years, in any letter case", async () => {
    const { rows } = await ask({
      sector: "Energy",
      kind: "MoU",
      from: 2023,
      to: 2023,
      partner: "Russia,KAZ",
    });
    expect(rows.map((r) => [r.partner, r.events])).toEqual([
      ["KAZ", 1],
      ["RUS", 1],
    ]);
  });

  it("says why there is nothing, and refuses what cannot be asked", async () => {
    const { rows, coverage } = await ask({ sector: "opera" });
    expect(rows).toEqual([]);
    expect(coverage.notes.map((n) => n.text).join()).toMatch(/not zero/);
    await expect(ask({ partner: "CHN" })).rejects.toThrow(/partner CHN is the country itself/);
    await expect(ask({ from: 2024, to: 2020 })).rejects.toThrow(/from 2024 is after to 2020/);
    await expect(ask({ partner: "ZZZ" })).rejects.toThrow(/unknown country/);
  });
});
