import { isoTable } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";
import { countriesOf, makeWorld, TRUTH, type World } from "../fixtures/openalex/world.ts";

/** The indicators on works, against a made-up world whose truth is known. */
let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
let world: World;
const iso3 = new Map(isoTable("iso2").map(({ code, iso3 }) => [code, iso3]));

beforeAll(async () => {
  scratch = await scratchWorkspace();
  world = makeWorld({ seed: 11, works: 6000 });
  await scratch.workspace.load("openalex", [await scratch.file("part_000.gz", world.file())]);
});
afterAll(() => scratch.close());

const years = { from: 2018, to: 2023 };
const joint = (...codes: string[]) =>
  world.works.filter((w) => codes.every((c) => countriesOf(w).includes(c)));

describe("collaboration", () => {
  it("counts the joint works of a pair exactly, fully and fractionally, with rank on both sides", async () => {
    const { rows } = await scratch.workspace.run("collaboration", {
      country: "CHN",
      partner: "RUS",
      ...years,
    });
    for (const row of rows) {
      const works = joint("CN", "RU").filter((w) => w.year === row.year);
      expect(row.works).toBe(works.length);
      const fractional = works.reduce(
        (sum, w) => sum + 2 / (countriesOf(w).length * (countriesOf(w).length - 1)),
        0,
      );
      expect(row.fractional).toBeCloseTo(fractional, 4);
      expect(row.low).toBeLessThan(row.works as number);
      expect(row.high).toBeGreaterThan(row.works as number);
    }
    expect(rows.map((r) => r.year)).toEqual(TRUTH.years);
    expect(rows[0]?.growth).toBeNull();
    expect(rows[1]?.growth).toBeCloseTo((rows[1]?.works as number) / (rows[0]?.works as number) - 1, 12);
  });

  it("measures how many of the works have no country, by the works themselves", async () => {
    const ask = { country: "CHN", partner: "RUS", ...years, field: "17" };
    const notes = (await scratch.workspace.run("collaboration", ask)).coverage.notes.map((n) => n.text);
    const works = world.works.filter((w) => w.field === "17");
    const share = (of: typeof works) =>
      ((100 * of.filter((w) => countriesOf(w).length === 0).length) / of.length).toFixed(1);
    const of = (year: number) => share(works.filter((w) => w.year === year));
    expect(notes.find((n) => n.includes("no known country"))).toBe(
      `${share(works)}\u202f% of the ${works.length} works in 17 of 2018-2023 that openalex holds here have no known country (${of(2018)}\u202f% of 2018, ${of(2023)}\u202f% of 2023), so counts by country are lower bounds; Chinese-language titles are under-covered in OpenAlex`,
    );
    expect(notes.join()).not.toContain("a fifth or more");
  });

  it("has a row of zero works where the country has ties but none with the partner", async () => {
    const text = "year,country1_iso2,country2_iso2,works\n2020,CN,US,9\n2021,CN,US,8\n2021,CN,RU,2\n";
    const own = await scratchWorkspace();
    try {
      await own.workspace.load("coauthorship", [await own.file("pairs.csv", text)]);
      const { rows } = await own.workspace.run("collaboration", {
        country: "CHN",
        partner: "RUS",
        from: 2019,
        to: 2022,
      });
      expect(rows.map((r) => [r.year, r.works, r.share, r.rank, r.growth])).toEqual([
        [2020, 0, 0, null, null],
        [2021, 2, 0.2, 2, null],
      ]);
      // Garwood (1936), table: 95 % limits of a count of 2
      expect(rows[1]?.low).toBeCloseTo(0.2422, 4);
      expect(rows[1]?.high).toBeCloseTo(7.2247, 4);
    } finally {
      await own.close();
    }
  });
});

describe("affinity", () => {
  it("finds the planted closeness of China and Russia, and nobody else as close", async () => {
    const { rows } = await scratch.workspace.run("affinity", { country: "RUS", ...years });
    const of = (code: string) => rows.find((r) => r.partner === code);
    for (const other of ["USA", "DEU", "GBR"])
      expect(of("CHN")?.low).toBeGreaterThan(of(other)?.high as number);
  });

  it("is the formula on brute-force counts, on ties and on outputs", async () => {
    const n = (...codes: string[]) => joint(...codes).length;
    const all = Object.keys(TRUTH.countries);
    const ties = (c: string) => all.filter((o) => o !== c).reduce((sum, o) => sum + n(c, o), 0);
    const total = all.reduce((sum, c) => sum + ties(c), 0);
    const onTies = await scratch.workspace.run("affinity", { country: "CHN", partner: "RUS", ...years });
    const row = onTies.rows[0];
    expect(row?.affinity).toBeCloseTo((n("CN", "RU") * total) / (ties("CN") * ties("RU")), 10);
    expect(row?.salton).toBeCloseTo(n("CN", "RU") / Math.sqrt(ties("CN") * ties("RU")), 12);
    expect(row?.intensity).toBeCloseTo(
      n("CN", "RU") / ties("CN") / ((ties("RU") - n("CN", "RU")) / (total / 2 - ties("CN"))),
      10,
    );
    const known = world.works.filter((w) => countriesOf(w).length > 0).length;
    const outputs = { country: "CHN", partner: "RUS", ...years, basis: "outputs" } as const;
    const exact = (await scratch.workspace.run("affinity", outputs)).rows[0];
    expect(exact?.affinity).toBeCloseTo((n("CN", "RU") * known) / (n("CN") * n("RU")), 10);
    expect(exact?.jaccard).toBeCloseTo(n("CN", "RU") / (n("CN") + n("RU") - n("CN", "RU")), 12);
    const drawn = (await scratch.workspace.run("affinity", { ...outputs, interval: "bootstrap", seed: 4 }))
      .rows[0];
    expect(drawn?.affinity).toBe(exact?.affinity);
    expect(Math.abs((drawn?.low as number) / (exact?.low as number) - 1)).toBeLessThan(0.08);
    expect(
      (await scratch.workspace.run("affinity", { ...outputs, interval: "bootstrap", seed: 4 })).rows[0],
    ).toEqual(drawn);
  });

  it("is symmetric, and keeps a pair without joint works at zero with an upper end", async () => {
    const a = (await scratch.workspace.run("affinity", { country: "DEU", partner: "GBR", ...years })).rows[0];
    const b = (await scratch.workspace.run("affinity", { country: "GBR", partner: "DEU", ...years })).rows[0];
    expect(a?.affinity).toBe(b?.affinity);
    const own = await scratchWorkspace();
    try {
      const text = "year,country1_iso2,country2_iso2,works\n2020,CN,US,90\n2020,RU,DE,80\n2020,CN,DE,30\n";
      await own.workspace.load("coauthorship", [await own.file("pairs.csv", text)]);
      const { rows } = await own.workspace.run("affinity", { country: "CHN", from: 2020, to: 2020 });
      expect(rows.find((r) => r.partner === "RUS")).toMatchObject({ works: 0, affinity: 0, low: 0 });
      // hand: ties CN 120, US 90, RU 80, DE 110, all 400; expected CN-RU 24; Garwood upper end of 0 is 3.689
      expect(rows.find((r) => r.partner === "RUS")?.expected).toBe(24);
      expect(rows.find((r) => r.partner === "RUS")?.high).toBeCloseTo(3.6888794541 / 24, 9);
      expect(rows.find((r) => r.partner === "USA")?.affinity).toBeCloseTo((90 * 400) / (120 * 90), 12);
      await expect(
        own.workspace.run("affinity", { country: "CHN", from: 2020, to: 2020, basis: "outputs" }),
      ).rejects.toThrow(/affinity on outputs needs every country's works, which coauthorship does not hold/);
    } finally {
      await own.close();
    }
  });
});

describe("research-specialisation", () => {
  it("finds the planted field, and is shares over shares of brute-force counts", async () => {
    const { rows } = await scratch.workspace.run("research-specialisation", { country: "RUS", ...years });
    const known = world.works.filter((w) => countriesOf(w).length > 0);
    for (const row of rows) {
      const own = known.filter((w) => countriesOf(w).includes("RU"));
      const share = own.filter((w) => w.field === row.field).length / own.length;
      const worldShare = known.filter((w) => w.field === row.field).length / known.length;
      expect(row.specialisation).toBeCloseTo(share / worldShare, 6);
    }
    expect(rows.reduce((sum, r) => sum + (r.share ?? 0), 0)).toBeCloseTo(1, 9);
    const physics = rows.find((r) => r.field === TRUTH.specialised.field);
    expect(physics?.low).toBeGreaterThan(1);
    expect(rows.find((r) => r.field === "17")?.high).toBeLessThan(1);
  });
});

describe("research-impact", () => {
  it("finds that the planted pair is cited more, by about the planted factor", async () => {
    const { rows } = await scratch.workspace.run("research-impact", {
      country: "CHN",
      partner: "USA,RUS",
      ...years,
    });
    const of = (group: string) => rows.find((r) => r.group === group);
    expect(of("USA")?.impact_low).toBeGreaterThan(of("alone")?.impact_high as number);
    const factor = (of("USA")?.impact as number) / (of("alone")?.impact as number);
    expect(Math.abs(factor / TRUTH.cited.factor - 1)).toBeLessThan(0.15);
    expect(of("USA")?.top10_low).toBeGreaterThan(0.1);
    expect(of("RUS")?.impact_high).toBeLessThan(of("USA")?.impact_low as number);
  });

  it("is the mean of citations over expectation by brute force, and 1 and 0.1 for the world", async () => {
    const cells = new Map<string, { n: number; c: number }>();
    for (const w of world.works) {
      const key = `${w.field} ${w.year}`;
      const cell = cells.get(key) ?? { n: 0, c: 0 };
      cells.set(key, { n: cell.n + 1, c: cell.c + w.cited });
    }
    const ratio = (w: World["works"][number]) => {
      const cell = cells.get(`${w.field} ${w.year}`) as { n: number; c: number };
      return w.cited / (cell.c / cell.n);
    };
    const own = joint("DE");
    const { rows } = await scratch.workspace.run("research-impact", { country: "DEU", ...years });
    const all = rows.find((r) => r.group === "all");
    expect(all?.works).toBe(own.length);
    expect(all?.citations).toBe(own.reduce((sum, w) => sum + w.cited, 0));
    expect(all?.impact).toBeCloseTo(own.reduce((sum, w) => sum + ratio(w), 0) / own.length, 10);
    const [alone, together] = ["alone", "joint"].map((g) => rows.find((r) => r.group === g)?.works as number);
    expect((alone as number) + (together as number)).toBe(own.length);
    // A country that is on every work is the world: its impact is 1, and exactly a tenth of its works are in the top tenth.
    const lone = await scratchWorkspace();
    try {
      const text = [0, 0, 1, 1, 1, 5, 9, 9, 20, 44, 44, 44]
        .map((cited, i) => ({
          id: `https://openalex.org/W${i}`,
          publication_year: 2020,
          authorships: [
            { author_position: "first", author: { id: "A1" }, countries: ["CN"], institutions: [] },
          ],
          primary_topic: { id: "T1", field: { id: "https://openalex.org/fields/17" } },
          cited_by_count: cited,
          is_retracted: false,
        }))
        .map((w) => JSON.stringify(w))
        .join("\n");
      await lone.workspace.load("openalex", [await lone.file("w.jsonl", text)]);
      const [row] = (await lone.workspace.run("research-impact", { country: "CHN", from: 2020, to: 2020 }))
        .rows;
      expect(row?.impact).toBeCloseTo(1, 12);
      expect(row?.top10).toBeCloseTo(0.1, 12);
      expect(row?.top1).toBeCloseTo(0.01, 12);
    } finally {
      await lone.close();
    }
  });
});

describe("leadership", () => {
  it("counts first authors by brute force, and shares add up to one", async () => {
    const { rows } = await scratch.workspace.run("leadership", { country: "CHN", partner: "RUS", ...years });
    const works = joint("CN", "RU");
    const lead = (code: string) =>
      works.filter(
        (w) =>
          w.authors[0]?.countries.includes(code) &&
          !w.authors[0].countries.includes(code === "CN" ? "RU" : "CN"),
      );
    const of = (name: string) => rows.find((r) => r.lead === name);
    expect(of("CHN")?.works).toBe(lead("CN").length);
    expect(of("RUS")?.works).toBe(lead("RU").length);
    expect(of("CHN")?.unknown).toBe(works.filter((w) => w.authors[0]?.countries.length === 0).length);
    expect(rows.reduce((sum, r) => sum + (r.share ?? 0), 0)).toBeCloseTo(1, 12);
    const corresponding = await scratch.workspace.run("leadership", {
      country: "CHN",
      partner: "RUS",
      ...years,
      role: "corresponding",
      by: "year",
    });
    const flagged = works.filter(
      (w) => w.year === 2020 && w.authors.some((a) => a.corresponding && a.countries.includes("CN")),
    );
    expect(corresponding.rows.find((r) => r.year === 2020 && r.lead === "CHN")?.works).toBe(flagged.length);
  });
});

describe("researcher-mobility", () => {
  it("recovers every planted move, and takes neither a visit nor a double affiliation for one", async () => {
    const { rows } = await scratch.workspace.run("researcher-mobility", { country: "RUS", ...years });
    const planted = (from: string, to: string) =>
      world.moves.filter((m) => m.from === from && m.to === to).length;
    const flows = rows.map((r) => [r.partner, r.inflow, r.outflow, r.net]);
    for (const r of rows as unknown as readonly Record<string, number>[]) {
      const below = Math.hypot(
        (r.inflow as number) - (r.inflow_low as number),
        (r.outflow_high as number) - (r.outflow as number),
      );
      expect(r.net_low).toBeCloseTo((r.net as number) - below, 9);
      expect(r.net_high).toBeGreaterThan(r.net as number);
    }
    expect(flows).toEqual([
      ["all", planted("DE", "RU"), planted("RU", "DE") + planted("RU", "CN"), -17],
      ["DEU", planted("DE", "RU"), planted("RU", "DE"), -11],
      ["CHN", 0, planted("RU", "CN"), -6],
    ]);
  });

  it("dates moves to the first year abroad, and sees none outside the years or with a stricter rule", async () => {
    const run = (more: object) =>
      scratch.workspace.run("researcher-mobility", { country: "RUS", ...years, ...more });
    expect((await run({ by: "year" })).rows.slice(1).map((r) => [r.year, r.inflow, r.outflow])).toEqual([
      [2021, 3, 0],
      [2022, 0, 20],
    ]);
    expect((await run({ to: 2020 })).rows.map((r) => [r.partner, r.inflow, r.outflow])).toEqual([
      ["all", 0, 0],
    ]);
    // Half of the movers have one work a year, so only two works abroad by 2023.
    const strict = (await run({ min_works: 3 })).rows[0];
    expect(strict?.outflow).toBeLessThan(20);
    expect(strict?.outflow).toBe(
      world.moves.filter(
        (m) =>
          m.from === "RU" &&
          world.works.filter((w) => w.year >= m.year && w.authors[0]?.id === m.author).length >= 3,
      ).length,
    );
  });

  it("balances: what one country loses to another, the other gains", async () => {
    const outflow = async (country: string, partner: string) =>
      (await scratch.workspace.run("researcher-mobility", { country, ...years })).rows.find(
        (r) => r.partner === partner,
      );
    expect((await outflow("RUS", "DEU"))?.outflow).toBe((await outflow("DEU", "RUS"))?.inflow);
  });
});

describe("alternatives", () => {
  it("covers a partner topic by topic, as counted by hand", async () => {
    const own = await scratchWorkspace();
    try {
      let n = 0;
      const works = (count: number, topic: string, countries: string[]) =>
        Array.from({ length: count }, () => ({
          id: `https://openalex.org/W${n++}`,
          publication_year: 2020,
          authorships: countries.map((c) => ({ author: { id: `A${n}` }, countries: [c], institutions: [] })),
          primary_topic: {
            id: `https://openalex.org/${topic}`,
            display_name: topic,
            field: { id: "https://openalex.org/fields/31" },
          },
          cited_by_count: 0,
        }));
      const all = [
        ...works(6, "T1", ["DE"]),
        ...works(4, "T2", ["DE"]),
        ...works(3, "T1", ["CN"]),
        ...works(9, "T2", ["CN"]),
        ...works(2, "T2", ["RU", "CN"]),
        ...works(6, "T1", ["US"]),
        ...works(1, "T3", ["US"]),
      ];
      await own.workspace.load("openalex", [
        await own.file("w.jsonl", all.map((w) => JSON.stringify(w)).join("\n")),
      ]);
      const { rows } = await own.workspace.run("alternatives", {
        country: "RUS",
        partner: "DEU",
        field: "31",
        from: 2020,
        to: 2020,
      });
      // Germany: T1 6, T2 4. China: T1 3, T2 11 → (3 + 4)/10. United States: T1 6, T3 1 → 6/10.
      expect(rows.map((r) => [r.candidate, r.cover, r.works, r.joint, r.partner_joint])).toEqual([
        ["CHN", 0.7, 14, 2, 0],
        ["USA", 0.6, 7, 0, 0],
      ]);
      expect(rows[0]?.similarity).toBeCloseTo(Math.min(3 / 14, 0.6) + Math.min(11 / 14, 0.4), 12);
    } finally {
      await own.close();
    }
  });
});

describe("technology-profile", () => {
  it("counts the papers of a technology as the taxonomy's rules read", async () => {
    const { rows } = await scratch.workspace.run("technology-profile", {
      country: "CHN",
      partner: "RUS",
      technology: "fusion",
      from: 2022,
      to: 2022,
    });
    const fusion = joint("CN", "RU").filter((w) => w.year === 2022 && w.topicName.startsWith("Magnetic"));
    expect(rows.find((r) => r.measure === "joint works")).toMatchObject({
      subject: "CHN-RUS",
      value: fusion.length,
      source: "openalex",
    });
    expect(iso3.get("RU")).toBe("RUS");
  });

  it("says which technologies exist when asked for one that does not", async () => {
    const run = scratch.workspace.run("technology-profile", {
      country: "CHN",
      partner: "RUS",
      technology: "telepathy",
      from: 2022,
      to: 2022,
    });
    await expect(run).rejects.toThrow(/unknown technology: telepathy/);
  });
});

describe("works chosen by a country, without author data", () => {
  it("have unknown leaders, complete ties of that country only, and are cited where they are used", async () => {
    const own = await scratchWorkspace();
    try {
      const work = (id: number, countries: string[]) => ({
        id: `https://openalex.org/W${id}`,
        publication_year: 2020,
        authorships: countries.map((c) => ({ countries: [c], institutions: [] })),
        primary_topic: { id: "T1", field: { id: "https://openalex.org/fields/17" } },
        cited_by_count: 0,
      });
      const all = [
        work(1, ["CN", "RU"]),
        work(2, ["CN", "RU"]),
        work(3, ["CN", "DE"]),
        work(4, ["CN", "DE", "RU"]),
        work(5, ["CN"]),
      ];
      await own.workspace.load("openalex", [
        await own.file("w.jsonl", all.map((w) => JSON.stringify(w)).join("\n")),
      ]);
      const run = (name: string, more: object) => own.workspace.run(name, { from: 2020, to: 2020, ...more });
      const lead = await run("leadership", { country: "CHN", partner: "RUS" });
      expect(lead.rows.map((r) => [r.lead, r.works, r.known, r.unknown, r.share])).toEqual(
        ["CHN", "RUS", "both", "third"].map((name) => [name, null, 0, 3, null]),
      );
      const ours = await run("collaboration-share", { country: "CHN", partner: "RUS" });
      expect(ours.rows[0]).toMatchObject({ works: 3, ties: 5, share: 0.6 });
      const theirs = await run("collaboration-share", { country: "RUS", partner: "CHN,DEU" });
      expect(theirs.rows[0]).toMatchObject({ works: 4, ties: null, share: null });
      const between = await run("collaboration", { country: "RUS", partner: "DEU" });
      expect(between.rows[0]).toMatchObject({ works: 1, share: null, rank: null, partner_rank: null });
      await expect(run("affinity", { country: "CHN", basis: "outputs" })).rejects.toThrow(/does not hold/);
      const nothing = await run("research-specialisation", { country: "KAZ", by: "technology" });
      expect(nothing.rows).toEqual([]);
      expect(nothing.coverage.sources).toEqual([]);
    } finally {
      await own.close();
    }
  });
});
