import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rowsOf, scratchWorkspace } from "../../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

describe.each(["agreements", "industry-deals"])("%s", (source) => {
  it("counts events by pair, sector, kind and month, each once", async () => {
    const text = `date,parties,sector,kind,url
2023-03-21,CN;RU,Energy,MoU,https://example.org/1
2023-03-21,RUS;CHN,energy,mou,https://example.org/1
2023-03-22,CN; RU,energy,mou,https://example.org/2
2023-03-23,CN;RU;BY,space,mou,https://example.org/3
March,CN;RU,space,mou,https://example.org/4
2023-04-01,CN,space,mou,https://example.org/5
2023-04-02,ZZZ;RUS,space,mou,https://example.org/6
2023-04-03,CN;Russia,space,mou,https://example.org/7
2023-04-04,CN;RU,space,,https://example.org/8
`;
    const [report] = await scratch.workspace.load(source, [await scratch.file("e.csv", text)]);
    // Lines of the file, whatever figures they make: three events, one of them told twice.
    expect(report?.rows).toEqual({
      read: 9,
      kept: 3,
      quarantined: 5,
      skipped: { "the same event again": 1 },
    });
    const refused = await rowsOf(
      scratch.workspace,
      'select line, "column", reason from quarantine order by line',
    );
    expect(refused.map((r) => [r.line, r.column, String(r.reason).split(" (")[0]])).toEqual([
      [6, "date", "not a date"],
      [7, "parties", "fewer than two countries"],
      [8, "parties", "not a country: ZZZ"],
      [9, "parties", "not a country: Russia"],
      [10, "kind", "kind is missing"],
    ]);
    expect(await rowsOf(scratch.workspace, "select 1 as x from observations where country = 'ZZZ'")).toEqual(
      [],
    );
    const rows = await rowsOf(
      scratch.workspace,
      "select series, item, cast(period as varchar) as p, cast(value as double) as n from observations where country = 'CHN' and counterpart = 'RUS' order by item",
    );
    expect(rows.map((r) => [r.series, r.item, r.p, r.n])).toEqual([
      [`${source}.mou`, "energy", "2023-03-01", 2],
      [`${source}.mou`, "space", "2023-03-01", 1],
    ]);
    expect(
      await rowsOf(scratch.workspace, "select 1 as x from observations where counterpart = 'BLR'"),
    ).toHaveLength(2);
  });

  it("loads the same events from a second file without counting them again", async () => {
    const text = "date,parties,sector,kind,url\n2023-03-21,CN;RU,Energy,MoU,https://example.org/1\n";
    await scratch.workspace.load(source, [await scratch.file("one.csv", text)]);
    const [report] = await scratch.workspace.load(source, [await scratch.file("two.csv", `${text}\n`)]);
    expect(report?.rows ?? { kept: 0 }).toMatchObject({ kept: 0 });
    const [row] = await rowsOf(
      scratch.workspace,
      "select cast(sum(value) as double) as n from observations where country = 'CHN'",
    );
    expect(row?.n).toBe(1);
  });
});
