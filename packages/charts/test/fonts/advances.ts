/**
 * Writes `src/advances.ts` from the bundled font files, so that text is measured alike on every machine.
 * Run: `npx tsx packages/charts/test/fonts/advances.ts`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { readAdvances } from "./font.ts";

/** Latin, Greek, Cyrillic, and the punctuation, arrows and signs that charts use. */
export const RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x370, 0x3ff],
  [0x400, 0x45f],
  [0x2000, 0x203a],
  [0x20ac, 0x20ac],
  [0x2190, 0x2193],
  [0x2212, 0x2212],
  [0x2264, 0x2265],
];

export const FILES = {
  regular: "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf",
  semibold: "@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf",
};

/** Advances in thousandths of an em; 0 stands for a character the font does not have. */
export function advancesOf(file: string): number[] {
  const font = readAdvances(readFileSync(createRequire(import.meta.url).resolve(file)));
  return RANGES.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) =>
      Math.round(((font.advance(first + i) ?? 0) * 1000) / font.unitsPerEm),
    ),
  );
}

if (process.argv[1]?.endsWith("advances.ts")) {
  const text = `/** Made by test/fonts/advances.ts from Source Sans 3; do not edit. Advances in thousandths of an em, base 36. */
export const RANGES: readonly (readonly [number, number])[] = ${JSON.stringify(RANGES)};
export const REGULAR =
  "${advancesOf(FILES.regular)
    .map((v) => v.toString(36))
    .join(" ")}";
export const SEMIBOLD =
  "${advancesOf(FILES.semibold)
    .map((v) => v.toString(36))
    .join(" ")}";
`;
  writeFileSync(new URL("../../src/advances.ts", import.meta.url), text);
}
