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
`;
    const [report] = await scratch.workspace.load(source, [await scratch.file("e.csv", text)]);
    expect(report?.rows.quarantined).toBe(2);
    expect(report?.rows.skipped).toEqual({ "the same event again": 1 });
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
});
