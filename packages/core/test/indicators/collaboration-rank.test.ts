import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
  const text =
    "year,country1_iso2,country2_iso2,works\n2020,CN,US,9\n2020,CN,DE,7\n2020,RU,CN,7\n2020,CN,FR,1\n2020,CN,KZ,0\n2020,US,DE,99\n";
  await scratch.workspace.load("coauthorship", [await scratch.file("pairs.csv", text)]);
});
afterEach(() => scratch.close());

const rank = (parameters: object = {}) =>
  scratch.workspace.run("collaboration-rank", { country: "CHN", from: 2020, to: 2020, ...parameters });

describe("collaboration-rank", () => {
  it("gives equal counts the better rank and skips the next; no joint work, no rank", async () => {
    const { rows } = await rank();
    expect(rows.map((r) => [r.rank, r.partner, r.works, r.partners])).toEqual([
      [1, "USA", 9, 4],
      [2, "DEU", 7, 4],
      [2, "RUS", 7, 4],
      [4, "FRA", 1, 4],
    ]);
    expect(rows.reduce((sum, r) => sum + (r.share ?? 0), 0)).toBeCloseTo(1, 12);
    expect(rows[0]?.member).toBeNull();
  });

  it("keeps ranks among all partners when only some are asked for", async () => {
    expect((await rank({ partner: "FRA" })).rows.map((r) => r.rank)).toEqual([4]);
    expect((await rank({ top: 2 })).rows).toHaveLength(3);
  });
});
