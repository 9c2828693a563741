import { describe, expect, it } from "vitest";
import { countedBy, definitionOf } from "../../src/technologies/definition.ts";
import { matchesIpc, matchesWork, technologiesOfWork } from "../../src/technologies/match.ts";
import { technologyReport } from "../../src/technologies/report.ts";
import {
  parseTaxonomy,
  taxonomy,
  technologies,
  technologyByName,
} from "../../src/technologies/technologies.ts";
import { REAL_TOPICS } from "../fixtures/openalex/topics.ts";
import { readReal } from "../fixtures/real-data.ts";

describe("technologies", () => {
  it("number about thirty, each with a title and a rule for papers and patents", () => {
    expect(technologies().length).toBeGreaterThanOrEqual(30);
    const report = technologyReport();
    expect(report.covered.papers).toBe(technologies().length);
    expect(report.covered.patents).toBe(technologies().length);
    expect(taxonomy().version).toMatch(/^\d{4}-\d{2}-\d{2}/);
  });

  it("are found by name or title, and a mistyped name gets the nearest ones", () => {
    expect(technologyByName("tech:quantum").title).toMatch(/^Quantum/);
    expect(technologyByName("Robotics and industrial automation").name).toBe("robotics");
    expect(() => technologyByName("semiconductor")).toThrow(
      /unknown technology: semiconductor \(did you mean .*semiconductors/,
    );
  });

  it("are told apart on the names that OpenAlex gives its topics", () => {
    const found = (name: string, topic?: string) =>
      technologiesOfWork(technologies(), { topicName: name, topic: topic ?? null }).map((t) => t.name);
    for (const { id, name, technologies: expected } of REAL_TOPICS)
      expect(found(name, id), name).toEqual(expected);
  });

  it("name only topics whose identifier and name were seen", () => {
    const seen = new Set(REAL_TOPICS.map(({ id }) => id));
    for (const t of technologies()) for (const topic of t.topics) expect(seen, t.name).toContain(topic);
  });

  it("say why, where no HS code or no list entry names them", () => {
    for (const t of technologies()) {
      const direct = Object.values(t.hs6).flat();
      const stand = Object.values(t.indirect?.hs6 ?? {}).flat();
      expect(direct.length + stand.length, t.name).toBeGreaterThan(0);
      expect(Object.keys(t.controls).length === 0, t.name).toBe(t.uncontrolled !== undefined);
    }
    expect(
      technologies()
        .filter((t) => (t.hs6.HS2017 ?? []).length === 0)
        .map((t) => t.name),
    ).toEqual([
      "artificial-intelligence",
      "quantum",
      "cyber-security",
      "drones",
      "fusion",
      "nanomaterials",
      "additive-manufacturing",
    ]);
  });

  it("are counted by subfields where they have any, else by topics, and each source says by which rules", () => {
    expect(countedBy(technologyByName("semiconductors"))).toEqual({ by: "subfields", ids: ["2504", "1708"] });
    expect(countedBy(technologyByName("fusion"))?.by).toBe("topics");
    expect(countedBy(technologyByName("drones"))).toBeUndefined();
    const chips = technologyByName("semiconductors");
    expect(definitionOf(chips, "openalex-counts")).toBe("subfields 2504, 1708 only");
    expect(definitionOf(chips, "openalex")).toBe("subfields, topics, words in names of topics");
    expect(definitionOf(chips, "patents")).toBe("IPC classes");
  });

  it("take a work by its subfield, or by a whole word in the name of its topic", () => {
    const fusion = technologyByName("fusion");
    expect(matchesWork(fusion, { topicName: "Magnetic confinement fusion research" })).toBe(true);
    expect(matchesWork(fusion, { topicName: "Spinal Fusion Surgery Outcomes" })).toBe(false);
    expect(matchesWork(fusion, { topicName: "Confusion in old age" })).toBe(false);
    expect(matchesWork(technologyByName("artificial-intelligence"), { subfield: "1702" })).toBe(true);
    expect(matchesWork(technologyByName("artificial-intelligence"), {})).toBe(false);
  });

  it("take a patent by the beginning of its IPC symbol, but not by half of a number", () => {
    const quantum = technologyByName("quantum");
    expect(matchesIpc(quantum, "G06N10/20")).toBe(true);
    expect(matchesIpc(quantum, "g06n 10/00")).toBe(true);
    expect(matchesIpc(quantum, "G06N 1/00")).toBe(false);
    expect(matchesIpc(technologyByName("artificial-intelligence"), "G06N 30/00")).toBe(false);
    expect(matchesIpc(technologyByName("semiconductors"), "H10B 12/00")).toBe(true);
  });

  it("report codes that serve two technologies, also when one names only the heading", () => {
    const { shared } = technologyReport();
    const solar = shared.find((s) => s.scheme === "HS2017" && s.code === "854140");
    expect(solar?.technologies).toEqual(["semiconductors", "solar-and-wind"]);
    const masks = shared.find((s) => s.scheme === "HS2022" && s.code === "903082");
    expect(masks?.technologies).toContain("measurement");
    const servers = shared.find((s) => s.scheme === "HS2017" && s.code === "847150");
    expect(servers?.technologies).toEqual(["advanced-computing", "artificial-intelligence"]);
    expect(technologyReport([{ code: "999999", classification: "HS2022" }]).unmapped).toEqual(["999999"]);
  });

  it("refuse a file whose entries are wrong, naming the entry", () => {
    const entry = (extra: string) =>
      `version: 1\ndescription: d\ntechnologies:\n  - { name: a, title: A, ipc: [H01L], hs6: {}, ${extra} }\n`;
    expect(() => parseTaxonomy(entry('openalex: { subfields: ["17"] }'))).toThrow(/subfield id has 4 digits/);
    const once = "  - { name: a, title: A, ipc: [], hs6: {} }\n";
    expect(() => parseTaxonomy(`version: 1\ndescription: d\ntechnologies:\n${once}${once}`)).toThrow(
      /defined twice/,
    );
  });

  const chpl = readReal("hs/common_high_priority_list_2024-02-23.csv");
  it.skipIf(chpl === undefined)(
    "name every entry of the Common High Priority List, under codes that exist",
    () => {
      const codes = (chpl as string)
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.slice(0, 6));
      expect(codes).toHaveLength(50);
      expect(technologyReport(codes.map((code) => ({ code, classification: "HS2022" }))).unmapped).toEqual(
        [],
      );
      for (const [revision, file] of [
        ["HS2017", "H5"],
        ["HS2022", "H6"],
      ] as const) {
        const text = readReal(`hs/un_classifications/classification${file}.json`) as string;
        const known = new Set(
          (JSON.parse(text).results ?? JSON.parse(text)).map((c: { id: string }) => c.id),
        );
        for (const t of technologies())
          for (const code of [...(t.hs6[revision] ?? []), ...(t.indirect?.hs6[revision] ?? [])])
            expect(known, `${t.name} ${revision}`).toContain(code);
      }
    },
  );
});
