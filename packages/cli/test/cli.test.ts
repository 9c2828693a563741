import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../src/commands/index.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "tightrope-cli-"));
const demo = join(folder, "demo");

beforeAll(async () => {
  const made = await run("init", demo, "--case", "china-russia");
  expect(made.err).toContain("workspace made");
  expect(made.status).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("every command", () => {
  it.each(Object.keys(commands))("%s has a help text with examples", async (name) => {
    const { status, out } = await run(name, "--help");
    expect(status).toBe(0);
    expect(out).toContain(`tightrope ${name}: `);
    expect(out).toMatch(/Examples:\n {2}tightrope /);
  });

  it("is proposed when its name is misspelt", async () => {
    const { status, err } = await run("chek");
    expect(status).toBe(2);
    expect(err).toBe("tightrope: unknown command: chek (did you mean check?)\n");
  });

  it("refuses an option it does not have, with the nearest one", async () => {
    const { status, err } = await run("status", "-w", demo, "--formt", "json");
    expect(status).toBe(2);
    expect(err).toContain("unknown option of status: --formt (did you mean --format?)");
  });
});

describe("run", () => {
  it("prints one JSON object with rows as objects when nobody watches", async () => {
    const { status, out } = await run(
      "run",
      "partner-share",
      "-w",
      demo,
      "--reporter",
      "Russia",
      "--partner",
      "156",
      "--from",
      "2022",
      "--to",
      "2022",
      "--source",
      "imts",
    );
    expect(status).toBe(0);
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(["indicator", "parameters", "columns", "rows", "coverage", "receipt"]),
    );
    expect(result.rows).toHaveLength(1);
    expect(result.rows[0].share).toBeCloseTo(0.343, 3);
    expect(result.rows[0].status).toBe("estimated");
  });

  it("says what is wrong, the value, and what would be right", async () => {
    const country = await run("run", "partner-share", "-w", demo, "--reporter", "RUSS", "--partner", "CHN");
    expect(country).toMatchObject({ status: 2, out: "" });
    expect(country.err).toContain("unknown country: RUSS (did you mean RUS");
    const indicator = await run("run", "partner-shar", "-w", demo);
    expect(indicator.err).toContain("unknown indicator: partner-shar (did you mean partner-share?)");
    const parameter = await run("run", "partner-share", "-w", demo, "--reporter", "RUS");
    expect(parameter.err).toContain("partner-share needs --partner");
    const nowhere = await run("status", "-w", join(folder, "nowhere"));
    expect(nowhere.status).toBe(3);
    expect(nowhere.err).toContain("no workspace in");
  });
});

describe("check", () => {
  it("gives each claim the recorded verdict and exits 0", async () => {
    const { status, out, err } = await run("check", "-w", demo, "--format", "json");
    expect(err).toBe("");
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(report.claims).toHaveLength(18);
    const first = report.claims[0];
    expect(first.verdict).toBe("mixed");
    expect(first.readings.map((r: { value: number }) => Number(r.value.toFixed(3))).slice(0, 2)).toEqual([
      0.343, 0.385,
    ]);
    expect(report.claims[1].verdict).toBe("fails");
    expect(
      report.claims[1].readings.map((r: { value: number }) => Number(r.value.toFixed(3))).slice(0, 2),
    ).toEqual([0.165, 0.207]);
  });

  it.each(["table", "md", "claimreview"])(
    "%s has the number under each reading, coverage and receipts",
    async (format) => {
      const { status, out } = await run("check", "-w", demo, "--only", "1", "--format", format);
      expect(status).toBe(0);
      const { claims } = JSON.parse((await run("check", "-w", demo, "--only", "1", "--format", "json")).out);
      for (const reading of claims[0].readings)
        expect(out).toContain(reading.receipt.contentHash.slice(0, format === "table" ? 12 : 64));
      for (const number of ["34.3 %", "38.5 %", "43.2 %", "46.5 %"]) expect(out).toContain(number);
      expect(out).toContain("total taken from the series mirror-imports");
      expect(out).toContain("imf-terms");
    },
  );

  it("gives ClaimReview a page and a day, which can be said", async () => {
    const review = async (...more: string[]) =>
      JSON.parse((await run("check", "-w", demo, "--only", "1", "--format", "claimreview", ...more)).out)[
        "@graph"
      ][0];
    expect(
      await review("--review-url", "https://example.org/c", "--review-date", "2026-11-24"),
    ).toMatchObject({
      url: "https://example.org/c#share-of-imports-2022",
      datePublished: "2026-11-24",
    });
    expect((await review()).datePublished).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect((await run("check", "-w", demo, "--review-url", "somewhere")).status).toBe(2);
    expect((await run("check", "-w", demo, "--review-date", "today")).status).toBe(2);
  });

  it("names the source that is not loaded", async () => {
    const { out } = await run("check", "-w", demo, "--only", "5");
    expect(out).toContain("source flows:comtrade-china-partners is not loaded");
    expect((await run("check", "-w", demo, "--only", "12,13")).out).not.toContain("openalex-sample");
  });

  it("exits 1 when a verdict is not the recorded one", async () => {
    const file = join(folder, "claims.yaml");
    writeFileSync(
      file,
      'title: t\nauthor: a\npublished: "2023"\nclaims:\n  - id: wrong\n    sentence: Russia is first\n    test: { indicator: country-rank, parameters: { country: RUS, from: "2022", to: "2022" }, select: { column: rank } }\n    expect: { at_most: 1 }\n    recorded: holds\n',
    );
    const { status, err } = await run("check", file, "-w", demo, "--format", "md");
    expect(status).toBe(1);
    expect(err).toBe("wrong: recorded as holds, found fails\n");
  });
});

describe("verify", () => {
  it("finds the same result again, and says when a receipt was altered", async () => {
    const { out } = await run("run", "settlement-share", "-w", demo, "--country", "RUS", "--currency", "CNY");
    const receipt = join(folder, "receipt.json");
    writeFileSync(receipt, out);
    const same = await run("verify", receipt, "-w", demo);
    expect(same.status).toBe(0);
    expect(same.out).toContain("same: the result has the same content hash");
    const altered = JSON.parse(out);
    altered.receipt.contentHash = "0".repeat(64);
    writeFileSync(receipt, JSON.stringify(altered));
    const other = await run("verify", receipt, "-w", demo);
    expect(other.status).toBe(3);
    expect(other.out).toContain("differs");
  });
});

describe("verify of a check report", () => {
  it("runs the receipt of every reading again, and names the one that was altered", async () => {
    const { out } = await run("check", "-w", demo, "--only", "1,11", "--format", "json");
    const file = join(folder, "report.json");
    writeFileSync(file, out);
    const same = await run("verify", file, "-w", demo);
    expect(same.err).toBe("");
    expect(same.status).toBe(0);
    expect(same.out).toContain("share-of-imports-2022, imf-2022: same: the result has the same content hash");
    expect(same.out).toContain("4 readings: 4 same, 0 different");
    const altered = JSON.parse(out);
    altered.claims[0].readings[2].receipt.contentHash = "0".repeat(64);
    writeFileSync(file, JSON.stringify(altered));
    const other = await run("verify", file, "-w", demo, "--format", "json");
    expect(other.status).toBe(3);
    expect(JSON.parse(other.out).map((v: { same: boolean }) => v.same)).toEqual([true, true, false, true]);
  });

  it("says so when no reading has a receipt", async () => {
    const file = join(folder, "none.json");
    writeFileSync(file, (await run("check", "-w", demo, "--only", "11", "--format", "json")).out);
    const { status, err } = await run("verify", file, "-w", demo);
    expect([status, err]).toEqual([
      3,
      "tightrope: nothing to verify: no reading of this check report has a receipt\n",
    ]);
  });
});

describe("an engine that leaves something to others", () => {
  // Nothing listens there: what is said is said before the engine is asked.
  const engine = ["--engine", "trino://nobody@127.0.0.1:1/none"];
  const said = "trino: loading runs on duckdb in this process\n";

  it.each([
    ["status", []],
    ["status", ["--format", "json"]],
    ["run", ["country-rank", "--country", "RUS"]],
    ["check", ["--only", "11"]],
    ["verify", ["receipt.json"]],
  ])("is said on standard error by %s %j, and not when asked to be quiet", async (command, more) => {
    const receipt = join(folder, "receipt.json");
    writeFileSync(receipt, (await run("run", "country-rank", "--country", "RUS", "-w", demo)).out);
    const words = [command, ...more.map((w) => (w === "receipt.json" ? receipt : w)), "-w", demo, ...engine];
    const { out, err } = await run(...words);
    expect(err.startsWith(said)).toBe(true);
    expect(out).not.toContain("trino:");
    expect((await run(...words, "--quiet")).err).not.toContain(said);
  });

  it("is said by init, which loads on DuckDB all the same", async () => {
    const { status, err } = await run("init", join(folder, "engine"), ...engine);
    expect(status).toBe(0);
    expect(err).toContain(said);
  });
});

describe("init, load and gc", () => {
  it("load the same file twice without doubling a row", async () => {
    const folderB = join(folder, "b");
    expect((await run("init", folderB)).status).toBe(0);
    const csv = join(folder, "BACI_HS17_Y2022_V202601.csv");
    writeFileSync(
      csv,
      "t,i,j,k,v,q\n2022,643,156,270900,100.5,10\n2022,156,643,854231,20,NA\n2022,156,999999,854231,20,1\n",
    );
    const first = await run("load", "baci", csv, "-w", folderB);
    expect(first.out).toContain("3 rows read = 2 kept + 1 quarantined");
    const again = await run("load", "baci", csv, "-w", folderB);
    expect(again.out).toContain("already loaded");
    expect((await run("gc", "-w", folderB)).status).toBe(0);
    expect((await run("status", "-w", folderB)).out).toContain("quarantine");
  });
});
