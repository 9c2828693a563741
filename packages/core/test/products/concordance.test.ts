import { describe, expect, it } from "vitest";
import { concordance, concordancePairs, productTexts, sharesInto } from "../../src/products/index.ts";

describe("concordance", () => {
  it("lists every conversion with its direction", () => {
    const pairs = concordancePairs();
    // 21 pairs of HS revisions and 7 revisions times 7 other classifications, each both ways.
    expect(pairs).toHaveLength(2 * (21 + 49));
    expect(pairs).toContainEqual({ from: "HS2022", to: "HS2017", direction: "published" });
    expect(pairs).toContainEqual({ from: "HS2017", to: "HS2022", direction: "inverted" });
  });

  it("has weights that add up to 1 for every code, and loses no code unsaid", { timeout: 60_000 }, () => {
    for (const { from, to, direction } of concordancePairs()) {
      if (!from.startsWith("HS")) continue;
      const c = concordance(from, to);
      expect(c.direction).toBe(direction);
      const sums = new Map<string, number>();
      c.from.forEach((code, i) => {
        sums.set(code, (sums.get(code) ?? 0) + (c.weight[i] as number));
      });
      let worst = 0;
      for (const sum of sums.values()) worst = Math.max(worst, Math.abs(sum - 1));
      expect(worst).toBeLessThan(1e-12);
      const codes = [...productTexts(from).keys()].filter((code) => /^\d{6}$/.test(code));
      expect(codes.filter((code) => !sums.has(code))).toEqual(c.unmapped);
      const targets = productTexts(to);
      // The UN table of HS2002 has one code, 140390, that its own list of HS2002 lacks.
      const strange = c.to.filter((code) => targets.size > 0 && !targets.has(code));
      expect(strange).toEqual(to === "HS2002" && /HS199/.test(from) ? ["140390"] : []);
    }
  });

  it("counts the codes that lead nowhere", () => {
    const counts = [
      ["HS2022", "HS2017"],
      ["HS2017", "HS2012"],
      ["HS2017", "HS1992"],
      ["HS2007", "HS2002"],
      ["HS1996", "HS1992"],
      ["HS2012", "HS2017"],
      ["HS2017", "HS2022"],
      ["HS1992", "HS2017"],
      ["HS2017", "SITC4"],
      ["HS2017", "ISIC3"],
      ["HS2017", "BEC4"],
    ].map(([from, to]) => concordance(from as string, to as string).unmapped.length);
    expect(counts).toEqual([0, 0, 0, 1, 3, 3, 1, 55, 2, 1, 2]);
  });

  it("is not its own inverse: forward splits what backward merges", () => {
    const back = concordance("HS2022", "HS2017");
    expect(new Set(back.from).size).toBe(back.from.length);
    const forward = concordance("HS2017", "HS2022");
    expect(new Set(forward.from).size).toBeLessThan(forward.from.length);
    const targets = forward.to.filter((_, i) => forward.from[i] === "854140");
    expect(targets).toEqual(expect.arrayContaining(["854141", "854142", "854143", "854149"]));
  });

  it("says which pairs it inferred", () => {
    const forward = concordance("HS2017", "HS2022");
    const back = concordance("HS2022", "HS2017");
    const published = new Set(back.from.map((code, i) => `${back.to[i]} ${code}`));
    forward.from.forEach((code, i) => {
      expect(published.has(`${code} ${forward.to[i]}`)).toBe(forward.inferred[i] === 0);
      if (forward.inferred[i] === 2) expect(forward.to[i]?.slice(0, 4)).toBe(code.slice(0, 4));
    });
  });

  it("keeps a number where it was with same-code weights", () => {
    const c = concordance("HS2017", "HS2022", "same-code");
    const i = c.from.findIndex((code, k) => code === "854231" && c.to[k] === "854231");
    expect(c.weight[i]).toBe(1);
    const equal = concordance("HS2017", "HS2022");
    expect(equal.weight[i]).toBeLessThan(1);
  });

  it("converts nothing between two classifications outside the HS", () => {
    expect(() => concordance("SITC4", "BEC4")).toThrow("no conversion from SITC4 to BEC4");
  });
});

describe("sharesInto", () => {
  it("bounds a code with targets inside and outside, by hand", () => {
    const c = {
      fromClassification: "HS2017",
      toClassification: "HS2022",
      direction: "inverted",
      from: ["01", "02", "02", "03", "03", "03", "04"],
      to: ["a", "a", "b", "a", "c", "b", "b"],
      weight: Float64Array.of(1, 1 / 2, 1 / 2, 1 / 3, 1 / 3, 1 / 3, 1),
      inferred: new Uint8Array(7),
      unmapped: [],
    } as const;
    expect(sharesInto(c, (code) => code === "a" || code === "c")).toEqual([
      { code: "01", weight: 1, least: 1, most: 1 },
      { code: "02", weight: 1 / 2, least: 0, most: 1 },
      { code: "03", weight: 2 / 3, least: 0, most: 1 },
    ]);
  });
});
