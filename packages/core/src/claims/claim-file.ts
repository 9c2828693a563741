import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { z } from "zod";
import { DataError, UsageError } from "../errors.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/**
 * Which number of a result is meant: rows by equality or bounds, then one of them or a figure over them. `change` is
 * the last less the first, `range` the largest less the smallest.
 */
const select = z.strictObject({
  column: z.string(),
  where: z
    .record(
      z.string(),
      z.union([
        scalar,
        z.strictObject({ lte: z.number().optional(), gte: z.number().optional(), not: scalar.optional() }),
      ]),
    )
    .default({}),
  pick: z
    .enum(["only", "first", "last", "min", "max", "sum", "mean", "count", "share", "change", "range"])
    .default("only"),
  /** What a row without a figure does: the number is not known (default), or the row is left out and counted. */
  missing: z.enum(["unknown", "skip"]).default("unknown"),
  /** With `share`: the rows counted in the numerator, out of the rows that `where` keeps. */
  of: z.record(z.string(), scalar).optional(),
});

const query = z.strictObject({
  indicator: z.string(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  select,
});

/** One bound or value that the sentence states, in the unit of the selected column. */
const expectation = z
  .strictObject({
    /** A rounded figure: `40 %` means [37.5, 42.5) unless `tolerance` says otherwise. */
    about: z.number().optional(),
    tolerance: z.number().positive().optional(),
    at_least: z.number().optional(),
    at_most: z.number().optional(),
    more_than: z.number().optional(),
    less_than: z.number().optional(),
  })
  .refine(
    (e) => Object.keys(e).some((k) => k !== "tolerance"),
    "states no value: write about, at_least, at_most, more_than or less_than",
  )
  .refine(
    (e) => e.about === undefined || e.tolerance !== undefined,
    "about needs a tolerance (half the width of what the sentence rounds to)",
  );

const reading = z.strictObject({
  id: z.string(),
  /** What this reading takes the sentence to mean, in words. */
  says: z.string(),
  /** The choices it makes, by name: whose data, which span, which goods. */
  choices: z.record(z.string(), z.string()).default({}),
  /** Parameter changes against the claim's own query. */
  with: z.record(z.string(), z.unknown()).default({}),
  /** Another indicator or another number than the claim's own. */
  indicator: z.string().optional(),
  select: select.optional(),
});

const claim = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/, "lower-case letters, digits and dashes"),
    number: z.number().int().optional(),
    sentence: z.string(),
    note: z.string().optional(),
    test: query.optional(),
    expect: expectation.optional(),
    readings: z.array(reading).default([]),
    /** Why it cannot be tested now, when there is no test. */
    untestable: z
      .strictObject({
        /** What it needs, in words. */
        needs: z.string(),
        /** What a test would ask, by name: `check` says which of them are missing at the time. */
        indicators: z.array(z.string()).default([]),
        tables: z.array(z.string()).default([]),
        sources: z.array(z.string()).default([]),
        /** What is missing besides, when no name says it. */
        because: z.string().optional(),
      })
      .refine(
        (u) => u.because !== undefined || u.indicators.length + u.tables.length + u.sources.length > 0,
        "names nothing that is missing: write indicators, tables, sources or because",
      )
      .optional(),
    /** The verdict this file records; `check` exits 1 when another comes out. */
    recorded: z.enum(["holds", "fails", "mixed", "untestable"]),
  })
  .refine((c) => (c.test && c.expect) || c.untestable, "needs test and expect, or says why it is untestable");

const isoDate = z.string().regex(/^\d{4}(-\d\d(-\d\d)?)?$/, "a date such as 2023, 2023-05 or 2023-05-31");

const claimFile = z.strictObject({
  title: z.string(),
  author: z.string(),
  published: isoDate,
  publisher: z.string().optional(),
  url: z.url().optional(),
  /** The review itself, for ClaimReview: the page it stands on, who publishes it, and when. */
  review: z
    .strictObject({
      url: z.url().optional(),
      published: isoDate.optional(),
      author: z.strictObject({ name: z.string(), url: z.url().optional() }).optional(),
    })
    .optional(),
  claims: z.array(claim).min(1),
});

export type ClaimFile = z.output<typeof claimFile>;
export type Claim = z.output<typeof claim>;
export type Reading = z.output<typeof reading>;
export type Selection = z.output<typeof select>;
export type Expectation = z.output<typeof expectation>;

/**
 * Reads a claim file.
 * @throws {DataError} that names the place and what would be right.
 */
export async function loadClaims(path: string): Promise<ClaimFile> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new UsageError(`no claim file: ${path}`, { cause });
  });
  return parseClaims(text, path);
}

export function parseClaims(text: string, where = "claim file"): ClaimFile {
  const document = parseDocument(text, { merge: true });
  const broken = document.errors[0];
  if (broken)
    throw new DataError(`${where} is not YAML: ${broken.message.split("\n")[0]}`, { cause: broken });
  const parsed = claimFile.safeParse(document.toJS());
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new DataError(`${where}: ${issue?.path.join(".") || "top level"}: ${issue?.message}`);
  }
  const twice = parsed.data.claims.map((c) => c.id).find((id, i, ids) => ids.indexOf(id) !== i);
  if (twice) throw new DataError(`${where}: two claims have the id ${twice}`);
  return parsed.data;
}
