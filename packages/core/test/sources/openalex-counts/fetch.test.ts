import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CountsAnswer, fetchOpenAlexCounts } from "../../../src/sources/openalex-counts/fetch.ts";
import { planOpenAlexCounts } from "../../../src/sources/openalex-counts/plan.ts";
import { countsReply, openAlexServer } from "../../fixtures/openalex/server.ts";

let folder: string;
let server: Awaited<ReturnType<typeof openAlexServer>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tightrope-counts-"));
  server = await openAlexServer(countsReply);
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const access = () => ({
  baseUrl: server.baseUrl,
  cache: join(folder, "cache"),
  out: join(folder, "out"),
  spacingMs: 0,
  backoffMs: 5,
});
const lines = async (file: string) =>
  (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as CountsAnswer);

describe("the plan", () => {
  it("states one call for each country, field and year, and one for all fields together", () => {
    const plan = planOpenAlexCounts({ countries: ["CN", "RU"], from: 2000, to: 2024 });
    expect(plan.calls).toBe(2 * 27 * 25);
    expect(plan.questions[0]).toEqual({
      country: "CN",
      year: 2000,
      field: "all",
      filter: "authorships.countries:CN,publication_year:2000",
    });
    expect(plan.questions[25]).toEqual({
      country: "CN",
      year: 2000,
      field: "11",
      filter: "authorships.countries:CN,publication_year:2000,primary_topic.field.id:11",
    });
  });

  it("adds the world's outputs when asked, and splits by technology", () => {
    expect(
      planOpenAlexCounts({ countries: ["CN"], from: 2022, to: 2022, by: "all", world: true }).questions,
    ).toEqual([
      { country: "CN", year: 2022, field: "all", filter: "authorships.countries:CN,publication_year:2022" },
      { country: null, year: 2022, field: "all", filter: "publication_year:2022" },
    ]);
    const [question] = planOpenAlexCounts({
      countries: ["RU"],
      from: 2022,
      to: 2022,
      by: "technology",
      only: ["nuclear-energy"],
    }).questions;
    expect(question).toMatchObject({ field: "tech:nuclear-energy" });
    expect(question?.filter).toContain("primary_topic.subfield.id:2104");
    // A technology without subfields goes by its topics.
    const byTopics = { countries: ["RU"], from: 2022, to: 2022, by: "technology" as const, only: ["fusion"] };
    expect(planOpenAlexCounts(byTopics).questions[0]?.filter).toContain(
      "primary_topic.id:T10346|T10384|T13769",
    );
  });

  it.each([
    [{ countries: ["CN"], from: 2024, to: 2000 }, /years are not a range: 2024 to 2000/],
    [{ countries: [], from: 2000, to: 2001 }, /no country given/],
    [{ countries: ["CN"], from: 2000, to: 2001, only: ["99"] }, /unknown OpenAlex field: 99/],
    [
      { countries: ["CN"], from: 2000, to: 2001, by: "technology" as const, only: ["drones"] },
      /defined by words/,
    ],
  ])("refuses %j", (request, text) => {
    expect(() => planOpenAlexCounts(request)).toThrow(text);
  });
});

describe("the fetch", () => {
  const plan = planOpenAlexCounts({ countries: ["CN", "RU"], from: 2021, to: 2022, only: ["17", "31"] });

  it("writes one line an answer, in the order of the plan", async () => {
    const report = await fetchOpenAlexCounts(plan, access());
    expect(report).toMatchObject({ answers: 8, sent: 8, kept: 0 });
    const answers = await lines(report.file);
    expect(answers.map(({ country, field, year }) => `${country} ${field} ${year}`)).toEqual(
      plan.questions.map(({ country, field, year }) => `${country} ${field} ${year}`),
    );
    expect(answers[0]?.groups).toContainEqual({ key: "CN", count: 3021 });
    expect(answers[0]?.groups).toContainEqual({ key: "US", count: 47 });
  });

  it("goes on after the credit ran out, asking only what is missing, and ends with the same bytes", async () => {
    const whole = await fetchOpenAlexCounts(plan, { ...access(), cache: join(folder, "other") });
    const expected = (await lines(whole.file)).map(({ retrieved: _, ...rest }) => rest);
    const asked = server.asked.length;
    let requests = 0;
    const cut = await openAlexServer((query) =>
      ++requests > 5
        ? { status: 429, headers: { "x-ratelimit-remaining-usd": "0", "x-ratelimit-reset": "60" } }
        : countsReply(query),
    );
    const failure = fetchOpenAlexCounts(plan, { ...access(), baseUrl: cut.baseUrl, concurrency: 1 });
    await expect(failure).rejects.toThrow(/credit .* used up.*\(5 of 8 answers kept\)/);
    await cut.close();
    const report = await fetchOpenAlexCounts(plan, access());
    expect(report).toMatchObject({ kept: 5, sent: 3 });
    expect(server.asked.length - asked).toBe(3);
    expect((await lines(report.file)).map(({ retrieved: _, ...rest }) => rest)).toEqual(expected);
  });

  it("reads page by page when there are more partners than one answer holds", async () => {
    const codes = Array.from({ length: 230 }, (_, i) =>
      String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26)),
    );
    const large = await openAlexServer((query) => {
      const all = countsReply(query, codes).body as { meta: object; group_by: object[] };
      const cursor = query.get("cursor");
      const start = cursor === null || cursor === "*" ? 0 : Number(cursor);
      const next = start + 200 < codes.length ? String(start + 200) : null;
      return {
        body: {
          ...all,
          group_by: all.group_by.slice(start, start + 200),
          meta: { ...all.meta, groups_count: 200, ...(cursor === null ? {} : { next_cursor: next }) },
        },
      };
    });
    const one = planOpenAlexCounts({ countries: ["CN"], from: 2022, to: 2022, by: "all" });
    const report = await fetchOpenAlexCounts(one, { ...access(), baseUrl: large.baseUrl });
    await large.close();
    const [answer] = await lines(report.file);
    expect(new Set(answer?.groups.map((g) => g.key)).size).toBe(230);
    expect(report.sent).toBe(3);
  });

  it("refuses an answer that is JSON but not groups", async () => {
    server.faults.push({ body: { results: [] } });
    await expect(fetchOpenAlexCounts(plan, { ...access(), concurrency: 1 })).rejects.toThrow(
      /not a list of groups/,
    );
  });
});
