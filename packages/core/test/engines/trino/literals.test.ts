import fc from "fast-check";
import { expect, test } from "vitest";
import { literal, statement } from "../../../src/engines/trino/literals.ts";

test.each<[unknown, string]>([
  [null, "null"],
  [undefined, "null"],
  [true, "true"],
  [0, "0"],
  [-0, "0"],
  [-12, "-12"],
  [1.5, "1.5E+0"],
  [-2.5e-300, "-2.5E-300"],
  [1e300, "1E+300"],
  [2 ** 53, "9.007199254740992E+15"],
  [Number.NaN, "nan()"],
  [Number.NEGATIVE_INFINITY, "-infinity()"],
  [-(2n ** 63n), "bigint '-9223372036854775808'"],
  [2n ** 63n, "decimal '9223372036854775808'"],
  ["", "''"],
  ["it's; drop table t --", "'it''s; drop table t --'"],
  ["\\' or 1=1", "'\\'' or 1=1'"],
  [new Date("2022-02-24"), "date '2022-02-24'"],
  [new Date("2022-02-24T05:00:00.250Z"), "timestamp '2022-02-24 05:00:00.250'"],
  [["a", "b'c", 1], "array['a', 'b''c', 1]"],
])("%s is written %s", (value, expected) => {
  expect(literal(value)).toBe(expected);
});

test.each([{}, Symbol("x"), () => 1, new Date("no")])("%s is no parameter", (value) => {
  expect(() => literal(value)).toThrow("unusable query parameter");
});

test("whatever a text holds, its literal has one beginning and one end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const written = literal(value);
      expect(written.startsWith("'") && written.endsWith("'")).toBe(true);
      // Doubled quotes removed, no quote is left inside; undoubled, the text is back.
      expect(written.slice(1, -1).replaceAll("''", "")).not.toContain("'");
      expect(written.slice(1, -1).replaceAll("''", "'")).toBe(value);
    }),
  );
});

test("a number's literal is read back as the same number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(literal(value))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test("a statement without parameters goes as it is, one with them in a single request", () => {
  expect(statement("select 1", [])).toBe("select 1");
  expect(statement("select 'it''s', ?, ?", ["o'x", 2])).toBe(
    "execute immediate 'select ''it''''s'', ?, ?' using 'o''x', 2",
  );
});
