import { canonicalJson, type Result, sha256, version } from "@tightrope/core";

/**
 * Weak, since a receipt inside the answer names the snapshot it was computed on, while the tag stands for what was
 * computed: the content hash, coverage and citations, in one format, by one version. So loading unrelated data
 * leaves an answer's tag as it was.
 */
export function etagOf(result: Result, format: string, options: unknown = null): string {
  const { contentHash, indicator, parameters } = result.receipt;
  const identity = [contentHash, indicator, parameters, result.coverage, format, options, version];
  return `W/"${sha256(canonicalJson(identity)).slice(0, 32)}"`;
}

/** Tag of any other answer. */
export function etagOfText(text: string): string {
  return `W/"${sha256(text).slice(0, 32)}"`;
}

/** True when the client has it already (If-None-Match compares weakly). */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  if (ifNoneMatch.trim() === "*") return true;
  const bare = (tag: string) => tag.trim().replace(/^W\//, "");
  return ifNoneMatch.split(",").some((tag) => bare(tag) === bare(etag));
}
