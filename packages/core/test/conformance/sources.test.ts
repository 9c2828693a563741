import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sources } from "@tightrope/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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

describe("every source with a fixture", () => {
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

  const tested = new Set(Object.keys(FIXTURES));
  it.each(sources.filter((x) => tested.has(x.name)).map((x) => [x.name, x.accepts] as const))(
    "%s refuses another file in one sentence and leaves the workspace as it was",
    async (name, accepts) => {
      const before = (await s.workspace.state()).snapshot;
      const files = [fixture(name === "wdi" ? "flows/flows.csv" : "wdi/long.csv")];
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
