import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchOpenAlexCounts } from "../../../src/sources/openalex-counts/fetch.ts";
import { planOpenAlexCounts } from "../../../src/sources/openalex-counts/plan.ts";
import { countsReply, openAlexServer } from "../../fixtures/openalex/server.ts";
import { rowsOf, scratchWorkspace } from "../../fixtures/openalex/workspace.ts";

/** Fetches by field what the page and the technology view tell to fetch, from a world with outputs that add up. */
async function fetchedByField(): Promise<string> {
  const sizes: Readonly<Record<string, number>> = { CN: 1000, RU: 200, US: 900, DE: 400 };
  const server = await openAlexServer((query) => {
    const filter = query.get("filter") ?? "";
    const asked = /authorships\.countries:([A-Z]{2})/.exec(filter)?.[1];
    const field = /field\.id:(\d+)/.exec(filter)?.[1];
    const fields = field === undefined ? 26 : 1;
    const output = (code: string) =>
      (sizes[code] as number) * (fields + (code === "CN" && (field ?? "17") === "17" ? 2 : 0));
    const joint = (a: string, b: string) => (fields * Math.min(sizes[a] as number, sizes[b] as number)) / 10;
    const groups = Object.keys(sizes).map((code) => ({
      key: `https://openalex.org/countries/${code}`,
      count: asked === undefined || asked === code ? output(code) : joint(asked, code),
    }));
    groups.push({ key: "unknown", count: 500 * fields });
    return { body: { meta: { count: 4000 * fields, groups_count: groups.length }, group_by: groups } };
  });
  const plan = planOpenAlexCounts({
    countries: ["CN", "RU"],
    from: 2021,
    to: 2022,
    by: "field",
    world: true,
  });
  const access = { baseUrl: server.baseUrl, cache: join(scratch.folder, "cache"), out: scratch.folder };
  const { file } = await fetchOpenAlexCounts(plan, { ...access, spacingMs: 0 });
  await server.close();
  return file;
}

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
    // China's output is in two answers, its own and the world's, and the later one holds; Russia's is 37, the world's 5000.
    const [output] = rows.filter((r) => r.a === "CHN" && r.b === "CHN").map((r) => r.n as number);
    expect([27, 3022]).toContain(output);
    expect(near.rows[0]?.affinity).toBeCloseTo((37 * 5000) / ((output as number) * 37), 12);
  });

  it("answers every research question by field after the commands that the page gives", async () => {
    const fetched = await fetchedByField();
    const [report] = await scratch.workspace.load("openalex-counts", [fetched]);
    expect(report?.rows.quarantined).toBe(0);
    const run = (name: string, more: object) =>
      scratch.workspace.run(name, { country: "CHN", from: 2021, to: 2022, ...more });
    const countries = await rowsOf(
      scratch.workspace,
      "select distinct unnest([country_a, country_b]) as c from collaborations order by c",
    );
    expect(countries.map((r) => r.c)).toEqual(["CHN", "DEU", "RUS", "USA"]);

    const special = await run("research-specialisation", {});
    expect(special.rows).toHaveLength(26);
    const computing = special.rows.find((r) => r.field === "17");
    // 2 × 3000 of 2 × 28000 works against 2 × 3500 of 2 × 91000: (3/28) / (1/26)
    expect(computing).toMatchObject({ works: 6000, share: 3 / 28, source: "openalex-counts" });
    expect(computing?.specialisation).toBeCloseTo((3 / 28) * 26, 12);
    expect(special.rows.every((r) => r.low !== null)).toBe(true);

    const pair = await run("collaboration", { partner: "RUS" });
    expect(pair.rows.map((r) => [r.year, r.works, r.rank, r.partner_rank])).toEqual([
      [2021, 520, 3, 1],
      [2022, 520, 3, 1],
    ]);
    // Each cell of the technology view: by default outputs, as only two countries' ties were asked for.
    const cells = await run("affinity", { partner: "RUS,USA,DEU", field: "17", from: 2022 });
    expect(cells.rows.map((r) => [r.partner, r.works, r.basis])).toEqual([
      ["DEU", 40, "outputs"],
      ["RUS", 20, "outputs"],
      ["USA", 90, "outputs"],
    ]);
    expect(cells.rows[1]?.affinity).toBeCloseTo((20 * 3500) / (3000 * 200), 12);
    expect(cells.rows[1]?.share).toBeCloseTo(20 / 150, 12);
    expect(cells.rows.every((r) => r.intensity === null)).toBe(true);
    const ties = await run("affinity", { partner: "USA", field: "17", basis: "ties" });
    expect(ties.rows[0]).toMatchObject({ affinity: null, jaccard: null, salton: null });
    const others = await run("collaboration", { country: "DEU", partner: "USA" });
    expect(others.rows.map((r) => r.works)).toEqual([null, null]);
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
