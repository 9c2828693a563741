import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spreadTrade, spreadWorks } from "../../src/technologies/coverage.ts";
import { technologies } from "../../src/technologies/technologies.ts";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

describe("technology-coverage", () => {
  it("says how each technology is found, and leaves shares empty where nothing is loaded", async () => {
    const { rows } = await scratch.workspace.run("technology-coverage", {});
    expect(rows).toHaveLength(technologies().length + 1);
    const quantum = rows.find((r) => r.technology === "quantum");
    expect(quantum).toMatchObject({
      subfields: 0,
      topics: 3,
      counted_by: "topics",
      hs2017: 0,
      indirect: 3,
      entries: "eu-dual-use 5A002.c",
      works: null,
      works_share: null,
      trade_usd: null,
    });
    expect(quantum?.gap).toMatch(/no HS code names quantum devices/);
    expect(rows.find((r) => r.technology === "solar-and-wind")?.shared_with).toMatch(/semiconductors/);
    expect(rows.at(-1)).toMatchObject({ technology: "all" });
  });

  it("measures the trade that is loaded: by hand on four goods", async () => {
    const file = await scratch.file(
      "BACI_HS17_Y2022_V202401.csv",
      "t,i,j,k,v,q\n2022,156,643,854140,100,1\n2022,156,643,854231,200,1\n2022,156,643,010121,500,1\n2022,643,156,847150,200,1\n",
    );
    await scratch.workspace.load("baci", [file]);
    const { rows, coverage } = await scratch.workspace.run("technology-coverage", {});
    // 854140 serves chips and solar; 854231 chips and, as a proxy, AI; 847150 computers and AI; horses nothing.
    expect(rows.find((r) => r.technology === "semiconductors")).toMatchObject({
      trade_usd: 300_000,
      trade_share: 0.3,
      trade_shared: 1,
    });
    expect(rows.at(-1)).toMatchObject({ trade_usd: 500_000, trade_share: 0.5, trade_shared: 1 });
    expect(coverage.notes.map((n) => n.text).join()).toMatch(/baci in HS2017/);
    const { rows: one } = await scratch.workspace.run("technology-coverage", { technology: "space" });
    expect(one.map((r) => r.technology)).toEqual(["space"]);
    await expect(scratch.workspace.run("technology-coverage", { technology: "spice" })).rejects.toThrow(
      /unknown technology: spice \(did you mean space/,
    );
  });
});

describe("spread", () => {
  it("counts an amount once in the whole and once in each owner", () => {
    const works = spreadWorks(
      [
        { topicName: "Semiconductor Lasers and Optical Devices", topic: "T11429", n: 3 },
        { topicName: "Photonic and Optical Devices", topic: "T10299", n: 2 },
        { topicName: "Meat and Animal Product Quality", topic: "T10333", n: 5 },
      ],
      technologies(),
    );
    expect(works).toMatchObject({ total: 10, mapped: 5, shared: 3 });
    expect(works.byTechnology.get("photonics")).toEqual({ total: 5, shared: 3 });
    expect(works.byTechnology.get("semiconductors")).toEqual({ total: 3, shared: 3 });
    expect(spreadTrade([{ product: "854140", usd: 7 }], "HS2017", technologies()).shared).toBe(7);
    expect(spreadTrade([{ product: "854140", usd: 7 }], "HS1992", technologies()).mapped).toBe(0);
  });
});
