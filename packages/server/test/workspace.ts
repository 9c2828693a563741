import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWorkspace, type Workspace } from "@tightrope/core";

const FIXTURES = fileURLToPath(new URL("../../core/test/fixtures/exchange/", import.meta.url));

/** A file of the small trade year: eleven partners export 1000 to Russia, of which China 300 (2021) or 400 (2022). */
export function fixture(year: 2021 | 2022): string {
  return join(FIXTURES, `BACI_HS17_Y${year}_V202401.csv`);
}

export interface TestWorkspace {
  readonly ws: Workspace;
  readonly folder: string;
  close(): Promise<void>;
}

/** A workspace in a folder of its own with both years loaded, and a case with two claims beside it. */
export async function testWorkspace(years: readonly (2021 | 2022)[] = [2021, 2022]): Promise<TestWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), "tightrope-server-"));
  const ws = await initWorkspace(join(folder, "workspace"), { duckdb: { threads: 2, memoryLimit: "1GB" } });
  if (years.length > 0) await ws.load("baci", years.map(fixture), {}, { retrieved: "2024-02-01" });
  await mkdir(join(folder, "cases", "small"), { recursive: true });
  await writeFile(join(folder, "cases", "small", "case.yaml"), CASE);
  await writeFile(join(folder, "cases", "small", "claims.yaml"), CLAIMS);
  await writeFile(join(folder, "cases", "small", "stop.yaml"), SCENARIO);
  return {
    ws,
    folder,
    async close() {
      await ws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const CASE = `
name: small
title: A small case
summary: two sentences about a made-up year
load:
  - source: baci
    files: [BACI_HS17_Y2021_V202401.csv]
    retrieved: "2024-02-01"
claims: claims.yaml
scenarios: [stop.yaml, gone.yaml]
`;

const SCENARIO = `
scenario: China and Russia stop trading
shocks: [{ senders: CHN, target: RUS, kind: cut-off }]
`;

const query = (year: number) =>
  `{ indicator: partner-share, parameters: { reporter: RUS, partner: CHN, from: ${year}, to: ${year} }, select: { column: share } }`;

const CLAIMS = `
title: Two sentences
author: A. Author
published: "2024-01-01"
claims:
  - id: two-fifths
    number: 1
    sentence: Two fifths of Russia's imports came from China in 2022.
    test: ${query(2022)}
    expect: { about: 0.4, tolerance: 0.005 }
    recorded: holds
  - id: half
    number: 2
    sentence: More than half did in 2021.
    test: ${query(2021)}
    expect: { more_than: 0.5 }
    recorded: fails
`;

/** A built explorer of three files, and a secret beside it that must never be served. */
export async function builtExplorer(folder: string): Promise<string> {
  const web = join(folder, "web");
  await mkdir(join(web, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(web, "index.html"), "<!doctype html><title>Explorer</title>");
  await writeFile(join(web, "assets", "main-Ab12Cd34.js"), `export const text = "${"x".repeat(4000)}";`);
  await writeFile(join(web, ".hidden"), "hidden");
  await cp(join(web, "index.html"), join(web, "plain.html"));
  return web;
}
