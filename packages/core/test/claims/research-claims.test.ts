import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { checkClaim, loadClaims } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";
import { countriesOf, line, makeWorld, type Work } from "../fixtures/openalex/world.ts";

/** Claims 12 and 13 of the shipped case, on worlds whose truth is planted. */
const file = loadClaims(
  fileURLToPath(new URL("../../../../cases/china-russia/claims.yaml", import.meta.url)),
);
const world = makeWorld({ seed: 21, works: 5000 });
type Scratch = Awaited<ReturnType<typeof scratchWorkspace>>;
const open: Scratch[] = [];

async function holding(works: readonly Work[]): Promise<Scratch> {
  const scratch = await scratchWorkspace();
  open.push(scratch);
  const text = works.map((w) => `${JSON.stringify(line(w))}\n`).join("");
  await scratch.workspace.load("openalex", [await scratch.file("part_000.gz", gzipSync(text))]);
  return scratch;
}

async function check(scratch: Scratch, id: string) {
  const claim = (await file).claims.find((c) => c.id === id);
  if (!claim) throw new Error(`no claim ${id}`);
  return checkClaim(scratch.workspace, claim);
}

let plain: Scratch;
beforeAll(async () => {
  plain = await holding(world.works);
});
afterAll(() => Promise.all(open.map((s) => s.close())));

describe("world class in some fields", () => {
  it("fails where no field of Russia is cited above the world", async () => {
    const outcome = await check(plain, "world-class-research");
    expect(outcome.verdict).toBe("fails");
    expect(outcome.readings.every((r) => r.value !== null && r.value < 1)).toBe(true);
  });

  it("holds where one field is, with partners or without", async () => {
    const strong = (w: Work) => w.field === "31" && countriesOf(w).includes("RU");
    const better = await holding(world.works.map((w) => (strong(w) ? { ...w, cited: w.cited * 4 + 10 } : w)));
    expect((await check(better, "world-class-research")).verdict).toBe("holds");
  });

  it("turns on whose works are meant where only joint works are cited", async () => {
    const joint = (w: Work) => w.field === "31" && countriesOf(w).includes("RU") && countriesOf(w).length > 1;
    const better = await holding(world.works.map((w) => (joint(w) ? { ...w, cited: w.cited * 8 + 60 } : w)));
    const outcome = await check(better, "world-class-research");
    expect(outcome.verdict).toBe("mixed");
    expect(outcome.readings.find((r) => r.id === "alone-2018")?.holds).toBe(false);
  });
});

describe("skilled labour flight", () => {
  it("holds where twenty leave and nobody comes, under every reading", async () => {
    const outcome = await check(plain, "skilled-labour-flight");
    expect(outcome.verdict).toBe("holds");
    const value = (id: string) => outcome.readings.find((r) => r.id === id)?.value;
    const net = (from: number) =>
      world.moves.filter((m) => m.to === "RU" && m.year >= from).length -
      world.moves.filter((m) => m.from === "RU" && m.year >= from).length;
    expect(value("since-2022")).toBe(net(2022));
    expect(value("since-2014")).toBe(net(2014));
  });

  it("fails where the same researchers come instead", async () => {
    const swap: Record<string, string> = { RU: "DE", DE: "RU" };
    const turned = world.works.map((w) => ({
      ...w,
      authors: w.authors.map((a) => ({ ...a, countries: a.countries.map((c) => swap[c] ?? c) })),
    }));
    expect((await check(await holding(turned), "skilled-labour-flight")).verdict).toBe("fails");
  });
});

describe("without works", () => {
  it.each(["world-class-research", "skilled-labour-flight"])(
    "%s is untestable and says what is missing",
    async (id) => {
      const empty = await scratchWorkspace();
      open.push(empty);
      const outcome = await check(empty, id);
      expect(outcome.verdict).toBe("untestable");
      expect(outcome.asRecorded).toBe(true);
      expect(outcome.because).toMatch(/publications/);
    },
  );
});
