import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchOpenAlexCounts } from "../../../src/sources/openalex-counts/fetch.ts";
import { planOpenAlexCounts } from "../../../src/sources/openalex-counts/plan.ts";
import { countsReply, openAlexServer } from "../../fixtures/openalex/server.ts";
import { rowsOf, scratchWorkspace } from "../../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

describe("openalex-counts", () => {
  it("turns fetched answers into pairs, outputs and the world's total", async () => {
    const server = await openAlexServer(countsReply);
    const access = {
      baseUrl: server.baseUrl,
      cache: join(scratch.folder, "cache"),
      out: scratch.folder,
      spacingMs: 0,
    };
    const plan = planOpenAlexCounts({ countries: ["CN"], from: 2021, to: 2022, only: ["17"], world: true });
    const { file } = await fetchOpenAlexCounts(plan, access);
    await server.close();
    const [report] = await scratch.workspace.load("openalex-counts", [file]);
    expect(report?.rows.quarantined).toBe(0);
    expect(report?.vintage).toMatch(/^retrieved \d{4}-\d\d-\d\d$/);
    const rows = await rowsOf(
      scratch.workspace,
      "select year, field, country_a as a, country_b as b, works_full as n, works_fractional as x from collaborations where year = 2022 order by a, b",
    );
    // The answer for China gives its output as the group CN; the world's answer gives every country's.
    expect(rows.map((r) => `${r.field} ${r.a} ${r.b} ${r.n} ${r.x}`)).toEqual([
      expect.stringMatching(/^17 CHN CHN \d+ null$/),
      "17 CHN DEU 57 null",
      "17 CHN RUS 37 null",
      "17 CHN USA 47 null",
      "17 DEU DEU 57 null",
      "17 RUS RUS 37 null",
      "17 USA USA 47 null",
    ]);
    const share = await scratch.workspace.run("collaboration-share", {
      country: "CHN",
      partner: "RUS",
      from: 2022,
      to: 2022,
      field: "17",
    });
    expect(share.rows[0]).toMatchObject({ works: 37, ties: 141, source: "openalex-counts" });
    const near = await scratch.workspace.run("affinity", {
      country: "CHN",
      partner: "RUS",
      from: 2022,
      to: 2022,
      field: "17",
      basis: "outputs",
    });
    expect(near.rows[0]?.works).toBe(37);
    expect(near.rows[0]?.affinity).toBeGreaterThan(0);
  });

  it("keeps a pair asked from both sides once, the later answer, and says so", async () => {
    const line = (country: string, key: string, count: number, retrieved: string) =>
      JSON.stringify({
        country,
        year: 2022,
        field: "all",
        filter: "",
        retrieved,
        count: 9,
        groups: [{ key, count }],
      });
    const text = `${line("CN", "RU", 5, "2026-01-01T00:00:00Z")}\n${line("RU", "https://openalex.org/countries/CN", 6, "2026-01-02T00:00:00Z")}\n{"broken": true}\n`;
    const [report] = await scratch.workspace.load("openalex-counts", [
      await scratch.file("openalex-counts.jsonl", text),
    ]);
    expect(report?.rows.quarantined).toBe(1);
    expect(Object.values(report?.rows.skipped ?? {})).toEqual([1]);
    expect(await rowsOf(scratch.workspace, "select works_full as n from collaborations")).toEqual([{ n: 6 }]);
  });

  it("refuses another file", async () => {
    const file = await scratch.file("x.jsonl", '{"a": 1}\n');
    await expect(scratch.workspace.load("openalex-counts", [file])).rejects.toThrow(/holds no answer/);
  });
});
