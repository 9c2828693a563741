import { readFileSync } from "node:fs";
import { textWidth, wrapText } from "@tightrope/charts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { balanceText, clampText } from "../src/measure.ts";
import { advancesOf, FILES } from "./fonts/advances.ts";

test("the bundled advances are those of the bundled fonts", () => {
  const source = readFileSync(new URL("../src/advances.ts", import.meta.url), "utf8");
  for (const [name, file] of [
    ["REGULAR", FILES.regular],
    ["SEMIBOLD", FILES.semibold],
  ] as const) {
    const text = new RegExp(`${name} =\\s+"([^"]+)"`).exec(source)?.[1] ?? "";
    expect(text.split(" ").map((v) => Number.parseInt(v, 36))).toEqual(advancesOf(file));
  }
});

test("digits all have one width, so that columns of figures stand straight", () => {
  const widths = new Set([..."0123456789"].map((digit) => textWidth(digit, 100)));
  expect([...widths]).toEqual([49.7]);
});

const prose = fc
  .array(
    fc.constantFrom(
      "China",
      "re-exports",
      "and",
      "Côte",
      "d’Ivoire",
      "34.3\u202f%",
      "Verkehrsinfrastrukturfinanzierung",
      "中国",
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((words) => words.join(" "));

test("wrapped lines fit and lose no word", () => {
  fc.assert(
    fc.property(prose, fc.integer({ min: 60, max: 600 }), (text, width) => {
      for (const lines of [wrapText(text, width, 14), balanceText(text, width, 14)]) {
        for (const line of lines) expect(textWidth(line, 14)).toBeLessThanOrEqual(width);
        expect(lines.join("").replace(/[ ]/g, "")).toBe(text.replace(/[ ]/g, ""));
      }
    }),
  );
});

test("balanced lines are as few as wrapped ones", () => {
  fc.assert(
    fc.property(prose, fc.integer({ min: 60, max: 600 }), (text, width) => {
      expect(balanceText(text, width, 14)).toHaveLength(wrapText(text, width, 14).length);
    }),
  );
});

test("a clamped text says that it was cut", () => {
  const [first, second] = clampText("one two three four five six", 60, 14, 2);
  expect(first).not.toContain("…");
  expect(second).toMatch(/…$/);
});
