import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { initWorkspace, openWorkspace, TightropeError } from "@tightrope/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fixture, query, scratch } from "./scratch.ts";

let s: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => {
  s = await scratch();
});
afterEach(() => s.close());

const put = async (name: string, content: string | Uint8Array) => {
  const path = join(s.folder, name);
  await writeFile(path, content);
  return path;
};

/** The one sentence a load ends in, having changed nothing. */
async function refusal(source: string, files: string[], options = {}): Promise<string> {
  const before = (await s.workspace.state()).snapshot;
  const error: unknown = await s.workspace.load(source, files, options).then(
    () => expect.fail("loaded"),
    (e) => e,
  );
  expect(error).toBeInstanceOf(TightropeError);
  expect((error as Error).message).not.toContain("\n");
  expect((await s.workspace.state()).snapshot).toBe(before);
  return (error as Error).message;
}

const BACI = "t,i,j,k,v,q\n2022,156,643,854231,120.5,1.25\n";

describe("a bad input gets one sentence and changes nothing", () => {
  it("a file that is not there, is empty, or holds only a header", async () => {
    expect(await refusal("baci", [join(s.folder, "none.csv")])).toMatch(/^no such file: .*none\.csv/);
    expect(await refusal("baci", [await put("e.csv", "")])).toMatch(/^file is empty/);
    expect(
      await refusal("wdi", [await put("h.csv", "Country Code,Year,Value\n")], { series: "A.B" }),
    ).toMatch(/^no usable row in h\.csv: expected the World Bank/);
  });

  it("a wrong file: what was expected and what was found", async () => {
    expect(await refusal("imts", [fixture("wdi/long.csv")])).toMatch(
      /^long\.csv is not what imts expects: expected the wide CSV of IMF IMTS .*; found 4 columns: Country Name, Country Code, Year, Value; missing: COUNTRY\.ID/,
    );
  });

  it("a truncated gzip and a truncated zip", async () => {
    const whole = gzipSync(BACI.repeat(2000));
    expect(
      await refusal("baci", [await put("BACI_HS17_Y2022_V202501.csv.gz", whole.subarray(0, -20))]),
    ).toMatch(/^file is damaged: .* gzip stream: download it again$/);
    const zip = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(40)]);
    expect(await refusal("baci", [await put("b.zip", zip)])).toMatch(/not a whole zip archive/);
  });

  it("an error page saved as CSV", async () => {
    const page = "\n<!DOCTYPE html>\n<html><body>404 Not Found</body></html>";
    expect(await refusal("baci", [await put("BACI_HS17_Y2022_V202501.csv", page)])).toMatch(
      /^not data but a web page \(HTML\)/,
    );
    const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
    expect(await refusal("baci", [await put("x.csv", xml)])).toMatch(/^not data but a web page \(XML\)/);
  });

  it("ten thousand columns", async () => {
    const wide = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",");
    expect(await refusal("imts", [await put("wide.csv", `${wide}\n`)])).toMatch(
      /header has 10000 columns, more than/,
    );
  });

  describe("a quote that is not closed on its line", () => {
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => `Aruba,ABW,${from + n},1`).join("\n");
    const wdi = (...parts: string[]) => `Country Name,Country Code,Year,Value\n${parts.join("\n")}\n`;
    it.each([
      ["to the end of the file", wdi(rows(1960, 1970), '"Angola,AGO,2000,1', rows(1970, 2000))],
      [
        "up to a later quote",
        wdi(rows(1960, 1970), '"Angola,AGO,2000,1', rows(1970, 1990), 'Chad",TCD,2000,1'),
      ],
      [
        "into a quoted cell",
        wdi(rows(1960, 1970), '"Angola,AGO,2000,1', rows(1970, 1990), '"Chad",TCD,2000,1', rows(1990, 2000)),
      ],
      [
        "into the next line only",
        wdi(rows(1960, 1970), '"Angola,AGO,2000,1', 'Chad",TCD,2000,1', rows(1970, 1980)),
      ],
    ])("%s is named by its line, since rows would be lost", async (_what, text) => {
      const file = await put("gdp.csv", text);
      expect(await refusal("wdi", [file], { series: "NY.GDP.MKTP.CD" })).toBe(
        "quote is not closed: gdp.csv, line 12: it takes in the rows after it: close or remove it",
      );
    });

    it("in a file read typed as well, and in its last line quarantined alone", async () => {
      const lines = Array.from({ length: 50 }, (_, n) => `2022,156,643,${854000 + n},1.5,1`);
      const broken = [...lines.slice(0, 10), '2022,156,643,"854231,1.5,1', ...lines.slice(10)];
      const name = "BACI_HS17_Y2022_V202501.csv";
      expect(await refusal("baci", [await put(name, `t,i,j,k,v,q\n${broken.join("\n")}\n`)])).toMatch(
        /^quote is not closed: .*, line 12: /,
      );
      const last = await put("last.csv", wdi(rows(1960, 1970), '"Angola,AGO,2000,1'));
      const [report] = await s.workspace.load("wdi", [last], { series: "NY.GDP.MKTP.CD" });
      expect(report?.rows).toMatchObject({ read: 11, kept: 10, quarantined: 1 });
    });
  });

  it("a binary file, and an unknown option", async () => {
    expect(await refusal("imts", [await put("x.csv", Buffer.from([1, 2, 0, 3, 4]))])).toMatch(
      /^not text but a binary file/,
    );
    expect(await refusal("baci", [await put("plain.csv", BACI)])).toMatch(/cannot tell the HS revision/);
  });

  it("contradicting figures in a later file, unless they replace the earlier ones", async () => {
    await s.workspace.load("baci", [await put("BACI_HS17_Y2022_V202401.csv", BACI)]);
    await s.workspace.load("baci", [await put("BACI_HS17_Y2021_V202401.csv", BACI.replace("2022", "2021"))]);
    const newer = await put("BACI_HS17_Y2022_V202501.csv", BACI.replace("120.5", "130.5"));
    expect(await refusal("baci", [newer])).toMatch(
      /contradicts figures already loaded from baci: 1 of its rows/,
    );
    await s.workspace.load("baci", [newer], {}, { replace: true });
    expect(
      await query(s.workspace, "select year(period) y, value_usd::varchar v from trade order by 1"),
    ).toEqual([
      { y: "2021", v: "120500.000" },
      { y: "2022", v: "130500.000" },
    ]);
  });

  it("a bad file among good ones: none of them is kept", async () => {
    const good = await put("BACI_HS17_Y2021_V202401.csv", BACI.replace("2022", "2021"));
    const bad = await put("notes.csv", "who,what\nA,B\n");
    expect(await refusal("baci", [good, bad], { revision: "HS2017" })).toMatch(
      /^notes\.csv is not what baci expects: .*; none of the 2 files was kept$/,
    );
    // Later the good one loads as if nothing had been.
    const [report] = await s.workspace.load("baci", [good]);
    expect(report).toMatchObject({ already: false, rows: { read: 1, kept: 1 } });
  });
});

describe("what is loaded already is known by its content and by what its options come to", () => {
  it("the same file under another name, or with the option its name implies", async () => {
    const [first] = await s.workspace.load("baci", [await put("BACI_HS17_Y2022_V202401.csv", BACI)]);
    expect(first?.already).toBe(false);
    const named = await s.workspace.load("baci", [await put("copy.csv", BACI)], { revision: "HS2017" });
    expect(named[0]?.already).toBe(true);
  });

  it("the same bytes whose name says another revision are other figures", async () => {
    await s.workspace.load("baci", [await put("BACI_HS17_Y2022_V202401.csv", BACI)]);
    const [other] = await s.workspace.load("baci", [await put("BACI_HS92_Y2022_V202401.csv", BACI)]);
    expect(other).toMatchObject({ already: false, rows: { kept: 1 } });
    expect(
      (await query(s.workspace, "select classification c from trade order by 1")).map(({ c }) => c),
    ).toEqual(["HS1992", "HS2017"]);
  });

  it("rows that another file gave are left out, not refused", async () => {
    await s.workspace.load("baci", [await put("BACI_HS17_Y2022_V202401.csv", BACI)]);
    const more = await put("BACI_HS17_Y2022_V202402.csv", `${BACI}2022,643,156,270900,7,1\n`);
    const [report] = await s.workspace.load("baci", [more]);
    expect(report?.rows).toEqual({
      read: 2,
      kept: 1,
      quarantined: 0,
      skipped: { "already loaded from another file": 1 },
    });
  });
});

describe("an odd input loads as what it is", () => {
  it("a year and a number beyond what there can be are refused in their own columns", async () => {
    const file = await put(
      "gdp.csv",
      "Country Name,Country Code,Year,Value\nChina,CHN,99999,1\nChina,CHN,2001,1e300\nChina,CHN,2002,x\nChina,CHN,2003,5\n",
    );
    const [report] = await s.workspace.load("wdi", [file], { series: "NY.GDP.MKTP.CD" });
    expect(report?.rows).toMatchObject({ read: 4, kept: 1, quarantined: 3 });
    expect(await query(s.workspace, 'select "column" as c, reason from quarantine order by line')).toEqual([
      { c: "Year", reason: "not a year" },
      { c: "Value", reason: "number too large: 1e300" },
      { c: "Value", reason: "not a number: x" },
    ]);
  });

  it("Latin-1, UTF-16, byte-order marks, Windows line ends, gzip, folders", async () => {
    const text = "Country Name,Country Code,Year,Value\r\nCôte d'Ivoire,CIV,2000,1.5\r\n";
    const files = [
      await put("latin.csv", Buffer.from(text, "latin1")),
      await put("wide.csv", Buffer.from(`\uFEFF${text.replace("2000", "2001")}`, "utf16le")),
      await put("bom.csv", `\uFEFF${text.replace("2000", "2002")}`),
      await put("zipped.csv.gz", gzipSync(text.replace("2000", "2003"))),
    ];
    const reports = await s.workspace.load("wdi", files, { series: "NY.GDP.MKTP.CD" });
    expect(reports.map((r) => [r.rows.kept, r.convertedFrom])).toEqual([
      [1, "windows-1252"],
      [1, "utf-16le"],
      [1, undefined],
      [1, undefined],
    ]);
  });

  it("text of several lines in a quoted cell, and the lines after it keep their numbers", async () => {
    const file = await put(
      "gdp.csv",
      'Country Name,Country Code,Year,Value\n"Aruba,\n(an island,\nin the Caribbean)",ABW,2000,1\nx,ABW,2001,1,9\nAngola,AGO,2000,many\n',
    );
    await s.workspace.load("wdi", [file], { series: "NY.GDP.MKTP.CD" });
    expect(
      await query(s.workspace, "select line, reason from quarantine where line is not null order by line"),
    ).toMatchObject([{ line: "5" }, { line: "6", reason: "not a number: many" }]);
  });

  it("negative values and unknown countries go to quarantine with line, column and reason", async () => {
    await s.workspace.load("baci", [fixture("baci/BACI_HS17_Y2022_V202501.csv")]);
    expect(
      await query(
        s.workspace,
        `select line, "column", reason from quarantine where line is not null order by line limit 3`,
      ),
    ).toEqual([
      { line: "7", column: "i", reason: "unknown exporter 999" },
      { line: "8", column: "v", reason: "negative value" },
      { line: "9", column: "j", reason: "a country trading with itself" },
    ]);
  });
});

describe("a name where a country code belongs", () => {
  it("goes to quarantine with its column and itself; the other rows are kept", async () => {
    const row = (exporter: string, importer: string) =>
      `baci,2022-01-01,A,${exporter},${importer},854231,HS2017,reconciled,1.5,FOB,,reported`;
    const header =
      "source,period,frequency,exporter,importer,product,classification,reporter,value_usd,valuation,quantity_kg,status";
    const rows = [row("CHN", "RUS"), row("China", "RUS"), row("CHN", "ru")];
    const file = await put("flows.csv", `${header}\n${rows.join("\n")}\n`);
    const [report] = await s.workspace.load("baci", [file], { revision: "HS2017" });
    expect(report?.rows).toMatchObject({ read: 3, kept: 1, quarantined: 2 });
    expect(
      await query(
        s.workspace,
        `select line, "column", reason from quarantine where source = 'baci' order by line`,
      ),
    ).toEqual([
      { line: "3", column: "exporter", reason: "exporter is not a code of three capital letters: China" },
      { line: "4", column: "importer", reason: "importer is not a code of three capital letters: ru" },
    ]);
  });
});

describe("a damaged or unwritable workspace", () => {
  it("a path outside it in its description is refused", async () => {
    const path = join(s.workspace.folder, "datapackage.json");
    const text = (await readFile(path, "utf8")).replace(
      /tables\/blocs\/[0-9a-f]{24}\.parquet/g,
      "../../etc/passwd",
    );
    await writeFile(path, text);
    await expect(openWorkspace(s.workspace.folder)).rejects.toThrow(
      /^workspace description is damaged .*a path inside the workspace/,
    );
  });

  const root = process.getuid?.() === 0;
  const mounts = root && tries("mount", ["--version"]);
  if (!mounts)
    console.warn(
      `skipped: the tests of a full disk and of a read-only folder mount file systems, which ${root ? "needs the program mount" : "only root may do"}`,
    );
  it.skipIf(!mounts)("no space on its disk: said so, and as it was", async (ctx) => {
    const disk = join(s.folder, "disk");
    await mkdir(disk);
    if (!tries("mount", ["-t", "tmpfs", "-o", "size=600k", "tmpfs", disk]))
      ctx.skip("this root may not mount a small disk");
    try {
      const workspace = await initWorkspace(join(disk, "ws"));
      const before = (await workspace.state()).snapshot;
      const rows = Array.from(
        { length: 200_000 },
        (_, n) => `2022,156,643,${String(n).padStart(6, "0")},${(n * 7919) % 100003}.${n % 1000},1`,
      );
      const file = await put("BACI_HS17_Y2022_V202501.csv.gz", gzipSync(`t,i,j,k,v,q\n${rows.join("\n")}\n`));
      await expect(workspace.load("baci", [file])).rejects.toThrow(/^no space left on the disk/);
      expect((await workspace.state()).snapshot).toBe(before);
      await workspace.close();
    } finally {
      tries("umount", [disk]);
    }
  });

  it.skipIf(!mounts)("a read-only folder: said so", async (ctx) => {
    const view = join(s.folder, "read only");
    await mkdir(view);
    if (!tries("mount", ["--bind", s.workspace.folder, view]))
      ctx.skip("this root may not mount a read-only view");
    try {
      expect(tries("mount", ["-o", "remount,bind,ro", view])).toBe(true);
      const workspace = await openWorkspace(view);
      await expect(workspace.load("baci", [fixture("baci/BACI_HS17_Y2022_V202501.csv")])).rejects.toThrow(
        /^workspace cannot be written: .* is read-only/,
      );
      expect((await workspace.tables()).map((t) => t.name)).toEqual(["blocs", "control_lists"]);
      await workspace.close();
    } finally {
      tries("umount", [view]);
    }
  });

  it("opened read-only refuses to load", async () => {
    const workspace = await openWorkspace(s.workspace.folder, { readOnly: true });
    await expect(workspace.load("baci", [fixture("baci/BACI_HS17_Y2022_V202501.csv")])).rejects.toThrow(
      /open read-only/,
    );
    await workspace.close();
  });
});

describe("the same rows give the same bytes", () => {
  it("with one and two threads, and after another order of loading", async () => {
    const files = await Promise.all(
      [2021, 2022].map((year) =>
        put(
          `BACI_HS17_Y${year}_V202501.csv`,
          `t,i,j,k,v,q\n${Array.from({ length: 5000 }, (_, n) => `${year},${[156, 643][n % 2]},842,${String((n * 7919) % 1000000).padStart(6, "0")},${n}.125,1`).join("\n")}\n`,
        ),
      ),
    );
    await s.workspace.load("baci", files);
    const snapshots = [(await s.workspace.state()).snapshot];
    for (const threads of [1, 2]) {
      const other = await scratch({ duckdb: { threads, memoryLimit: "500MB" } });
      for (const file of [...files].reverse()) await other.workspace.load("baci", [file]);
      snapshots.push((await other.workspace.state()).snapshot);
      await other.close();
    }
    expect(new Set(snapshots).size).toBe(1);
    expect(basename(files[0] as string)).toContain("2021");
  });
});

function tries(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
