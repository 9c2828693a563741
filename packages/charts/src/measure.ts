import { RANGES, REGULAR, SEMIBOLD } from "./advances.ts";

export type Weight = "regular" | "semibold";

const tables: Partial<Record<Weight, Map<number, number>>> = {};

/**
 * Width of a line of text in pixels at `size`, from the font's own advances, so that a chart is laid out alike in
 * Node and in every browser. Characters the font lacks count as a full em (which is right for Chinese).
 */
export function textWidth(text: string, size: number, weight: Weight = "regular"): number {
  const table = tableOf(weight);
  let sum = 0;
  for (const character of text) sum += table.get(character.codePointAt(0) as number) || 1000;
  return (sum * size) / 1000;
}

/**
 * Lines no wider than `width`, broken at spaces (a no-break space holds) and after hyphens and slashes; a word
 * wider than the line is broken inside.
 */
export function wrapText(text: string, width: number, size: number, weight: Weight = "regular"): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/[ \n\t]+/).filter(Boolean)) {
    let glue = line === "" ? "" : " ";
    for (const piece of word.split(/(?<=[-/–])(?=[^\d\s])/)) {
      if (textWidth(line + glue + piece, size, weight) <= width) line += glue + piece;
      else {
        if (line !== "") lines.push(line);
        line = piece;
        while (textWidth(line, size, weight) > width && line.length > 1) {
          let fit = line.length - 1;
          while (fit > 1 && textWidth(line.slice(0, fit), size, weight) > width) fit--;
          lines.push(line.slice(0, fit));
          line = line.slice(fit);
        }
      }
      glue = "";
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** As `wrapText`, in no more lines, but of like length, so that no word stands alone on the last one. */
export function balanceText(text: string, width: number, size: number, weight: Weight = "regular"): string[] {
  const lines = wrapText(text, width, size, weight);
  for (let narrower = width * 0.98; narrower > width * 0.5; narrower -= width * 0.02) {
    const tried = wrapText(text, narrower, size, weight);
    if (tried.length > lines.length) break;
    lines.splice(0, lines.length, ...tried);
  }
  return lines;
}

/** As `wrapText`, at most `count` lines, the last one ending in an ellipsis when text is left over. */
export function clampText(
  text: string,
  width: number,
  size: number,
  count: number,
  weight: Weight = "regular",
): string[] {
  const lines = wrapText(text, width, size, weight);
  if (lines.length <= count) return lines;
  let last = lines[count - 1] as string;
  while (last.length > 1 && textWidth(`${last}…`, size, weight) > width) last = last.slice(0, -1).trimEnd();
  return [...lines.slice(0, count - 1), `${last}…`];
}

function tableOf(weight: Weight): Map<number, number> {
  const known = tables[weight];
  if (known) return known;
  const advances = (weight === "regular" ? REGULAR : SEMIBOLD).split(" ");
  const table = new Map<number, number>();
  let i = 0;
  for (const [first, last] of RANGES)
    for (let code = first; code <= last; code++)
      table.set(code, Number.parseInt(advances[i++] as string, 36));
  tables[weight] = table;
  return table;
}
