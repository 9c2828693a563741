import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sources } from "@tightrope/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REFERENCE_FILES } from "../../src/sources/reference/source.ts";
import { fixture, query, scratch } from "../loading/scratch.ts";

/** What each source's fixture must come to; the rows are counted by hand in the files. */
const FIXTURES: Readonly<
  Record<string, { files: string[]; options?: object; read: number; kept: number; quarantined: number }[]>
> = {
  baci: [{ files: ["baci/BACI_HS17_Y2022_V202501.csv"], read: 10, kept: 5, quarantined: 5 }],
  comtrade: [
    { files: ["comtrade/comtrade.csv"], read: 15, kept: 6, quarantined: 2 },
    { files: ["comtrade/comtrade.json"], read: 15, kept: 6, quarantined: 2 },
  ],
  imts: [{ files: ["imts/imts.csv"], read: 20, kept: 8, quarantined: 3 }],
  "eurostat-comext": [{ files: ["eurostat-comext/comext.csv"], read: 7, kept: 3, quarantined: 2 }],
  wdi: [
    { files: ["wdi/wide.csv"], read: 12, kept: 3, quarantined: 2 },
    { files: ["wdi/long.csv"], options: { series: "NY.GDP.MKTP.CD" }, read: 4, kept: 2, quarantined: 1 },
  ],
  series: [{ files: ["series/settlement.csv", "series/settlement.yaml"], read: 6, kept: 4, quarantined: 1 }],
  flows: [{ files: ["flows/flows.csv", "flows/flows.yaml"], read: 8, kept: 3, quarantined: 4 }],
  coauthorship: [{ files: ["coauthorship/pairs.csv"], read: 5, kept: 2, quarantined: 2 }],
  // Three works; of nine cells of countries and pairs in 2022 and 2023, one each in all, in the field and in the technology.
  openalex: [{ files: ["openalex/works.jsonl"], read: 32, kept: 3 + 9 * 3, quarantined: 2 }],
  "openalex-sample": [{ files: ["openalex-sample/scan.jsonl"], read: 4, kept: 2, quarantined: 2 }],
  // Six groups, of which one is the pair that was asked from both sides, and a line cut short; how many partners each of
  // the two countries has.
  "openalex-counts": [
    { files: ["openalex-counts/openalex-counts.jsonl"], read: 7 + 2, kept: 5 + 2, quarantined: 1 },
  ],
  // One application of two countries (three cells) in all, two classes and a technology; its second row is joined to it.
  patents: [{ files: ["patents/patents.csv"], read: 15, kept: 3 * 4, quarantined: 2 }],
  agreements: [{ files: ["agreements/events.csv"], read: 5, kept: 2, quarantined: 2 }],
  "industry-deals": [{ files: ["industry-deals/events.csv"], read: 5, kept: 2, quarantined: 2 }],
  // Six entities, five relations and the share of a country.
  "eto-chips": [
    {
      files: ["provision", "providers", "inputs", "sequence", "stages"].map((f) => `eto-chips/${f}.csv`),
      read: 14,
      kept: 12,
      quarantined: 1,
    },
  ],
  wiod: [{ files: ["wiod/wiot_2011.csv"], read: 50, kept: 13, quarantined: 3 }],
  "wiod-compact": [{ files: ["wiod-compact/wiod-compact.csv"], read: 4, kept: 2, quarantined: 2 }],
  icio: [{ files: ["icio/2020_SML.csv"], read: 50, kept: 14, quarantined: 1 }],
};

describe("every source", () => {
  it.each(sources.map((source) => [source.name, source] as const))("%s describes itself", (_name, source) => {
    expect(source.name).toMatch(/^[a-z0-9-]+$/);
    for (const text of [source.title, source.publisher, source.citation, source.description, source.accepts])
      expect(text).not.toBe("");
    if (source.url !== undefined) expect(() => new URL(source.url as string)).not.toThrow();
    expect(source.tables.length).toBeGreaterThan(0);
  });
});

/** These come with Tightrope: what ships is their fixture. */
const shipped = sources.filter((source) => source.bundled).map((source) => source.name);

describe("every source", () => {
  it("has a fixture", () => {
    const known = [...Object.keys(FIXTURES), ...shipped];
    expect(known.toSorted()).toEqual(sources.map((source) => source.name).toSorted());
  });
});

describe("every source that takes files", () => {
  let s: Awaited<ReturnType<typeof scratch>>;
  beforeEach(async () => {
    s = await scratch();
  });
  afterEach(() => s.close());

  const cases = Object.entries(FIXTURES).flatMap(([name, list]) =>
    list.map((c) => [name, c.files[0] as string, c] as const),
  );
  it.each(cases)(
    "%s accounts for every row of %s, and does nothing the second time",
    async (name, _file, c) => {
      const files = await Promise.all(
        c.files.map(async (f) => {
          const to = join(s.folder, basename(f));
          await copyFile(fixture(f), to);
          return to;
        }),
      );
      const seen: number[] = [];
      const [report] = await s.workspace.load(
        name,
        files,
        { ...c.options },
        { progress: (f) => seen.push(f) },
      );
      const skipped = Object.values(report?.rows.skipped ?? {}).reduce((a, b) => a + b, 0);
      expect(report?.rows).toMatchObject({ read: c.read, kept: c.kept, quarantined: c.quarantined });
      expect(c.read).toBe(c.kept + c.quarantined + skipped);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.at(-1)).toBe(1);
      const where = await query(s.workspace, "select line, reason from quarantine order by all");
      expect(where).toHaveLength(c.quarantined);
      for (const { line, reason } of where) {
        expect(Number(line)).toBeGreaterThan(1);
        expect(reason).not.toBe("");
      }
      const before = (await s.workspace.state()).snapshot;
      const [again] = await s.workspace.load(name, files, { ...c.options });
      expect(again).toMatchObject({ already: true, rows: report?.rows });
      expect((await s.workspace.state()).snapshot).toBe(before);
    },
  );

  it.each(shipped)("%s is in a new workspace with every row that ships, and loads again", async (name) => {
    const rows = REFERENCE_FILES.map((file) => dataRowsOf(file).length);
    const read = rows.reduce((a, b) => a + b, 0);
    const [load] = (await s.workspace.state()).loads.filter((l) => l.source === name);
    expect(load?.rows).toEqual({ read, kept: read, quarantined: 0, skipped: {} });
    expect((await s.workspace.load(name, []))[0]).toMatchObject({ already: true });
    await expect(s.workspace.load(name, [fixture("baci/BACI_HS17_Y2022_V202501.csv")])).rejects.toThrow(
      "takes no file",
    );
  });

  it.each(sources.filter((x) => !shipped.includes(x.name)).map((x) => [x.name, x.accepts] as const))(
    "%s refuses another file in one sentence and leaves the workspace as it was",
    async (name, accepts) => {
      const before = (await s.workspace.state()).snapshot;
      const other = join(s.folder, "other_2020.csv");
      await copyFile(fixture(name === "wdi" ? "flows/flows.csv" : "wdi/long.csv"), other);
      const files = [other];
      if (name === "eto-chips") files.push(fixture("eto-chips/providers.csv"));
      if (name === "series" || name === "flows")
        files.push(fixture(`${name}/${name === "series" ? "settlement" : "flows"}.yaml`));
      const error: Error = await s.workspace.load(name, files).then(
        () => expect.fail("loaded"),
        (e) => e,
      );
      expect(error.message).not.toContain("\n");
      if (name !== "series" && name !== "baci") expect(error.message).toContain(accepts);
      expect((await s.workspace.state()).snapshot).toBe(before);
    },
  );
});

function dataRowsOf(file: string): string[] {
  const bytes = readFileSync(new URL(`../../data/${file}`, import.meta.url));
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text.trim().split("\n").slice(1);
}
