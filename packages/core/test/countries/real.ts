import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { parseCsv } from "../../src/countries/rows.ts";
import { realData } from "../fixtures/real-data.ts";

const folder = pathToFileURL(`${realData}/`);

/** Whether the real files are there; says so aloud when they are not. */
export function hasRealData(): boolean {
  const there = existsSync(new URL("INDEX.md", folder));
  if (!there) console.warn(`skipped: the real files are not in ${folder.pathname} (set TIGHTROPE_DATA)`);
  return there;
}

/** The rows of a real CSV file, with byte-order mark and gzip handled. */
export function realRows(file: string): Record<string, string>[] {
  const bytes = readFileSync(new URL(file, folder));
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return parseCsv(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"));
}
realRows.folder = folder;
