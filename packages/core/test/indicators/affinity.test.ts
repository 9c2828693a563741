import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FIGURES = at("../../../../cases/china-russia/figures/openalex-coauthorship-1990-2023.csv.gz");
const expected = JSON.parse(readFileSync(at("../fixtures/research/affinity.json"), "utf8")) as {
  year: number;
  rows: (Record<string, number> & { country: string; partner: string; bootstrap: [number, number] })[];
};
type Scratch = Awaited<ReturnType<typeof scratchWorkspace>>;
const span = { from: 2022, to: 2022 };

/** The pair counts that the case ships, against affinity.py beside the fixture. */
let all: Scratch;
/** The same, but only China's and Russia's ties: an excerpt. */
let excerpt: Scratch;
beforeAll(async () => {
  all = await scratchWorkspace();
  await all.workspace.load("coauthorship", [FIGURES]);
  excerpt = await scratchWorkspace();
  const [header, ...lines] = gunzipSync(readFileSync(FIGURES)).toString("utf8").trim().split("\n");
  const theirs = lines.filter((line) => /CHN|RUS/.test(line));
  await excerpt.workspace.load("coauthorship", [
    await excerpt.file("excerpt.csv", `${[header, ...theirs].join("\n")}\n`),
  ]);
});
afterAll(async () => {
  await all.close();
  await excerpt.close();
});

describe("affinity on the pair counts of the case", () => {
  it.each(expected.rows)("is what a script finds for $country and $partner", async (row) => {
    const { country, partner, bootstrap, rank, partners, ...values } = row;
    const ask = { country, partner, ...span };
    const [found] = (await all.workspace.run("affinity", ask)).rows as readonly Record<string, unknown>[];
    for (const [name, value] of Object.entries(values)) {
      const tolerance = name === "low" || name === "high" ? 1e-9 : 1e-12;
      expect(Math.abs((found?.[name] as number) / value - 1), name).toBeLessThan(tolerance);
    }
    const [drawn] = (await all.workspace.run("affinity", { ...ask, interval: "bootstrap" })).rows;
    expect(Math.abs((drawn?.low as number) / bootstrap[0] - 1)).toBeLessThan(0.01);
    expect(Math.abs((drawn?.high as number) / bootstrap[1] - 1)).toBeLessThan(0.01);
    const [place] = (await all.workspace.run("collaboration-rank", ask)).rows;
    expect(place).toMatchObject({ rank, partners, works: values.works });
  });

  it("says 1.04 for China and Russia, and says of a bootstrap on ties what it draws", async () => {
    const answer = await all.workspace.run("affinity", {
      country: "CHN",
      partner: "RUS",
      ...span,
      interval: "bootstrap",
    });
    expect(answer.rows[0]?.affinity).toBeCloseTo(1.039, 3);
    expect(answer.coverage.notes.map((n) => n.text).join()).toMatch(/single ties are drawn anew, not works/);
    expect(answer.coverage.notes.some((n) => n.kind === "missing")).toBe(false);
  });
});

describe("an excerpt of two countries' ties", () => {
  const run = (name: string, parameters: object) => excerpt.workspace.run(name, { ...span, ...parameters });

  it("leaves unknown what rests on ties that are not there", async () => {
    const pair = await run("collaboration", { country: "DEU", partner: "FRA" });
    expect(pair.rows[0]).toMatchObject({ works: null, low: null, high: null, share: null, rank: null });
    expect(pair.coverage.notes.filter((n) => n.kind === "missing").map((n) => n.text)).toEqual([
      expect.stringMatching(/only some ties of Germany are in what coauthorship holds here/),
      expect.stringMatching(/only some ties of France/),
    ]);
    const share = await run("collaboration-share", { country: "USA", partner: "CHN" });
    expect(share.rows[0]).toMatchObject({
      works: 77_370,
      ties: null,
      partners: null,
      share: null,
      low: null,
    });
    const bloc = await run("collaboration-share", { country: "USA", bloc: "nato" });
    expect(bloc.rows[0]).toMatchObject({ works: null, share: null });
    const rank = await run("collaboration-rank", { country: "DEU", partner: "CHN" });
    expect(rank.rows[0]).toMatchObject({ rank: null, share: null, partners: null, works: 15_368 });
    expect(rank.coverage.notes.some((n) => n.kind === "missing")).toBe(true);
  });

  it("says what it does know: shares and ranks of the two, and their joint works with anybody", async () => {
    const share = await run("collaboration-share", { country: "CHN", partner: "RUS" });
    expect(share.rows[0]).toMatchObject({ works: 4768, ties: 363_487 });
    expect(share.coverage.notes.some((n) => n.kind === "missing")).toBe(false);
    const near = await run("affinity", { country: "CHN", partner: "RUS,USA" });
    const [russia, states] = near.rows;
    const truth = expected.rows.find((r) => r.country === "CHN" && r.partner === "RUS");
    expect(russia).toMatchObject({ works: 4768, affinity: null, expected: null, intensity: null });
    expect(russia?.salton).toBeCloseTo(truth?.salton as number, 12);
    expect(russia?.share).toBeCloseTo(truth?.share as number, 12);
    expect(states).toMatchObject({ works: 77_370, affinity: null, salton: null, jaccard: null });
    expect(near.coverage.notes.map((n) => n.text).join()).toMatch(/only some countries' ties are in what/);
  });
});
