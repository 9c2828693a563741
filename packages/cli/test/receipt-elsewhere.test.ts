import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./run.ts";

/** A receipt holds for everybody: here it was made, there it is verified by another process in another workspace. */
const folder = mkdtempSync(join(tmpdir(), "tightrope-receipt-"));
const here = join(folder, "here");
const receipts: string[] = [];
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const figures = fileURLToPath(new URL("../../../cases/china-russia/figures/", import.meta.url));
const exchange = fileURLToPath(new URL("../../core/test/fixtures/exchange/", import.meta.url));
const FILES: readonly [source: string, path: string][] = [
  ["baci", join(exchange, "BACI_HS17_Y2021_V202401.csv")],
  ["baci", join(exchange, "BACI_HS17_Y2022_V202401.csv")],
  ["imts", join(figures, "imts-russia-partners-2016-2024.csv")],
  ["wdi", join(figures, "wdi-gdp-1990-2023.csv.gz")],
];
const CLAIMS = `title: t
author: a
published: "2023"
claims:
  - id: share
    sentence: s
    test: { indicator: partner-share, parameters: { reporter: RUS, partner: CHN, from: "2022", to: "2022" }, select: { column: share } }
    expect: { more_than: 0.1 }
    readings:
      - { id: imf, says: IMF, with: { source: imts } }
      - { id: baci, says: BACI, with: { source: baci } }
      - { id: rank, says: GDP, indicator: country-rank, with: { country: RUS, from: "2022", to: "2022" }, select: { column: rank } }
      - { id: moved, says: moved, indicator: reorientation, with: { reporter: RUS, flow: imports, source: imts, from: "2016", to: "2023", base_from: "2021", base_to: "2021" }, select: { column: moved, pick: max, missing: skip } }
    recorded: holds
`;

/** The program, started anew as somebody else does. */
function elsewhere(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=source", "--import", "tsx", main, ...args],
    { encoding: "utf8", cwd: fileURLToPath(new URL("../../..", import.meta.url)) },
  );
  return { status, stdout, stderr };
}

beforeAll(async () => {
  expect((await run("init", here)).status).toBe(0);
  for (const [source, path] of FILES) expect((await run("load", source, path, "-w", here)).status).toBe(0);
  const claims = join(folder, "claims.yaml");
  writeFileSync(claims, CLAIMS);
  const report = await run("check", claims, "-w", here, "--format", "json");
  expect(report.err).toBe("");
  writeFileSync(join(folder, "report.json"), report.out);
  receipts.push(
    ...JSON.parse(report.out).claims[0].readings.map((r: { receipt: object }) => JSON.stringify(r.receipt)),
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a receipt", () => {
  it.each([1, 2])(
    "verifies in a new process, in another folder into which the files were loaded in another order, with %i threads",
    (threads) => {
      const there = join(folder, "else where", `of ${threads}`);
      const options = ["-w", there, "--threads", String(threads)];
      mkdirSync(join(folder, "copies"), { recursive: true });
      expect(elsewhere("init", there, "--threads", String(threads))).toMatchObject({ status: 0 });
      for (const [source, path] of [...FILES].reverse()) {
        const copy = join(folder, "copies", path.split(/[\\/]/).at(-1) as string);
        cpSync(path, copy);
        expect(elsewhere("load", source, copy, ...options)).toMatchObject({ status: 0 });
      }
      const verified = elsewhere("verify", join(folder, "report.json"), ...options, "--format", "json");
      expect(verified.stderr).toBe("");
      expect(verified.status).toBe(0);
      const answers: { same: boolean; findings: string[]; rebuilt: object }[] = JSON.parse(verified.stdout);
      expect(answers).toHaveLength(4);
      // Byte for byte: the snapshot, the tables and the content have the same hashes, not only the content.
      expect(answers.map((a) => JSON.stringify(a.rebuilt))).toEqual(receipts);
      expect(answers.flatMap((a) => a.findings)).toEqual(
        answers.map(() => "same: the result has the same content hash"),
      );
      const description = (at: string) => JSON.parse(readFileSync(join(at, "datapackage.json"), "utf8"));
      expect(description(there).tightrope.snapshot).toBe(description(here).tightrope.snapshot);
    },
    180_000,
  );
});
