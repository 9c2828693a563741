import { canonicalJson, contentHash, fromRows } from "@tightrope/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const hashOf = (rows: Record<string, unknown>[]) =>
  contentHash(fromRows(rows, { name: "text", value: "double" }));

describe("a result's content hash", () => {
  it("is the same for values that differ in the last bit only", () => {
    expect(hashOf([{ name: "a", value: 0.1 + 0.2 }])).toBe(hashOf([{ name: "a", value: 0.3 }]));
  });

  it("tells null from zero and from the text null", () => {
    const hashes = [
      { name: null, value: 0 },
      { name: null, value: null },
      { name: "~", value: 0 },
      { name: "null", value: 0 },
    ].map((r) => hashOf([r]));
    expect(new Set(hashes).size).toBe(4);
  });

  it("changes with order, with a digit and with a column's name", () => {
    const base = [
      { name: "a", value: 1 },
      { name: "b", value: 2 },
    ];
    expect(hashOf(base)).not.toBe(hashOf([...base].reverse()));
    expect(hashOf(base)).not.toBe(
      hashOf([base[0] as object, { name: "b", value: 2.0000001 }] as Record<string, unknown>[]),
    );
    expect(contentHash(fromRows(base, { name: "text", value: "double" }))).not.toBe(
      contentHash(fromRows(base, { name: "text" })),
    );
  });
});

describe("canonical JSON", () => {
  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        return canonicalJson(object) === canonicalJson(turned);
      }),
    );
  });
});
