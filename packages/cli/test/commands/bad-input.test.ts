import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../run.ts";

/** What somebody at a terminal gets for a bad input: one sentence, a status other than 0, and the workspace as it was. */
const folder = mkdtempSync(join(tmpdir(), "tightrope-bad-"));
const ws = join(folder, "ws");

const put = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
/** Everything a load could have changed: the description, and which table files there are. */
const held = (at = ws) => [
  readFileSync(join(at, "datapackage.json"), "utf8"),
  ...readdirSync(join(at, "tables"), { recursive: true }).map(String).sort(),
];

beforeAll(async () => {
  expect((await run("init", ws)).status).toBe(0);
  const good = put("BACI_HS17_Y2021_V202501.csv", "t,i,j,k,v,q\n2021,156,643,854231,120.5,1.25\n");
  expect((await run("load", "baci", good, "-w", ws)).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BACI = "BACI_HS17_Y2022_V202501.csv";
const rows = (row: string) => `t,i,j,k,v,q\n${`${row}\n`.repeat(3)}`;
const bad: readonly [what: string, status: number, sentence: RegExp, load: () => string[]][] = [
  [
    "a wrong file",
    3,
    /other\.csv is not what imts expects: expected .*; found 2 columns: a, b; missing: /,
    () => ["imts", put("other.csv", "a,b\n1,2\n")],
  ],
  [
    "a truncated gzip",
    3,
    /file is damaged: .* gzip stream: download it again/,
    () => ["baci", put(`${BACI}.gz`, gzipSync(rows("2022,156,643,854231,1,1").repeat(500)).subarray(0, -9))],
  ],
  [
    "an error page saved as CSV",
    3,
    /not data but a web page \(HTML\): .* the download probably failed/,
    () => ["baci", put(BACI, "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>")],
  ],
  [
    "ten thousand columns",
    3,
    /header has 10000 columns, more than the 5000/,
    () => ["wdi", put("wide.csv", `${Array.from({ length: 10_000 }, (_, n) => `c${n}`).join(",")}\n`)],
  ],
  [
    "negative values only",
    3,
    /no usable row in .*; first problem at line 2: negative value/,
    () => ["baci", put(BACI, rows("2022,156,643,854231,-5,1"))],
  ],
  [
    "unknown countries only",
    3,
    /no usable row in .*; first problem at line 2: unknown exporter 9999/,
    () => ["baci", put(BACI, rows("2022,9999,643,854231,5,1"))],
  ],
  [
    "a quote that is not closed",
    3,
    /quote is not closed: gdp\.csv, line 3: /,
    () => [
      "wdi",
      put(
        "gdp.csv",
        'Country Name,Country Code,Year,Value\nAruba,ABW,2000,1\n"Chad,TCD,2000,1\nPeru,PER,2000,1\n',
      ),
      "--series",
      "NY.GDP.MKTP.CD",
    ],
  ],
  ["a file that is not there", 3, /no such file: .*none\.csv/, () => ["baci", join(folder, "none.csv")]],
  [
    "figures that contradict loaded ones",
    3,
    /contradicts figures already loaded from baci/,
    () => ["baci", put("BACI_HS17_Y2021_V202502.csv", "t,i,j,k,v,q\n2021,156,643,854231,999,1\n")],
  ],
];

describe("load", () => {
  it.each(bad)("%s: status %i, one sentence, nothing changed", async (_what, status, sentence, load) => {
    const before = held();
    const [source, file, ...more] = load() as [string, string, ...string[]];
    const { status: given, out, err } = await run("load", source, file, "-w", ws, ...more);
    expect(err).toMatch(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toMatch(/^tightrope: /);
    expect(err).not.toMatch(/\n\s+at /);
    expect([given, out]).toEqual([status, ""]);
    expect(held()).toEqual(before);
  });

  it("Latin-1 is read as what it is, and said", async () => {
    const text = "Country Name,Country Code,Year,Value\nCôte d'Ivoire,CIV,2000,1.5\n";
    const file = put("latin.csv", Buffer.from(text, "latin1"));
    const { status, out } = await run("load", "wdi", file, "--series", "A.B", "-w", ws);
    expect(status).toBe(0);
    expect(out).toContain("windows-1252");
  });

  it("a description that points outside the workspace is refused by every command", async () => {
    const other = join(folder, "other");
    await run("init", other);
    const path = join(other, "datapackage.json");
    const text = readFileSync(path, "utf8").replace(
      /tables\/blocs\/[0-9a-f]{24}\.parquet/g,
      "../../etc/passwd",
    );
    writeFileSync(path, text);
    for (const command of [["status"], ["load", "baci", join(folder, BACI)], ["gc"]]) {
      const { status, err } = await run(...command, "-w", other);
      expect(status).toBe(3);
      expect(err).toMatch(/^tightrope: workspace description is damaged .*a path inside the workspace/);
      expect(err.trim().split("\n")).toHaveLength(1);
    }
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  const mounts = process.getuid?.() === 0 && tries("mount", ["--version"]);
  if (!mounts)
    console.warn("skipped: the tests of a full disk and of a read-only folder mount file systems as root");

  it.skipIf(!mounts)(
    "a full disk and a read-only folder: status 3, one sentence, nothing changed",
    async (ctx) => {
      const disk = join(folder, "disk");
      mkdirSync(disk);
      if (!tries("mount", ["-t", "tmpfs", "-o", "size=600k", "tmpfs", disk]))
        ctx.skip("this root may not mount a small disk");
      try {
        const small = join(disk, "ws");
        expect((await run("init", small)).status).toBe(0);
        const before = held(small);
        const lines = Array.from(
          { length: 200_000 },
          (_, n) => `2022,156,643,${String(n).padStart(6, "0")},${(n * 7919) % 100003}.${n % 1000},1`,
        );
        const big = put(`${BACI}.gz`, gzipSync(`t,i,j,k,v,q\n${lines.join("\n")}\n`));
        const full = await run("load", "baci", big, "-w", small);
        expect(full.err).toMatch(/^tightrope: no space left on the disk[^\n]*\n$/);
        expect(full.status).not.toBe(0);
        expect(held(small)).toEqual(before);
        expect(tries("mount", ["-o", "remount,ro", disk])).toBe(true);
        const closed = await run("load", "baci", put(BACI, rows("2022,156,643,854231,1,1")), "-w", small);
        expect(closed.err).toMatch(/^tightrope: workspace cannot be written: [^\n]* is read-only[^\n]*\n$/);
        expect(closed.status).not.toBe(0);
        expect(held(small)).toEqual(before);
        // Other commands that write there: a new workspace, a result and a picture.
        const rank = ["run", "bloc-share", "--reporter", "CHN", "--bloc", "eu", "-w", ws, "--format", "csv"];
        for (const [command, path, why] of [
          [["init", join(disk, "a", "b")], join(disk, "a"), "make the folder"],
          [[...rank, "-o", join(disk, "x.csv")], join(disk, "x.csv"), "use"],
          [[...rank, "--chart", join(disk, "x.svg")], join(disk, "x.svg"), "use"],
        ] as const) {
          const { status, out, err } = await run(...command);
          expect(err.startsWith(`tightrope: cannot ${why} ${path}: `)).toBe(true);
          expect(err).toContain("read-only");
          expect(err.trim().split("\n")).toHaveLength(1);
          expect([status, out]).toEqual([3, ""]);
        }
      } finally {
        tries("umount", [disk]);
      }
    },
  );
});

describe("output that nobody takes", () => {
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const list = ["--conditions=source", "--import", "tsx", main, "indicators", "--format", "json"];

  it("a full disk on standard output: status 3 and one sentence, no stack", (ctx) => {
    if (!existsSync("/dev/full")) ctx.skip("this system has no /dev/full");
    const { status, stderr } = spawnSync(process.execPath, list, {
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toBe("tightrope: cannot write standard output: no space left on the disk\n");
    expect(status).toBe(3);
  }, 60_000);

  it("a reader that has seen enough ends it in peace", async () => {
    const child = spawn(process.execPath, list, { stdio: ["ignore", "pipe", "pipe"] });
    let err = "";
    child.stderr.on("data", (text) => {
      err += text;
    });
    child.stdout.destroy();
    const status = await new Promise((done) => child.on("close", done));
    expect([status, err]).toEqual([0, ""]);
  }, 60_000);

  it("a folder or a missing one where a file is to be written: status 3 and the path", async () => {
    const rank = [
      "run",
      "bloc-share",
      "--reporter",
      "CHN",
      "--bloc",
      "eu",
      "-w",
      ws,
      "--format",
      "csv",
      "-o",
    ];
    const folderGiven = await run(...rank, folder);
    expect([folderGiven.status, folderGiven.err]).toEqual([
      3,
      `tightrope: cannot use ${folder}: it is a folder, not a file\n`,
    ]);
    const missing = await run(...rank, join(folder, "no", "x.csv"));
    expect([missing.status, missing.err]).toEqual([
      3,
      `tightrope: cannot use ${join(folder, "no", "x.csv")}: no such file or folder\n`,
    ]);
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
