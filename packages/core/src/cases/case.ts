import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { DataError, UnknownNameError } from "../errors.ts";
import { nearest } from "../nearest.ts";

const caseFile = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Files to load, in this order; paths relative to the case's folder. */
  load: z.array(
    z.strictObject({
      source: z.string(),
      files: z.array(z.string()).min(1),
      options: z.record(z.string(), z.unknown()).default({}),
      retrieved: z.string(),
    }),
  ),
  claims: z.string(),
  /** Scenario files, relative to the case's folder. */
  scenarios: z.array(z.string()).default([]),
});

/** A case that ships: figures to load, claims to check, scenarios to ask. Paths are absolute. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly folder: string;
  readonly load: readonly {
    readonly source: string;
    readonly files: readonly string[];
    readonly options: Readonly<Record<string, unknown>>;
    readonly retrieved: string;
  }[];
  readonly claims: string;
  readonly scenarios: readonly string[];
}

/** Opens a case by name in the folder that holds the cases. @throws {UnknownNameError} */
export async function openCase(casesFolder: string, name: string): Promise<Case> {
  const folder = join(casesFolder, name);
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(folder, "case.yaml"))) {
    const names = (await readdir(casesFolder, { withFileTypes: true }).catch(() => []))
      .filter((e) => e.isDirectory())
      .map((e) => e.name);
    throw new UnknownNameError("case", name, nearest(name, names));
  }
  const parsed = caseFile.safeParse(parse(await readFile(join(folder, "case.yaml"), "utf8")));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new DataError(`case ${name}: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  return {
    ...parsed.data,
    folder,
    load: parsed.data.load.map((l) => ({ ...l, files: l.files.map((f) => join(folder, f)) })),
    claims: join(folder, parsed.data.claims),
    scenarios: parsed.data.scenarios.map((f) => join(folder, f)),
  };
}
