import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../run.ts";

const folder = mkdtempSync(join(tmpdir(), "tightrope-fetch-cli-"));
let asked = 0;
const server = createServer((_, response) => {
  asked++;
  response.end(
    JSON.stringify({
      meta: { count: 10 },
      group_by: [
        { key: "CN", count: 9 },
        { key: "RU", count: 3 },
      ],
    }),
  );
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.OPENALEX_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.OPENALEX_BASE_URL;
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("tightrope fetch", () => {
  it("states the calls before it makes any", async () => {
    const { status, err } = await run(
      "fetch",
      "openalex-counts",
      "--country",
      "CHN,RUS",
      "--from",
      "2000",
      "--to",
      "2024",
      "--plan",
    );
    expect(status).toBe(0);
    expect(err).toContain("1300 calls to OpenAlex");
    expect(asked).toBe(0);
  });

  it("writes a file that load takes, and resumes without a call", async () => {
    const args = [
      "fetch",
      "openalex-counts",
      "--country",
      "China",
      "--from",
      "2021",
      "--to",
      "2022",
      "--by",
      "all",
      "--out",
      folder,
    ];
    const first = await run(...args);
    expect(first.status).toBe(0);
    expect(readFileSync(first.out.trim(), "utf8").trim().split("\n")).toHaveLength(2);
    const second = await run(...args);
    expect(second.err).toContain("2 answers, 2 of them kept before, 0 calls made");
    expect(asked).toBe(2);
  });

  it.each([
    [["fetch"], /fetch needs what to fetch/],
    [["fetch", "crossref"], /nothing to fetch by that name: crossref/],
    [["fetch", "openalex-counts", "--country", "CHN", "--from", "99"], /--from is 99: expected a year/],
    [["fetch", "openalex-counts", "--country", "RUSS", "--from", "2020"], /unknown country: RUSS/],
  ])("refuses %j with exit status 2", async (args, text) => {
    const { status, err } = await run(...args);
    expect(status).toBe(2);
    expect(err).toMatch(text);
  });
});
