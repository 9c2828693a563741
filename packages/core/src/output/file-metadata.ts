import { canonicalJson } from "../hash.ts";
import type { Result } from "../result.ts";
import { citation } from "./citation.ts";

/** What a data file carries of its own origin, as text values under `tightrope:` keys. */
export function fileMetadata(result: Result): Record<string, string> {
  return {
    "tightrope:receipt": canonicalJson(result.receipt),
    "tightrope:sources": canonicalJson(result.coverage.sources),
    "tightrope:coverage": canonicalJson(result.coverage.notes),
    "tightrope:columns": canonicalJson(result.columns),
    "tightrope:citation": citation(result).apa,
  };
}
