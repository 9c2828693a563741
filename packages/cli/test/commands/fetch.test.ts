import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, runUntil } from "../run.ts";

const folder = mkdtempSync(join(tmpdir(), "tightrope-fetch-cli-"));
let asked = 0;
/** What happens at the next requests, if not an answer. */
let instead: ((response: ServerResponse) => boolean) | undefined;
const server = createServer((_, response) => {
  asked++;
  if (instead?.(response)) return;
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
    expect(err).toContain("1350 calls to OpenAlex");
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

  const twelve = (out: string) =>
    ["fetch", "openalex-counts", "--country", "RUS", "--from", "2012", "--to", "2023", "--by", "all"].concat(
      "--out",
      join(folder, out),
    );
  const answersOf = (file: string) =>
    readFileSync(file.trim(), "utf8")
      .trim()
      .split("\n")
      .map((line) => ({ ...JSON.parse(line), retrieved: "" }));

  it("goes on after it was stopped, asking only what is missing", async () => {
    const whole = await run(...twelve("whole"));
    expect(whole.status).toBe(0);
    const stop = new AbortController();
    const before = asked;
    instead = () => {
      if (asked - before >= 6) stop.abort();
      return false;
    };
    const cut = await runUntil(stop.signal, ...twelve("cut"));
    instead = undefined;
    expect(cut.status).not.toBe(0);
    expect(cut.out).toBe("");
    expect(asked - before).toBeLessThan(12);
    const rest = await run(...twelve("cut"));
    const [, kept, made] = /12 answers, (\d+) of them kept before, (\d+) calls made/.exec(rest.err) ?? [];
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(kept) + Number(made)).toBe(12);
    expect(answersOf(rest.out)).toEqual(answersOf(whole.out));
  });

  it("says that the credit is used up, keeps what it has, and goes on with the same command", async () => {
    const before = asked;
    instead = (response) => {
      if (asked - before <= 5) return false;
      response.writeHead(429, { "retry-after": "300" });
      response.end(
        JSON.stringify({ error: "Rate limit exceeded", message: "Insufficient budget: $0 remaining." }),
      );
      return true;
    };
    const spent = await run(...twelve("spent"));
    instead = undefined;
    expect(spent.status).not.toBe(0);
    expect(spent.err).toMatch(
      /credit for 127\.0\.0\.1:\d+ is used up.*run the same command again in about 5 minutes \(5 of 12 answers kept\)/,
    );
    const rest = await run(...twelve("spent"));
    expect(rest.status).toBe(0);
    expect(rest.err).toContain("12 answers, 5 of them kept before, 7 calls made");
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
