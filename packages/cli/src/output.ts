import { writeFile } from "node:fs/promises";
import {
  asFileError,
  type Result,
  toArrow,
  toCsv,
  toJson,
  toMarkdown,
  toParquet,
  UsageError,
} from "@tightrope/core";
import type { Invocation, Terminal } from "./command.ts";
import { resultTable } from "./table.ts";

export const FORMATS = ["table", "json", "csv", "parquet", "arrow", "md"] as const;
export type Format = (typeof FORMATS)[number];

/** The asked format; without one, a table for a person and JSON for a program. */
export function formatOf(asked: Invocation["values"][string], terminal: Terminal): Format {
  if (asked === undefined) return terminal.interactive ? "table" : "json";
  const found = FORMATS.find((f) => f === asked);
  if (!found) throw new UsageError(`unknown format: ${asked} (write ${FORMATS.join(", ")})`);
  return found;
}

export async function printResult(
  result: Result,
  format: Format,
  terminal: Terminal,
  options: { includeRestricted: boolean; file?: string },
): Promise<void> {
  const bytes = await encode(result, format, terminal, options);
  if (options.file) await writeOut(options.file, bytes);
  else if (typeof bytes !== "string" && terminal.interactive)
    throw new UsageError(`${format} is not for a terminal: add --output FILE or redirect it`);
  else terminal.out(bytes);
}

/** Writes a file the user named. @throws {FileError} that names it. */
export async function writeOut(path: string, bytes: string | Uint8Array): Promise<void> {
  await writeFile(path, bytes).catch((error) => {
    throw asFileError(error, path) ?? error;
  });
}

async function encode(
  result: Result,
  format: Format,
  terminal: Terminal,
  { includeRestricted }: { includeRestricted: boolean },
): Promise<string | Uint8Array> {
  const options = { includeRestricted };
  switch (format) {
    case "table":
      return resultTable(result, terminal);
    case "json":
      return toJson(result);
    case "csv":
      return toCsv(result, options);
    case "md":
      return toMarkdown(result);
    case "parquet":
      return toParquet(result, options);
    case "arrow":
      return toArrow(result, options);
  }
}
