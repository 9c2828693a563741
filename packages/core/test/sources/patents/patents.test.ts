import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rowsOf, scratchWorkspace } from "../../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

describe("patents", () => {
  const text = `application,year,ipc,cpc,inventor_countries,applicant_countries
P1,2020,H01L 21/02; H01L 21/04,,CN;RU,CN
P2,2020,G06N 10/20,H04L 9/08,CN;US;RU,US
P2,2020,G06N 10/60,,CN,US
P3,2021,,,RU,RU
P4,soon,H01L 21/02,,CN,CN
P5,2020,H01L 21/02,,,CN
`;

  it("counts an application once in each class and technology, and once in all", async () => {
    const [report] = await scratch.workspace.load("patents", [await scratch.file("p.csv", text)]);
    expect(report?.rows.quarantined).toBe(2);
    expect(Object.values(report?.rows.skipped ?? {})).toEqual([1]);
    const rows = await rowsOf(
      scratch.workspace,
      "select field, works_full as n, works_fractional as x from collaborations where country_a = 'CHN' and country_b = 'RUS' order by field",
    );
    expect(rows.map((r) => [r.field, r.n, r.x])).toEqual(
      [
        ["all", 2, 1.333333],
        ["ipc:G06", 1, 0.333333],
        ["ipc:G06N", 1, 0.333333],
        ["ipc:H01", 1, 1],
        ["ipc:H01L", 1, 1],
        ["ipc:H04", 1, 0.333333],
        ["ipc:H04L", 1, 0.333333],
        ["tech:quantum", 1, 0.333333],
        ["tech:cyber-security", 1, 0.333333],
        ["tech:semiconductors", 1, 1],
      ].sort((a, b) => ((a[0] as string) < (b[0] as string) ? -1 : 1)),
    );
    const profile = await scratch.workspace.run("technology-profile", {
      country: "CHN",
      partner: "RUS",
      technology: "semiconductors",
      from: 2020,
      to: 2020,
    });
    expect(profile.rows.find((r) => r.measure === "joint patents")).toMatchObject({
      value: 1,
      unit: "patents",
    });
  });

  it("counts applicants when asked, and is never taken for research unasked", async () => {
    await scratch.workspace.load("patents", [await scratch.file("p.csv", text)], { by: "applicant" });
    const ask = { country: "CHN", from: 2020, to: 2021 };
    expect((await scratch.workspace.run("collaboration-rank", ask)).rows).toEqual([]);
    const outputs = await rowsOf(
      scratch.workspace,
      "select country_a as a, works_full as n from collaborations where field = 'all' and year = 2020 order by a",
    );
    expect(outputs).toEqual([
      { a: "CHN", n: 2 },
      { a: "USA", n: 1 },
    ]);
  });
});
