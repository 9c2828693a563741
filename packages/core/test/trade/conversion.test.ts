import { concordance, productCodes, UsageError } from "@tightrope/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convertFlows, hsRevision } from "../../src/trade/conversion.ts";

const revision = fc.constantFrom("HS1992", "HS2002", "HS2012", "HS2017", "HS2022");

describe("convertFlows", () => {
  it("keeps what has one place to go, and bounds what splits", () => {
    const table = concordance("HS2012", "HS2017", "equal");
    const targets = new Map<string, string[]>();
    table.from.forEach((f, i) => {
      targets.set(f, [...(targets.get(f) ?? []), table.to[i] as string]);
    });
    const [single] = [...targets].find(([, to]) => to.length === 1) as [string, string[]];
    const [double, [one, other]] = [...targets].find(([, to]) => to.length === 2) as [
      string,
      [string, string],
    ];
    const { flows } = convertFlows(
      [
        { code: single, value: 5 },
        { code: double, value: 8 },
      ],
      "HS2012",
      "HS2017",
      { weighting: "equal" },
    );
    expect(flows.find((f) => f.code === targets.get(single)?.[0])).toMatchObject({
      value: 5,
      low: 5,
      high: 5,
    });
    for (const code of [one, other])
      expect(flows.find((f) => f.code === code)).toMatchObject({ value: 4, low: 0, high: 8 });
  });

  it("has narrower bounds for a heading than for its codes", () => {
    const table = concordance("HS2012", "HS2017", "equal");
    const splits = new Map<string, string[]>();
    table.from.forEach((f, i) => {
      splits.set(f, [...(splits.get(f) ?? []), table.to[i] as string]);
    });
    const [code, to] = [...splits].find(
      ([, list]) => list.length > 1 && new Set(list.map((c) => c.slice(0, 4))).size === 1,
    ) as [string, string[]];
    const { flows } = convertFlows([{ code, value: 7 }], "HS2012", "HS2017", { digits: 4 });
    expect(flows).toEqual([{ code: to[0]?.slice(0, 4), value: 7, low: 7, high: 7 }]);
  });

  it("loses nothing: values and what cannot be mapped add up to what went in, and bounds hold", () => {
    fc.assert(
      fc.property(
        revision,
        revision,
        fc.integer({ min: 0, max: 4000 }),
        fc.array(fc.nat(1e9), { minLength: 1, maxLength: 40 }),
        (from, to, start, values) => {
          const codes = productCodes(from, 6);
          const input = values.map((value, i) => ({
            code: codes[(start + i * 37) % codes.length] as string,
            value,
          }));
          const { flows, unmapped } = convertFlows([...input, { code: "99ZZZZ", value: 3 }], from, to);
          const sum = input.reduce((a, r) => a + r.value, 0) + 3;
          expect(flows.reduce((a, f) => a + f.value, 0) + unmapped).toBeCloseTo(sum, 3);
          for (const f of flows) {
            expect(f.low).toBeLessThanOrEqual(f.value * (1 + 1e-12));
            expect(f.high).toBeGreaterThanOrEqual(f.value * (1 - 1e-12));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("names the codes that lead nowhere", () => {
    expect(convertFlows([{ code: "000000", value: 3 }], "HS2017", "HS2012")).toMatchObject({
      unmapped: 3,
      unmappedCodes: ["000000"],
    });
    expect(() => hsRevision("SITC4")).toThrow(UsageError);
    expect(hsRevision("hs17")).toBe("HS2017");
  });
});
