import { MissingDataError, type TightropeError, UnknownNameError } from "../errors.ts";
import { indicatorsByName } from "../indicators/index.ts";
import type { Receipt } from "../receipt.ts";
import type { Coverage, Result, ResultColumn } from "../result.ts";
import type { Claim, ClaimFile, Expectation, Reading, Selection } from "./claim-file.ts";
import { decidingChoice } from "./deciding-choice.ts";
import { checkColumns, checkSources, type Held, missingSources, whatIsMissing } from "./needs.ts";
import { pick } from "./pick.ts";

export type Verdict = "holds" | "fails" | "mixed" | "untestable";

/** The number under one reading. */
export interface ReadingOutcome {
  readonly id: string;
  readonly says: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly indicator: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly value: number | null;
  readonly unit?: string;
  /** Null when this reading cannot be tested here. */
  readonly holds: boolean | null;
  /** Why there is no number. */
  readonly reason?: string;
  /** Rows without a figure that the claim leaves out. */
  readonly leftOut?: number;
  readonly coverage?: Coverage;
  readonly receipt?: Receipt;
}

export interface ClaimOutcome {
  readonly id: string;
  readonly number?: number;
  readonly sentence: string;
  readonly note?: string;
  readonly verdict: Verdict;
  readonly recorded: Verdict;
  /** True when the verdict is the recorded one. */
  readonly asRecorded: boolean;
  readonly expected: string;
  readonly expect?: Expectation;
  readonly readings: readonly ReadingOutcome[];
  /** In a sentence: under how many readings it holds, and which choice decides. */
  readonly because: string;
}

export interface CheckReport {
  readonly title: string;
  readonly author: string;
  readonly published: string;
  readonly publisher?: string;
  readonly url?: string;
  readonly review?: NonNullable<ClaimFile["review"]>;
  readonly snapshot: string;
  readonly claims: readonly ClaimOutcome[];
}

/** What checking needs of a workspace. */
export interface ClaimContext {
  run(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    options?: { signal?: AbortSignal; snapshot?: string },
  ): Promise<Result>;
  state(snapshot?: string): Promise<Held>;
}

export interface CheckOptions {
  readonly signal?: AbortSignal;
  readonly snapshot?: string;
  readonly progress?: (done: number, of: number) => void;
}

/**
 * Checks every claim of a file under each of its readings.
 * @throws {UsageError} for a column or source that a reading names and nothing has, before anything is asked.
 */
export async function checkClaims(
  workspace: ClaimContext,
  file: ClaimFile,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const outcomes: ClaimOutcome[] = [];
  for (const claim of file.claims) checkNames(claim);
  for (const claim of file.claims) {
    options.progress?.(outcomes.length, file.claims.length);
    outcomes.push(await checkClaim(workspace, claim, options));
  }
  options.progress?.(outcomes.length, file.claims.length);
  return {
    title: file.title,
    author: file.author,
    published: file.published,
    ...(file.publisher ? { publisher: file.publisher } : {}),
    ...(file.url ? { url: file.url } : {}),
    ...(file.review ? { review: file.review } : {}),
    snapshot: (await workspace.state(options.snapshot)).snapshot,
    claims: outcomes,
  };
}

export async function checkClaim(
  workspace: ClaimContext,
  claim: Claim,
  options: CheckOptions = {},
): Promise<ClaimOutcome> {
  const base = {
    id: claim.id,
    ...(claim.number === undefined ? {} : { number: claim.number }),
    sentence: claim.sentence,
    ...(claim.note ? { note: claim.note } : {}),
    recorded: claim.recorded,
  };
  const { test, expect } = claim;
  if (!test || !expect) {
    const because = whatIsMissing(
      claim.untestable as NonNullable<Claim["untestable"]>,
      await workspace.state(options.snapshot),
    );
    return {
      ...base,
      verdict: "untestable",
      asRecorded: claim.recorded === "untestable",
      expected: "",
      readings: [],
      because,
    };
  }
  checkNames(claim);
  const outcomes: ReadingOutcome[] = [];
  for (const reading of readingsOf(claim))
    outcomes.push(await read(workspace, claim, test, expect, reading, options));
  const tested = outcomes.filter((o) => o.holds !== null);
  const held = tested.filter((o) => o.holds);
  const verdict: Verdict =
    tested.length === 0
      ? "untestable"
      : held.length === tested.length
        ? "holds"
        : held.length === 0
          ? "fails"
          : "mixed";
  return {
    ...base,
    verdict,
    asRecorded: verdict === claim.recorded,
    expected: expectedText(expect),
    expect,
    readings: outcomes,
    because: explain(verdict, outcomes),
  };
}

function readingsOf(claim: Claim): readonly Reading[] {
  return claim.readings.length > 0
    ? claim.readings
    : [{ id: "as-stated", says: "as stated", choices: {}, with: {} }];
}

/** What a reading asks: the claim's own query with its changes, or another one. */
function askOf(test: NonNullable<Claim["test"]>, reading: Reading) {
  return {
    indicator: reading.indicator ?? test.indicator,
    parameters: reading.indicator ? reading.with : { ...test.parameters, ...reading.with },
    selection: reading.select ?? test.select,
  };
}

function checkNames(claim: Claim): void {
  if (!claim.test) return;
  for (const reading of readingsOf(claim)) {
    const { indicator, parameters, selection } = askOf(claim.test, reading);
    const columns = indicatorsByName.get(indicator)?.columns;
    if (columns) checkColumns(placeOf(claim, reading), indicator, Object.keys(columns), selection);
    checkSources(placeOf(claim, reading), parameters);
  }
}

function placeOf(claim: Claim, reading: Reading): string {
  return `claim ${claim.id}, reading ${reading.id}`;
}

async function read(
  workspace: ClaimContext,
  claim: Claim,
  test: NonNullable<Claim["test"]>,
  expect: Expectation,
  reading: Reading,
  { signal, snapshot }: CheckOptions,
): Promise<ReadingOutcome> {
  const { indicator, parameters, selection } = askOf(test, reading);
  const about = { id: reading.id, says: reading.says, choices: reading.choices, indicator };
  try {
    const result = await workspace.run(indicator, parameters, {
      ...(signal ? { signal } : {}),
      ...(snapshot ? { snapshot } : {}),
    });
    const names = result.columns.map((c) => c.name);
    checkColumns(placeOf(claim, reading), indicator, names, selection);
    const { value, reason, leftOut } = pick(result.rows, selection);
    const unit = unitOf(result.columns, selection);
    return {
      ...about,
      parameters: result.parameters,
      value,
      ...(unit ? { unit } : {}),
      holds: value === null ? null : meets(value, expect),
      ...(reason ? { reason: because(reason, result, await workspace.state(snapshot)) } : {}),
      ...(leftOut ? { leftOut } : {}),
      coverage: result.coverage,
      receipt: result.receipt,
    };
  } catch (error) {
    if (
      error instanceof MissingDataError ||
      (error instanceof UnknownNameError && error.details.kind === "indicator")
    )
      return { ...about, parameters, value: null, holds: null, reason: (error as TightropeError).message };
    throw error;
  }
}

/** Why there is no number: the source that is not loaded, else what the result itself says is missing. */
function because(reason: string, { parameters, rows, coverage }: Result, held: Held): string {
  const absent = missingSources(parameters, held);
  if (absent.length > 0) return absent.join("; ");
  if (rows.length === 0 && typeof parameters.series === "string")
    return `no figures of the series ${parameters.series} fit the question here`;
  const missing = coverage.notes.filter((n) => n.kind === "missing").map((n) => n.text);
  return [reason, ...missing].join(": ");
}

function unitOf(columns: readonly ResultColumn[], { column, pick: how }: Selection): string | undefined {
  if (how === "count") return "rows";
  if (how === "share") return "share (0 to 1)";
  return columns.find((c) => c.name === column)?.unit;
}

/** `about` is a half-open interval, as rounding is: 40 % with tolerance 2.5 points means [37.5, 42.5). */
export function meets(value: number, expect: Expectation): boolean {
  if (expect.about !== undefined && expect.tolerance !== undefined) {
    // Decimal arithmetic on the bounds: 0.4 − 0.025 must be 0.375, not the double beside it.
    const low = round12(expect.about - expect.tolerance);
    const high = round12(expect.about + expect.tolerance);
    if (value < low || value >= high) return false;
  }
  if (expect.at_least !== undefined && value < expect.at_least) return false;
  if (expect.at_most !== undefined && value > expect.at_most) return false;
  if (expect.more_than !== undefined && value <= expect.more_than) return false;
  if (expect.less_than !== undefined && value >= expect.less_than) return false;
  return true;
}

function round12(value: number): number {
  return Number(value.toPrecision(12));
}

function expectedText(expect: Expectation): string {
  const parts: string[] = [];
  if (expect.about !== undefined && expect.tolerance !== undefined)
    parts.push(
      `${expect.about} (${round12(expect.about - expect.tolerance)} ≤ x < ${round12(expect.about + expect.tolerance)})`,
    );
  if (expect.at_least !== undefined) parts.push(`at least ${expect.at_least}`);
  if (expect.at_most !== undefined) parts.push(`at most ${expect.at_most}`);
  if (expect.more_than !== undefined) parts.push(`more than ${expect.more_than}`);
  if (expect.less_than !== undefined) parts.push(`less than ${expect.less_than}`);
  return parts.join(" and ");
}

function explain(verdict: Verdict, outcomes: readonly ReadingOutcome[]): string {
  const tested = outcomes.filter((o) => o.holds !== null);
  const held = tested.filter((o) => o.holds);
  const untested = outcomes.length - tested.length;
  const left = untested > 0 ? `; ${untested} of ${outcomes.length} readings cannot be tested here` : "";
  if (verdict === "untestable")
    return (
      [...new Set(outcomes.flatMap((o) => o.reason ?? []))].join("; ") || "no reading can be tested here"
    );
  if (verdict === "holds" && untested > 0)
    return `holds under the ${tested.length === 1 ? "one reading" : `${tested.length} readings`} that can be tested${left}`;
  if (verdict === "holds")
    return `holds under ${tested.length === 1 ? "the one reading" : `all ${tested.length} readings`}`;
  if (verdict === "fails")
    return `holds under none of ${tested.length} reading${tested.length === 1 ? "" : "s"}${left}`;
  const deciding = decidingChoice(tested.map((o) => ({ choices: o.choices, holds: o.holds === true })));
  const where = held.map((o) => o.says).join("; ");
  return `holds under ${held.length} of ${tested.length} readings (${where})${deciding ? `; ${deciding}` : ""}${left}`;
}
