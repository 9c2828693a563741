import { formatByHint, formatNumber, formatPercent, formatUsd } from "@tightrope/charts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("numbers", () => {
  test("keep three significant digits, thin-space thousands and a true minus", () => {
    expect(formatNumber(-12345.6)).toBe("−12\u202f300");
    expect(formatNumber(1234567)).toBe("1\u202f230\u202f000");
    expect(formatNumber(0.04213)).toBe("0.0421");
    expect(formatNumber(2.5)).toBe("2.5");
    expect(formatNumber(999.6)).toBe("1\u202f000");
    expect(formatNumber(0)).toBe("0");
    expect(formatNumber(-0)).toBe("0");
  });
  test("keep every digit of a count when asked", () => {
    expect(formatNumber(1234567, { exact: true })).toBe("1\u202f234\u202f567");
  });
  test("say so when there is none", () => {
    for (const none of [null, undefined, Number.NaN]) expect(formatNumber(none)).toBe("no data");
    expect(formatPercent(null)).toBe("no data");
    expect(formatUsd(undefined)).toBe("no data");
  });
  test("read back within half a unit of the third digit", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e14, noNaN: true }), fc.boolean(), (size, negative) => {
        const value = negative ? -size : size;
        const read = Number(formatNumber(value).replaceAll("\u202f", "").replace("−", "-"));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 0.00501);
      }),
    );
  });
});

test("fractions become percentages without binary dust", () => {
  expect(formatPercent(0.3428)).toBe("34.3\u202f%");
  expect(formatPercent(0.07)).toBe("7\u202f%");
  expect(formatPercent(-0.0042)).toBe("−0.42\u202f%");
});

test("large money is said in words, and small enough on ticks", () => {
  expect(formatUsd(1.2e9)).toBe("1.2 billion US dollars");
  expect(formatUsd(999_900_000)).toBe("1 billion US dollars");
  expect(formatUsd(2.41e12, { short: true })).toBe("2.41\u202ftn");
  expect(formatUsd(12_345)).toBe("12\u202f300 US dollars");
  expect(formatByHint(0.5, "percent")).toBe("50\u202f%");
});
