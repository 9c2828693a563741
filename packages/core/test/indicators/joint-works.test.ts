import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";
import { makeWorld } from "../fixtures/openalex/world.ts";

const world = makeWorld({ seed: 5, works: 3000 });
let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeAll(async () => {
  scratch = await scratchWorkspace();
  const file = join(scratch.workspace.folder, "..", `joint-${process.pid}.gz`);
  await writeFile(file, world.file());
  await scratch.workspace.load("openalex", [file]);
}, 60_000);
afterAll(() => scratch.close());

const joint = (keep: (w: (typeof world.works)[number]) => boolean) =>
  world.works
    .filter((w) => ["CN", "RU"].every((c) => w.authors.some((a) => a.countries.includes(c))) && keep(w))
    .map((w) => w.id)
    .sort();
const ask = (more: object = {}) =>
  scratch.workspace.run("joint-works", {
    country: "CHN",
    partner: "RUS",
    from: 2010,
    to: 2023,
    limit: 5000,
    ...more,
  });

describe("joint-works", () => {
  it("lists every work of both countries in a field and span, most cited first", async () => {
    const { rows } = await ask({ field: "31", from: 2020, to: 2022 });
    const expected = joint((w) => w.field === "31" && w.year >= 2020 && w.year <= 2022);
    expect(expected.length).toBeGreaterThan(5);
    expect(rows.map((r) => r.work).sort()).toEqual(expected);
    const cited = rows.map((r) => r.cited_by ?? -1);
    expect(cited).toEqual([...cited].sort((a, b) => b - a));
    expect(new Set(rows.map((r) => r.field))).toEqual(new Set(["Physics and Astronomy"]));
    expect((await ask({ field: "31", from: 2020, to: 2022, country: "RUS", partner: "CHN" })).rows).toEqual(
      rows,
    );
  });

  it("says how many fit when it lists fewer", async () => {
    const { rows } = await ask({ limit: 3 });
    expect(rows.map((r) => r.rank)).toEqual([1, 2, 3]);
    expect(rows[0]?.total).toBe(joint((w) => w.year >= 2010 && w.year <= 2023).length);
  });

  it("follows a technology by its whole rule and says so", async () => {
    const { rows, coverage } = await ask({ field: "tech:fusion" });
    expect(rows.length).toBeGreaterThan(0);
    for (const { topic } of rows) expect(topic).toMatch(/fusion/i);
    expect(coverage.notes.map((n) => n.text).join()).toMatch(/found by topics, words in names of topics/);
  });

  it("refuses one country twice", async () => {
    await expect(ask({ partner: "CHN" })).rejects.toThrow(/partner CHN is the country itself/);
  });
});
