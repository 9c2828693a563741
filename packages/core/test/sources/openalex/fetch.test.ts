import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchOpenAlexWorks, planOpenAlexWorks } from "../../../src/sources/openalex/fetch.ts";
import { openAlexServer } from "../../fixtures/openalex/server.ts";

const works = Array.from({ length: 250 }, (_, i) => ({
  id: `https://openalex.org/W${i}`,
  publication_year: 2022,
}));
let folder: string;
let server: Awaited<ReturnType<typeof openAlexServer>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tightrope-works-"));
  server = await openAlexServer((query) => {
    const size = Number(query.get("per_page"));
    const cursor = query.get("cursor") ?? "*";
    const start = cursor === "*" ? 0 : Number(cursor);
    const results = works.slice(start, start + size);
    const next = results.length > 0 ? String(start + size) : null;
    return { body: { meta: { count: works.length, per_page: size, next_cursor: next }, results } };
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe("fetching works", () => {
  const access = () => ({
    baseUrl: server.baseUrl,
    cache: join(folder, "cache"),
    out: join(folder, "out"),
    spacingMs: 0,
    backoffMs: 5,
    attempts: 2,
  });
  const ids = async (file: string) =>
    gunzipSync(await readFile(file))
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id);

  it("states the calls first, then reads every page into one gzip file of lines", async () => {
    const plan = await planOpenAlexWorks({ filter: "publication_year:2022" }, access());
    expect(plan).toEqual({ filter: "publication_year:2022", works: 250, calls: 4 });
    const report = await fetchOpenAlexWorks(plan, access());
    expect(report).toMatchObject({ answers: 250, sent: 4, kept: 0 });
    expect(await ids(report.file)).toEqual(works.map((w) => w.id));
  });

  it("resumes at the page where it broke", async () => {
    const plan = await planOpenAlexWorks({ filter: "publication_year:2022" }, access());
    const first = fetchOpenAlexWorks(plan, {
      ...access(),
      progress: (done) => {
        if (done === 200) server.faults.push({ status: 500 }, { status: 500 });
      },
    });
    await expect(first).rejects.toThrow(/status 500/);
    const report = await fetchOpenAlexWorks(plan, access());
    expect(report).toMatchObject({ answers: 250, kept: 2, sent: 2 });
    expect(await ids(report.file)).toHaveLength(250);
  });

  it("refuses an empty filter, which would be the whole of OpenAlex", async () => {
    await expect(planOpenAlexWorks({ filter: " " }, access())).rejects.toThrow(/no filter given/);
  });
});
