import { readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { initWorkspace, isoTable } from "@tightrope/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { matchesWork } from "../../../src/technologies/match.ts";
import { technologies } from "../../../src/technologies/technologies.ts";
import { rowsOf, scratchWorkspace } from "../../fixtures/openalex/workspace.ts";
import { countriesOf, line, makeWorld, type Work } from "../../fixtures/openalex/world.ts";
import { realFile } from "../../fixtures/real-data.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

const iso3 = new Map(isoTable("iso2").map(({ code, iso3 }) => [code, iso3]));
const jsonl = (works: readonly object[]) => works.map((w) => `${JSON.stringify(w)}\n`).join("");
const rows = (sql: string) => rowsOf(scratch.workspace, sql);
const work = (n: number, over: Partial<Work> = {}): Work => ({
  id: `W${n}`,
  year: 2022,
  field: "17",
  subfield: "1702",
  topic: "T1",
  topicName: "Neural Networks",
  cited: n,
  updated: "2026-01-01",
  authors: [{ id: "A1", countries: ["CN"], corresponding: true }],
  ...over,
});

/** Pair counts by brute force, the way the definition reads. */
function counted(works: readonly Work[]) {
  const table = new Map<string, { full: number; fractional: number }>();
  for (const w of works) {
    const set = countriesOf(w)
      .map((c) => iso3.get(c) as string)
      .sort();
    const fields = ["all", w.field];
    for (const t of technologies())
      if (matchesWork(t, { topic: w.topic, topicName: w.topicName, subfield: w.subfield, field: w.field }))
        fields.push(`tech:${t.name}`);
    for (const field of fields)
      for (const a of set)
        for (const b of set) {
          if (a > b) continue;
          const key = `${field} ${w.year} ${a} ${b}`;
          const entry = table.get(key) ?? { full: 0, fractional: 0 };
          entry.full += 1;
          entry.fractional += a === b ? 1 / set.length : 2 / (set.length * (set.length - 1));
          table.set(key, entry);
        }
  }
  return table;
}

describe("openalex", () => {
  it("recovers every count of a made-up world, by pair, year, field and technology", async () => {
    const world = makeWorld({ seed: 7, works: 1500 });
    const half = world.works.length / 2;
    const index = new Map(world.works.map((w, i) => [w.id, i]));
    const parts = [
      await scratch.file(
        "part_000.gz",
        world.file((w) => (index.get(w.id) as number) < half),
      ),
      await scratch.file(
        "part_001.gz",
        world.file((w) => (index.get(w.id) as number) >= half),
      ),
    ];
    const [report] = await scratch.workspace.load("openalex", parts);
    expect(report?.rows.quarantined).toBe(0);
    const truth = counted(world.works);
    const found = await rows(
      "select field, year, country_a as a, country_b as b, works_full as f, works_fractional as x from collaborations",
    );
    expect(found).toHaveLength(truth.size);
    for (const { field, year, a, b, f, x } of found) {
      const expected = truth.get(`${field} ${year} ${a} ${b}`);
      expect(f, `${field} ${year} ${a} ${b}`).toBe(expected?.full);
      expect(Math.abs((x as number) - (expected?.fractional ?? Number.NaN))).toBeLessThan(2e-6);
    }
    const [total] = await rows(
      "select count(*) as n, count(distinct work) as d, sum(cited_by) as c from publications",
    );
    expect(total).toEqual({
      n: world.works.length,
      d: world.works.length,
      c: world.works.reduce((s, w) => s + w.cited, 0),
    });
    const [one] = await rows("select * from publications where work = 'W2000000003'");
    const same = world.works[3] as Work;
    expect(one).toMatchObject({
      year: same.year,
      field: same.field,
      topic: same.topic,
      title: `Work ${same.id} on "${same.topicName}"`,
    });
    expect(one?.countries).toEqual(
      countriesOf(same)
        .map((c) => iso3.get(c))
        .sort(),
    );
    expect(report?.vintage).toBe(
      world.works
        .map((w) => w.updated)
        .sort()
        .at(-1),
    );
  });

  it("writes the same bytes whatever the order and the number of the files", async () => {
    const world = makeWorld({ seed: 3, works: 400 });
    const index = new Map(world.works.map((w, i) => [w.id, i]));
    const odd = await scratch.file(
      "odd.gz",
      world.file((w) => (index.get(w.id) as number) % 2 === 1),
    );
    const even = await scratch.file(
      "even.gz",
      world.file((w) => (index.get(w.id) as number) % 2 === 0),
    );
    const all = await scratch.file("all.gz", world.file());
    const other = await scratchWorkspace();
    try {
      await scratch.workspace.load("openalex", [odd, even]);
      await other.workspace.load("openalex", [all]);
      const hashes = async (w: typeof scratch) =>
        (await w.workspace.tables()).map(({ name, hash }) => [name, hash]);
      expect(await hashes(scratch)).toEqual(await hashes(other));
    } finally {
      await other.close();
    }
  });

  it("keeps the newest version of a work, whatever the order of the files", async () => {
    const old = work(1, { cited: 1, updated: "2026-01-01" });
    const newer = work(1, {
      cited: 9,
      updated: "2026-03-01",
      authors: [{ id: "A1", countries: ["RU", "CN"], corresponding: false }],
    });
    const a = await scratch.file("a.gz", gzipSync(jsonl([line(newer), line(work(2))])));
    const b = await scratch.file("b.gz", gzipSync(jsonl([line(old)])));
    const [report] = await scratch.workspace.load("openalex", [a, b]);
    expect(report?.rows.skipped).toEqual({ "older versions of a work that is here in a newer one": 1 });
    expect(await rows("select work, cited_by, countries from publications order by work")).toEqual([
      { work: "W1", cited_by: 9, countries: ["CHN", "RUS"] },
      { work: "W2", cited_by: 2, countries: ["CHN"] },
    ]);
  });

  it("updates incrementally: a later load needs only what is new, in whatever order the loads come", async () => {
    const older = await scratch.file("a.gz", gzipSync(jsonl([line(work(1)), line(work(2)), line(work(3))])));
    const newer = await scratch.file(
      "b.gz",
      gzipSync(
        jsonl([
          line(
            work(2, {
              updated: "2026-04-01",
              authors: [{ id: "A9", countries: ["RU", "CN"], corresponding: false }],
            }),
          ),
          line(work(4)),
        ]),
      ),
    );
    const merged = await scratch.file("2026-04-02.csv", "merge_date,id,merge_into_id\n2026-04-02,W3,W4\n");
    const other = await scratchWorkspace();
    try {
      await scratch.workspace.load("openalex", [older]);
      const [report] = await scratch.workspace.load("openalex", [newer, merged]);
      expect(report?.rows.skipped).toEqual({
        "older versions of a work that is here in a newer one": 1,
        "works merged into another or deleted": 1,
      });
      expect(
        (await rows("select work, countries from publications order by work")).map((r) => [
          r.work,
          r.countries,
        ]),
      ).toEqual([
        ["W1", ["CHN"]],
        ["W2", ["CHN", "RUS"]],
        ["W4", ["CHN"]],
      ]);
      expect(
        await rows(
          "select works_full as n from collaborations where field = 'all' and country_a = 'CHN' and country_b = 'CHN'",
        ),
      ).toEqual([{ n: 3 }]);
      expect((await scratch.workspace.load("openalex", [newer, merged]))[0]?.already).toBe(true);
      await other.workspace.load("openalex", [newer]);
      await other.workspace.load("openalex", [older, merged]);
      const hashes = async (w: typeof scratch) =>
        (await w.workspace.tables()).map(({ name, hash }) => [name, hash]);
      expect(await hashes(other)).toEqual(await hashes(scratch));
    } finally {
      await other.close();
    }
  });

  it("reads a line longer than most readers have room for", async () => {
    const long = { ...line(work(1)), abstract_inverted_index: { word: "x".repeat(40 * 2 ** 20) } };
    await scratch.workspace.load("openalex", [await scratch.file("a.jsonl", jsonl([long, line(work(2))]))]);
    expect(await rows("select work from publications order by work")).toEqual([
      { work: "W1" },
      { work: "W2" },
    ]);
  });

  it("writes the same bytes with one thread and with two", async () => {
    const path = await scratch.file("all.gz", makeWorld({ seed: 4, works: 3000 }).file());
    const hashes: unknown[] = [];
    for (const threads of [1, 2]) {
      const own = await initWorkspace(join(scratch.folder, `threads-${threads}`), { duckdb: { threads } });
      await own.load("openalex", [path]);
      hashes.push((await own.tables()).map(({ name, hash }) => [name, hash]));
      await own.close();
    }
    expect(hashes[0]).toEqual(hashes[1]);
  });

  it("takes the day from the folder when a line has none", async () => {
    const folder = join(scratch.folder, "updated_date=2026-05-04");
    await mkdir(folder);
    const { updated_date: _, ...bare } = line(work(1)) as { updated_date: string };
    await writeFile(join(folder, "part_000.gz"), gzipSync(jsonl([bare])));
    await scratch.workspace.load("openalex", [folder]);
    expect(await rows("select cast(updated as varchar) as day from publications")).toEqual([
      { day: "2026-05-04" },
    ]);
  });

  it("drops works that the merge lists name", async () => {
    const part = await scratch.file("part_000.gz", gzipSync(jsonl([1, 2, 3].map((n) => line(work(n))))));
    const merged = await scratch.file(
      "2026-02-02.csv.gz",
      gzipSync("merge_date,id,merge_into_id\n2026-02-02,W2,W3\n2026-02-02,https://openalex.org/W9,W1\n"),
    );
    const [report] = await scratch.workspace.load("openalex", [part, merged]);
    expect(report?.rows.skipped).toEqual({ "works merged into another or deleted": 1 });
    expect((await rows("select work from publications order by work")).map((r) => r.work)).toEqual([
      "W1",
      "W3",
    ]);
  });

  it("quarantines what is not a work, with file, line and reason, and keeps the rest", async () => {
    const text = [
      JSON.stringify(line(work(1))),
      "",
      '{"id":"https://openalex.org/W3","publication_year":20',
      "not json",
      '{"publication_year":2021}',
      '{"id":"https://openalex.org/W5","publication_year":"soon","authorships":[]}',
      JSON.stringify(line(work(6))),
      '{"id":"https://openalex.org/W7","publication_year":2022,"authorships":null,"primary_topic":null}',
    ].join("\n");
    const [report] = await scratch.workspace.load("openalex", [
      await scratch.file("part_000.gz", gzipSync(`${text}\n`)),
    ]);
    expect(report?.rows.quarantined).toBe(4);
    const bad = await rows("select line, reason from quarantine order by line");
    expect(bad.map((r) => r.line)).toEqual([3, 4, 5, 6]);
    expect(bad[0]?.reason).toMatch(/part_000\.gz: not a JSON object: \{"id"/);
    expect(bad[2]?.reason).toMatch(/id is missing/);
    expect(bad[3]?.reason).toMatch(/publication_year is missing or not a year/);
    expect(await rows("select work, countries, authors from publications order by work")).toEqual([
      { work: "W1", countries: ["CHN"], authors: 1 },
      { work: "W6", countries: ["CHN"], authors: 1 },
      { work: "W7", countries: [], authors: 0 },
    ]);
  });

  it("reads result pages of the API", async () => {
    const page = {
      meta: { count: 2, per_page: 100 },
      results: [line(work(1)), line(work(2, { authors: [] })), { id: null }],
    };
    const [report] = await scratch.workspace.load("openalex", [
      await scratch.file("page.json", JSON.stringify(page)),
    ]);
    expect(report?.rows.quarantined).toBe(1);
    expect((await rows("select work from publications order by work")).map((r) => r.work)).toEqual([
      "W1",
      "W2",
    ]);
  });

  it("says in the load and in every result how many works list only the authors an API page has room for", async () => {
    const crowd = Array.from({ length: 100 }, (_, i) => ({
      id: `A${i}`,
      countries: ["CN", "RU"],
      corresponding: false,
    }));
    const cut = work(1, { authors: crowd });
    const [report] = await scratch.workspace.load("openalex", [
      await scratch.file(
        "page.json",
        JSON.stringify({ results: [{ ...line(cut), is_authors_truncated: true }, line(work(2))] }),
      ),
    ]);
    const text = /^1 work lists exactly 100 authors, where result pages of the OpenAlex API cut the list off/;
    expect(report?.notes).toEqual([expect.stringMatching(text)]);
    const asked = { country: "CHN", partner: "RUS", from: 2022, to: 2022 };
    const notes = async () => (await scratch.workspace.run("collaboration", asked)).coverage.notes;
    expect(await notes()).toContainEqual({ kind: "partial", text: expect.stringMatching(text) });
    // The whole work, from the snapshot, takes the place of the cut one, and the warning goes.
    const whole = {
      ...cut,
      updated: "2026-02-01",
      authors: [...crowd, { id: "A100", countries: ["KZ"], corresponding: false }],
    };
    await scratch.workspace.load("openalex", [
      await scratch.file("part_000.gz", gzipSync(jsonl([line(whole)]))),
    ]);
    expect((await notes()).filter((n) => text.test(n.text))).toEqual([]);
  });

  it("keeps codes it does not know behind an X, and reads countries from institutions where a release has no list", async () => {
    const strange = line(work(1, { authors: [{ id: "A1", countries: ["QQ", "RU"], corresponding: true }] }));
    const old = JSON.parse(JSON.stringify(line(work(2)))) as { authorships: { countries?: string[] }[] };
    for (const a of old.authorships) delete a.countries;
    await scratch.workspace.load("openalex", [await scratch.file("a.jsonl", jsonl([strange, old]))]);
    expect(
      (await rows("select countries, affiliations from publications order by work")).map((r) => [
        r.countries,
        r.affiliations,
      ]),
    ).toEqual([
      [
        ["RUS", "XQQ"],
        ["RUS A1", "XQQ A1"],
      ],
      [["CHN"], ["CHN A1"]],
    ]);
  });

  it.each([
    [
      "a cut gzip file",
      gzipSync(jsonl(Array.from({ length: 3000 }, (_, i) => line(work(i))))).subarray(0, 20_000),
      /damaged|gzip|GZIP/i,
    ],
    ["a CSV file", "a,b\n1,2\n", /not JSON: expected OpenAlex works, found a,b/],
    ["a web page", "<html><body>403</body></html>", /not JSON/],
  ])("refuses %s and leaves the workspace alone", async (_, content, text) => {
    const path = await scratch.file("works.gz", content);
    await expect(scratch.workspace.load("openalex", [path])).rejects.toThrow(text);
    expect((await scratch.workspace.tables()).map((t) => t.name)).not.toContain("publications");
  });
});

describe("openalex-sample", () => {
  const first = realFile("research/openalex_china_collab_sample/CN_RU.jsonl.gz");
  it.skipIf(!first)("parses every record of the real scan and never counts shares from it", async () => {
    const folder = join(first as string, "..");
    const files = readdirSync(folder).map((name) => join(folder, name));
    const [report] = await scratch.workspace.load("openalex-sample", files);
    expect(report?.rows).toMatchObject({ read: 11_768, kept: 10_562, quarantined: 0 });
    expect(report?.vintage).toMatch(/not a sample frame/);
    expect((await scratch.workspace.tables()).map((t) => t.name)).not.toContain("collaborations");
    await expect(scratch.workspace.load("openalex", files)).rejects.toThrow(/load it with openalex-sample/);
  });

  it("quarantines broken records with their line", async () => {
    const good = {
      paper_id: "https://openalex.org/W1",
      title: "x",
      publication_year: 2020,
      countries_collaborating: ["CN", "RU"],
      institutions: { CN: ["A"] },
      technology_categories: ["quantum_computing"],
    };
    const text = `${JSON.stringify(good)}\n{"paper_id": "W2"\n${JSON.stringify({ ...good, paper_id: "W3", publication_year: null })}\n`;
    const [report] = await scratch.workspace.load("openalex-sample", [
      await scratch.file("s.jsonl.gz", gzipSync(text)),
    ]);
    expect(report?.rows).toMatchObject({ read: 3, kept: 1, quarantined: 2 });
    expect(await rows("select countries, institutions, topic_name from publications")).toEqual([
      { countries: ["CHN", "RUS"], institutions: ["A"], topic_name: "quantum_computing" },
    ]);
    expect((await rows("select line from quarantine order by line")).map((r) => r.line)).toEqual([2, 3]);
  });
});
