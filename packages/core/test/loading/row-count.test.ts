import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allTables } from "@tightrope/core";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runLoader } from "../../src/loading/loader.ts";
import { defineSource } from "../../src/sources/source.ts";

const folder = mkdtempSync(join(tmpdir(), "tightrope-count-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "members.csv");
writeFileSync(path, "bloc,country\na,CHN\na,RUS\nb,CHN\n");

/** A source of two tables whose loader forgets the rows of bloc b, or does not. */
function load(forgets: boolean) {
  const source = defineSource({
    name: "careless",
    title: "t",
    publisher: "p",
    licence: { id: "CC0-1.0", title: "t", redistributable: true },
    citation: "c",
    description: "d",
    accepts: "a file",
    tables: ["blocs", "control_lists"],
    oneTablePerLine: true,
    options: z.object({}),
    async load(input, _options, loader) {
      await loader.readCsv("members", { path: input.path, wanted: ["bloc", "country"] });
      await loader.write(
        "blocs",
        "select bloc, country, date '2020-01-01' as starts, null::date as ends, line as reject_line from members where bloc = 'a'",
      );
      await loader.write(
        "control_lists",
        `select bloc as list, '1' as version, country as code, 'HS2022' as classification, '' as tier, '' as authority,
           date '2020-01-01' as starts, null::date as ends, line as reject_line from members where bloc = 'b' and ${forgets ? "false" : "true"}`,
      );
    },
  });
  return runLoader(
    source,
    { name: "members.csv", path, files: [{ name: "members.csv", path }], companions: [] },
    {},
    {
      scratch: mkdtempSync(join(folder, "scratch-")),
      tables: new Map(allTables.map((t) => [t.name, t])),
      existing: () => [],
      replace: false,
      progress: () => undefined,
    },
  );
}

describe("the rows of a load that writes several tables", () => {
  it("are held to the rows that were read, counted apart", async () => {
    await expect(load(true)).rejects.toThrow(
      "source careless lost count of members.csv: 3 rows read, but 2 kept, 0 quarantined and 0 left out",
    );
    expect((await load(false)).rows).toMatchObject({ read: 3, kept: 3 });
  });
});
