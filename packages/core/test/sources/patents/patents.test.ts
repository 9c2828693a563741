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
    // Of the semiconductor application P1: one joint, one of each side.
    expect(
      profile.rows.filter((r) => r.unit === "patents").map((r) => [r.measure, r.subject, r.value]),
    ).toEqual([
      ["joint patents", "CHN-RUS", 1],
      ["patents", "CHN", 1],
      ["patents", "RUS", 1],
    ]);
    // Russia is on every application here, so its ties are all there, and only its.
    const rank = await scratch.workspace.run("collaboration-rank", {
      country: "RUS",
      from: 2020,
      to: 2020,
      source: "patents",
    });
    expect(rank.rows.map((r) => [r.partner, r.works, r.rank])).toEqual([
      ["CHN", 2, 1],
      ["USA", 1, 2],
    ]);
    expect(rank.coverage.notes.map((n) => n.text).join()).not.toMatch(/OpenAlex/);
    const share = await scratch.workspace.run("collaboration-share", {
      country: "RUS",
      partner: "CHN",
      from: 2020,
      to: 2020,
      source: "patents",
      field: "ipc:H04L",
    });
    expect(share.rows[0]).toMatchObject({ works: 1, ties: 2, share: 0.5 });
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
