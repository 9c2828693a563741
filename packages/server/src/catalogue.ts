import { readdir, readFile } from "node:fs/promises";
import { type Case, type ClaimFile, openCase, parseClaims, sha256, UnknownNameError } from "@tightrope/core";
import { Lru } from "./results/lru.ts";

/** A case and its claim file, with the file's own identity. */
export interface OpenedCase {
  readonly case: Case;
  readonly claims: ClaimFile;
  readonly hash: string;
}

/** Names of the cases that a folder holds. */
export async function caseNames(folder: string | undefined): Promise<string[]> {
  if (!folder) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries)
    if (entry.isDirectory() && (await openCase(folder, entry.name).catch(() => undefined)))
      names.push(entry.name);
  return names.sort();
}

/** Claim files as parsed, by their identity: they are long and read often. */
const parsed = new Lru<ClaimFile>(16);

/** @throws {UnknownNameError} when there is no such case. */
export async function caseOf(folder: string | undefined, name: string): Promise<OpenedCase> {
  if (!folder) throw new UnknownNameError("case", name.slice(0, 80));
  const found = await openCase(folder, name.slice(0, 80));
  const text = await readFile(found.claims, "utf8");
  const hash = sha256(text);
  const claims = parsed.get(hash) ?? parseClaims(text, `claims of ${name}`);
  parsed.set(hash, claims, 1);
  return { case: found, claims, hash };
}
