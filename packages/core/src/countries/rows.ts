import { readFileSync } from "node:fs";

/** Where the compiled data files of the package lie; the same distance from `src/countries` and `dist/countries`. */
const DATA = new URL("../../data/", import.meta.url);

/**
 * Reads one of the small CSV files that ship with the package, as objects keyed by its header. Fields may be
 * quoted; a line break inside a field does not occur in these files.
 */
export function dataRows(file: string): Record<string, string>[] {
  return parseCsv(readFileSync(new URL(file, DATA), "utf8"));
}

/** The bytes of a data file of the package. */
export function dataBytes(file: string): Buffer {
  return readFileSync(new URL(file, DATA));
}

export function parseCsv(text: string): Record<string, string>[] {
  const lines = text.split("\n").filter((line) => line !== "");
  const header = fieldsOf(lines[0] ?? "");
  return lines.slice(1).map((line) => {
    const fields = fieldsOf(line);
    const row: Record<string, string> = {};
    header.forEach((name, i) => {
      row[name] = fields[i] ?? "";
    });
    return row;
  });
}

function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (line[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") {
      fields.push(field);
      field = "";
    } else field += c;
  }
  fields.push(field);
  return fields;
}
