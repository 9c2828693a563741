import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { DataError, UnknownNameError } from "../errors.ts";
import { nearest } from "../nearest.ts";

/** One technology and the rules that find it in papers, patents, goods and control lists. */
export interface Technology {
  readonly name: string;
  readonly title: string;
  /** OpenAlex field ids taken whole. */
  readonly fields: readonly string[];
  /** OpenAlex subfield ids taken whole. */
  readonly subfields: readonly string[];
  /** OpenAlex topic ids. */
  readonly topics: readonly string[];
  /** A topic whose name holds one of these as whole words. */
  readonly words: readonly string[];
  /** … and none of these. */
  readonly not: readonly string[];
  /** IPC symbols by their beginning, such as `H01L` or `G06N 10`. */
  readonly ipc: readonly string[];
  /** HS codes of 4 or 6 digits, by revision. */
  readonly hs6: Readonly<Record<string, readonly string[]>>;
  /** Goods that carry the technology without being it, by revision, and why they stand in for it. */
  readonly indirect?:
    | { readonly why: string; readonly hs6: Readonly<Record<string, readonly string[]>> }
    | undefined;
  /** Entries by control list, of lists that are not written in HS codes. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
  /** Why no list has an entry; only where `controls` is empty. */
  readonly uncontrolled?: string | undefined;
}

export interface Taxonomy {
  readonly version: string;
  /** Lists named under `controls`: what each is. */
  readonly lists: Readonly<Record<string, string>>;
  readonly technologies: readonly Technology[];
}

const codes = (pattern: RegExp, what: string) => z.array(z.string().regex(pattern, what)).default([]);

const hs6 = z.record(
  z.string().regex(/^HS\d{4}$/, "a revision looks like HS2017"),
  codes(/^\d{4}(\d{2})?$/, "an HS code has 4 or 6 digits"),
);

const schema = z.object({
  version: z.coerce.string(),
  description: z.string(),
  lists: z.record(z.string(), z.string()).default({}),
  technologies: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a name is lower-case words joined by -"),
      title: z.string().min(1),
      openalex: z
        .strictObject({
          fields: codes(/^\d{2}$/, "an OpenAlex field id has 2 digits"),
          subfields: codes(/^\d{4}$/, "an OpenAlex subfield id has 4 digits"),
          topics: codes(/^T\d+$/, "an OpenAlex topic id looks like T10320"),
          words: z.array(z.string().min(2)).default([]),
          not: z.array(z.string().min(2)).default([]),
        })
        .prefault({}),
      ipc: codes(/^[A-H]\d{2}([A-Z]( \d+(\/\d+)?)?)?$/, "an IPC symbol looks like H01L or G06N 10"),
      hs6,
      indirect: z.strictObject({ why: z.string().min(1), hs6 }).optional(),
      controls: z.record(z.string(), z.array(z.string())).default({}),
      uncontrolled: z.string().min(1).optional(),
    }),
  ),
});

/** Reads a taxonomy file's text. @throws {DataError} naming the entry that is not as it should be. */
export function parseTaxonomy(text: string): Taxonomy {
  const read = schema.safeParse(parse(text));
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new DataError(`taxonomy: ${issue?.path.join(".")}: ${issue?.message}`, { cause: read.error });
  }
  const technologies = read.data.technologies.map(({ openalex, ...rest }) => ({ ...openalex, ...rest }));
  const { version, lists } = read.data;
  const seen = new Set<string>();
  for (const { name, controls } of technologies) {
    if (seen.has(name)) throw new DataError(`taxonomy: technology ${name} is defined twice`);
    seen.add(name);
    for (const list of Object.keys(controls))
      if (!(list in lists))
        throw new DataError(`taxonomy: ${name}: list ${list} is not described under lists`);
  }
  return Object.freeze({ version, lists, technologies });
}

let shipped: Taxonomy | undefined;

/** The taxonomy that ships with Tightrope. */
export function taxonomy(): Taxonomy {
  shipped ??= parseTaxonomy(readFileSync(new URL("../../data/technologies.yaml", import.meta.url), "utf8"));
  return shipped;
}

/** Every technology, in the order of the file. */
export function technologies(): readonly Technology[] {
  return taxonomy().technologies;
}

/** One technology. @throws {UnknownNameError} with the nearest names. */
export const technologyByName = Object.assign(
  (name: string): Technology => {
    const wanted = name
      .trim()
      .toLowerCase()
      .replace(/^tech:/, "")
      .replaceAll(/[\s_]+/g, "-");
    const found = technologies().find(
      (t) => t.name === wanted || t.title.toLowerCase() === name.trim().toLowerCase(),
    );
    if (!found)
      throw new UnknownNameError(
        "technology",
        name,
        nearest(
          wanted,
          technologies().map((t) => t.name),
        ),
      );
    return found;
  },
  { names: (): string[] => technologies().map((t) => t.name) },
);
