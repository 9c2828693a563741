import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { DataError } from "../errors.ts";

/** A header wider than this is no table that anything here loads. */
const MOST_COLUMNS = 5000;

/** The column names of a delimited file after `skipLines` lines, quotes and byte-order mark removed. */
export async function header(path: string, delimiter: string, skipLines: number): Promise<string[]> {
  const stream = createReadStream(path, { encoding: "utf8", end: 1 << 22 });
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  let n = 0;
  try {
    for await (const line of lines) {
      if (n++ < skipLines) continue;
      const names = split(n === 1 ? line.replace(/^\uFEFF/, "") : line, delimiter);
      if (names.length > MOST_COLUMNS)
        throw new DataError(
          `header has ${names.length} columns, more than the ${MOST_COLUMNS} that any layout here has: ${path}`,
        );
      return unique(names);
    }
  } finally {
    lines.close();
    stream.destroy();
  }
  throw new DataError(
    `file ends before its header: ${path} has ${n} lines, the header is line ${skipLines + 1}`,
  );
}

function split(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string;
    if (quoted && c === '"' && line[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (c === '"') quoted = !quoted;
    else if (c === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += c;
  }
  cells.push(cell.trim());
  return cells;
}

/** Empty and repeated names get a suffix, so that every column can be addressed. */
function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, i) => {
    const base = name === "" ? `column${i + 1}` : name;
    const n = seen.get(base.toLowerCase()) ?? 0;
    seen.set(base.toLowerCase(), n + 1);
    return n === 0 ? base : `${base}_${n + 1}`;
  });
}
